"""What of the law was accepted, with a reason, with the versions of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import ProcessVersion

ALSO = "|"
"""In the key of a warning before the key of another that is accepted with it."""
OF_ROWS = "tenggat:"
"""Begins the only keys in which one stands behind another; others hold words of diagrams."""
MOST_VERSIONS = 500
"""Versions of which it is asked what was accepted."""


def settled(accepted: Iterable[Iterable[Mapping[str, Any]]]) -> frozenset[str]:
    """The keys of all that was accepted with earlier versions."""
    keys = [str(entry["key"]) for each in accepted for entry in each]
    return frozenset(part for key in keys for part in (key.split(ALSO) if key.startswith(OF_ROWS) else [key]))


def settled_before(session: Session, instansi_id: str, process_id: str) -> frozenset[str]:
    """What was accepted, with a reason, with the versions of a process."""
    of_process = (ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
    newest = select(ProcessVersion.accepted).where(*of_process).order_by(ProcessVersion.number.desc())
    return settled(session.scalars(newest.limit(MOST_VERSIONS)))
