"""In which run of a called process or sub-process each stop of a path and each opened task lies: written and read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, repeat

from engine.record.advance import Advance
from engine.record.parts import RunStops


def along(stops: Sequence[str]) -> tuple[RunStops, ...]:
    """The runs of all stops as they are stored; nothing when all are the case itself."""
    found = tuple(RunStops(len(list(each)), run) for run, each in groupby(stops))
    return found if any(stops) else ()


def opened_in(opened: Sequence[str], stops: Sequence[str]) -> tuple[str, ...]:
    """The runs of opened tasks as they are stored; nothing when all lie where the path ends."""
    return tuple(opened) if set(opened) - {stops[-1] if stops else ""} else ()


def of_stops(event: Advance, count: int) -> list[str]:
    """The run of each of the `count` stops of the path of a row; "" is the case itself, or a row of an early format."""
    found = [run for times, run in event.runs for run in repeat(run, times)]
    return [*found, *repeat("", count - len(found))][:count]


def of_opened(event: Advance) -> list[str]:
    """The run of each task that a row tells to be open."""
    last = event.runs[-1].run if event.runs else ""
    return list(event.opened_in) if event.opened_in else [last] * len(event.opened)
