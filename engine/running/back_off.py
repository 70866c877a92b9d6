"""How long to wait before trying again: twice as long each time, up to a bound."""

from __future__ import annotations

from datetime import timedelta

LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 20
"""Beyond this every first wait has reached the bound; the doubling itself must not outgrow a timedelta."""


def back_off(first: timedelta, attempts: int) -> timedelta:
    """The wait after so many failed attempts (1 or more)."""
    return min(first * (1 << min(max(attempts, 1) - 1, MOST_DOUBLINGS)), LONGEST_WAIT)
