"""Why this date: from the event that is counted from, day by day, to the due moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from complaints.audit.acts import BundleAt, Decided, table_name
from complaints.audit.deadlines import CaseDeadline
from complaints.decrees import calendar_for
from engine.deadlines import Deadline, ExplainedDay, OfficeCalendar
from engine.errors import DeadlineRefusedError
from engine.record.advance import Advance
from engine.record.events import TimersFired
from engine.running.queries import EventView


@dataclass(frozen=True)
class Leg:
    """One count: so many days after (`due`) or before (`before`) a moment, each day counted or skipped."""

    function: str
    count: int
    unit: str
    start: datetime
    day_zero: date
    end: datetime
    provisional: bool
    days: tuple[ExplainedDay, ...]


@dataclass(frozen=True)
class Why:
    """The reckoning of one deadline. `legs` is empty for a moment that was written into the diagram as it is."""

    deadline: CaseDeadline
    started_by: EventView | None
    """The row of the history whose moment is counted from, where one has exactly that moment."""
    legs: tuple[Leg, ...]
    decided: Decided | None
    """The rule of a decision table that gave the number of days."""
    cuti_bersama_stops: bool
    agrees: bool
    """Whether the decrees that are known give the recorded moment."""
    other_hour: bool
    """Whether only the hour differs: the deadline was set while a day ended at the closing hour of the office."""
    as_known_then: bool
    """Whether the decrees of the moment of setting were used, not those of today."""


def why(
    session: Session, *, instansi_id: str, deadline: CaseDeadline, events: Sequence[EventView], at: BundleAt
) -> Why:
    """Counts the deadline anew, with the decrees known when it was last set; else with those of today."""
    set_at = deadline.moved[-1].at if deadline.moved else deadline.set_at
    calendar = calendar_for(session, instansi_id, as_of=set_at)
    legs = _legs(calendar, deadline.rule)
    then = _agrees(legs, deadline, calendar.zone)
    if not then:
        calendar = calendar_for(session, instansi_id)
        legs = _legs(calendar, deadline.rule)
    agrees = _agrees(legs, deadline, calendar.zone)
    start = legs[0].start if legs else None
    known = [event for event in events if event.number <= deadline.number]
    return Why(
        deadline=deadline,
        started_by=next((event for event in reversed(known) if start in set(_moments(event))), None),
        legs=legs,
        decided=_decided(legs, known, at),
        cuti_bersama_stops=calendar.cuti_bersama_stops,
        agrees=agrees,
        other_hour=bool(legs) and agrees and legs[-1].end != deadline.due_at,
        as_known_then=then,
    )


def _moments(event: EventView) -> Iterator[datetime]:
    """The moment of a row, and those at which its timers were due: the worker sees the end of a day on the next one."""
    yield event.at
    if isinstance(event.what, TimersFired):
        yield from (timer.due for timer in event.what.fired if timer.due)


def _agrees(legs: Sequence[Leg], deadline: CaseDeadline, zone: tzinfo) -> bool:
    """Whether the day is the one that is recorded; its hour may be that of an office, as days once ended."""
    return bool(legs) and legs[-1].end.date() == deadline.due_at.astimezone(zone).date()


def _legs(calendar: OfficeCalendar, rule: Mapping[str, Any] | None) -> tuple[Leg, ...]:
    if not rule:
        return ()
    try:
        return tuple(_chain(calendar, calendar.recompute(rule)))
    except DeadlineRefusedError:
        return ()


def _chain(calendar: OfficeCalendar, deadline: Deadline) -> Iterator[Leg]:
    """A deadline counted from another deadline is explained after that one."""
    anchor = deadline.anchor
    if isinstance(anchor, Deadline):
        yield from _chain(calendar, anchor)
    start = anchor.moment if isinstance(anchor, Deadline) else anchor
    yield Leg(
        function=deadline.function,
        count=deadline.count,
        unit=deadline.unit,
        start=start,
        day_zero=calendar.local_date(start),
        end=deadline.moment,
        provisional=deadline.provisional,
        days=tuple(calendar.explain_rule(deadline.to_rule())),
    )


def _decided(legs: Sequence[Leg], known: Sequence[EventView], at: BundleAt) -> Decided | None:
    """The latest decision, among the rows up to the one that set the deadline, that gave its number of days."""
    counts = {leg.count for leg in legs}
    for event in reversed(known):
        if not isinstance(event.what, Advance):
            continue
        for decision, rule, outputs, note in reversed(event.what.decisions):
            numbers = {value for value in outputs.values() if isinstance(value, int) and not isinstance(value, bool)}
            if counts & numbers:
                return Decided(decision, rule, tuple(outputs.items()), note, table_name(at(event), decision))
    return None
