"""A deployed version in the government's own sealed history, and whether what is stored is still that version."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from engine.actors import Actor
from engine.catalogue import _
from engine.models import Ledger, LedgerEvent, ProcessVersion
from engine.record import ledger
from engine.record.beside import Beside
from engine.record.cells import MalformedCellError, reader
from engine.record.chain import Break
from engine.record.events import ActRecorded
from engine.record.payload import read
from engine.record.stored_heads import NOBODY
from engine.running.runtime import Runtime
from engine.sealed import is_closed

LEDGER, ACT, ABOUT = "versions", "version_deployed", "version:"
FACTS = ("process_id", "number", "engine_version", "deployed_by", "reviewed_by", "restored_from")
"""Columns whose values stand in the row of the history, beside the digests of bundle and scenarios."""
WORDS = ("note", "deployed_by_name", "reviewed_by_name", "accepted")
"""Columns with words of people: they stand in the part of the row to which the seal only commits."""


def record_version(session: Session, runtime: Runtime, version: ProcessVersion, *, by: Actor) -> None:
    """Writes the row that binds a version: files, scenarios, author, reviewer, reasons. Once, when it is complete."""
    ledger.record(
        session,
        instansi_id=version.instansi_id,
        ledger=LEDGER,
        act=ACT,
        before={},
        after=_facts(version),
        at=version.deployed_at,
        actor=by,
        about=f"{ABOUT}{version.id}",
        personal={"sesudah": _words(version)},
        signer=runtime.signer,
    )


def verify_versions(session: Session, *, instansi_id: str | None = None) -> Beside:
    """Compares stored versions with the rows that bind them. `compared` counts those that have one: versions that were
    deployed before such rows were written are bound by nothing, and not counted.
    """
    found = Beside()
    told = {(row.instansi_id, row.element): row for row in _rows(session, instansi_id)}
    first: dict[tuple[str, str], tuple[int, Any]] = {}
    for row in told.values():
        said = _said(row)
        place = (row.instansi_id, str(said.get("process_id")))
        number = int(said.get("number", 0))
        first[place] = min(first.get(place, (number, row)), (number, row), key=lambda each: each[0])
    for version in _versions(session, instansi_id, found):
        row = told.pop((version.instansi_id, f"{ABOUT}{version.id}"), None)
        if row is None:
            number, bound = first.get((version.instansi_id, version.process_id), (version.number, None))
            if version.number > number:
                named = f"{version.process_id} {version.number}"
                _add(found, bound, _("versi %(n)s tidak dikenal riwayat: ditambahkan dari luar", n=named))
            continue
        found.compared += 1
        odd = _differences(version, row)
        if odd:
            named = f"{version.process_id} {version.number}"
            _add(found, row, _("versi %(n)s: %(odd)s berbeda", n=named, odd=", ".join(odd)))
    for row in told.values():
        _add(found, row, _("versi proses hilang"))
    return found


def _versions(session: Session, instansi_id: str | None, found: Beside) -> Iterator[Any]:
    """One at a time: a bundle is large, and one that cannot be read hides no other."""
    keys = select(_untyped(ProcessVersion.instansi_id), _untyped(ProcessVersion.id))
    if instansi_id is not None:
        keys = keys.where(ProcessVersion.instansi_id == instansi_id)
    stored = reader(session, ProcessVersion)
    for home, key in session.execute(keys).all():
        own = (ProcessVersion.instansi_id == home, _untyped(ProcessVersion.id) == literal(key))
        try:
            yield from stored.read(session, stored.select(*own))
        except MalformedCellError as odd:
            found.breaks.append(Break(str(home), NOBODY, 0, f"{odd} ({key})", LEDGER))


def _untyped(column: Any) -> Any:
    return type_coerce(column, NullType())


def count_versions(session: Session, *, instansi_id: str | None = None) -> int:
    """How many versions there are."""
    query = select(func.count()).select_from(ProcessVersion)
    if instansi_id is not None:
        query = query.where(ProcessVersion.instansi_id == instansi_id)
    return session.scalar(query) or 0


def _add(found: Beside, row: Any, reason: str) -> None:
    found.breaks.append(Break(row.instansi_id, row.ledger_id, row.number, reason, LEDGER))


def _rows(session: Session, instansi_id: str | None) -> Iterator[Any]:
    query = (
        select(LedgerEvent.instansi_id, LedgerEvent.ledger_id, LedgerEvent.number, LedgerEvent.element,
               LedgerEvent.kind, LedgerEvent.payload, LedgerEvent.personal)
        .join(Ledger, (Ledger.instansi_id == LedgerEvent.instansi_id) & (Ledger.id == LedgerEvent.ledger_id))
        .where(Ledger.name == LEDGER)
    )  # fmt: skip
    if instansi_id is not None:
        query = query.where(Ledger.instansi_id == instansi_id, LedgerEvent.instansi_id == instansi_id)
    yield from session.execute(query)


def _differences(version: Any, row: Any) -> list[str]:
    told, now = _said(row), _facts(version)
    odd = sorted(name for name in {*told, *now} if told.get(name) != now.get(name))
    words = _told_words(row.personal)
    return odd + sorted(name for name, value in _words(version).items() if words and words.get(name) != value)


def _said(row: Any) -> dict[str, Any]:
    event = read(row.kind, row.payload)
    return dict(event.after) if isinstance(event, ActRecorded) else {}


def _facts(version: Any) -> dict[str, Any]:
    return {
        **{name: getattr(version, name) for name in FACTS},
        "bundle": _digest(version.bundle),
        "scenarios": _digest(version.scenarios),
        "content_hash": version.content_hash,
        "deployed_at": version.deployed_at.astimezone(UTC).isoformat(),
    }


def _words(version: Any) -> dict[str, Any]:
    return {name: getattr(version, name) for name in WORDS}


def _told_words(personal: Any) -> dict[str, Any]:
    """What the row says in words of people; empty when it was erased."""
    if not isinstance(personal, dict) or is_closed(personal):
        return {}
    answers = personal.get("answers")
    found = answers.get("sesudah") if isinstance(answers, dict) else None
    return found if isinstance(found, dict) else {}


def _digest(packed: bytes | None) -> str:
    """SHA-256 of what lies compressed; "" for nothing, and of the bytes themselves when they cannot be read."""
    if packed is None:
        return ""
    try:
        return hashlib.sha256(zlib.decompress(packed)).hexdigest()
    except zlib.error:
        return hashlib.sha256(packed).hexdigest()
