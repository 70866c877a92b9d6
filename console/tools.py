"""What a command gets from the composition root: everything that was chosen there, opened only when it is used."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine, MetaData

from complaints.keys import KeptKey
from complaints.settings import Settings
from engine.clock import Clock
from engine.db import SessionFactory
from engine.running.outbox import Sender
from engine.running.runtime import Runtime

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object


@dataclass(frozen=True)
class Tools:
    """The choices of the composition root."""

    settings: Settings
    engine: Engine
    metadata: MetaData
    session_factory: SessionFactory
    clock: Clock
    runtime: Runtime
    head_key: KeptKey
    sender: Sender
    """Hands a message of the outbox over, or raises DeliveryError."""
    chores: tuple[Callable[[], int | None], ...] = ()
    """What the worker does besides timers and mail: versions whose moment has come, cases that follow, clean-ups."""
    endings: tuple[Callable[[], None], ...] = ()
    """What the worker does when it is stopped."""
