"""What follows from a case put right for the complaint: its category, its treatment, and what its author is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints.intake.treatment import treated
from complaints.models import Complaint
from complaints.notices import notice as notices
from complaints.notices.occasions import CHANGED, Announcement
from complaints.tracking.expectations import expectations
from engine.definition.forms.moments import format_date
from engine.models import Case
from engine.record import belongings
from engine.running import queries
from engine.running.commands import Changed
from engine.running.queries import CaseView
from engine.running.runtime import Runtime

KIND = "perubahan_batas"
"""Of the notice that a promised date is another one."""
CATEGORY = "kategori_sla"
COMPLAINANT = "pengadu"
Beside = Callable[[Session, Case, Changed], list[dict[str, Any]]]


def follow(session: Session, runtime: Runtime, instansi_id: str, case_id: UUID) -> Beside | None:
    """For a complaint: compares what was promised before with what is promised afterwards, in the same transaction."""
    if session.get(Complaint, (instansi_id, case_id)) is None:
        return None
    before = _promised(session, runtime, queries.case(session, instansi_id=instansi_id, case_id=case_id))

    def beside(session: Session, case: Case, changed: Changed) -> list[dict[str, Any]]:
        session.flush()
        session.expire_all()
        _carry_over(session, case, changed)
        view = replace(
            queries.case(session, instansi_id=instansi_id, case_id=case_id),
            waiting_messages=tuple((each[0], each[1], each[2]) for each in case.waiting_messages),
        )
        after = _promised(session, runtime, view)
        moved = any(after.get(label, old) != old for label, old in before.items())
        return _tell(session, runtime, case) if moved else []

    return beside


def _promised(session: Session, runtime: Runtime, case: CaseView) -> dict[str, str]:
    """What the complainant was promised until when, as their page says it."""
    bundle = queries.bundle_of_version(session, instansi_id=case.instansi_id, version_id=case.version_id)
    zone = runtime.calendar_for(session, case.instansi_id).zone
    found = expectations(case, bundle, now=runtime.clock.now())
    return {each.label: format_date(each.due_at.astimezone(zone).date()) for each in found}


def _carry_over(session: Session, case: Case, changed: Changed) -> None:
    """What the row of the complaint repeats of the case."""
    bundle = queries.bundle_of_version(session, instansi_id=case.instansi_id, version_id=case.version_id)
    element = bundle.element(changed.process_id, changed.element)
    form = bundle.forms.get(element.form) if element is not None else None
    values = treated(form, changed.after) if changed.after else {}
    if CATEGORY in changed.after:
        values[CATEGORY] = str(changed.after[CATEGORY])[:40] if changed.after[CATEGORY] else None
    if not values:
        return
    session.execute(
        update(Complaint)
        .where(Complaint.instansi_id == case.instansi_id, Complaint.id == case.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    belongings.changed(session, Complaint, case.id, values)


def _tell(session: Session, runtime: Runtime, case: Case) -> list[dict[str, Any]]:
    """A letter that there is news; what changed, from what to what, the page of the complaint tells of the history."""
    now = runtime.clock.now()
    notices.to_complainant(session, instansi_id=case.instansi_id, case_id=case.id, about=Announcement(CHANGED), now=now)
    return [{"to": COMPLAINANT, "kind": KIND}]
