"""The auditor's figures are those of the reports and of the tables, counted from the histories of five governments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select

from complaints.audit import EVERYTHING, Reach
from complaints.audit.mining import keeping, on_time, variants, work
from complaints.audit.mining.asked import FigureFilter
from complaints.audit.mining.standing import standing_of
from complaints.demo.government import demo_governments
from complaints.models import Complaint, MinedCase
from complaints.reports.figures.arithmetic import timeliness
from complaints.reports.figures.facts import read_facts, scope_of
from complaints.upkeep.mining import Mining
from engine.db import Session, SessionFactory, reading, unit_of_work
from engine.models import Case, CaseStatus, Event, Task, TaskState
from tests.support.demo import TODAY, Demo, filled_demo

HOMES = [home.id for home in demo_governments()]
EVER = FigureFilter()
each_home = pytest.mark.parametrize("home", HOMES)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with filled_demo(tmp_path_factory.mktemp("demo")) as filled:
        counted(filled)
        yield filled


@pytest.fixture(scope="module")
def factory(demo: Demo) -> SessionFactory:
    return demo.tools.session_factory


def counted(demo: Demo) -> int:
    """All that is to be counted; how many turns it took."""
    mining, turns = Mining(demo.tools.session_factory, demo.tools.runtime), 0
    while mining():
        turns += 1
    return turns


@pytest.fixture
def session(factory: SessionFactory, home: str) -> Iterator[Session]:
    with reading(factory, home) as found:
        yield found


@each_home
def test_deadlines_are_kept_as_the_reports_say(session: Session, home: str) -> None:
    scope = scope_of(session, instansi_id=home, period_from=date(2020, 1, 1), period_to=date(2030, 12, 31))
    facts, _live = read_facts(session, scope, standing_of(session, instansi_id=home))
    said = timeliness(facts, TODAY)
    found = on_time.on_time(session, instansi_id=home, now=TODAY, filters=EVER, reach=EVERYTHING)
    assert (found.total.met, found.total.missed, found.total.overdue) == (said.on_time, said.late, said.overdue)
    assert found.total.share == said.share
    for parts in (found.units, found.months):
        assert sum(each.met for each in parts.values()) == found.total.met
        assert sum(each.overdue for each in parts.values()) == found.total.overdue


@each_home
def test_every_task_that_was_done_is_counted_once(session: Session, home: str) -> None:
    done = select(Task.process_id, Task.element, func.count()).join(
        Complaint, (Complaint.instansi_id == Task.instansi_id) & (Complaint.id == Task.case_id)
    )
    mine = (Task.instansi_id == home, Task.state == TaskState.COMPLETED, ~Complaint.restricted)
    rows = session.execute(done.where(*mine).group_by(Task.process_id, Task.element))
    found = work.steps(session, instansi_id=home, filters=EVER, reach=EVERYTHING)
    assert {(each.process, each.element): each.count for each in found} == {(p, e): n for p, e, n in rows}
    assert found
    for each in found:
        assert each.lasted >= 0
        assert each.on_time is None or each.target is not None


@each_home
def test_every_complaint_that_ended_went_one_of_the_ways(session: Session, home: str) -> None:
    ended = session.scalar(
        select(func.count())
        .select_from(Case)
        .join(Complaint, (Complaint.instansi_id == Case.instansi_id) & (Complaint.id == Case.id))
        .where(Case.instansi_id == home, Case.status == CaseStatus.COMPLETED, ~Complaint.restricted)
    )
    found = variants.variants(session, instansi_id=home, filters=EVER, reach=EVERYTHING)
    assert found.ended == ended
    for each in found.rows:
        way = variants.way(session, instansi_id=home, variant=each.name)
        assert len(way.steps) == each.steps
        assert way.elements


@each_home
def test_what_is_alike_adds_up_to_the_whole(session: Session, home: str) -> None:
    whole = work.cases(session, instansi_id=home, filters=EVER, reach=EVERYTHING)
    units = set(session.scalars(select(MinedCase.unit).where(MinedCase.instansi_id == home)))
    parts = [work.cases(session, instansi_id=home, filters=EVER, reach=Reach(frozenset({unit}))) for unit in units]
    assert sum(each.count for each in parts) == whole.count
    assert sum(each.ended for each in parts) == whole.ended
    none = FigureFilter(since=203001)
    assert work.cases(session, instansi_id=home, filters=none, reach=EVERYTHING).count == 0


def test_nothing_is_counted_twice_and_a_change_is_counted(demo: Demo, factory: SessionFactory) -> None:
    home = HOMES[0]
    assert counted(demo) == 0
    with reading(factory, home) as session:
        assert keeping.counted_at(session, instansi_id=home) == demo.tools.clock.now()
    with unit_of_work(factory, home) as session:
        row = session.scalars(select(MinedCase).where(MinedCase.instansi_id == home).limit(1)).one()
        row.event_count -= 1
        before = row.steps
        row.steps = "[[],[]]"
        case_id = row.case_id
    assert counted(demo) == 2, "the complaint, and its month"
    with reading(factory, home) as session:
        assert session.get_one(MinedCase, (home, case_id)).steps == before


def test_a_complaint_that_cannot_be_read_holds_up_no_other(
    demo: Demo, factory: SessionFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home = HOMES[2]
    with reading(factory, home) as session:
        known = list(session.scalars(select(MinedCase.case_id).where(MinedCase.instansi_id == home)))
    with unit_of_work(factory, home) as session:
        event = session.scalars(
            select(Event).where(Event.instansi_id == home, Event.case_id == known[0]).limit(1)
        ).one()
        whole, event.payload = event.payload, event.payload.replace('"path":[[', '"path":[[7,')
        keeping.forget(session, instansi_id=home)
    mining = Mining(factory, demo.tools.runtime)
    while mining.turn(home):
        pass
    with unit_of_work(factory, home) as session:
        found = set(session.scalars(select(MinedCase.case_id).where(MinedCase.instansi_id == home)))
        session.get_one(Event, (home, known[0], event.number)).payload = whole
    assert len(found) >= len(known) - 1
    assert set(known) - found <= {known[0]}


def test_all_can_be_thrown_away_and_counted_anew(demo: Demo, factory: SessionFactory) -> None:
    home = HOMES[1]

    def figures() -> object:
        with reading(factory, home) as session:
            return (
                on_time.on_time(session, instansi_id=home, now=TODAY, filters=EVER, reach=EVERYTHING),
                work.steps(session, instansi_id=home, filters=EVER, reach=EVERYTHING),
                work.given(session, instansi_id=home, kind="unit", filters=EVER, reach=EVERYTHING),
            )

    before = figures()
    mining = Mining(factory, demo.tools.runtime)
    for _again in range(2):  # also by a worker that had counted everything before
        with unit_of_work(factory, home) as session:
            keeping.forget(session, instansi_id=home)
        assert figures() != before
        while mining.turn(home):
            pass
        assert figures() == before
