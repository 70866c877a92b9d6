"""The crest and the colour of a government, under addresses that change with them."""

from __future__ import annotations

from base64 import b64decode

from flask import Response, abort
from flask.typing import ResponseReturnValue

from complaints.people.governments.look import crest_of
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.transactions import page_session

YEAR_S = 31_536_000


@blueprint.get("/<instansi_id>/lambang/<digest>.png")
@public
def crest(digest: str) -> ResponseReturnValue:
    """The crest; nothing under the address of a former one."""
    if not instansi().crest or digest != instansi().crest:
        abort(404)
    return _kept(b64decode(crest_of(page_session(), instansi_id=instansi().id)), "image/png")


@blueprint.get("/<instansi_id>/warna/<colour>.css")
@public
def colour(colour: str) -> ResponseReturnValue:
    """Header and buttons in the colour of the government; lines and drawings only where the ground is light."""
    if not instansi().colour or colour != instansi().colour[1:]:
        abort(404)
    return _kept(
        f":root {{ --alur-bar: {instansi().colour}; --alur-brand: {instansi().colour}; }}\n".encode(),
        "text/css; charset=utf-8",
    )


def _kept(body: bytes, kind: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.cache_control.public = True
    answer.cache_control.max_age = YEAR_S
    answer.cache_control.immutable = True
    return answer
