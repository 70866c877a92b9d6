"""How the text of a timer is read: ISO 8601, or an expression of ours."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.deadlines import Deadline
from engine.errors import ExpressionError
from engine.expressions import compile_expression, unwrap

ISO_DURATION = re.compile(
    r"^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$"
)
ISO_CYCLE = re.compile(r"^R(\d*)/(P[^/]+)$")
ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T")
LIKE_DURATION = re.compile(r"^P(?:[\dT]|$)")
BARE_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


SHORTEST_CYCLE = timedelta(hours=1)
"""A worker that was away catches up on every round: rounds of seconds would keep it busy for days."""
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check_timer(kind: str, text: str) -> None:
    """Refuse at deploy what would fail only when the timer starts. Raises ExpressionError."""
    source = unwrap(text)
    if kind == "timeCycle":
        match = ISO_CYCLE.match(source)
        if not match or not ISO_DURATION.match(match[2]):
            raise ExpressionError(f"siklus '{source}' tidak dapat dibaca; contoh yang benar: R/P1D atau R3/PT12H")
        if after_duration(SOME_DAY, match[2]) < SOME_DAY + SHORTEST_CYCLE:
            raise ExpressionError(f"siklus '{source}' terlalu rapat; paling sering satu jam sekali (PT1H)")
    elif ISO_DURATION.match(source):
        after_duration(SOME_DAY, source)
    elif ISO_MOMENT.match(source):
        _aware(source)
    elif LIKE_DURATION.match(source):
        raise ExpressionError(f"jangka '{source}' tidak dapat dibaca; contoh yang benar: P3D atau PT12H")
    elif BARE_DATE.match(source):
        raise ExpressionError(f"tanggal '{source}' tanpa jam dan zona tidak diizinkan")
    else:
        compile_expression(source)


def is_plain_timer(text: str) -> bool:
    """Whether the text is ISO 8601 and not an expression."""
    source = unwrap(text)
    return bool(ISO_CYCLE.match(source) or ISO_DURATION.match(source) or ISO_MOMENT.match(source))


def after_duration(start: datetime, text: str) -> datetime:
    """The moment an ISO 8601 duration after `start`; months keep the day of month where it exists.

    Raises ExpressionError for what is no duration or leads beyond the calendar.
    """
    match = ISO_DURATION.match(text)
    if match is None:
        raise ExpressionError(f"jangka '{text}' tidak dapat dibaca")
    try:
        years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        months += start.month - 1 + 12 * years
        year, month = start.year + months // 12, months % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        step = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return start.replace(year=year, month=month, day=day) + step
    except (ValueError, OverflowError) as error:
        raise ExpressionError(f"jangka '{text}' melampaui kalender") from error


def moment_of(value: Any, text: str) -> datetime:
    """The aware moment that a timer's expression gave. Raises ExpressionError."""
    if isinstance(value, Deadline):
        return value.moment
    if isinstance(value, str):
        return _aware(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise ExpressionError(f"'{text}' tidak menghasilkan waktu dengan zona")


def _aware(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExpressionError(f"waktu '{text}' tidak dapat dibaca") from error
    if moment.tzinfo is None:
        raise ExpressionError(f"waktu '{text}' tidak menyebut zona; tulis misalnya +08:00")
    return moment
