"""How the text of a timer is read: ISO 8601, the line of a clock, or an expression of ours."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from engine.catalogue import _
from engine.deadlines import Deadline, OfficeCalendar, WorkCalendar
from engine.definition.cron import LIKE_CRON, cron_of
from engine.definition.expressions import compile_expression, unwrap
from engine.definition.expressions.functions import COUNT
from engine.definition.expressions.nodes import Call
from engine.errors import ExpressionError

ISO_DURATION = re.compile(
    r"^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$"
)
ISO_CYCLE = re.compile(r"^R(\d*)/(P[^/]+)$")
ISO_RHYTHM = re.compile(r"^R(\d*)/(\d{4}-\d{2}-\d{2}T[^/]+)/(P[^/]+)$")
ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T")
LIKE_DURATION = re.compile(r"^P(?:[\dT]|$)")
BARE_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


SHORTEST_CYCLE = timedelta(hours=1)
"""A worker that was away catches up on every round: rounds of seconds would keep it busy for days."""
LONGEST = timedelta(days=3_653)
"""Ten years: whoever waits longer has forgotten that he waits."""
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rhythm:
    """`R/2026-01-01T08:00:00+08:00/P1M`: moments at fixed places of the calendar, whenever anybody began to count.

    The k-th is the anchor and k times the duration, never the last one and one duration more: the 31st of January is
    followed by the 28th of February and the 31st of March.
    """

    anchor: datetime
    duration: str
    count: int
    """How many moments there are; -1 without end."""

    def moment(self, k: int) -> datetime:
        """The k-th moment, the anchor being number 0. Raises ExpressionError beyond the calendar."""
        return after_duration(self.anchor, self.duration, times=k)

    def after(self, moment: datetime) -> tuple[int, datetime] | None:
        """Number and moment of the first that is later than `moment`, or None when there is no more."""
        low, high = -1, 0
        while not self._later(high, moment):
            low, high = high, 2 * high + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._later(middle, moment) else (middle, high)
        try:
            return (high, self.moment(high)) if self.count < 0 or high < self.count else None
        except ExpressionError:
            return None

    def _later(self, k: int, moment: datetime) -> bool:
        try:
            return self.moment(k) > moment
        except ExpressionError:  # beyond the calendar
            return True


def rhythm_of(text: str) -> Rhythm | None:
    """The rhythm that a timer's text writes down, or None when it is another kind of text. Raises ExpressionError."""
    match = ISO_RHYTHM.match(unwrap(text))
    return Rhythm(_aware(match[2]), match[3], int(match[1]) if match[1] else -1) if match else None


def following(text: str, moment: datetime, zone: tzinfo) -> datetime | None:
    """The moment of a cycle after one of its moments, or after it began; None when the text is no cycle.

    `zone`: of the government, whose clock a line like `0 8 * * MON-FRI` means. Raises ExpressionError.
    """
    source = unwrap(text)
    cron, match = cron_of(source), ISO_CYCLE.match(source)
    if cron is not None:
        return cron.after(moment, zone)
    return after_duration(moment, match[2]) if match else None


def rounds(text: str) -> int:
    """How many moments a cycle has; -1 without end."""
    match = ISO_CYCLE.match(unwrap(text))
    return int(match[1]) if match and match[1] else -1


def check_timer(kind: str, text: str, *, starts_process: bool = False) -> None:
    """Refuse at deploy what would fail only when the timer starts. Raises ExpressionError."""
    source = unwrap(text)
    if kind == "timeCycle":
        _check_cycle(source, starts_process=starts_process)
    elif ISO_DURATION.match(source):
        _check_length(source)
    elif ISO_MOMENT.match(source):
        _aware(source)
    elif LIKE_DURATION.match(source):
        raise ExpressionError(
            _("jangka '%(source)s' tidak dapat dibaca; contoh yang benar: P3D atau PT12H", source=source)
        )
    elif BARE_DATE.match(source):
        raise ExpressionError(_("tanggal '%(source)s' tanpa jam dan zona tidak diizinkan", source=source))
    else:
        compile_expression(source)


