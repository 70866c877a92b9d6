"""What is kept of a finished complaint gives the figures that its history gives, and never a stale one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

import complaints.reports.figures.histories
import complaints.reports.figures.trails
from complaints.models import Activity, Complaint, CountedCase, Instansi
from complaints.reports import figures
from complaints.reports.figures import NEEDS_STATUS, FigureError, trails
from complaints.reports.figures.counted import Counted, keep
from complaints.reports.figures.trails import Trail, read_trails
from complaints.upkeep.counting import Counting
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Base, Case
from tests.support.demo import TODAY, filled_demo

HOME = "tanah-laut"
RULES_OF = {1: "0c8df3a34ba63594"}
"""Which way of counting has which digest."""


def test_who_changes_how_a_case_is_counted_raises_the_number() -> None:
    modules = complaints.reports.figures.histories, complaints.reports.figures.trails
    text = b"".join(Path(str(module.__file__)).read_bytes() for module in modules)
    assert RULES_OF[trails.RULES] == hashlib.sha256(text).hexdigest()[:16], (
        "a trail may say something else now: raise RULES in trails.py, and write its digest here; "
        "when only words changed, write the digest alone"
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionFactory]:
    with filled_demo(tmp_path_factory.mktemp("demo")) as filled:
        yield filled.tools.session_factory


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, demo: SessionFactory) -> SessionFactory:
    """The five governments of the demo with all their cases, on each database."""
    if request.param == "sqlite":
        return demo
    target: SessionFactory = request.getfixturevalue("postgresql_factory")
    with demo.kw["bind"].connect() as source, target.kw["bind"].begin() as connection:
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in source.execute(select(table)).mappings()]:
                connection.execute(table.insert(), rows)
    return target


def _reports(factory: SessionFactory) -> dict[str, list[list[Any]]]:
    """Every report that counts complaints, of each government, over the whole demo and over a month."""
    found = {}
    with reading(factory) as session:
        homes = session.scalars(select(Instansi.id)).all()
    for home in homes:
        with reading(factory, home) as session:
            activity = session.scalars(select(Activity.id).where(Activity.instansi_id == home).limit(1)).one()
            for kind in sorted(NEEDS_STATUS):
                for since, until in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 10, 31))):
                    try:
                        tables = figures.make(
                            session, kind=kind, instansi_id=home, activity_id=activity, period_from=since,
                            period_to=until, now=TODAY,
                        )  # fmt: skip
                    except FigureError:
                        continue
                    found[f"{home} {kind} {since}"] = [[table.title, table.rows] for table in tables]
    return found


def _keep_all(factory: SessionFactory) -> int:
    """Also of cases that still run: all that can happen to a complaint shall be seen here."""
    with reading(factory) as session:
        homes = session.scalars(select(Instansi.id)).all()
    kept = 0
    for home in homes:
        with unit_of_work(factory, home) as session:
            rows = session.execute(
                select(Case.id, Case.version_id, Case.event_count)
                .join(Complaint, (Complaint.instansi_id == Case.instansi_id) & (Complaint.id == Case.id))
                .where(Case.instansi_id == home, ~Complaint.restricted)
            ).all()
            trails = dict(read_trails(session, home, {row.id: row.version_id for row in rows}))
            found = [Counted(row.id, row.event_count, trails[row.id]) for row in rows]
            assert [Trail.read(each.trail.stored()) for each in found] == [each.trail for each in found]
            keep(session, instansi_id=home, counted=found)
            kept += len(found)
    return kept


def test_what_is_kept_gives_the_figures_that_the_histories_give(filled: SessionFactory) -> None:
    from_histories = _reports(filled)
    assert _keep_all(filled) > 20
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(complaints.reports.figures.trails, "histories")  # nobody reads one now
        assert _reports(filled) == from_histories
    assert len(from_histories) > 20


def _all(counting: Counting) -> int:
    return sum(iter(counting, 0))


def test_the_worker_counts_what_ended_and_counts_anew_what_no_longer_holds(filled: SessionFactory) -> None:
    with unit_of_work(filled, HOME) as session:
        session.execute(delete(CountedCase).where(CountedCase.instansi_id == HOME))
    clock = FixedClock(TODAY)
    ended = _all(Counting(filled, clock))
    assert ended > 0
    assert _all(Counting(filled, clock)) == 0, "all is kept"
    with unit_of_work(filled, HOME) as session:
        one, other = session.scalars(select(CountedCase).where(CountedCase.instansi_id == HOME).limit(2))
        one.event_count -= 1
        other.rules -= 1
    assert _all(Counting(filled, clock)) == 2


def test_a_trail_that_no_longer_holds_is_not_read(filled: SessionFactory) -> None:
    from_histories = _reports(filled)
    _keep_all(filled)
    with unit_of_work(filled, HOME) as session:
        kept = session.scalars(select(CountedCase).where(CountedCase.instansi_id == HOME)).all()
        for number, each in enumerate(kept):
            each.trail = Trail().stored()
            each.rules, each.event_count = each.rules + number % 2, each.event_count - (number + 1) % 2
    assert _reports(filled) == from_histories
