"""A case whose diagram or operation raised: set aside with its error, retried with back-off, seen by the operator."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SISTEM, Actor
from engine.catalogue import _
from engine.errors import CaseBrokenError, NotFoundError
from engine.models import Case, CaseStatus, Incident
from engine.record import chain
from engine.record.events import IncidentRecorded, IncidentRetried
from engine.running.back_off import back_off
from engine.running.commands.rows import locked_case, save_case
from engine.running.runtime import Runtime

FIRST_WAIT = timedelta(minutes=1)
RETRY_NOTE = "alasan_coba_lagi"


def record_incident(session: Session, runtime: Runtime, *, broken: CaseBrokenError) -> None:
    """Write down what went wrong and when to try again. Nobody else's case waits for it."""
    now = runtime.clock.now()
    try:
        case = locked_case(session, broken.instansi_id, broken.case_id)
    except NotFoundError:  # it was its very start that failed: nothing of it was kept
        runtime.alarm(f"kasus {broken.case_id} gagal dimulai pada '{broken.element}'")
        return
    incident = _open_incident(session, case)
    if incident is None:
        incident = Incident(instansi_id=case.instansi_id, case_id=case.id, occurred_at=now, attempts=0)
        session.add(incident)
    incident.attempts += 1
    incident.element, incident.error = broken.element, _describe(broken.cause)
    incident.next_attempt_at = now + back_off(FIRST_WAIT, incident.attempts)
    if case.next_due_at is not None and case.next_due_at <= now:
        case.next_due_at = incident.next_attempt_at
    chain.append(
        session,
        case,
        IncidentRecorded(attempt=incident.attempts, error=type(broken.cause).__name__),
        at=now,
        actor=SISTEM,
        element=broken.element,
        signer=runtime.signer,
    )
    save_case(session, case)


def _describe(error: Exception) -> str:
    """The kind of error and its text; texts of people never reach it, since cases hold only small typed values."""
    text = f"{type(error).__name__}: {error}"[:2_000].replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")  # what a database cannot store must not stop the telling


def _open_incident(session: Session, case: Case) -> Incident | None:
    query = select(Incident).where(
        Incident.instansi_id == case.instansi_id, Incident.case_id == case.id, Incident.resolved_at.is_(None)
    )
    return session.scalars(query).first()


def resolve_incidents(session: Session, case: Case, now: datetime) -> None:
    """The case ran again: its open incident is over."""
    incident = _open_incident(session, case)
    if incident is not None:
        incident.resolved_at = now


def retry_incident(
    session: Session, runtime: Runtime, *, instansi_id: str, incident_id: uuid.UUID, by: Actor, reason: str = ""
) -> None:
    """Let the worker try again at once. `reason` stands in the history. Raises NotFoundError."""
    incident = session.get(Incident, (instansi_id, incident_id))
    if incident is None or incident.resolved_at is not None:
        raise NotFoundError(_("kejadian ini tidak ada atau sudah selesai"))
    case = locked_case(session, instansi_id, incident.case_id)
    now = runtime.clock.now()
    incident.next_attempt_at = now
    if case.status == CaseStatus.RUNNING and case.next_due_at is not None:
        case.next_due_at = min(case.next_due_at, now)
    chain.append(
        session,
        case,
        IncidentRetried(attempt=incident.attempts),
        at=now,
        actor=by,
        element=incident.element or "",
        personal=runtime.kept(session, case, {RETRY_NOTE: reason} if reason else {}) or None,
        signer=runtime.signer,
    )
    save_case(session, case)
