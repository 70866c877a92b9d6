"""Which years have the decree that fixes their national holidays."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.decrees.scopes import NATIONAL
from engine.deadlines import DayEntry, DayKind


def fixes_year(entry: DayEntry) -> bool:
    """Whether this day shows that its decree is the yearly one: it is 1 January, with which every such decree begins.

    A single extra holiday, such as an election day, does not pass for it.
    """
    return (
        entry.scope == NATIONAL
        and entry.kind is DayKind.LIBUR_NASIONAL
        and bool(entry.decree)
        and (entry.date.month, entry.date.day) == (1, 1)
    )


def decreed_years(entries: Iterable[DayEntry]) -> frozenset[int]:
    """Years whose national holidays are fixed by decree, with no national estimate left."""
    national = [entry for entry in entries if entry.scope == NATIONAL]
    fixed = {entry.date.year for entry in national if fixes_year(entry)}
    return frozenset(fixed - {entry.date.year for entry in national if not entry.decree})
