"""What of the law was accepted, with a reason, with the versions of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import ProcessVersion

ALSO = "|"
"""In the key of a warning before the key of another that is accepted with it."""
MOST_VERSIONS = 500
"""Versions of which it is asked what was accepted."""


def settled(accepted: Iterable[Iterable[Mapping[str, Any]]]) -> frozenset[str]:
    """The keys of all that was accepted with earlier versions."""
    return frozenset(key for each in accepted for entry in each for key in str(entry["key"]).split(ALSO))


def settled_before(session: Session, instansi_id: str, process_id: str) -> frozenset[str]:
    """What was accepted, with a reason, with the versions of a process."""
    of_process = (ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
    newest = select(ProcessVersion.accepted).where(*of_process).order_by(ProcessVersion.number.desc())
    return settled(session.scalars(newest.limit(MOST_VERSIONS)))
