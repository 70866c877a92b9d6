"""One way to put a case right: asked for with a reason, approved by a second person, done on the state that was seen.

A failed step tried again and a task given to somebody else change neither the way nor the facts of a case: they need
no second person. Everything else does. See docs/decisions on interventions.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.interventions import RETRIED
from complaints.interventions.effects import follow
from complaints.models import Complaint, SecondPersonRequest
from complaints.notices import notice
from complaints.people import guarded, units
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.rights import PUTS_RIGHT, may_put_right
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import InterventionRefusedError, NotFoundError
from engine.models import Incident, Task
from engine.record.interventions import Intervention
from engine.running import commands
from engine.running.commands import Order
from engine.running.runtime import Runtime

ALONE = frozenset({Intervention.TASK_REASSIGNED})
"""What one person does; everything else waits for a second one."""
LONGEST_REASON = commands.LONGEST_REASON
LONGEST_VALUE = 2_000
"""Characters of an answer."""


@dataclass(frozen=True)
class CaseOrder:
    """What is to be done to which case, and on what state of it."""

    kind: Intervention
    case_id: UUID
    seen: str
    step: UUID | None = None
    """The token; of a task, the task."""
    element: str = ""
    """Where it stands, for the lists."""
    to: str = ""
    """An element; of a task, the id of a person or "" for the list of work."""
    key: str = ""
    answer: Any = None

    @property
    def needs_second(self) -> bool:
        return self.kind not in ALONE


@dataclass(frozen=True)
class WaitingOrder:
    """An order that waits for a second person."""

    id: UUID
    order: CaseOrder
    reason: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime


def ask(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, wanted: CaseOrder, reason: str) -> None:
    """Leaves an order for a second person. That it can be done, `preview.tried` has shown before.

    Raises InterventionRefusedError without a reason, NotFoundError for a case that is none of theirs.
    """
    _entitled(session, instansi_id, by, wanted.case_id)
    _reasoned(reason)
    values = {name: value for name, value in asdict(wanted).items() if value not in (None, "") and name != "kind"}
    values = {"intervention": wanted.kind.value, **values, "case": str(wanted.case_id)}
    del values["case_id"]
    if wanted.step is not None:
        values["step"] = str(wanted.step)
    guarded.ask(
        session, runtime, instansi_id=instansi_id, by=by, user_id=UUID(by.id), act=Act.CASE_PUT_RIGHT, values=values,
        reason=reason,
    )  # fmt: skip


def waiting(session: Session, *, instansi_id: str, actor: Actor, now: datetime) -> list[WaitingOrder]:
    """Orders that wait, oldest first, of cases that this person may put right."""
    found = guarded.waiting(session, instansi_id=instansi_id, now=now, of_cases=True)
    restricted = not may_put_right(actor, restricted=True)
    orders = [
        WaitingOrder(each.id, _read(each.values), each.reason, each.asked_by, each.asked_by_name, each.asked_at)
        for each in found
    ]
    return [each for each in orders if not (restricted and _is_restricted(session, instansi_id, each.order.case_id))]


def waiting_order(session: Session, *, instansi_id: str, actor: Actor, now: datetime, request_id: UUID) -> WaitingOrder:
    """One of them. Raises NotFoundError."""
    for each in waiting(session, instansi_id=instansi_id, actor=actor, now=now):
        if each.id == request_id:
            return each
    raise NotFoundError(_("permintaan ini sudah diputuskan atau lewat waktunya"))


def approve(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, request_id: UUID) -> None:
    """Does what another one asked for, if the case is still as it was seen.

    Raises SecondPersonError for who asked, InterventionRefusedError, NotFoundError, what the engine raises.
    """
    row = guarded.taken(session, runtime, instansi_id=instansi_id, by=by, request_id=request_id, of_case=True)
    wanted = _read(row.values)
    _entitled(session, instansi_id, by, wanted.case_id)
    carry_out(session, runtime, instansi_id=instansi_id, by=by, wanted=wanted, reason=row.reason, asked=row)
    _note(session, runtime, instansi_id, by, wanted, row.reason, asked_by=row.asked_by_name)


def decline(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, request_id: UUID, reason: str) -> None:
    """It is not done: declined by another, or taken back by who asked. Raises NotFoundError."""
    if PUTS_RIGHT not in {role for role, _unit in by.memberships}:
        raise NotFoundError(_("permintaan ini sudah diputuskan atau lewat waktunya"))
    guarded.decline(
        session, runtime, instansi_id=instansi_id, by=_in_office(by), request_id=request_id, reason=reason, of_case=True
    )


def do_alone(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, wanted: CaseOrder, reason: str
) -> None:
    """Does what needs no second person; who had the task and who has it now are told. Raises what `approve` raises."""
    if wanted.needs_second:
        raise InterventionRefusedError(_("tindakan ini memerlukan persetujuan orang kedua"))
    _entitled(session, instansi_id, by, wanted.case_id)
    task = session.get(Task, (instansi_id, wanted.step)) if wanted.step else None
    former = task.claimed_by if task is not None else None
    carry_out(session, runtime, instansi_id=instansi_id, by=by, wanted=wanted, reason=reason)
    if task is not None:
        told = {notice.to_former_holder: former, notice.to_new_holder: wanted.to}
        about = notice.matter_of(session, instansi_id=instansi_id, case_id=wanted.case_id)
        beside: dict[str, Any] = {"about": about, "due": task.due_at, "now": runtime.clock.now()}
        for tell, person in told.items():
            if person:
                tell(session, instansi_id=instansi_id, person_id=UUID(person), **beside)
    _note(session, runtime, instansi_id, by, wanted, reason)


def retry(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, incident_id: UUID, reason: str) -> None:
    """Has the worker try a failed step again at once. Raises InterventionRefusedError, NotFoundError."""
    _reasoned(reason)
    incident = session.get(Incident, (instansi_id, incident_id))
    if incident is None:
        raise NotFoundError(_("kejadian ini tidak ada atau sudah selesai"))
    _entitled(session, instansi_id, by, incident.case_id)
    commands.retry_incident(
        session, runtime, instansi_id=instansi_id, incident_id=incident_id, by=_in_office(by), reason=reason.strip()
    )
    record_act(
        session, runtime, instansi_id=instansi_id, by=_in_office(by), act=Act.CASE_PUT_RIGHT,
        subject=Subject(About.CASE, str(incident.case_id)),
        after={"intervention": RETRIED, "element": incident.element or ""}, reason=reason,
    )  # fmt: skip


def carry_out(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, wanted: CaseOrder, reason: str,
    asked: SecondPersonRequest | None = None,
) -> None:  # fmt: skip
    """Does it, and what follows from it for the complaint. Who may, the callers have looked at."""
    order = Order(
        by=_in_office(by),
        reason=reason,
        seen=wanted.seen,
        asked_by=asked.asked_by if asked else "",
        asked_at=asked.asked_at if asked else None,
        beside=follow(session, runtime, instansi_id, wanted.case_id),
    )
    given: dict[str, Any] = {"instansi_id": instansi_id, "order": order}
    case: dict[str, Any] = given | {"case_id": wanted.case_id}
    if wanted.kind in (Intervention.ANSWER_CORRECTED, Intervention.CLASS_CHANGED):
        commands.correct_answer(session, runtime, **case, key=wanted.key, value=wanted.answer)
        return
    if wanted.step is None:
        raise InterventionRefusedError(_("token ini tidak ada lagi di kasus itu"))
    if wanted.kind is Intervention.TASK_REASSIGNED:
        to = _colleague(session, runtime, instansi_id, wanted.to) if wanted.to else None
        commands.reassign(session, runtime, **given, task_id=wanted.step, to=to)
    elif wanted.kind is Intervention.TOKEN_CANCELLED:
        commands.cancel_token(session, runtime, **case, step_id=wanted.step)
    else:
        act = commands.move_token if wanted.kind is Intervention.TOKEN_MOVED else commands.add_token
        act(session, runtime, **case, step_id=wanted.step, to=wanted.to)


def _note(
    session: Session, runtime: Runtime, instansi_id: str, by: Actor, wanted: CaseOrder, reason: str, asked_by: str = ""
) -> None:
    """The same in the government's history, where auditors find all of it in one list; values stand with the case."""
    told = {"intervention": wanted.kind.value, "element": wanted.element, "to": wanted.to, "key": wanted.key}
    if wanted.kind is Intervention.TASK_REASSIGNED:
        del told["to"]
    record_act(
        session, runtime, instansi_id=instansi_id, by=_in_office(by), act=Act.CASE_PUT_RIGHT,
        subject=Subject(About.CASE, str(wanted.case_id)),
        after={name: value for name, value in (told | {"asked_by": asked_by}).items() if value}, reason=reason,
    )  # fmt: skip


