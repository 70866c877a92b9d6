"""Start a case."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.definition.versions import bundle_of, newest_version
from engine.errors import NotWaitingError
from engine.models import Case, CaseStatus, insert_rows
from engine.record.events import CaseStarted
from engine.running.commands.case_run import CaseRun
from engine.running.runtime import Runtime
from engine.running.spiff.state import FORMAT


def start_case(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    process_id: str,
    case_id: uuid.UUID,
    start_element: str,
    variables: Mapping[str, Any],
    by: Actor,
    prepare: Callable[[Case], None] | None = None,
    acted_at: datetime | None = None,
    sealed: bool = False,
) -> Case:
    """Start the newest version of a process at one of its start events.

    `acted_at`: when the act that starts the case was entered only afterwards (a letter, a call), its moment; deadlines
    that run from the start run from it, and it stands in the history. `prepare` runs after the case row exists and
    before the first step, so that rows which belong to the case are there when an operation looks for them.
    `sealed`: what people write in it is closed before it is stored; `prepare` makes what `Runtime.close` needs.
    Raises NotFoundError, NotWaitingError (no such start) or CaseBrokenError.
    """
    version = newest_version(session, instansi_id, process_id)
    case = Case(
        instansi_id=instansi_id,
        id=case_id,
        process_id=process_id,
        version_id=version.id,
        status=CaseStatus.RUNNING,
        state=b"",
        state_format=FORMAT,
        variables=dict(variables),
        waiting_messages=[],
        started_at=runtime.clock.now(),
        event_count=0,
        head_hash="",
        head_signature="",
        lock_version=0,
        sealed=sealed,
    )
    insert_rows(session, [case])
    if prepare is not None:
        prepare(case)
        session.flush()
    run = CaseRun(session, runtime, case, actor=by)
    if acted_at is not None:
        acted_at = run.execution.now = min(acted_at, run.now)
    run.start(start_element)
    began = CaseStarted(
        version=version.number,
        acted_at=acted_at,
        sealed=sealed,
        answers=dict(variables),
        content=run.bundle.content_hash,
    )
    run.store(began, element=start_element)
    return case


def start_by_message(
    session: Session, runtime: Runtime, *, instansi_id: str, process_id: str, message: str, **given: Any
) -> Case:
    """Start the newest version of a process where it waits for a message from outside; `given` as for `start_case`.

    Raises what that raises, and NotWaitingError when this message starts nothing there.
    """
    version = newest_version(session, instansi_id, process_id)
    starts = bundle_of(session, instansi_id, version.id).diagrams[process_id].start_events()
    start = next((each.id for each in starts if each.event == "message" and each.message == message), None)
    if start is None:
        told = _("proses '%(id)s' tidak dimulai oleh pesan '%(message)s'", id=process_id, message=message)
        raise NotWaitingError(told)
    return start_case(session, runtime, instansi_id=instansi_id, process_id=process_id, start_element=start, **given)
