"""What every page needs from outside, given once to `create_app`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from complaints.settings import Settings
from engine.clock import Clock
from engine.db import SessionFactory

if TYPE_CHECKING:
    from complaints.file_store import FileStore
    from engine.runtime import Runtime


@dataclass(frozen=True)
class Services:
    """Database, engine runtime, clock, files and settings: chosen by `app.py` or by a test, never by a page."""

    settings: Settings
    session_factory: SessionFactory
    runtime: Runtime
    clock: Clock
    files: FileStore


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["alur"])
