"""What an expression may look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from engine.deadlines import OfficeCalendar


class Names(Protocol):
    """Variables, the given moment and the calendar of the office."""

    @property
    def now(self) -> datetime: ...
    @property
    def calendar(self) -> OfficeCalendar: ...
    def variable(self, name: str) -> Any: ...
