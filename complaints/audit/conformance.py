"""Did a case go as its diagram says: its history held against the versions on which it ran, or any other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.departures import CaseVerdict, Judge
from complaints.audit.file import CaseFile
from complaints.audit.loaded import load
from complaints.casework.readings import Opening
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.versions import bundle_of
from engine.errors import NotFoundError
from engine.models import ProcessVersion


@dataclass(frozen=True)
class Conformance:
    """What the replay of one case found."""

    file: CaseFile
    process_id: str
    version: int
    """Against which it was held; of one that moved on its way, 0 for each its own."""
    ended: bool
    verdict: CaseVerdict


def conformance(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    version_id: UUID | None = None,
) -> Conformance:
    """The case held against the versions on which it ran, or against one version of its process.

    Raises NotFoundError, also for a version that is none of its process.
    """
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    other, number = None, 0
    if version_id is not None:
        version = session.get(ProcessVersion, (instansi_id, version_id))
        if version is None or version.process_id != loaded.case.process_id:
            raise NotFoundError(_("Versi ini tidak ada."))
        other, number = bundle_of(session, instansi_id, version_id), version.number
    judge = Judge(loaded.case.process_id, other=other)
    for event in loaded.events:
        judge.take_in(event, loaded.at(event))
    ended = loaded.file.status == "completed"
    verdict = judge.conclusion(loaded.bundle, loaded.tasks, ended=ended, now=opening.now)
    return Conformance(loaded.file, loaded.case.process_id, number, ended, verdict)
