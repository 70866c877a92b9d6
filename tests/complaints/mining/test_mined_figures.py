"""The auditor's figures are those of the reports and of the tables, counted from the histories of five governments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy import inspect as sa_inspect

from complaints.audit import EVERYTHING, Reach
from complaints.audit.departures import OUT_OF_ORDER, CaseDeparture, CaseVerdict, Judge
from complaints.audit.mining import announced, held, keeping, on_time, variants, work
from complaints.audit.mining.announced import FEWEST, AnnouncedMonth, withheld
from complaints.audit.mining.asked import ACTIVITIES, COMPLAINTS, NO_UNIT, FigureFilter
from complaints.audit.mining.held import Held
from complaints.audit.mining.standing import standing_of
from complaints.demo.government import demo_governments
from complaints.models import Activity, Complaint, MinedCase, MinedCell, MinedVariant
from complaints.reports.figures.arithmetic import timeliness
from complaints.reports.figures.facts import read_facts, scope_of
from complaints.upkeep.mined_verified import verify_mined
from complaints.upkeep.mining import Mining
from engine.db import Session, SessionFactory, reading, unit_of_work
from engine.definition.versions import bundle_of
from engine.models import Case, CaseStatus, Event, Task, TaskState
from engine.record.events import TaskCompleted
from engine.running import queries
from tests.support.demo import TODAY, Demo, filled_demo
from tests.support.everywhere import everywhere

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
def test_everybody_is_told_the_same_figures_and_none_that_points_at_somebody(session: Session, home: str) -> None:
    """By hand from the complaints themselves: whistleblowers' are not among them, small months are not told."""
    told = announced.announced(session, instansi_id=home, today=TODAY.date(), now=TODAY)
    assert told is not None
    zone = scope_of(session, instansi_id=home, period_from=TODAY.date(), period_to=TODAY.date()).zone
    lodged = session.scalars(
        select(Complaint.received_at).where(Complaint.instansi_id == home, ~Complaint.restricted)
    ).all()
    by_month = Counter(at.astimezone(zone).year * 100 + at.astimezone(zone).month for at in lodged)
    assert told.received == len(lodged)
    assert [each.month for each in told.months] == announced.last_months(TODAY.date())
    assert all(each.received in (by_month[each.month], None) for each in told.months)
    assert all(each.received is None for each in told.months if 0 < by_month[each.month] < FEWEST)
    kept = on_time.on_time(session, instansi_id=home, now=TODAY, filters=EVER, reach=EVERYTHING).total
    assert told.in_time == (kept.share if kept.met + kept.missed + kept.overdue >= FEWEST else None)
    assert told.median_days is not None


@pytest.mark.parametrize(
    ("sent", "shown", "received", "ended"),
    [
        ([(0, 0), (9, 0), (7, 7)], [0, 9, 7], 16, 7),
        ([(0, 0), (3, 0), (9, 0), (7, 0)], [0, None, 9, None], 19, 0),
        ([(2, 0), (3, 0), (9, 0)], [None, None, 9], 14, 0),
        ([(1, 0), (1, 0), (9, 0), (7, 0)], [None, None, 9, None], 18, 0),
        ([(5, 1), (9, 9), (8, 8)], [5, 9, 8], 22, 18),
        ([(2, 1), (9, 9), (8, 8)], [None, 9, None], 19, 18),
        ([(0, 0), (4, 0)], [0, None], None, None),
        ([(0, 0), (0, 0)], [0, 0], None, None),
        ([(1, 0)] * 6, [None] * 6, None, None),
    ],
)
def test_a_small_month_does_not_follow_from_the_others(
    sent: list[tuple[int, int]], shown: list[int | None], received: int | None, ended: int | None
) -> None:
    months, *told = withheld([AnnouncedMonth(202601 + place, *each) for place, each in enumerate(sent)])
    assert [each.received for each in months] == shown
    assert told == [received, ended]
    assert all((each.ended is None) == (each.received is None) for each in months)


def test_whoever_knows_the_rule_works_out_no_small_number_either() -> None:
    """Every three months that there may be, by what is told of them: nothing small is the same in all that tell it."""
    most = 12
    alike: dict[tuple[tuple[int | None, ...], int | None], list[tuple[int, ...]]] = {}
    for sent in product(range(most + 1), repeat=3):
        months, total, _ended = withheld([AnnouncedMonth(place, each, 0) for place, each in enumerate(sent)])
        alike.setdefault((tuple(each.received for each in months), total), []).append(sent)
    for told, worlds in alike.items():
        hidden = [place for place, each in enumerate(told[0]) if each is None]
        if max((sum(world[place] for place in hidden) for world in worlds), default=0) > most + 1:
            continue  # what else there may be goes beyond the most that is tried here
        for place in range(3):
            numbers = {world[place] for world in worlds}
            assert len(numbers) > 1 or numbers.isdisjoint(range(1, FEWEST)), (told, worlds[0])


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


