"""Absences and substitutes: who may arrange them, and what is refused.

Right: one's own, or as head those of the people of one's unit. A substitute gets the work of the roles that are named,
and of processes that are not restricted, from the first day to the end of the last, at the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select, true
from sqlalchemy.orm import Session

from complaints.models import Absence, Instansi, Membership, Substitute, User
from complaints.people.instansi import PROCESSES, open_processes
from complaints.people.roles import PROCESS_ROLES, RESTRICTED_INTAKE_ROLES
from complaints.people.terms import in_force
from engine.actors import Actor
from engine.catalogue import _
from engine.deadlines import OfficeCalendar
from engine.definition.versions import bundle_of, current_version
from engine.errors import NotFoundError
from engine.models import new_id

LONGEST_DAYS = 366
MOST_SUBSTITUTES = 20
MOST_AHEAD = 20
"""Absences of one person that are not over."""


class AbsenceRefusedError(ValueError):
    """What was given cannot be arranged; a sentence by field."""

    def __init__(self, **errors: str) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class SubstituteView:
    """Who does the work of one role of the absent person."""

    id: UUID
    person_id: UUID
    name: str
    role: str
    unit: str
    process_id: str
    """"" for every process that is not restricted."""


@dataclass(frozen=True)
class AbsenceView:
    """An absence that is not over."""

    id: UUID
    person_id: UUID
    name: str
    first: date
    last: date
    running: bool
    substitutes: tuple[SubstituteView, ...]


def roles_to_lend(
    session: Session, *, instansi_id: str, by: Actor, person_id: UUID, now: datetime
) -> list[tuple[str, str]]:
    """The (role, unit) pairs of a person for which `by` may name a substitute, sorted: for oneself all, for a head
    those of the units they head. Empty: none of their business. Whistleblowers' reports are never among them.
    """
    rows = session.execute(
        select(Membership.role, Membership.unit)
        .join(User, (User.instansi_id == Membership.instansi_id) & (User.id == Membership.user_id))
        .where(Membership.instansi_id == instansi_id, Membership.user_id == person_id, User.active, in_force(now))
    )
    held = [(row.role, row.unit) for row in rows if row.role in PROCESS_ROLES - RESTRICTED_INTAKE_ROLES]
    if str(person_id) == by.id:
        return sorted(held)
    return sorted(pair for pair in held if any(head.unit in ("", pair[1]) for head in by.heads))


def people_of(
    session: Session, *, instansi_id: str, by: Actor, now: datetime, limit: int = 500
) -> list[tuple[UUID, str]]:
    """Id and name of the active people whose absences `by` may arrange, oneself left out, by name."""
    units = {head.unit for head in by.heads}
    if not units:
        return []
    mine = Membership.role.in_(PROCESS_ROLES - RESTRICTED_INTAKE_ROLES)
    rows = session.execute(
        select(User.id, User.name)
        .where(
            User.instansi_id == instansi_id,
            User.active,
            User.id != UUID(by.id),
            User.id.in_(
                select(Membership.user_id).where(
                    Membership.instansi_id == instansi_id,
                    mine,
                    true() if "" in units else Membership.unit.in_(units),
                    in_force(now),
                )
            ),
        )
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return [(row.id, row.name) for row in rows]


def candidates(
    session: Session, *, instansi_id: str, now: datetime, but: UUID | None = None, limit: int = 500
) -> list[tuple[UUID, str]]:
    """Id and name of the first who could take a place: active people with a role in a process, by name."""
    rows = session.execute(_could_stand_in(instansi_id, now).order_by(User.name, User.id).limit(limit))
    return [(row.id, row.name) for row in rows if row.id != but]


def _could_stand_in(instansi_id: str, now: datetime) -> Select[UUID, str]:
    held = select(Membership.user_id).where(
        Membership.instansi_id == instansi_id, Membership.role.in_(PROCESS_ROLES), in_force(now)
    )
    return select(User.id, User.name).where(User.instansi_id == instansi_id, User.active, User.id.in_(held))


def add_absence(
    session: Session,
    calendar: OfficeCalendar,
    *,
    instansi_id: str,
    by: Actor,
    person_id: UUID,
    first: date,
    last: date,
    now: datetime,
) -> UUID:
    """Writes down that a person is away from `first` to the end of `last`. The worker hands on what they hold when it
    begins (`complaints.people.held_work.settle`).

    Raises NotFoundError for a person who is none of `by`'s business, AbsenceRefusedError.
    """
    if not roles_to_lend(session, instansi_id=instansi_id, by=by, person_id=person_id, now=now):
        raise NotFoundError(_("orang ini tidak ditemukan"))
    today = calendar.local_date(now)
    errors = {}
    if first < today:
        errors["mulai"] = _("Mulai paling awal hari ini.")
    if last < first:
        errors["sampai"] = _("Hari terakhir tidak boleh mendahului hari pertama.")
    elif last - first >= timedelta(days=LONGEST_DAYS) or first - today > timedelta(days=LONGEST_DAYS):
        errors["sampai"] = _("Paling lama, dan paling jauh ke depan, %(num)s hari.", num=LONGEST_DAYS)
    if errors:
        raise AbsenceRefusedError(**errors)
    begins, ends = now if first == today else _start_of(first, calendar), _start_of(last + timedelta(days=1), calendar)
    ahead = select(Absence.begins_at, Absence.ends_at).where(
        Absence.instansi_id == instansi_id, Absence.user_id == person_id, Absence.ends_at > now
    )
    # The person's row is locked first: two who arrange at once see each other.
    session.execute(select(User.id).where(User.instansi_id == instansi_id, User.id == person_id).with_for_update())
    rows = session.execute(ahead).all()
    if any(row.begins_at < ends and begins < row.ends_at for row in rows):
        raise AbsenceRefusedError(mulai=_("Sudah ada cuti pada hari-hari itu. Akhiri yang lama, atau pilih hari lain."))
    if len(rows) >= MOST_AHEAD:
        raise AbsenceRefusedError(mulai=_("Paling banyak %(num)s cuti yang belum selesai.", num=MOST_AHEAD))
    absence = Absence(
        instansi_id=instansi_id, id=new_id(), user_id=person_id, begins_at=begins, ends_at=ends, begun=False,
        due_at=begins,
    )  # fmt: skip
    session.add(absence)
    session.flush()
    return absence.id


def add_substitute(
    session: Session,
    *,
    instansi_id: str,
    by: Actor,
    absence_id: UUID,
    substitute_id: UUID,
    lent: Sequence[tuple[str, str]],
    process_id: str,
    now: datetime,
) -> None:
    """Names who does the work of these roles of the absent person meanwhile, in one process or ("") in all open ones.

    Whoever is named twice for the same is named once. Raises NotFoundError, AbsenceRefusedError.
    """
    absence = find(session, instansi_id=instansi_id, by=by, absence_id=absence_id, now=now)
    allowed = roles_to_lend(session, instansi_id=instansi_id, by=by, person_id=absence.user_id, now=now)
    known = session.execute(_could_stand_in(instansi_id, now).where(User.id == substitute_id)).first()
    if known is None or substitute_id == absence.user_id:
        raise AbsenceRefusedError(pengganti=_("Pilih rekan yang menggantikan."))
    if not lent or not set(lent) <= set(allowed):
        raise AbsenceRefusedError(peran=_("Pilih peran yang digantikan."))
    if process_id and process_id not in open_processes_in(session, instansi_id=instansi_id):
        raise AbsenceRefusedError(proses=_("Pilih proses dari daftar."))
    mine = (Substitute.instansi_id == instansi_id, Substitute.absence_id == absence_id)
    rows = session.scalars(select(Substitute).where(*mine)).all()
    named = {(row.role, row.unit) for row in rows if (row.user_id, row.process_id) == (substitute_id, process_id)}
    fresh = [pair for pair in lent if pair not in named]
    if len(rows) + len(fresh) > MOST_SUBSTITUTES:
        raise AbsenceRefusedError(pengganti=_("Paling banyak %(num)s pengganti untuk satu cuti.", num=MOST_SUBSTITUTES))
    session.add_all(
        Substitute(
            instansi_id=instansi_id, id=new_id(), absence_id=absence_id, user_id=substitute_id, role=role, unit=unit,
            process_id=process_id,
        )
        for role, unit in fresh
    )  # fmt: skip
    session.flush()


def remove_substitute(
    session: Session, *, instansi_id: str, by: Actor, absence_id: UUID, substitute_id: UUID, now: datetime
) -> None:
    """Takes a row back (`substitute_id`: its id). One that is gone already changes nothing. Raises NotFoundError."""
    find(session, instansi_id=instansi_id, by=by, absence_id=absence_id, now=now)
    session.execute(
        delete(Substitute).where(
            Substitute.instansi_id == instansi_id, Substitute.absence_id == absence_id, Substitute.id == substitute_id
        )
    )


def end_absence(session: Session, *, instansi_id: str, by: Actor, absence_id: UUID, now: datetime) -> Absence:
    """The person is back, or does not go: over from this moment on. Raises NotFoundError when it is over already."""
    absence = find(session, instansi_id=instansi_id, by=by, absence_id=absence_id, now=now)
    absence.ends_at = absence.due_at = now
    absence.begins_at = min(absence.begins_at, now)
    session.flush()
    return absence


def find(session: Session, *, instansi_id: str, by: Actor, absence_id: UUID, now: datetime) -> Absence:
    """An absence that is not over, locked. Raises NotFoundError, also when it is none of `by`'s business."""
    row = session.scalars(
        select(Absence)
        .where(Absence.instansi_id == instansi_id, Absence.id == absence_id, Absence.ends_at > now)
        .with_for_update()
    ).one_or_none()
    if row is None or not roles_to_lend(session, instansi_id=instansi_id, by=by, person_id=row.user_id, now=now):
        raise NotFoundError(_("cuti ini sudah berakhir atau tidak ditemukan"))
    return row


