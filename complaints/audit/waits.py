"""When a case waited for somebody outside, and which deadlines ran on: where none did, the clock stood still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.audit.acts import BundleAt, name_of
from complaints.audit.deadlines import CaseDeadline
from complaints.audit.stands import Stand
from engine.running.queries import EventView


@dataclass(frozen=True)
class OutsideWait:
    """The case waited for a message from row `begun` until row `ended`; None: it waits."""

    name: str
    begun: int
    begun_at: datetime
    ended: int | None
    ended_at: datetime | None
    ran_on: tuple[str, ...]
    """Names of the deadlines that were set before and did not end with the beginning of the wait."""

    @property
    def stood_still(self) -> bool:
        """Whether no earlier deadline ran on."""
        return not self.ran_on


def waits(
    found: Iterable[Stand], events: Sequence[EventView], at: BundleAt, deadlines: Sequence[CaseDeadline]
) -> list[OutsideWait]:
    """Those among the stands of a case that wait for a message, in the order of their beginnings."""
    rows = {event.number: event for event in events}
    return sorted(_waits(found, rows, at, deadlines), key=lambda wait: wait.begun)


def _waits(
    found: Iterable[Stand], rows: Mapping[int, EventView], at: BundleAt, deadlines: Sequence[CaseDeadline]
) -> Iterator[OutsideWait]:
    for stand in found:
        begun, ended = rows[stand.begun], rows.get(stand.ended or 0)
        bundle = at(begun)
        process, place = stand.place
        element = bundle.element(process, place)
        if element is None or not element.message:
            continue
        ran_on = (
            one.name
            for one in deadlines
            if one.number < stand.begun and (one.ended_at is None or one.ended_at > begun.at)
        )
        yield OutsideWait(
            name=name_of(bundle, place, process),
            begun=begun.number,
            begun_at=begun.at,
            ended=ended.number if ended else None,
            ended_at=ended.at if ended else None,
            ran_on=tuple(dict.fromkeys(ran_on)),
        )
