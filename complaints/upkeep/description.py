"""The installation as a whole: its room and its versions."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from complaints.upkeep.storage import Storage, storage
from complaints.upkeep.versions import versions
from engine.government import crossing


def described(session: Session, folder: Path) -> tuple[Storage, dict[str, str]]:
    """Storage, and the version of each part."""
    with crossing(session, why="the operator is told of the whole installation"):
        return storage(session, folder), versions(session)
