"""What is sealed of a report: its substance and its reporter, the messages both ways, answers of forms.

Closing needs the report's public key alone, so a citizen, an officer and the worker close alike; opening needs a
keyring (`complaints.sealed.keyrings`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import CaseKey, RoleKey
from complaints.sealed import boxes
from complaints.sealed.keyrings import about, closed, ring_of, taken
from engine.sealed import MARK

SUBSTANCE: Mapping[str, Any] = {
    "uraian": "", "kecamatan": "", "desa": "", "lokasi": "", "tanggal_kejadian": None, "waktu_kejadian": "",
    "pihak_terlibat": "", "hubungan_pelapor": "", "answers": {},
}  # fmt: skip
"""Columns of the complaint that are closed, and what stands in the table instead."""
REPORTER = ("jenis_pengadu", "nama", "identitas", "telepon", "email", "alamat", "answers")
PREFIX = f"{MARK}:"


class SealState(StrEnum):
    """How a report is stored, for whoever reads now."""

    OPEN = "open"
    READABLE = "readable"
    """Sealed, and the session opens it."""
    CLOSED = "closed"


def role_key(session: Session, instansi_id: str) -> RoleKey | None:
    """The present key of those who handle such reports; None where the government has not sealed them yet."""
    newest = select(RoleKey).where(RoleKey.instansi_id == instansi_id).order_by(RoleKey.number.desc()).limit(1)
    return session.scalars(newest).first()


def new_case_key(
    role: RoleKey,
    case_id: UUID,
    *,
    secret: str | None,
    substance: Mapping[str, Any],
    reporter: Mapping[str, Any] | None,
) -> CaseKey:
    """The row that seals a report. `secret`: the code of its author, None where nobody knows it now."""
    pair, salt = boxes.new_pair(), boxes.new_salt()
    author = None if secret is None else boxes.pair_of(boxes.key_from_words(secret, salt)).public
    told = {"pengaduan": _stored(substance), "pelapor": None if reporter is None else dict(reporter)}
    where = about(role.instansi_id, case_id)
    return CaseKey(
        instansi_id=role.instansi_id,
        case_id=case_id,
        public_key=pair.public,
        number=role.number,
        box=boxes.put(role.public_key, pair.private, about=where),
        salt=salt,
        author_public=author,
        author_box=None if author is None else boxes.put(author, pair.private, about=where),
        content=boxes.put(pair.public, json.dumps(told).encode(), about=where),
    )


def state(session: Session, instansi_id: str, case_id: UUID) -> SealState:
    """Whether the report is sealed, and open to this session."""
    if session.get(CaseKey, (instansi_id, case_id)) is None:
        return SealState.OPEN
    ring = ring_of(session)
    key = ring.case_key(session, instansi_id, case_id) if ring is not None else None
    return SealState.CLOSED if key is None else SealState.READABLE


def filled(session: Session, instansi_id: str, row: Any) -> Any:
    """A row of a report (with its `id`) with the columns that are closed in the table; the row itself when nothing is.

    Columns of the reporter stand under their own names, its `answers` as `about_reporter`.
    """
    found = session.get(CaseKey, (instansi_id, row.id))
    ring = ring_of(session)
    key = ring.case_key(session, instansi_id, row.id) if found is not None and ring is not None else None
    if found is None or key is None:
        return row
    told = json.loads(boxes.take(key, found.content, about=about(instansi_id, row.id)))
    reporter = dict(told["pelapor"] or dict.fromkeys(REPORTER))
    values = dict(row._mapping) if hasattr(row, "_mapping") else {c.key: getattr(row, c.key) for c in row.__table__.c}
    values |= {name: _read(name, value) for name, value in told["pengaduan"].items()}
    values |= {"about_reporter": reporter.pop("answers") or {}, **reporter}
    return SimpleNamespace(**values)


def close_answers(session: Session, instansi_id: str, case_id: UUID, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of a sealed case as they may be stored (`engine.sealed.Close`)."""
    return {MARK: closed(_public(session, instansi_id, case_id), instansi_id, case_id, json.dumps(answers).encode())}


def close_text(session: Session, instansi_id: str, case_id: UUID, text: str) -> str:
    """A message as it may be stored: closed for a sealed report, as it is for any other."""
    row = session.get(CaseKey, (instansi_id, case_id))
    return text if row is None else PREFIX + closed(row.public_key, instansi_id, case_id, text.encode())


def open_text(session: Session, instansi_id: str, case_id: UUID, text: str) -> str | None:
    """The message again; None when this session cannot open it."""
    if not text.startswith(PREFIX):
        return text
    found = taken(ring_of(session), session, instansi_id, case_id, text.removeprefix(PREFIX))
    return None if found is None else found.decode()


def public_key(session: Session, instansi_id: str, case_id: UUID) -> bytes | None:
    """With what anybody closes something of this report; None when it is not sealed."""
    row = session.get(CaseKey, (instansi_id, case_id))
    return None if row is None else row.public_key


def _public(session: Session, instansi_id: str, case_id: UUID) -> bytes:
    return session.get_one(CaseKey, (instansi_id, case_id)).public_key


def _stored(substance: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each.isoformat() if isinstance(each, date) else each for name, each in substance.items()}


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "tanggal_kejadian" and value else value
