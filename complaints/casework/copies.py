"""Copies (tembusan) of complaints: who got one, and the list in which they read it, without a task.

A unit reads the complaint itself, within the limits of `visibility`. A body outside the government has nobody here: the
one who sent the copy finds it in the list and takes the package to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, select, tuple_
from sqlalchemy.orm import Session

from complaints.casework import search, visibility
from complaints.casework.case_file import ComplaintView
from complaints.casework.readings import note_search
from complaints.casework.search import NUMBER, begins
from complaints.casework.visibility import Involvement, Withheld
from complaints.models import Complaint, ComplaintCopy, Instansi
from complaints.people import units
from complaints.people.roles import WorkScope, roles_of
from engine.actors import Actor
from engine.definition.operations import OperationContext
from engine.models import Case, new_id

LONGEST_SLUG = 60


@dataclass(frozen=True)
class CopyCursor:
    """The last row of a page."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class CopyRow:
    """One copy in a list."""

    id: UUID
    case_id: UUID
    at: datetime
    recipient: str
    outside: bool
    """Whether it is for a body outside the government, to be taken there."""
    number: str
    jenis: str
    judul: str | Withheld
    anonim: bool
    nama_tersembunyi: bool
    rahasia: bool
    restricted: bool
    phase: str
    ended_at: datetime | None


@dataclass(frozen=True)
class CopyPage:
    """One page of the list, newest first. `after` is None on the last page."""

    rows: list[CopyRow]
    after: CopyCursor | None


@dataclass(frozen=True)
class Recipient:
    """Who got a copy of one complaint."""

    slug: str
    name: str
    at: datetime
    bearers: frozenset[str] = frozenset()
    """Roles that take the package to a body outside; none for a unit, which reads the complaint itself."""


def keep(context: OperationContext, recipient: str, *, readers: Sequence[str], bearers: Sequence[str]) -> str | None:
    """Note the copy for a unit's readers, or for those who take it to a body outside. The unit, or None for outside.

    A second copy to the same recipient renews the first.
    """
    inside = recipient in units.units(context.session, instansi_id=context.instansi_id)
    for role in readers if inside else bearers:
        _put(context, recipient, role, recipient if inside else "")
    return recipient if inside else None


def _put(context: OperationContext, recipient: str, role: str, unit: str) -> None:
    row = context.session.scalar(
        select(ComplaintCopy).where(
            ComplaintCopy.instansi_id == context.instansi_id,
            ComplaintCopy.complaint_id == context.case_id,
            ComplaintCopy.recipient == recipient[:LONGEST_SLUG],
            ComplaintCopy.role == role,
        )
    )
    if row is not None:
        row.at = context.now
        return
    context.session.add(
        ComplaintCopy(
            instansi_id=context.instansi_id,
            id=new_id(),
            complaint_id=context.case_id,
            at=context.now,
            recipient=recipient[:LONGEST_SLUG],
            role=role,
            unit=unit[:LONGEST_SLUG],
        )
    )


