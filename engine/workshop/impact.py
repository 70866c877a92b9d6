"""What another version would mean for the cases that run now: one answer for all that stand at the same places."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.definition.bundle import Bundle
from engine.definition.graph import Place, Tokens
from engine.definition.versions import bundle_of
from engine.models import Case, CaseStatus, ProcessVersion
from engine.running.move_plan import Plan, plan
from engine.running.spiff.move import standing

Places = frozenset[Place]
CHUNK = 1_000


@dataclass
class Standing:
    """The running cases of one version that stand at the same places."""

    version_id: uuid.UUID
    version_number: int
    places: Places
    plan: Plan
    cases: list[uuid.UUID] = field(default_factory=list)


def impact(
    session: Session,
    *,
    instansi_id: str,
    process_id: str,
    bundle: Bundle,
    but_version: uuid.UUID | None = None,
) -> list[Standing]:
    """Every running case of a process against a bundle that is, or may become, its next version; most cases first.

    Reads the saved states in chunks, whatever their number. `but_version`: cases that already run on it do not count.
    """
    found: dict[tuple[uuid.UUID, frozenset[Tokens]], Standing] = {}
    query = (
        select(Case.id, Case.version_id, ProcessVersion.number, Case.state)
        .join(
            ProcessVersion,
            (ProcessVersion.instansi_id == Case.instansi_id) & (ProcessVersion.id == Case.version_id),
        )
        .where(
            Case.instansi_id == instansi_id,
            Case.process_id == process_id,
            Case.status == CaseStatus.RUNNING,
        )
        .execution_options(yield_per=CHUNK)
    )
    with session.execute(query) as rows:
        for case_id, version_id, number, state in rows:
            if version_id == but_version:
                continue
            before = bundle_of(session, instansi_id, version_id)
            tokens = standing(state, process_id, before)
            known = found.get((version_id, tokens))
            if known is None:
                places = frozenset(place for each in tokens for place in each.places)
                known = Standing(version_id, number, places, plan(before, bundle, tokens))
                found[version_id, tokens] = known
            known.cases.append(case_id)
    return sorted(found.values(), key=lambda standing: (-len(standing.cases), standing.version_number))


def running_by_version(session: Session, *, instansi_id: str, process_id: str) -> dict[uuid.UUID, int]:
    """How many cases run on each version of a process."""
    rows = session.execute(
        select(Case.version_id, func.count())
        .where(Case.instansi_id == instansi_id, Case.process_id == process_id, Case.status == CaseStatus.RUNNING)
        .group_by(Case.version_id)
    )
    return {row[0]: row[1] for row in rows}
