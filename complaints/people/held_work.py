"""What a person holds goes on when they go: on leave to their substitutes, for good to the list or to a colleague.

`pass_on_all` is the command for whoever closes an account; `settle` and `settle_due` carry out absences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Absence, Substitute
from complaints.people import absences, holders, units
from complaints.people.rights import rights_of
from engine.actors import SISTEM, Actor
from engine.catalogue import _
from engine.db import SessionFactory
from engine.deadlines import OfficeCalendar
from engine.models import Case, Task, TaskState
from engine.running import commands
from engine.running.due import attempt, each_due
from engine.running.runtime import Runtime

RETRY = timedelta(minutes=15)
REST_DAYS = 3
"""Working days that a task may lie in the same hands before any colleague may take it over without a reason."""
Goes = tuple[Actor | None, str]
"""Who gets a task (None: the list), and in whose place they work ("" for their own)."""


@dataclass(frozen=True)
class HeldTask:
    """An open task in a person's hands."""

    id: UUID
    case_id: UUID
    name: str
    role: str
    unit: str
    process_id: str
    """Of the case."""
    on_behalf_of: str


@dataclass(frozen=True)
class PassedOn:
    """How many tasks went to a colleague, and how many back to the list."""

    to_colleague: int
    to_list: int


def rests(calendar: OfficeCalendar, *, claimed_at: datetime | None, now: datetime) -> bool:
    """Whether a task has lain in the same hands for REST_DAYS working days."""
    return claimed_at is not None and calendar.due(REST_DAYS, "hari_kerja", claimed_at).moment < now


def held(session: Session, *, instansi_id: str, person_id: UUID) -> list[HeldTask]:
    """Every open task that a person has in hand, by case: what `pass_on_all` would give away."""
    return _held(session, instansi_id, [str(person_id)])


def pass_on_all(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    person_id: UUID,
    by: Actor,
    to: UUID | None = None,
    note: str = "",
) -> PassedOn:
    """Give back, or pass on, everything that a person holds: for a person who leaves, in the transaction that closes
    the account (`complaints.people.accounts.deactivate`), and before it.

    Every task in their hands goes to the colleague `to` where that one is active and holds the role for the unit, else
    back to the list; what was typed goes along. `note` stands in the history of each case, beside `by`. Absences of the
    person end, and with them what substitutes did in their place; from now on the person substitutes for nobody.
    Whether `by` may do this, the caller has decided. Whistleblowers' reports go to the list alone.
    """
    now = runtime.clock.now()
    for absence in _absences_of(session, instansi_id, person_id, now):
        absence.ends_at = absence.due_at = now
        absence.begins_at = min(absence.begins_at, now)
        settle(session, runtime, absence, person_returns=False)
    for row in session.scalars(
        select(Substitute).where(Substitute.instansi_id == instansi_id, Substitute.user_id == person_id)
    ):
        session.delete(row)
    session.flush()
    colleague = (
        units.colleague(session, instansi_id=instansi_id, person_id=to, now=now) if to and to != person_id else None
    )
    open_to_others = absences.open_processes_in(session, instansi_id=instansi_id)

    def goes(task: HeldTask) -> Goes:
        fits = colleague is not None and colleague.may_do(role=task.role, unit=task.unit)
        return (colleague if fits and task.process_id in open_to_others else None), ""

    return _pass_on(session, runtime, instansi_id, held(session, instansi_id=instansi_id, person_id=person_id), goes,
                    holder=str(person_id), by=by, note=note)  # fmt: skip


def let_go(session: Session, runtime: Runtime, *, instansi_id: str, person_id: UUID, by: Actor, note: str) -> PassedOn:
    """Puts back into the list what may be done no more because a role of this person ended: what they have in hand
    themselves, and what their substitutes have in their place. The key to sealed reports goes with it."""
    now = runtime.clock.now()
    holders.let_go(session, runtime, instansi_id=instansi_id, user_id=person_id)

    def put_back(holder: UUID, tasks: list[HeldTask]) -> int:
        keeps = _keeps(session, runtime, instansi_id, holder)
        lost = [task for task in tasks if not keeps(task)]
        to_list = _pass_on(session, runtime, instansi_id, lost, _to_list, holder=str(holder), by=by, note=note)
        return to_list.to_list

    done = put_back(person_id, held(session, instansi_id=instansi_id, person_id=person_id))
    for absence in _absences_of(session, instansi_id, person_id, now):
        for substitute in sorted({row.user_id for row in _substitutes_of(session, absence)}):
            done += put_back(substitute, _in_place_of(session, absence, substitute))
    return PassedOn(0, done)


def settle(session: Session, runtime: Runtime, absence: Absence, *, person_returns: bool = True) -> None:
    """Do what is due of an absence: hand on at its beginning, give back at its end. Doing it again changes nothing."""
    now = runtime.clock.now()
    if absence.begins_at <= now < absence.ends_at and not absence.begun:
        _begin(session, runtime, absence)
        absence.begun, absence.due_at = True, absence.ends_at
    elif absence.ends_at <= now:
        if absence.begun:
            rows = _substitutes_of(session, absence)
            _give_back(session, runtime, absence, {row.user_id for row in rows}, person_returns=person_returns)
        absence.due_at = None
    session.flush()


def dismiss(session: Session, runtime: Runtime, absence: Absence, *, substitute: UUID) -> None:
    """Take back what a substitute holds in the place of the absent person by a substitution that is no more: to the
    list."""
    _give_back(session, runtime, absence, {substitute}, person_returns=False)


def settle_due(factory: SessionFactory, runtime: Runtime, *, limit: int = 50) -> int:
    """A chore of the worker: absences that begin or end now, of every government; gives how many."""
    query = select(Absence).where(Absence.due_at <= runtime.clock.now()).order_by(Absence.due_at, Absence.id)
    return each_due(factory, query, lambda session, row: _settle_or_retry(session, runtime, row), limit=limit)


