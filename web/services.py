"""What every page needs from outside, given once to `create_app`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app

from complaints.settings import Settings
from complaints.workshop.deploy_checks import workshop
from engine.clock import Clock
from engine.db import SessionFactory
from engine.workshop import Workshop

if TYPE_CHECKING:
    from complaints.files.file_store import FileStore
    from engine.running.runtime import Runtime


@dataclass(frozen=True)
class Services:
    """Database, engine runtime, clock, files and settings: chosen by `app.py` or by a test, never by a page."""

    settings: Settings
    session_factory: SessionFactory
    runtime: Runtime
    clock: Clock
    files: FileStore
    workshop: Workshop = field(default_factory=workshop)
    """What the gate asks of the domain before a draft becomes a version."""


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["alur"])
