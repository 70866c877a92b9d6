"""Putting a running case right beside its diagram: a token moved, added or taken away, a task given to somebody else.

Who may order it, and that a second person agreed, the caller has decided. Each act is bound to the state of the case
that was seen (`state_seen`): a case that moved on meanwhile is refused. What cannot be done safely is refused before
anything is written.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import InterventionRefusedError, NotAllowedError, TaskGoneError
from engine.models import Case, CaseStatus, TaskState
from engine.record.events import CaseIntervened
from engine.record.interventions import REASON, Intervention
from engine.record.parts import AlteredTask
from engine.running.commands.case_run import CaseRun
from engine.running.commands.incidents import resolve_incidents
from engine.running.commands.rows import locked_case, locked_task, save_task
from engine.running.commands.task_draft import give_draft, leave_draft
from engine.running.queries.put_right import state_seen
from engine.running.runtime import Runtime
from engine.running.spiff import tokens

LONGEST_REASON = 1_000
"""Characters."""


@dataclass(frozen=True)
class Changed:
    """What was put right, for who has something to write beside it."""

    kind: Intervention
    process_id: str
    element: str
    after: Mapping[str, Any]
    """Values of the case that changed."""
    variables: Mapping[str, Any]
    """All of them, as they are now."""


@dataclass(frozen=True)
class Order:
    """Who puts a case right and why, and what they saw of it before."""

    by: Actor
    reason: str
    seen: str
    """`state_seen` of the case when it was looked at."""
    asked_by: str = ""
    """Id of who asked for it, when `by` is the second person."""
    asked_at: datetime | None = None
    beside: Callable[[Session, Case, Changed], list[dict[str, Any]]] | None = None
    """Writes in the same transaction what else follows from it; gives who was told what, for the history."""


def move_token(
    session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID, step_id: uuid.UUID, to: str,
    order: Order,
) -> None:  # fmt: skip
    """Takes a token away and begins at another element of the same scope; deadlines are those of the new place.

    Raises InterventionRefusedError, NotFoundError, CaseBrokenError when the diagram raises on the way from there.
    """
    _put(session, runtime, Intervention.TOKEN_MOVED, instansi_id, case_id, step_id, to=to, order=order)


def add_token(
    session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID, step_id: uuid.UUID, to: str,
    order: Order,
) -> None:  # fmt: skip
    """Begins at an element beside a token, in the same scope. Raises what `move_token` raises."""
    _put(session, runtime, Intervention.TOKEN_ADDED, instansi_id, case_id, step_id, to=to, order=order)


def cancel_token(
    session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID, step_id: uuid.UUID, order: Order
) -> None:
    """Takes a token away where others of its scope go on. Raises what `move_token` raises."""
    _put(session, runtime, Intervention.TOKEN_CANCELLED, instansi_id, case_id, step_id, to="", order=order)


def reassign(
    session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, to: Actor | None, order: Order
) -> None:
    """Gives an open task to somebody who may do it, or (None) back to the list; what was typed goes along.

    Raises InterventionRefusedError, NotAllowedError, NotFoundError, TaskGoneError.
    """
    found = locked_task(session, instansi_id, task_id)
    task = found.task
    run = begun(session, runtime, found.case, order)
    if task.state != TaskState.OPEN:
        raise TaskGoneError(_("tugas ini sudah diselesaikan atau ditarik"))
    if to is not None and not to.may_do(role=task.role, unit=task.unit):
        raise NotAllowedError(_("orang ini tidak memegang peran untuk tugas tersebut"))
    old, new = task.claimed_by, to.id if to is not None else None
    if old == new:
        raise InterventionRefusedError(_("tugas ini sudah di tangan yang dipilih"))
    if new is not None:
        give_draft(session, runtime, task, author=old, to=new)
    elif old is not None:
        leave_draft(session, runtime, task, author=old)
    task.claimed_by, task.claimed_at, task.on_behalf_of = new, run.now if new else None, None
    altered = [AlteredTask(str(task.id), task.element, "claimed_by", old or "", new or "")]
    store(run, order, Intervention.TASK_REASSIGNED, process=task.process_id, element=task.element, altered=altered)
    save_task(session, task)


def begun(session: Session, runtime: Runtime, case: Case, order: Order) -> CaseRun:
    """The locked case in memory. Raises InterventionRefusedError when it ended, or is not the one that was seen."""
    reason = order.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InterventionRefusedError(
            _("tulis mengapa ini dilakukan, paling banyak %(most)s huruf", most=LONGEST_REASON)
        )
    if case.status != CaseStatus.RUNNING:
        raise InterventionRefusedError(_("kasus sudah berakhir"))
    if state_seen(case).partition("-")[2] != order.seen.partition("-")[2]:
        raise InterventionRefusedError(
            _("kasus sudah bergerak sejak dilihat; lihat keadaannya sekarang, lalu minta lagi bila masih perlu")
        )
    run = CaseRun(session, runtime, case, actor=order.by)
    run.load()
    return run


def store(
    run: CaseRun,
    order: Order,
    kind: Intervention,
    *,
    process: str,
    element: str,
    to: str = "",
    told: CaseIntervened | None = None,
    altered: Sequence[AlteredTask] = (),
) -> None:
    """Writes the case and the row of its history. `told`: what else the row says."""
    event = CaseIntervened(
        intervention=kind.value,
        process=process,
        to=to,
        altered=tuple(altered),
        asked_by=order.asked_by,
        asked_at=order.asked_at,
        seen=_number(order.seen),
        answers=told.answers if told else {},
        before=told.before if told else {},
        after=told.after if told else {},
        shapes=told.shapes if told else {},
    )
    changed = Changed(kind, process, element, event.after, run.execution.variables)

    def beside(case: Case) -> None:
        run.notices += order.beside(run.session, case, changed) if order.beside else []

    run.store(event, element=element, personal={REASON: order.reason.strip()}, beside=beside)


def _put(
    session: Session,
    runtime: Runtime,
    kind: Intervention,
    instansi_id: str,
    case_id: uuid.UUID,
    step_id: uuid.UUID,
    *,
    to: str,
    order: Order,
) -> None:
    case = locked_case(session, instansi_id, case_id)
    run = begun(session, runtime, case, order)
    with run.guarded(to):
        element, target = tokens.put(run.execution, step_id, to=to, cancel=kind is not Intervention.TOKEN_ADDED)
    landed = target.id if target is not None else ""
    store(run, order, kind, process=element.process_id, element=element.id, to=landed)
    resolve_incidents(session, case, run.now)
    session.flush()


def _number(seen: str) -> int:
    number = seen.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
