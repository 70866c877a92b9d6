"""Hand a message from outside to a case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotWaitingError
from engine.models import Case, CaseStatus, Event
from engine.record.events import MessageReceived
from engine.record.payload import read
from engine.running.commands.case_run import CaseRun, small_values
from engine.running.commands.incidents import resolve_incidents
from engine.running.commands.rows import locked_case
from engine.running.queries.views import TaskView, task_view
from engine.running.runtime import Runtime


def send_message(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    case_id: uuid.UUID,
    message: str,
    by: Actor,
    answers: Mapping[str, Any],
    seen: int | None = None,
) -> list[TaskView]:
    """Give a named message to the case; gives the tasks that opened. Raises NotWaitingError when it waits for none.

    `seen`: the number of the last row that the sender had before them. What the same person sent since then counts
    once, as for a double click on what waits for more than one.
    """
    case = locked_case(session, instansi_id, case_id)
    if seen is not None and _sent_since(session, case, seen, message, by):
        return []
    if case.status != CaseStatus.RUNNING:
        raise NotWaitingError(_("kasus ini sudah selesai"))
    run = CaseRun(session, runtime, case, actor=by, answers=answers)
    run.load()
    elements = run.send(message, answers)
    typed = small_values(answers, run.names_open)
    opened = run.store(
        MessageReceived(message=message, answers=typed),
        element=elements[0].id if elements else "",
        personal={key: value for key, value in answers.items() if key not in typed},
    )
    resolve_incidents(session, case, run.now)
    return [task_view(row) for row in opened]


def _sent_since(session: Session, case: Case, seen: int, message: str, by: Actor) -> bool:
    """Whether this person gave this message after a row of the history."""
    sent = select(Event.kind, Event.payload).where(
        Event.instansi_id == case.instansi_id,
        Event.case_id == case.id,
        Event.number > seen,
        Event.kind == MessageReceived.KIND,
        Event.actor == by.id,
    )
    found = (read(kind, payload) for kind, payload in session.execute(sent))
    return any(isinstance(each, MessageReceived) and each.message == message for each in found)
