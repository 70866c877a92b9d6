"""The newest checkpoint as a page and as text, proofs between two of them, and the lines that witnesses bring."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from complaints.keys import fingerprint
from complaints.people.throttle import Limit
from complaints.upkeep.installation import last_verification
from complaints.upkeep.time_stamps import REPLY, stamp_over, stamp_state, stamped_text
from engine.errors import EngineError
from engine.record.cells import came_of_a_cell
from engine.record.log import appending, witnesses
from engine.record.log.keys import read_statement
from engine.record.log.note import MOST_BYTES, NoteError, read_checkpoint, read_key, read_note
from engine.record.log.own_keys import listed
from engine.record.log.receipts import checkpoint_over
from web.guards import public
from web.seal.blueprint import blueprint, charge_source
from web.services import services
from web.transactions import command, page_session


@dataclass(frozen=True)
class PastKey:
    """A key of the log: since when, how it came (`engine.record.log.keys.Succession`), which witnesses agreed."""

    number: int
    fingerprint: str
    way: str
    size: int
    at: datetime
    agreed: list[str]


CHECK = "openssl ts -verify -data {size}.txt -in {size}.tsr -CAfile akar.pem"
LARGEST = 10**18
"""Entries of a log that a database can number."""
ASKED_PER_SOURCE = Limit("segel", 600, timedelta(hours=1))


@blueprint.get("/segel")
@public
def page() -> ResponseReturnValue:
    """What the seal covers, until when, and who witnessed it."""
    verified = last_verification(page_session(), services().runtime.verifier_in(page_session()))
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
    key, stamp = _key(), stamp_state(page_session()).last
    return {
        "last": last,
        "checkpoint": read_checkpoint(note.text),
        "seen": seen,
        "witnessed": None if seen else _witnessed(),
        "key": key,
        "print": fingerprint(read_key(key).public) if key else "",
        "keys": _past(),
        "stamp": stamp,
        "stamp_check": CHECK.format(size=stamp.size) if stamp else "",
    }


def _witnessed() -> tuple[int, datetime, str] | None:
    """Rows, moment and witness of the last checkpoint that somebody witnessed; None when there is none lately."""
    row = checkpoint_over(page_session(), 0)
    found = witnesses.testimonies(page_session(), read_note(row.note)) if row is not None else []
    if row is None or not found:
        return None
    latest = max(found, key=lambda each: each.seconds)
    return row.size, datetime.fromtimestamp(latest.seconds, UTC), latest.name


def _past() -> list[PastKey]:
    """Every key that the log ever had, the newest first; none while it has its first one."""
    rows = listed(page_session())
    notes = [read_note(row.note) for row in rows] if len(rows) > 1 else []
    told = [(read_statement(note.text), witnesses.testimonies(page_session(), note)) for note in notes]
    return [
        PastKey(each.number, fingerprint(each.key.public), each.way, each.size, each.at, [one.name for one in agreed])
        for each, agreed in reversed(told)
    ]


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


@blueprint.get("/segel/daftar-kunci")
@public
def key_list() -> ResponseReturnValue:
    """Every key of the log with its statement, as `engine.record.log.keys` reads them; 404 before the first."""
    rows = listed(page_session())
    return _text("\n".join(row.note for row in rows)) if rows else abort(404)


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


@blueprint.get("/segel/cap-waktu/<int:size>.tsr")
@public
def stamp(size: int) -> ResponseReturnValue:
    """The time stamp of a checkpoint as the service sent it; 404 without one."""
    answer = stamp_over(page_session(), size) if size <= LARGEST else None
    return Response(answer, content_type=REPLY) if answer is not None else abort(404)


@blueprint.get("/segel/cap-waktu/<int:size>.txt")
@public
def stamped(size: int) -> ResponseReturnValue:
    """What was stamped: the three lines of the checkpoint; 404 for none."""
    text = stamped_text(page_session(), size) if size <= LARGEST else None
    return _text(text) if text is not None else abort(404)


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
