"""The first page of whistleblowers: what this is and who reads it. Only where the law has it (BT-P10).

The form behind it has the pages of any start form, under addresses and a cookie of its own (see `web.public.ways`).
"""

from __future__ import annotations

from flask import redirect, render_template, session
from flask.typing import ResponseReturnValue

from web.guards import public
from web.public.blueprint import blueprint
from web.public.draft_cookie import forget_all
from web.public.tracking import OPENED

ELSEWHERE = "https://www.bmkg.go.id/"
"""The weather: what anybody may be looking at."""


@blueprint.get("/<instansi_id>/wbs")
@public
def wbs_home() -> ResponseReturnValue:
    """What a whistleblower should know before writing."""
    return render_template("public/wbs/home.html")


@blueprint.get("/<instansi_id>/wbs/keluar")
@public
def wbs_leave() -> ResponseReturnValue:
    """Away at once: this browser forgets what was begun and opened here, and shows something else.

    A link, so that it needs no script and no form; what it forgets is this browser's alone.
    """
    session.pop(OPENED, None)
    response = forget_all(redirect(ELSEWHERE))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
