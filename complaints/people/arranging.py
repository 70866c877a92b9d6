"""Absences as people arrange them: each one command, carried out at once where it is due, with a row in the
government's own history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import Absence, Substitute
from complaints.people import absences, held_work
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from engine.running.runtime import Runtime


def arrange(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    person_id: UUID,
    first: date,
    last: date,
    substitute_id: UUID | None = None,
) -> UUID:
    """A person is away from `first` to the end of `last`; `substitute_id` does the work of all roles meanwhile.

    Raises NotFoundError, AbsenceRefusedError (see `absences.add_absence`, `absences.add_substitute`).
    """
    calendar = runtime.calendar_for(session, instansi_id)
    absence_id = absences.add_absence(
        session, calendar, instansi_id=instansi_id, by=by, person_id=person_id, first=first, last=last,
        now=runtime.clock.now(),
    )  # fmt: skip
    days = {"from": first.isoformat(), "until": last.isoformat()}
    _record(session, runtime, instansi_id, by, Act.ABSENCE_ADDED, person_id, after=days)
    if substitute_id is not None:
        lent = absences.roles_to_lend(
            session, instansi_id=instansi_id, by=by, person_id=person_id, now=runtime.clock.now()
        )
        name_substitute(
            session, runtime, instansi_id=instansi_id, by=by, absence_id=absence_id, substitute_id=substitute_id,
            lent=lent, process_id="",
        )  # fmt: skip
    held_work.settle(session, runtime, session.get_one(Absence, (instansi_id, absence_id)))
    return absence_id


def name_substitute(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    absence_id: UUID,
    substitute_id: UUID,
    lent: Sequence[tuple[str, str]],
    process_id: str,
) -> None:
    """Somebody takes the place of the absent person in these roles. Raises NotFoundError, AbsenceRefusedError."""
    now = runtime.clock.now()
    absences.add_substitute(
        session, instansi_id=instansi_id, by=by, absence_id=absence_id, substitute_id=substitute_id, lent=lent,
        process_id=process_id, now=now,
    )  # fmt: skip
    absence = session.get_one(Absence, (instansi_id, absence_id))
    said: dict[str, Any] = {
        "substitute": str(substitute_id),
        "roles": [f"{role}:{unit}".rstrip(":") for role, unit in lent],
    }
    said |= {"process": process_id} if process_id else {}
    _record(session, runtime, instansi_id, by, Act.SUBSTITUTE_NAMED, absence.user_id, after=said)


def dismiss_substitute(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, absence_id: UUID, row_id: UUID
) -> None:
    """One substitution ends; what that person holds by it alone goes back to the list. Raises NotFoundError."""
    row = session.get(Substitute, (instansi_id, row_id))
    absence = absences.find(session, instansi_id=instansi_id, by=by, absence_id=absence_id, now=runtime.clock.now())
    if row is None or row.absence_id != absence_id:
        return
    substitute = row.user_id
    said = {"substitute": str(substitute), "roles": [f"{row.role}:{row.unit}".rstrip(":")]}
    absences.remove_substitute(
        session, instansi_id=instansi_id, by=by, absence_id=absence_id, substitute_id=row_id, now=runtime.clock.now()
    )
    held_work.dismiss(session, runtime, absence, substitute=substitute)
    _record(session, runtime, instansi_id, by, Act.SUBSTITUTE_REMOVED, absence.user_id, before=said)


def come_back(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, absence_id: UUID) -> None:
    """The absence is over now, or does not happen: the substitutes give back what they hold. Raises NotFoundError."""
    absence = absences.end_absence(
        session, instansi_id=instansi_id, by=by, absence_id=absence_id, now=runtime.clock.now()
    )
    held_work.settle(session, runtime, absence)
    _record(session, runtime, instansi_id, by, Act.ABSENCE_ENDED, absence.user_id)


def _record(
    session: Session,
    runtime: Runtime,
    instansi_id: str,
    by: Actor,
    act: Act,
    person_id: UUID,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_act(
        session, runtime, instansi_id=instansi_id, by=_in_role(session, runtime, instansi_id, by, person_id), act=act,
        subject=Subject(About.PERSON, str(person_id)), before=before, after=after,
    )  # fmt: skip


def _in_role(session: Session, runtime: Runtime, instansi_id: str, by: Actor, person_id: UUID) -> Actor:
    """For oneself in no role; for others as the head of theirs that one is, of their own unit before of all."""
    if str(person_id) == by.id:
        return by
    lent = absences.roles_to_lend(session, instansi_id=instansi_id, by=by, person_id=person_id, now=runtime.clock.now())
    units = {unit for _role, unit in lent}
    heads = [head for head in by.heads if head.unit in units] or [head for head in by.heads if not head.unit]
    return by.acting_as(role=heads[0].role, unit=heads[0].unit) if heads else by
