"""What must hold for any rhythm by which processes start."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from engine.definition.timer_text import Rhythm, rhythm_of

BEGIN, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
seconds = st.integers(0, int((END - BEGIN).total_seconds()))
moments = st.builds(lambda count: BEGIN + timedelta(seconds=count), seconds)
zones = st.sampled_from([timezone(timedelta(hours=hours)) for hours in (7, 8, 9)])
anchors = st.builds(lambda moment, zone: moment.astimezone(zone), moments, zones)
durations = st.sampled_from(["PT1H", "P1D", "P2W", "P1M", "P3M", "P6M", "P1Y", "P1M10D", "P1Y6M"])
counts = st.integers(-1, 2000)


@given(anchors, st.integers(0, 600))
def test_the_k_th_month_is_the_anchor_and_k_months(anchor: datetime, k: int) -> None:
    """On the anchor's day of the month, or the last one where there is no such day; at its hour; never drifting."""
    found = rhythm_of(f"R/{anchor.isoformat()}/P1M")
    assert found is not None
    moment = found.moment(k)
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + k, 12)
    assert (moment.year, moment.month) == (year, month + 1)
    assert moment.day == min(anchor.day, calendar.monthrange(year, month + 1)[1])
    assert moment.timetz() == anchor.timetz()


@given(anchors, durations, counts, moments)
def test_the_next_moment_is_the_first_that_is_later(anchor: datetime, duration: str, count: int, now: datetime) -> None:
    rhythm = Rhythm(anchor, duration, count)
    found = rhythm.after(now)
    if found is None:
        assert count == 0 or (count > 0 and rhythm.moment(count - 1) <= now)
        return
    k, moment = found
    assert moment == rhythm.moment(k) > now
    assert k == 0 or rhythm.moment(k - 1) <= now
    assert count < 0 or k < count


@given(anchors, durations, moments, st.integers(1, 30))
def test_going_from_moment_to_moment_leaves_none_out(
    anchor: datetime, duration: str, now: datetime, steps: int
) -> None:
    """What a worker does, one start after the other, is what counting from the anchor gives."""
    rhythm = Rhythm(anchor, duration, -1)
    first = rhythm.after(now)
    assert first is not None
    k, moment = first
    for step in range(1, steps + 1):
        following = rhythm.after(moment.astimezone(UTC))
        assert following is not None
        assert following[0] == k + step
        moment = following[1]
    assert moment == rhythm.moment(k + steps)
