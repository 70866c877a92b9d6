"""A case as who will put it right sees it: its number, where it stands, what failed. No text of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.path import CaseDiagram, diagrams
from complaints.casework.search import numbered
from complaints.models import Activity, Complaint
from complaints.people import units
from complaints.people.rights import may_put_right
from complaints.people.units import Person
from complaints.workshop.cases import CaseLine, lines
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.drawing import Words
from engine.errors import InterventionRefusedError, NotFoundError
from engine.models import Case
from engine.running import queries
from engine.running.queries import CaseView, GivenAnswer, IncidentView, StandingCase
from engine.running.runtime import Runtime

MOST_FOUND = 20


@dataclass(frozen=True)
class CaseToMend:
    """One case. `standing` is None for one that ended or cannot be read: `refused` says so."""

    case: CaseView
    label: str
    """Its number, or the title of an activity; "–" for a whistleblower's report."""
    restricted: bool
    standing: StandingCase | None
    refused: str
    incidents: list[IncidentView]
    colleagues: Mapping[UUID, list[Person]]
    """Who may do an open task."""
    names: Mapping[str, str]
    """Of who has a task in hand, by id."""
    diagrams: list[CaseDiagram]

    @property
    def answers(self) -> list[GivenAnswer]:
        """What may be corrected: of a whistleblower's report nothing."""
        return [] if self.restricted or self.standing is None else self.standing.answers


def found(session: Session, *, instansi_id: str, actor: Actor, beginning: str) -> list[CaseLine]:
    """Cases by the number of the complaint or its beginning."""
    case_ids = numbered(
        session, instansi_id=instansi_id, beginning=beginning, restricted=may_put_right(actor, restricted=True)
    )
    return lines(session, instansi_id=instansi_id, case_ids=case_ids[:MOST_FOUND])


def case_to_mend(
    session: Session, runtime: Runtime, *, instansi_id: str, actor: Actor, case_id: UUID, words: Words
) -> CaseToMend:
    """Raises NotFoundError for a case that is none of theirs."""
    row, complaint = session.get(Case, (instansi_id, case_id)), session.get(Complaint, (instansi_id, case_id))
    restricted = complaint is not None and complaint.restricted
    if row is None or not may_put_right(actor, restricted=restricted):
        raise NotFoundError(_("kasus tidak ditemukan"))
    case = queries.case(session, instansi_id=instansi_id, case_id=case_id)
    standing, refused = _standing(session, runtime, instansi_id, case_id)
    now = runtime.clock.now()
    activity = session.get(Activity, (instansi_id, case_id))
    return CaseToMend(
        case=case,
        label="–" if restricted else complaint.number if complaint else activity.title if activity else "–",
        restricted=restricted,
        standing=standing,
        refused=refused,
        incidents=queries.incidents(session, instansi_id=instansi_id, case_id=case_id),
        colleagues={
            task.id: units.colleagues(session, instansi_id=instansi_id, role=task.role, unit=task.unit, now=now)
            for task in case.open_tasks
        },
        names=units.names(
            session, instansi_id=instansi_id, ids={task.claimed_by for task in case.open_tasks if task.claimed_by}
        ),
        diagrams=_drawn(session, case, words),
    )


def _standing(session: Session, runtime: Runtime, instansi_id: str, case_id: UUID) -> tuple[StandingCase | None, str]:
    try:
        return queries.standing_case(session, runtime, instansi_id=instansi_id, case_id=case_id), ""
    except InterventionRefusedError as error:
        return None, str(error)


def awaited_at(case: CaseView, bundle: Bundle) -> list[tuple[str, str]]:
    """Where the case waits for a message; what only listens beside it does not count."""
    places = [(process, element) for _message, process, element in case.waiting_messages]
    found = ((place, bundle.element(*place)) for place in places)
    return [place for place, element in found if element and element.kind not in ("boundaryEvent", "startEvent")]


def _drawn(session: Session, case: CaseView, words: Words) -> list[CaseDiagram]:
    bundle = queries.bundle_of_version(session, instansi_id=case.instansi_id, version_id=case.version_id)
    current = [(task.process_id, task.element) for task in case.open_tasks]
    current += awaited_at(case, bundle)
    events = queries.timeline(session, instansi_id=case.instansi_id, case_id=case.id)
    here = [event for event in events if event.version_id == case.version_id]
    found = diagrams(here, bundle, process_id=case.process_id, current=current, linked=(), words=words, title="{name}")
    return [each for each in found if each.here or not current]
