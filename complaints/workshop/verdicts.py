"""What the gate says of a draft, as work for the bench: however much was drawn, no page computes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from complaints.workshop import overview
from complaints.workshop.bench import sessions_at
from complaints.workshop.deploy_checks import workshop as surroundings
from complaints.workshop.simulation.play import runtime_at
from engine import workshop
from engine.clock import FixedClock
from engine.db import reading


def judged(
    url: str, instansi_id: str, draft_id: uuid.UUID, instead: Mapping[str, str], now: datetime
) -> Iterator[workshop.Verdict]:
    """`engine.workshop.verdict`, without the bundle: that is read again where it is shown. Raises NotFoundError."""
    with sessions_at(url) as factory, reading(factory, instansi_id) as session:
        draft = overview.draft_model(session, instansi_id=instansi_id, draft_id=draft_id)
        found = workshop.verdict(session, runtime_at(FixedClock(now)), surroundings(), draft=draft, instead=instead)
        yield replace(found, bundle=None)