def _check_cycle(source: str, *, starts_process: bool) -> None:
    if cron_of(source) is not None:
        return
    rhythm = rhythm_of(source)
    if rhythm is not None and not starts_process:
        raise ExpressionError(
            _("siklus '%(source)s' menyebut tanggal awal; itu hanya untuk awal proses, bukan di sini", source=source)
        )
    match = ISO_CYCLE.match(source)
    duration = rhythm.duration if rhythm else match[2] if match else ""
    if not ISO_DURATION.match(duration):
        examples = _("R/P1D, R3/PT12H, 0 8 * * MON-FRI, atau untuk awal proses R/2026-01-01T08:00:00+08:00/P1M")
        raise ExpressionError(
            _(
                "siklus '%(source)s' tidak dapat dibaca; contoh yang benar: %(examples)s",
                source=source,
                examples=examples,
            )
        )
    _check_length(duration)
    if after_duration(SOME_DAY, duration) < SOME_DAY + SHORTEST_CYCLE:
        raise ExpressionError(
            _("siklus '%(source)s' terlalu rapat; paling sering satu jam sekali (PT1H)", source=source)
        )


def _check_length(duration: str) -> None:
    length = after_duration(SOME_DAY, duration) - SOME_DAY
    if not length:
        raise ExpressionError(_("jangka '%(source)s' tidak menunggu sama sekali", source=duration))
    if length > LONGEST:
        raise ExpressionError(_("jangka '%(source)s' lebih dari sepuluh tahun", source=duration))


def check_moment(text: str, now: datetime) -> None:
    """Refuse a timer that names its moment, or is the present one: over by `now`, or more than ten years off.

    Raises ExpressionError. What depends on anything that a case knows is not judged here.
    """
    source, moment = unwrap(text), _moment_in(text, now)
    if moment is None:
        return
    if moment <= now:
        raise ExpressionError(_("waktu '%(source)s' sudah lewat", source=source))
    if moment > now + LONGEST:
        raise ExpressionError(_("waktu '%(source)s' lebih dari sepuluh tahun lagi", source=source))


def written_moment(text: str, now: datetime) -> datetime | None:
    """The moment that the text of a timer names, whatever a case knows; None when there is none, or no text of one."""
    try:
        return _moment_in(text, now)
    except ExpressionError:
        return None


def _moment_in(text: str, now: datetime) -> datetime | None:
    source = unwrap(text)
    if ISO_MOMENT.match(source):
        return _aware(source)
    if is_plain_timer(source) or not is_fixed(source):
        return None
    return moment_of(compile_expression(source).evaluate(_Written(now)), source)


def is_fixed(source: str) -> bool:
    """Whether an expression reads nothing of a case and counts no days: always the same moment, or now."""
    expression = compile_expression(source)
    counts = any(isinstance(each, Call) and each.function.takes[:1] == (COUNT,) for each in expression.node.nodes())
    return not expression.names and not counts


@dataclass(frozen=True)
class _Written:
    """What an expression may read that reads nothing of a case."""

    now: datetime
    calendar: OfficeCalendar = field(default_factory=lambda: OfficeCalendar(WorkCalendar(), UTC))

    def variable(self, _name: str) -> Any:
        return None


def is_plain_timer(text: str) -> bool:
    """Whether the text is ISO 8601, or the line of a clock, and not an expression."""
    source = unwrap(text)
    return any(each.match(source) for each in (ISO_CYCLE, ISO_RHYTHM, ISO_DURATION, ISO_MOMENT, LIKE_CRON))


def after_duration(start: datetime, text: str, *, times: int = 1) -> datetime:
    """The moment `times` ISO 8601 durations after `start`; months keep the day of month where it exists.

    Raises ExpressionError for what is no duration or leads beyond the calendar.
    """
    match = ISO_DURATION.match(text)
    if match is None:
        raise ExpressionError(_("jangka '%(text)s' tidak dapat dibaca", text=text))
    try:
        years, months, weeks, days, hours, minutes, seconds = (times * int(part or 0) for part in match.groups())
        months += start.month - 1 + 12 * years
        year, month = start.year + months // 12, months % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        step = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return start.replace(year=year, month=month, day=day) + step
    except (ValueError, OverflowError) as error:
        raise ExpressionError(_("jangka '%(text)s' melampaui kalender", text=text)) from error


def moment_of(value: Any, text: str) -> datetime:
    """The aware moment that a timer's expression gave. Raises ExpressionError."""
    if isinstance(value, Deadline):
        return value.moment
    if isinstance(value, str):
        return _aware(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise ExpressionError(_("'%(text)s' tidak menghasilkan waktu dengan zona", text=text))


def _aware(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExpressionError(_("waktu '%(text)s' tidak dapat dibaca", text=text)) from error
    if moment.tzinfo is None:
        raise ExpressionError(_("waktu '%(text)s' tidak menyebut zona; tulis misalnya +08:00", text=text))
    return moment
