"""The arithmetic of reports: shares and means in which "no value" stays apart from 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from complaints.reports.figures.facts import EVER, Assignment, Fact


def rounded(value: Fraction, decimals: int) -> float:
    """Half up, as a person with a pencil does: 8,75 stays 8,75 and 0,05 becomes 0,1."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def share(part: int, whole: int) -> float | None:
    """Percent with two decimals; None when there is nothing to share."""
    return rounded(Fraction(100 * part, whole), 2) if whole else None


def mean(values: Sequence[float | Fraction], decimals: int) -> float | None:
    """The plain mean; None when there is no value."""
    exact = [value if isinstance(value, Fraction) else Fraction(str(value)) for value in values]
    return rounded(sum(exact, Fraction()) / len(exact), decimals) if exact else None


def days(since: datetime, until: datetime) -> Fraction:
    """Elapsed days with their fraction: calendar time, nights and holidays included."""
    return Fraction((until - since) // timedelta(seconds=1), 86_400)


def first_follow_ups(assignments: Iterable[Assignment]) -> list[Fraction]:
    """Days from receipt by the unit to its first follow-up, where there was one."""
    return [days(a.received_at, a.first_follow_up_at) for a in assignments if a.first_follow_up_at is not None]


def fact_follow_up(fact: Fact) -> list[Fraction]:
    """The same for a complaint as a whole: from the first unit's receipt to the first follow-up of any unit."""
    kept = [assignment for assignment in fact.assignments.values() if not assignment.left]
    moments = [assignment.first_follow_up_at for assignment in kept if assignment.first_follow_up_at is not None]
    return [days(min(a.received_at for a in kept), min(moments))] if moments else []


@dataclass(frozen=True)
class Timeliness:
    """How the settlement deadlines were kept, as of one moment."""

    on_time: int
    late: int
    """Settled after the deadline."""
    overdue: int
    """Still open after the deadline."""
    running: int
    """Open, its deadline ahead, or without a deadline: says nothing yet."""

    @property
    def share(self) -> float | None:
        """On-time share: on time / (on time + settled late + open and overdue)."""
        return share(self.on_time, self.on_time + self.late + self.overdue)


def timeliness(facts: Iterable[Fact], now: datetime, before: datetime = EVER) -> Timeliness:
    """Counts each complaint once. What ended without ever having a settlement deadline counts nowhere; neither does
    what happened from `before` on, the first moment after a period."""
    all_facts = list(facts)
    still_open = [fact for fact in all_facts if fact.settled_by(before) is None]
    settled = sum(fact.due_at is not None and fact.settled_by(before) is not None for fact in all_facts)
    late = sum(fact.settled_late(before) for fact in all_facts)
    overdue = sum(fact.overdue(now, before) for fact in still_open)
    return Timeliness(settled - late, late, overdue, len(still_open) - overdue)