def absences(
    session: Session, calendar: OfficeCalendar, *, instansi_id: str, people: Sequence[UUID], now: datetime
) -> list[AbsenceView]:
    """Absences of these people that are not over, soonest first: two statements."""
    rows = session.execute(
        select(Absence, User.name)
        .join(User, (User.instansi_id == Absence.instansi_id) & (User.id == Absence.user_id))
        .where(Absence.instansi_id == instansi_id, Absence.user_id.in_(people), Absence.ends_at > now)
        .order_by(Absence.begins_at, Absence.id)
    ).all()
    named: dict[UUID, list[SubstituteView]] = {}
    for row, name in session.execute(
        select(Substitute, User.name)
        .join(User, (User.instansi_id == Substitute.instansi_id) & (User.id == Substitute.user_id))
        .where(Substitute.instansi_id == instansi_id, Substitute.absence_id.in_([each.id for each, _name in rows]))
        .order_by(User.name, Substitute.role, Substitute.unit, Substitute.process_id)
    ):
        view = SubstituteView(row.id, row.user_id, name, row.role, row.unit, row.process_id)
        named.setdefault(row.absence_id, []).append(view)
    last = timedelta(microseconds=1)
    return [
        AbsenceView(
            row.id, row.user_id, name, calendar.local_date(row.begins_at), calendar.local_date(row.ends_at - last),
            row.begins_at <= now, tuple(named.get(row.id, ())),
        )
        for row, name in rows
    ]  # fmt: skip


def away(session: Session, *, instansi_id: str, now: datetime) -> set[str]:
    """Ids of the people who are away at this moment."""
    query = select(Absence.user_id).where(
        Absence.instansi_id == instansi_id, Absence.begins_at <= now, Absence.ends_at > now
    )
    return {str(person) for person in session.scalars(query)}


def open_processes_in(session: Session, *, instansi_id: str) -> frozenset[str]:
    """The processes of a government in which somebody may take the place of another."""
    return open_processes(session.execute(select(*PROCESSES).where(Instansi.id == instansi_id)).one())


def process_names(session: Session, *, instansi_id: str) -> dict[str, str]:
    """Id and name of those of them that are deployed, by id."""
    found = {}
    for process_id in sorted(open_processes_in(session, instansi_id=instansi_id)):
        try:
            version = current_version(session, instansi_id, process_id)
        except NotFoundError:
            continue
        found[process_id] = bundle_of(session, instansi_id, version.id).diagrams[process_id].name
    return found


def _start_of(day: date, calendar: OfficeCalendar) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
