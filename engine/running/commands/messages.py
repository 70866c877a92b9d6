"""Hand a message from outside to a case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotWaitingError
from engine.models import CaseStatus
from engine.record.events import MessageReceived
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
) -> list[TaskView]:
    """Give a named message to the case; gives the tasks that opened. Raises NotWaitingError when it waits for none."""
    case = locked_case(session, instansi_id, case_id)
    if case.status != CaseStatus.RUNNING:
        raise NotWaitingError(_("kasus ini sudah selesai"))
    run = CaseRun(session, runtime, case, actor=by, answers=answers)
    run.load()
    elements = run.send(message, answers)
    typed = small_values(answers, run.bundle.names_read)
    opened = run.store(
        MessageReceived(message=message, answers=typed),
        element=elements[0].id if elements else "",
        personal={key: value for key, value in answers.items() if key not in typed},
    )
    resolve_incidents(session, case, run.now)
    return [task_view(row) for row in opened]
