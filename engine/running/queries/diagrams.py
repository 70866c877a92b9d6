"""The drawings and forms of a version, as they were deployed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of


@dataclass(frozen=True)
class DiagramFile:
    """A diagram of a version as it was drawn."""

    process_id: str
    name: str
    file: str
    xml: str


def bundle_of_version(session: Session, *, instansi_id: str, version_id: uuid.UUID) -> Bundle:
    """The whole bundle of a version (cached; read-only). Raises NotFoundError."""
    return bundle_of(session, instansi_id, version_id)


def diagrams(session: Session, *, instansi_id: str, version_id: uuid.UUID, process_id: str) -> dict[str, DiagramFile]:
    """The process and everything it calls, the process first."""
    bundle = bundle_of(session, instansi_id, version_id)
    return {
        diagram.process_id: DiagramFile(diagram.process_id, diagram.name, diagram.file, bundle.files[diagram.file])
        for diagram in bundle.reachable(process_id)
    }
