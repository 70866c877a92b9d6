"""The figures of any period reconcile with any complaints: opening + received + reopened − settled = closing."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from complaints.reports.figures.balance import BalanceMovement, moved
from complaints.reports.figures.facts import Fact

ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
EDGES = [
    datetime(2026, month, 1, tzinfo=zone).astimezone(UTC) + timedelta(microseconds=step)
    for month in range(1, 13)
    for zone in ZONES
    for step in (-1, 0, 1)
]
"""The midnights at which periods end, and the moments beside them: where a complaint could count twice or never."""
moments = st.sampled_from(EDGES) | st.integers(0, 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A complaint that was settled and opened again as often as you like, also before one could blink."""
    received, *steps = sorted(draw(st.lists(moments, min_size=1, max_size=6)))
    spans = list(zip(steps[::2], steps[1::2], strict=False))
    last = steps[-1] if len(steps) % 2 else None
    return Fact(
        uuid.uuid4(), received, "pengaduan", False, False, "", "", reopened=spans, settled_at=last, closed_at=last
    )


towns = st.lists(facts(), max_size=12)


def by_hand(fact: Fact, moment: datetime) -> bool:
    """Open just before the moment: follow the complaint step by step."""
    happened = [(fact.received_at, True)]
    for settled, opened in fact.reopened:
        happened += [(settled, False), (opened, True)]
    if fact.closed_at is not None:
        happened.append((fact.closed_at, False))
    is_open = False
    for at, now_open in happened:
        if at < moment:
            is_open = now_open
    return is_open


def months(zone: ZoneInfo, count: int = 12) -> list[datetime]:
    return [datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=zone) for month in range(count + 1)]


def of(town: list[Fact], since: datetime, until: datetime) -> tuple[BalanceMovement, dict[str, int]]:
    movement = moved(town, since=since, until=until)
    return movement, {key: int(str(value)) for key, value in movement.figures.items()}


@given(towns, st.sampled_from(ZONES), st.integers(0, 11), st.integers(1, 12))
def test_the_figures_of_a_period_add_up_and_count_the_cases(
    town: list[Fact], zone: ZoneInfo, first: int, count: int
) -> None:
    since, until = months(zone, 24)[first], months(zone, 24)[first + count]
    movement, row = of(town, since, until)
    assert row["saldo_awal"] + row["masuk"] + row["dibuka_kembali"] - row["diselesaikan"] == row["saldo_akhir"]
    assert row["saldo_awal"] == sum(by_hand(fact, since) for fact in town)
    assert row["saldo_akhir"] == sum(by_hand(fact, until) for fact in town)
    assert row["masuk"] == sum(since <= fact.received_at < until for fact in town)
    assert {id(fact) for fact in movement.closing} <= {id(fact) for fact in movement.handled}
    assert not {id(fact) for fact in movement.closing} & {id(fact) for fact in movement.settled}


@given(towns, st.sampled_from(ZONES))
def test_what_one_month_hands_on_the_next_takes_over(town: list[Fact], zone: ZoneInfo) -> None:
    rows = [of(town, since, until)[1] for since, until in pairwise(months(zone))]
    assert all(one["saldo_akhir"] == next_one["saldo_awal"] for one, next_one in pairwise(rows))


@given(towns, st.sampled_from(ZONES), st.sampled_from([2, 3, 6, 12]))
def test_longer_periods_begin_and_end_with_their_months(town: list[Fact], zone: ZoneInfo, length: int) -> None:
    ends = months(zone)
    for first in range(0, 12, length):
        parts = [of(town, *pair)[1] for pair in pairwise(ends[first : first + length + 1])]
        _, whole = of(town, ends[first], ends[first + length])
        assert (whole["saldo_awal"], whole["saldo_akhir"]) == (parts[0]["saldo_awal"], parts[-1]["saldo_akhir"])
        assert whole["masuk"] == sum(part["masuk"] for part in parts)
        settled, reopened = (sum(part[key] for part in parts) for key in ("diselesaikan", "dibuka_kembali"))
        assert whole["diselesaikan"] - whole["dibuka_kembali"] == settled - reopened, "a month may undo another"


@given(st.sampled_from(ZONES), st.integers(1, 11))
@example(ZONES[2], 6)
def test_midnight_belongs_to_the_new_period_in_the_zone_of_the_government(zone: ZoneInfo, month: int) -> None:
    midnight = datetime.combine(date(2026, month + 1, 1), datetime.min.time(), zone)
    before, at = (Fact(uuid.uuid4(), when, "pengaduan", False, False, "", "") for when in (
        midnight - timedelta(microseconds=1), midnight))  # fmt: skip
    since, until = months(zone)[month - 1], midnight
    assert moved([before, at], since=since, until=until).received == [before]
    assert moved([before, at], since=until, until=months(zone)[month + 1]).received == [at]