@each_home
def test_every_complaint_and_activity_that_ended_is_held_against_its_diagrams(session: Session, home: str) -> None:
    asked: dict[str, Any] = {"instansi_id": home, "filters": EVER, "reach": EVERYTHING}
    complaints = variants.variants(session, **asked).ended
    done = (
        select(func.count())
        .select_from(Activity)
        .join(Case, (Case.instansi_id == Activity.instansi_id) & (Case.id == Activity.id))
    )
    activities = session.scalar(done.where(Activity.instansi_id == home, Case.status == CaseStatus.COMPLETED)) or 0
    ended = complaints + activities
    found = held.held(session, **asked)
    assert found.total.judged == ended
    assert complaints or home == "lombok-tengah"
    for about, number in ((COMPLAINTS, complaints), (ACTIVITIES, activities)):
        alone = asked | {"filters": FigureFilter(about=about)}
        assert held.held(session, **alone).total == found.about.get(about, Held())
        assert found.about.get(about, Held()).judged == number == len(listed(session, kind="", **alone))
        assert all(bool(each.activity) == (about == ACTIVITIES) for each in listed(session, kind="", **alone))
    for parts in (found.units, found.months, found.both, found.about):
        assert sum(each.judged for each in parts.values()) == ended
        assert sum(each.as_drawn for each in parts.values()) == found.total.as_drawn
    numbers = {"": ended, held.AS_DRAWN: found.total.as_drawn, held.DEPARTED: found.total.departed, **found.total.kinds}
    for kind, number in numbers.items():
        rows = listed(session, kind=kind, **asked)
        assert len({each.id for each in rows}) == len(rows) == number, kind
        assert [each.ended_at for each in rows] == sorted((each.ended_at for each in rows), reverse=True)
    for unit, kept in found.units.items():
        narrowed = asked | {"filters": FigureFilter(unit=unit or NO_UNIT)}
        assert len(listed(session, kind="late", **narrowed)) == kept.kinds["late"]
        assert held.held(session, **narrowed).total == kept
    for case in listed(session, kind="", **asked):
        row = session.get_one(Case, (home, case.id))
        verdict = judged(session, row)
        assert case.kinds == {
            "skipped": verdict.count(CaseDeparture.SKIPPED),
            "disordered": verdict.count(*OUT_OF_ORDER),
            "role": verdict.count(CaseDeparture.ROLE),
            "late": verdict.count(CaseDeparture.LATE),
            "put_right": len(verdict.put_right),
        }
        assert verdict.perfect == verdict.runs, "the demo plays its diagrams as drawn"


def listed(session: Session, **asked: Any) -> list[held.HeldCase]:
    """Every page of a list."""
    found: list[held.HeldCase] = []
    after = None
    while True:
        page = held.held_cases(session, after=after, limit=3, **asked)
        found += page.rows
        after = page.after
        if after is None:
            return found


def judged(session: Session, case: Case) -> CaseVerdict:
    """As its page judges it: from the rows of its history and its tasks, read anew."""
    judge = Judge(case.process_id)
    for event in queries.timeline(session, instansi_id=case.instansi_id, case_id=case.id):
        version = event.version_id or case.version_id
        judge.take_in(event, bundle_of(session, case.instansi_id, version))
    tasks = queries.tasks_of_case(session, instansi_id=case.instansi_id, case_id=case.id)
    return judge.conclusion(bundle_of(session, case.instansi_id, case.version_id), tasks, ended=True, now=TODAY)


def test_a_row_that_is_gone_and_a_role_that_was_changed_are_found_when_all_is_counted_anew(
    demo: Demo, factory: SessionFactory
) -> None:
    home = HOMES[3]
    asked: dict[str, Any] = {"instansi_id": home, "filters": EVER, "reach": EVERYTHING}
    with unit_of_work(factory, home) as session:
        before = held.held(session, **asked).total
        first = listed(session, kind="", **asked)[0].id
        done = select(Event).where(Event.instansi_id == home, Event.case_id == first, Event.kind == TaskCompleted.KIND)
        other, gone = session.scalars(done.order_by(Event.number).limit(2))
        kept = {column.key: getattr(gone, column.key) for column in sa_inspect(Event).columns}
        role, other.role = other.role, "penghubung"
        session.delete(gone)
        number = other.number
        keeping.forget(session, instansi_id=home)
    recounted(demo, home)
    with unit_of_work(factory, home) as session:
        found = held.held(session, **asked).total
        session.add(Event(**kept))
        session.get_one(Event, (home, first, number)).role = role
        keeping.forget(session, instansi_id=home)
    recounted(demo, home)
    assert found.judged == before.judged
    assert found.kinds["disordered"] == before.kinds["disordered"] + 1
    assert found.kinds["role"] == before.kinds["role"] + 1
    with reading(factory, home) as session:
        assert held.held(session, **asked).total == before


def recounted(demo: Demo, home: str) -> None:
    mining = Mining(demo.tools.session_factory, demo.tools.runtime)
    while mining.turn(home):
        pass


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
        keeping.forget(session, instansi_id=home)
    recounted(demo, home)
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


TAMPERINGS = {
    "sums": (update(MinedCell).values(count=MinedCell.count + 1), "jumlah bulan"),
    "who did it": (update(MinedCase).values(steps='[[["p","e","u","a",null,1,null,null]],[]]'), "hitungan untuk"),
    "as drawn": (update(MinedCase).values(skipped=MinedCase.skipped + 1), "hitungan untuk"),
    "a way": (update(MinedVariant).values(way='{"steps":[["a","b"]],"elements":[],"flows":[]}'), "jalur"),
}


def test_what_is_kept_for_mining_is_that_of_the_histories_and_a_change_is_found(factory: SessionFactory) -> None:
    with everywhere(factory) as session:
        honest = verify_mined(session)
        assert honest.breaks == []
        assert honest.compared == honest.kept > len(HOMES) < honest.months
        for change, said in TAMPERINGS.values():
            with session.begin_nested() as undone:
                session.execute(change.execution_options(synchronize_session=False))
                session.expire_all()
                found = verify_mined(session, instansi_id=HOMES[0])
                undone.rollback()
            assert any(said in each.reason for each in found.breaks), said
