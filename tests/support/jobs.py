"""Checks of drafts, played to their end as a worker plays them."""

from __future__ import annotations

from complaints.workshop import job_pieces
from complaints.workshop.job_turns import ITEM_SECONDS, JobTurns
from engine.db import SessionFactory
from engine.running.confined import Confined
from engine.running.runtime import Runtime

PLAYER = Confined(seconds=ITEM_SECONDS, prepared=[job_pieces.__name__])
"""One for all tests of this process: it remembers what it has read."""


def play_jobs(factory: SessionFactory, runtime: Runtime) -> None:
    """Until none is left."""
    JobTurns(factory, runtime, player=PLAYER).finish()