def copy_list(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    now: datetime,
    text: str = "",
    after: CopyCursor | None = None,
    limit: int = 25,
) -> CopyPage:
    """Copies in the lists of these roles and units that a number, its beginning or words of the title name.

    A search by words is noted: raises WriteNeededError in a session that only looks.
    """
    found = (
        select(
            ComplaintCopy.id, ComplaintCopy.complaint_id.label("case_id"), ComplaintCopy.at, ComplaintCopy.recipient,
            ComplaintCopy.unit, Complaint.number, Complaint.jenis, Complaint.judul, Complaint.anonim,
            Complaint.nama_tersembunyi, Complaint.rahasia, Complaint.restricted, Case.phase, Case.ended_at,
        )
        .join(
            Complaint,
            and_(Complaint.instansi_id == ComplaintCopy.instansi_id, Complaint.id == ComplaintCopy.complaint_id),
        )
        .join(Case, and_(Case.instansi_id == Complaint.instansi_id, Case.id == Complaint.id))
        .where(ComplaintCopy.instansi_id == instansi_id, visibility.copied(scopes), ~Complaint.restricted)
        .order_by(ComplaintCopy.at.desc(), ComplaintCopy.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if text:
        found = found.where(_named(text))
    if after is not None:
        found = found.where(
            tuple_(ComplaintCopy.at, ComplaintCopy.id)
            < tuple_(literal(after.at, ComplaintCopy.at.type), literal(after.id, ComplaintCopy.id.type))
        )
    rows = session.execute(found).all()
    if search.by_words(text):
        note_search(session, instansi_id=instansi_id, actor=actor, now=now, found=len(rows[:limit]))
    near = visibility.involvements(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_ids={row.case_id for row in rows}
    )
    shown = [_row(row, actor, near[row.case_id]) for row in rows[:limit]]
    return CopyPage(shown, CopyCursor(shown[-1].at, shown[-1].id) if len(rows) > limit else None)


def _named(text: str) -> ColumnElement[bool]:
    """A number or words of the title. The title of a secret one is not searched: a hit would already tell."""
    if NUMBER.fullmatch(text):
        return begins(text)
    words = [Complaint.judul.icontains(word, autoescape=True) for word in text.split()[:8]]
    return and_(*words, ~Complaint.rahasia)


def _row(row: Any, actor: Actor, near: Involvement) -> CopyRow:
    access = visibility.decide(
        roles=roles_of(actor),
        involvement=near,
        anonim=row.anonim,
        hidden=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
    )
    return CopyRow(
        id=row.id,
        case_id=row.case_id,
        at=row.at,
        recipient=row.recipient,
        outside=not row.unit,
        number=row.number,
        jenis=row.jenis,
        judul=visibility.listed(row.judul, access, rahasia=row.rahasia, restricted=row.restricted),
        anonim=row.anonim,
        nama_tersembunyi=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
        phase=row.phase or "",
        ended_at=row.ended_at,
    )


def recipients(session: Session, *, instansi_id: str, case_id: UUID) -> list[Recipient]:
    """Who got a copy of a complaint, each once, in the order of sending."""
    rows = session.execute(
        select(ComplaintCopy.recipient, ComplaintCopy.role, ComplaintCopy.unit, ComplaintCopy.at)
        .where(ComplaintCopy.instansi_id == instansi_id, ComplaintCopy.complaint_id == case_id)
        .order_by(ComplaintCopy.at, ComplaintCopy.recipient)
    ).all()
    called = names(session, instansi_id) if rows else {}
    found: dict[str, Recipient] = {}
    for row in rows:
        before = found[row.recipient].bearers if row.recipient in found else frozenset()
        bearers = before if row.unit else before | {row.role}
        found[row.recipient] = Recipient(row.recipient, called.get(row.recipient, row.recipient), row.at, bearers)
    return list(found.values())


def names(session: Session, instansi_id: str) -> dict[str, str]:
    """Every unit and authority outside as people read it, by slug. Two statements, however many are asked for."""
    instansi = session.get(Instansi, instansi_id)
    inside = units.units(session, instansi_id=instansi_id)
    return {**(instansi.authorities if instansi else {}), **{slug: unit.name for slug, unit in inside.items()}}


def handed_with(complaint: ComplaintView) -> visibility.Access:
    """What a body outside reads in the package of its copy: as a copied unit, never more than who takes it there."""
    access = complaint.access
    as_unit = visibility.decide(
        roles=(),
        involvement=Involvement.COPIED,
        anonim=complaint.anonim,
        rahasia=complaint.rahasia,
        hidden=complaint.nama_tersembunyi,
    )
    return visibility.Access(
        case=access.case and as_unit.case,
        substance=access.substance or as_unit.substance,
        identity=access.identity or as_unit.identity,
        noted=access.noted,
    )


def package_for(found: Sequence[Recipient], slug: str, scopes: Sequence[WorkScope]) -> Recipient | None:
    """The body outside of this name, for who takes the package there."""
    return next((each for each in found if each.slug == slug and may_take(each, scopes)), None)


def may_take(recipient: Recipient, scopes: Sequence[WorkScope]) -> bool:
    """Whether these roles take a package to this recipient."""
    return any((role, "") in scopes for role in recipient.bearers)
