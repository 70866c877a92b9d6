"""What came with the program and no version was ever like: offered to the owners as a draft, never deployed alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.models import Instansi
from complaints.workshop.shipped_scenarios import beside_recorded, in_folders, shipped_of
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of, current_version
from engine.errors import EngineError
from engine.models import ProcessVersion
from engine.workshop import version_scenarios

MOST_COMPARED = 50
"""Versions, newest first, whose scenarios are held against those of the program."""


@dataclass(frozen=True)
class ShippedFiles:
    """The files and scenarios that a draft would consist of."""

    files: Mapping[str, str]
    only_scenarios: bool
    """Whether nothing but the scenarios is new: then they come beside the files of the version in force."""


def offered(session: Session, *, instansi_id: str, process_id: str) -> ShippedFiles | None:
    """What came with the program, when no version was ever like it; None otherwise.

    None also for files that cannot be read: `app.py lint` tells the operator.
    """
    files = read_folders(FOLDERS)
    if f"{process_id}.bpmn" not in files:
        return None
    law_of = session.get_one(Instansi, instansi_id).process_id
    try:
        shipped = bundle_files(files, process_id, law_of=law_of)
    except EngineError:
        return None
    scenarios = in_folders(FOLDERS).get(process_id, {})
    known = select(ProcessVersion.id).where(
        ProcessVersion.instansi_id == instansi_id,
        ProcessVersion.process_id == process_id,
        ProcessVersion.content_hash == Bundle(shipped).content_hash,
    )
    only = session.scalar(known.limit(1)) is not None
    if only and (not scenarios or _had(session, instansi_id, process_id, scenarios)):
        return None
    newest = current_version(session, instansi_id, process_id)
    beside = beside_recorded(session, instansi_id=instansi_id, process_id=process_id, found=scenarios)
    return ShippedFiles(
        {**(bundle_of(session, instansi_id, newest.id).files if only else shipped), **(beside or {})}, only
    )


def _had(session: Session, instansi_id: str, process_id: str, scenarios: Mapping[str, str]) -> bool:
    """Whether some version was deployed with just these scenarios, beside those that owners recorded."""
    versions = session.scalars(
        select(ProcessVersion.id)
        .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
        .order_by(ProcessVersion.number.desc())
        .limit(MOST_COMPARED)
    )
    return any(shipped_of(version_scenarios(session, instansi_id, each)) == scenarios for each in versions)
