"""Searches of a list that somebody keeps by a name, for themselves or for others who have the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from complaints.models import SavedSearch, User
from engine.catalogue import _
from engine.errors import EngineError
from engine.models import new_id

EXAMINERS, OFFICERS = "jejak", "berkas"
"""Which list."""
MOST_OF_ONE = 30
MOST_SHOWN = 100
LONGEST_NAME = 80


class SearchRefusedError(EngineError):
    """It cannot be kept; the text says why."""


@dataclass(frozen=True)
class KeptSearch:
    """A kept search as the list offers it."""

    id: UUID
    name: str
    query: str
    own: bool
    owner: str
    """Name of who keeps it."""
    shared: bool


def kept(
    session: Session, *, instansi_id: str, user_id: UUID, page: str = EXAMINERS, units: Iterable[str] = ()
) -> list[KeptSearch]:
    """One's own of a list, and those that others share with everybody or with one of these units, by name."""
    shared = and_(SavedSearch.shared.is_(True), SavedSearch.unit.in_({"", *units}))
    rows = session.execute(
        select(SavedSearch, User.name.label("owner"))
        .join(User, and_(User.instansi_id == SavedSearch.instansi_id, User.id == SavedSearch.user_id))
        .where(
            SavedSearch.instansi_id == instansi_id,
            SavedSearch.page == page,
            or_(SavedSearch.user_id == user_id, shared),
        )
        .order_by(SavedSearch.name, SavedSearch.id)
        .limit(MOST_SHOWN)
    )
    return [KeptSearch(row.id, row.name, row.query, row.user_id == user_id, owner, row.shared) for row, owner in rows]


def keep(
    session: Session,
    *,
    instansi_id: str,
    user_id: UUID,
    name: str,
    query: str,
    shared: bool,
    at: datetime,
    page: str = EXAMINERS,
    unit: str = "",
) -> None:
    """Keep a search of a list; one of the same name is replaced. `unit`: whose people a shared one is offered to.
    Raises SearchRefusedError."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        unnamed = (
            _("Tulis nama saringan, paling banyak %(num)s karakter.", num=LONGEST_NAME)
            if page == OFFICERS
            else _("Tulis nama pencarian, paling banyak %(num)s karakter.", num=LONGEST_NAME)
        )
        raise SearchRefusedError(unnamed)
    own = (SavedSearch.instansi_id == instansi_id, SavedSearch.user_id == user_id, SavedSearch.page == page)
    session.execute(delete(SavedSearch).where(*own, SavedSearch.name == name))
    if (session.scalar(select(func.count()).select_from(SavedSearch).where(*own)) or 0) >= MOST_OF_ONE:
        full = (
            _("Anda sudah menyimpan %(num)s saringan. Hapus salah satu.", num=MOST_OF_ONE)
            if page == OFFICERS
            else _("Anda sudah menyimpan %(num)s pencarian. Hapus salah satu.", num=MOST_OF_ONE)
        )
        raise SearchRefusedError(full)
    session.add(
        SavedSearch(
            instansi_id=instansi_id,
            id=new_id(),
            user_id=user_id,
            name=name,
            query=query,
            shared=shared,
            created_at=at,
            page=page,
            unit=unit,
        )
    )


def forget(session: Session, *, instansi_id: str, user_id: UUID, search_id: UUID) -> None:
    """No longer keep one's own search; another's stays."""
    session.execute(
        delete(SavedSearch).where(
            SavedSearch.instansi_id == instansi_id, SavedSearch.user_id == user_id, SavedSearch.id == search_id
        )
    )