def _colleague(session: Session, runtime: Runtime, instansi_id: str, person: str) -> Actor:
    try:
        found = units.colleague(session, instansi_id=instansi_id, person_id=UUID(person), now=runtime.clock.now())
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(_("orang ini tidak ada atau tidak aktif"))
    return found


def _entitled(session: Session, instansi_id: str, by: Actor, case_id: UUID) -> None:
    """A case that is none of theirs looks like one that does not exist. Raises NotFoundError."""
    if not may_put_right(by, restricted=_is_restricted(session, instansi_id, case_id)):
        raise NotFoundError(_("kasus tidak ditemukan"))


def _is_restricted(session: Session, instansi_id: str, case_id: UUID) -> bool:
    complaint = session.get(Complaint, (instansi_id, case_id))
    return complaint is not None and complaint.restricted


def _reasoned(reason: str) -> None:
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise InterventionRefusedError(
            _("tulis mengapa ini dilakukan, paling banyak %(most)s huruf", most=LONGEST_REASON)
        )


def _in_office(by: Actor) -> Actor:
    return by.acting_as(role=PUTS_RIGHT, unit="")


def _read(values: dict[str, Any]) -> CaseOrder:
    known = {name: values[name] for name in ("seen", "element", "to", "key", "answer") if name in values}
    order = CaseOrder(Intervention(values["intervention"]), UUID(values["case"]), **known)
    return replace(order, step=UUID(values["step"]) if "step" in values else None)
