"""What the gate says of a draft, as work for the bench and for the worker's jobs: no page and no turn computes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints.workshop import overview
from complaints.workshop.bench import sessions_at
from complaints.workshop.deploy_checks import workshop as surroundings
from complaints.workshop.simulation.play import runtime_at
from engine import workshop
from engine.clock import FixedClock
from engine.db import reading
from engine.errors import Finding

KIND = "verdict"
"""Of the jobs that ask it."""


def judged(
    url: str, instansi_id: str, draft_id: uuid.UUID, instead: Mapping[str, str], now: datetime
) -> Iterator[workshop.Verdict]:
    """`engine.workshop.verdict`, without the bundle: that is read again where it is shown. Raises NotFoundError."""
    with sessions_at(url) as factory, reading(factory, instansi_id) as session:
        yield verdict_now(session, instansi_id, draft_id, now, instead)


def verdict_now(
    session: Session, instansi_id: str, draft_id: uuid.UUID, now: datetime, instead: Mapping[str, str] | None = None
) -> workshop.Verdict:
    """The same in this process. Raises NotFoundError."""
    draft = overview.draft_model(session, instansi_id=instansi_id, draft_id=draft_id)
    found = workshop.verdict(session, runtime_at(FixedClock(now)), surroundings(), draft=draft, instead=instead)
    return replace(found, bundle=None)


def data_of(verdict: workshop.Verdict) -> dict[str, Any]:
    """As a job keeps it; what is accepted is the draft's."""
    return {
        "findings": [asdict(each) for each in verdict.findings],
        "warnings": [asdict(each) for each in verdict.warnings],
        "examined": verdict.examined,
        "basis": verdict.basis,
        "until": verdict.until.isoformat() if verdict.until else None,
    }


def of_data(kept: Mapping[str, Any]) -> workshop.Verdict:
    """Back again, without bundle and acceptances."""
    return workshop.Verdict(
        bundle=None,
        findings=[Finding(**each) for each in kept["findings"]],
        warnings=[workshop.LawWarning(**each) for each in kept["warnings"]],
        accepted={},
        examined=kept["examined"],
        basis=kept["basis"],
        until=datetime.fromisoformat(kept["until"]) if kept["until"] else None,
    )
