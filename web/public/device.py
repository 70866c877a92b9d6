"""What a citizen's device may do beside a page of a report: pictures, progress, a copy for when there is no signal.

Everything works without. The pages of whistleblowers never have a script: nothing of them stays on a device.
"""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from web.assets import find
from web.guards import public
from web.public.blueprint import blueprint
from web.security import CONTENT_SECURITY_POLICY, HEADERS

WITH_SCRIPT = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'; worker-src 'self'"
WORKER = "default-src 'none'; connect-src 'self'"
"""What the script without a signal may do: fetch from here."""
GONE = '"storage"'
"""Takes out of the browser what scripts kept there."""


def with_device(page: AnyResponse, *, place: bool = False) -> AnyResponse:
    """A page with the script of the device; `place`: it may ask where the device is, when the person presses."""
    page.headers["Content-Security-Policy"] = WITH_SCRIPT
    if place:
        policy = HEADERS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
        page.headers["Permissions-Policy"] = policy
    return page


@blueprint.get("/<instansi_id>/lapor/luring")
@public
def offline() -> ResponseReturnValue:
    """What the pages of the form show without a signal: the same for everybody, kept by the device."""
    return with_device(make_response(render_template("public/offline.html")))


@blueprint.get("/<instansi_id>/lapor/luring.js")
@public
def offline_worker() -> Response:
    """The script that shows it. It sees the form's first page and all below it, no other."""
    script = find("build/offline.js")
    if script is None:
        abort(404)
    answer = Response(script.plain, content_type="text/javascript; charset=utf-8")
    answer.headers["Content-Security-Policy"] = WORKER
    answer.headers["Service-Worker-Allowed"] = url_for("public.lodge")
    return answer
