"""The newest checkpoint as a page and as text, proofs between two of them, and the lines that witnesses bring."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from complaints.people.throttle import Limit
from complaints.upkeep.installation import last_verification
from engine.errors import EngineError
from engine.record.cells import came_of_a_cell
from engine.record.log import appending, witnesses
from engine.record.log.note import MOST_BYTES, NoteError, read_checkpoint, read_note
from web.guards import public
from web.seal.blueprint import blueprint, charge_source
from web.services import services
from web.transactions import command, page_session

ASKED_PER_SOURCE = Limit("segel", 600, timedelta(hours=1))


@blueprint.get("/segel")
@public
def page() -> ResponseReturnValue:
    """What the seal covers, until when, and who witnessed it."""
    verified = last_verification(page_session())
    try:
        return render_template("seal/page.html", verified=verified, **_newest())
    except Exception as error:
        if not came_of_a_cell(error):
            raise
    return render_template("seal/page.html", last=None, verified=verified, damaged=True)


def _newest() -> dict[str, Any]:
    """The last checkpoint and who witnessed it."""
    last = appending.newest(page_session())
    if last is None:
        return {"last": None}
    note = read_note(last.note)
    found = witnesses.testimonies(page_session(), note)
    seen = [(each.name, datetime.fromtimestamp(each.seconds, UTC)) for each in found]
    return {"last": last, "checkpoint": read_checkpoint(note.text), "seen": seen, "key": _key()}


@blueprint.get("/segel/titik-periksa")
@public
def checkpoint() -> ResponseReturnValue:
    """The newest checkpoint as a signed note; 404 before the first."""
    last = appending.newest(page_session())
    return _text(last.note) if last is not None else abort(404)


@blueprint.get("/segel/kunci")
@public
def key() -> ResponseReturnValue:
    """The public key of the log as others pin it; 404 before the first checkpoint."""
    return _text(f"{found}\n") if (found := _key()) else abort(404)


@blueprint.get("/segel/konsistensi")
@public
def consistency() -> ResponseReturnValue:
    """Lines of base64 that show that the log of `ke` rows continues that of `dari`; 400 when there are no such logs."""
    charge_source(ASKED_PER_SOURCE)
    old, size = request.args.get("dari", 0, type=int), request.args.get("ke", 0, type=int)
    try:
        proof = appending.proof_between(page_session(), old, size)
    except (ValueError, LookupError):
        return _text("400\n"), 400
    return _text("".join(f"{base64.b64encode(each).decode()}\n" for each in proof))


@blueprint.post("/segel/kesaksian")
@public
def testimony() -> ResponseReturnValue:
    """Takes a checkpoint with lines of known witnesses. 400 for what is no note, 403 for what nobody known signed."""
    charge_source(ASKED_PER_SOURCE)
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    try:
        brought = read_note(request.get_data().decode("utf-8", "replace"))
        with command() as session:
            names = witnesses.take(session, brought)
    except NoteError:
        return _text("400\n"), 400
    except EngineError as error:
        return _text(f"{error}\n"), 403
    return _text("".join(f"{name}\n" for name in names))


def _key() -> str:
    found = appending.public_key(page_session(), services().runtime.signer)
    return str(found) if found is not None else ""


def _text(body: str) -> Response:
    return Response(body, content_type="text/plain; charset=utf-8")