def _settle_or_retry(session: Session, runtime: Runtime, absence: Absence) -> None:
    failure = attempt(session, lambda: settle(session, runtime, absence))
    if failure is not None:
        runtime.alarm(f"cuti {absence.id} gagal dijalankan: {type(failure).__name__}")
        absence.due_at = runtime.clock.now() + RETRY


def _begin(session: Session, runtime: Runtime, absence: Absence) -> None:
    instansi_id, absent = absence.instansi_id, str(absence.user_id)
    open_to_others = absences.open_processes_in(session, instansi_id=instansi_id)
    found = []
    for row in _substitutes_of(session, absence):
        person = units.colleague(session, instansi_id=instansi_id, person_id=row.user_id, now=runtime.clock.now())
        if person is not None:
            found.append((row, person))

    def goes(task: HeldTask) -> Goes:
        for row, person in found:
            lent = Actor("", "", frozenset({(row.role, row.unit)})).may_do(role=task.role, unit=task.unit)
            if lent and task.process_id in open_to_others and row.process_id in ("", task.process_id):
                return person, absent
        return None, ""

    tasks = _held(session, instansi_id, [absent])
    note = _("Pemegangnya tidak bertugas; dialihkan otomatis.")
    _pass_on(session, runtime, instansi_id, tasks, goes, holder=absent, by=SISTEM, note=note)


def _give_back(
    session: Session, runtime: Runtime, absence: Absence, substitutes: set[UUID], *, person_returns: bool
) -> None:
    """What substitutes still hold in the absent person's place and may do no more."""
    instansi_id, now = absence.instansi_id, runtime.clock.now()
    session.flush()  # the absence may have ended a moment ago
    person = None
    if person_returns:
        person = units.colleague(session, instansi_id=instansi_id, person_id=absence.user_id, now=now)

    def goes(task: HeldTask) -> Goes:
        back = person is not None and person.may_do(role=task.role, unit=task.unit)
        return (person if back else None), ""

    for substitute in sorted(substitutes):
        keeps = _keeps(session, runtime, instansi_id, substitute)
        tasks = [task for task in _in_place_of(session, absence, substitute) if not keeps(task)]
        note = _("Masa penggantian berakhir.")
        _pass_on(session, runtime, instansi_id, tasks, goes, holder=str(substitute), by=SISTEM, note=note)


def _in_place_of(session: Session, absence: Absence, substitute: UUID) -> list[HeldTask]:
    found = held(session, instansi_id=absence.instansi_id, person_id=substitute)
    return [task for task in found if task.on_behalf_of == str(absence.user_id)]


def _keeps(session: Session, runtime: Runtime, instansi_id: str, holder: UUID) -> Callable[[HeldTask], bool]:
    """Whether a person may go on with a task in their hands: by a role of their own, or in the place they take."""
    now, open_to_others = runtime.clock.now(), absences.open_processes_in(session, instansi_id=instansi_id)
    own = units.colleague(session, instansi_id=instansi_id, person_id=holder, now=now)
    rights = rights_of(session, instansi_id=instansi_id, user_id=holder, now=now, processes=open_to_others)

    def keeps(task: HeldTask) -> bool:
        work = {"role": task.role, "unit": task.unit}
        lent = [each for each in rights.stands_in if each.of == task.on_behalf_of]
        return own is not None and (
            own.may_do(**work) or any(each.covers(**work, process=task.process_id) for each in lent)
        )

    return keeps


def _to_list(_task: HeldTask) -> Goes:
    return None, ""


def _pass_on(
    session: Session,
    runtime: Runtime,
    instansi_id: str,
    tasks: Sequence[HeldTask],
    goes: Callable[[HeldTask], Goes],
    *,
    holder: str,
    by: Actor,
    note: str,
) -> PassedOn:
    to_colleague = to_list = 0
    for task in tasks:
        receiver, place = goes(task)
        done = commands.pass_on(
            session, runtime, instansi_id=instansi_id, task_id=task.id, holder=holder, to=receiver, by=by, note=note,
            on_behalf_of=place,
        )  # fmt: skip
        to_colleague += done and receiver is not None
        to_list += done and receiver is None
    return PassedOn(to_colleague, to_list)


def _held(session: Session, instansi_id: str, holders: Sequence[str]) -> list[HeldTask]:
    """In the order of their cases: whoever locks many of them locks them in the same order."""
    rows = session.execute(
        select(Task.id, Task.case_id, Task.name, Task.role, Task.unit, Case.process_id, Task.on_behalf_of)
        .join(Case, (Case.instansi_id == Task.instansi_id) & (Case.id == Task.case_id))
        .where(Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, Task.claimed_by.in_(holders))
        .order_by(Task.case_id, Task.id)
    )
    return [
        HeldTask(row.id, row.case_id, row.name, row.role, row.unit, row.process_id, row.on_behalf_of or "")
        for row in rows
    ]


def _substitutes_of(session: Session, absence: Absence) -> list[Substitute]:
    """Those for one process first: what is said more exactly counts."""
    mine = (Substitute.instansi_id == absence.instansi_id, Substitute.absence_id == absence.id)
    rows = session.scalars(select(Substitute).where(*mine).order_by(Substitute.process_id.desc(), Substitute.id))
    return list(rows)


def _absences_of(session: Session, instansi_id: str, person_id: UUID, now: datetime) -> list[Absence]:
    query = select(Absence).where(
        Absence.instansi_id == instansi_id, Absence.user_id == person_id, Absence.ends_at > now
    )
    return list(session.scalars(query.with_for_update()))
