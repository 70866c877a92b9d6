"""What was told to people in a case, word by word as it was kept when it was sent: messages and letters.

The history says with which row each was written (`bound`). Nothing where the substance is closed to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import Session

from complaints.casework.readings import UnnotedError
from complaints.casework.visibility import Access
from complaints.models import ComplaintMessage
from complaints.notices.mail import letter
from complaints.sealed import content
from engine.catalogue import _
from engine.models import Event, OutboxMessage
from engine.record.payload import read

MOST = 100
"""Texts that are shown beside rows of one page of the history; the others stand on the page of texts."""
LOOKED_AT = 1000
"""Rows of the history among which those of one page of texts are looked for."""
REPORTER_TEMPLATE = "pengadu"
_BOUND = frozenset({"bound"})


@dataclass(frozen=True)
class SentText:
    """A message or a letter. Whose address a letter went to is not read."""

    id: UUID
    part: str
    """Its name in the history, e.g. `complaint_message:…`."""
    at: datetime
    kind: str
    """Of a message; "" for a letter."""
    subject: str
    """Of a letter; "" for a message."""
    from_reporter: bool
    to_reporter: bool
    text: str
    sent_at: datetime | None
    """When a letter left; a message is there at once."""
    error: str
    """Of the last attempt to send a letter."""

    @property
    def is_letter(self) -> bool:
        """Whether it went out by mail."""
        return bool(self.subject)


@dataclass(frozen=True)
class SentCursor:
    """The last text of a page."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class SentPage:
    """One page, oldest first. `after` is None on the last."""

    texts: list[SentText]
    after: SentCursor | None


def sent_with(
    session: Session, *, instansi_id: str, case_id: UUID, access: Access, parts: Iterable[str]
) -> dict[str, SentText]:
    """Those that rows of the history name, by name, at most `MOST`. One statement for each kind that is named."""
    if not _open(access):
        return {}
    wanted: dict[str, list[UUID]] = {}
    for part in list(parts)[:MOST]:
        table, _colon, key = part.partition(":")
        wanted.setdefault(table, []).append(UUID(key))
    found = []
    for kind in _kinds():
        if ids := wanted.get(kind.model.__tablename__):
            rows = session.scalars(kind.of(instansi_id, case_id).where(kind.model.id.in_(ids)))
            found += [kind.text(session, row) for row in rows]
    return {text.part: text for text in found}


def sent_page(
    session: Session,
    *,
    instansi_id: str,
    case_id: UUID,
    access: Access,
    after: SentCursor | None = None,
    limit: int = 25,
) -> SentPage:
    """A page of all texts of the case, oldest first, in two statements."""
    if not _open(access):
        return SentPage([], None)
    found: list[SentText] = []
    for kind in _kinds():
        query = kind.of(instansi_id, case_id).order_by(kind.at, kind.model.id).limit(limit + 1)
        if after is not None:
            here = tuple_(literal(after.at, kind.at.type), literal(after.id, kind.model.id.type))
            query = query.where(tuple_(kind.at, kind.model.id) > here)
        found += [kind.text(session, row) for row in session.scalars(query)]
    found.sort(key=lambda text: (text.at, text.id))
    shown = found[:limit]
    return SentPage(shown, SentCursor(shown[-1].at, shown[-1].id) if len(found) > limit else None)


def rows_of_texts(session: Session, *, instansi_id: str, case_id: UUID, texts: Sequence[SentText]) -> dict[str, int]:
    """The row of the history with which each text was written, by name; of one written before rows said it, none."""
    if not texts:
        return {}
    since = min(text.at for text in texts)
    rows = session.execute(
        select(Event.number, Event.kind, Event.payload)
        .where(Event.instansi_id == instansi_id, Event.case_id == case_id, Event.at >= since)
        .order_by(Event.number)
        .limit(LOOKED_AT)
    )
    wanted = {text.part for text in texts}
    return {
        part: number
        for number, kind, payload in rows
        for part in getattr(read(kind, payload, wanted=_BOUND), "bound", ())
        if part in wanted
    }


def _open(access: Access) -> bool:
    """Whether texts are read at all. Raises UnnotedError for a look that nobody noted."""
    if not access.noted:
        raise UnnotedError
    return access.substance is None


@dataclass(frozen=True)
class _Kind:
    """A table of texts: its case, its moment, and how one of its rows is told."""

    model: Any
    case: Any
    at: Any
    text: Callable[[Session, Any], SentText]

    def of(self, instansi_id: str, case_id: UUID) -> Select[Any]:
        return select(self.model).where(self.model.instansi_id == instansi_id, self.case == case_id)


def _message(session: Session, row: ComplaintMessage) -> SentText:
    return SentText(
        id=row.id,
        part=f"{row.__tablename__}:{row.id}",
        at=row.at,
        kind=row.kind,
        subject="",
        from_reporter=row.sender == "pengadu",
        to_reporter=row.sender != "pengadu",
        text=content.open_text(session, row.instansi_id, row.complaint_id, row.text) or "",
        sent_at=row.at,
        error="",
    )


def _letter(_session: Session, row: OutboxMessage) -> SentText:
    return SentText(
        id=row.id,
        part=f"{row.__tablename__}:{row.id}",
        at=row.created_at,
        kind="",
        subject=row.subject,
        from_reporter=False,
        to_reporter=row.body.get("template") == REPORTER_TEMPLATE,
        text="\n\n".join(letter(row.body, url=_("(alamat halamannya)"))),
        sent_at=row.sent_at,
        error=row.last_error or "",
    )


def _kinds() -> tuple[_Kind, _Kind]:
    messages = _Kind(ComplaintMessage, ComplaintMessage.complaint_id, ComplaintMessage.at, _message)
    return messages, _Kind(OutboxMessage, OutboxMessage.case_id, OutboxMessage.created_at, _letter)
