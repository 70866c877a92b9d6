"""A database that an earlier version of the program filled: opened by this one, its cases go on, its histories are whole.

`tests/data/databases/<day>/` holds the demo of five governments as it was that day, with the key that signed it.
"""

from __future__ import annotations

import lzma
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app import make_services, make_tools
from complaints.demo.government import PASSWORD, DemoGovernment, demo_government, demo_governments
from complaints.files.file_store import FileStore
from complaints.models import Complaint, Instansi, User
from complaints.people import recovery, units
from complaints.settings import Settings
from complaints.upkeep import sealing
from complaints.workshop.start_values import start_values
from console.demo_story import StoryStep, stories
from console.processes import Deployed, deploy_for
from console.tables import prepare
from console.tools import Tools
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import Session, reading, unit_of_work
from engine.deadlines import END_OF_DAY
from engine.definition.versions import current_version
from engine.models import Case, CaseStatus, Event, Incident, Task, TaskState, Timer
from engine.record.events import DeadlinesRecomputed
from engine.record.examining import verify_history, verify_tables
from engine.record.payload import read
from engine.running import commands
from engine.running.commands import fire_due, fire_starts
from engine.running.move_plan import MoveVerdict
from tests.support.everywhere import seen_everywhere
from tests.support.live import serving
from tests.support.shipped import shipped
from tests.support.theft import found_in, on_disk
from web import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FORMER = sorted((Path(__file__).parents[1] / "data" / "databases").iterdir())
MONDAY = datetime.fromisoformat("2026-11-30T10:00+07:00")
MONTH = timedelta(days=31)
EVENTS = 270
"""Rows of history in the oldest of these databases."""


@pytest.fixture(params=FORMER, ids=lambda folder: folder.name)
def former(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Tools, FixedClock]]:
    folder: Path = request.param
    (tmp_path / "alur.sqlite").write_bytes(lzma.decompress((folder / "alur.sqlite.xz").read_bytes()))
    shutil.copy(folder / "riwayat.key", tmp_path)
    clock = FixedClock(MONDAY)
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/alur.sqlite")
    tools = make_tools(settings, clock)
    prepare(tools)
    yield tools, clock
    tools.engine.dispose()


def _broken(tools: Tools) -> list[str]:
    with seen_everywhere(tools.session_factory) as session:
        found = verify_history(session, verifier=tools.head_key.public_key()) + verify_tables(session).breaks
    return [str(each) for each in found]


def test_every_history_is_whole(former: tuple[Tools, FixedClock]) -> None:
    tools, _ = former
    with seen_everywhere(tools.session_factory) as session:
        assert (session.scalar(select(func.count()).select_from(Event)) or 0) >= EVENTS
    assert _broken(tools) == []


def test_what_waits_moves_to_the_end_of_its_day_and_its_history_says_why(former: tuple[Tools, FixedClock]) -> None:
    """It was filled while a day ended at the closing hour of an office; what had passed by then stays as it was."""
    tools, _ = former
    with seen_everywhere(tools.session_factory) as session:
        counted = [
            (row.due_at, row.rule or {}, row.instansi_id)
            for row in session.scalars(select(Timer).where(Timer.due_at > MONDAY, Timer.rule.is_not(None)))
        ]
        rows = session.scalars(select(Event.payload).where(Event.kind == DeadlinesRecomputed.KIND)).all()
        told = [read(DeadlinesRecomputed.KIND, row) for row in rows]
        zones = {each.id: ZoneInfo(each.time_zone) for each in session.scalars(select(Instansi))}
    ends = {
        due.astimezone(zones[home]).time() == END_OF_DAY for due, rule, home in counted if rule["function"] == "due"
    }
    assert ends == {True}
    assert {row.decree for row in told if isinstance(row, DeadlinesRecomputed)} == {
        "cara menghitung yang baru: hari berakhir pukul 24.00"
    }


@pytest.mark.parametrize("home", demo_governments(), ids=lambda home: home.id)
def test_a_case_of_each_government_goes_on(former: tuple[Tools, FixedClock], home: DemoGovernment) -> None:
    tools, clock = former
    answers = {step.what: step for story in stories(home.stem) for step in story.steps}
    with unit_of_work(tools.session_factory, home.id) as session:
        task = next(each for each in _open_tasks(session, home.id) if each.element in answers)
        _complete(session, tools, home, task, answers[task.element])
        case_id, before = task.case_id, task.id
    with seen_everywhere(tools.session_factory) as session:
        kinds = session.scalars(
            select(Event.kind).where(Event.instansi_id == home.id, Event.case_id == case_id, Event.at == MONDAY)
        ).all()
        assert "task_completed" in kinds
        assert session.get_one(Task, (home.id, before)).state == TaskState.COMPLETED
    clock.set(MONDAY + MONTH)
    fire_starts(tools.session_factory, tools.runtime)
    fire_due(tools.session_factory, tools.runtime)
    with seen_everywhere(tools.session_factory) as session:
        assert session.scalars(select(Incident)).all() == []
        later = Event.at > MONDAY
        assert session.scalar(select(func.count()).where(Event.instansi_id == home.id, later))
    assert _broken(tools) == []


def _open_tasks(session: Session, instansi_id: str) -> list[Task]:
    query = select(Task).join(Case, (Case.instansi_id == Task.instansi_id) & (Case.id == Task.case_id))
    lodged = select(Complaint.id).where(Complaint.instansi_id == instansi_id)
    mine = (Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, Task.case_id.in_(lodged))
    return list(session.scalars(query.where(*mine).order_by(Task.created_at)))


def _complete(session: Session, tools: Tools, home: DemoGovernment, task: Task, step: StoryStep) -> None:
    commands.complete(
        session,
        tools.runtime,
        instansi_id=home.id,
        task_id=task.id,
        by=_someone(session, home, task),
        answers=step.answers,
        token=secrets.token_hex(16),
    )


def _someone(session: Session, home: DemoGovernment, task: Task) -> Actor:
    ids = session.scalars(select(User.id).where(User.instansi_id == home.id)).all()
    people = (units.colleague(session, instansi_id=home.id, person_id=each, now=MONDAY) for each in ids)
    return next(each for each in people if each is not None and each.may_do(role=task.role, unit=task.unit))


def test_reports_of_whistleblowers_that_lay_open_are_sealed_and_go_on(former: tuple[Tools, FixedClock]) -> None:
    tools, _ = former
    home = demo_government("belitung-timur")
    with reading(tools.session_factory, home.id) as session:
        lodged = Complaint.instansi_id == home.id, Complaint.restricted
        said = [row.uraian[:40] for row in session.scalars(select(Complaint).where(*lodged))]
    with unit_of_work(tools.session_factory, home.id) as session:
        recovery.begin(session, instansi_id=home.id, now=MONDAY)
    folder = tools.settings.data_dir
    sealing.seal_open(tools.session_factory, tools.runtime, FileStore(folder / "berkas"), instansi_id=home.id)
    sealing.scrub(tools.engine)
    assert said
    assert found_in(on_disk(folder), said) == set()
    with unit_of_work(tools.session_factory, home.id) as session:
        ids = session.scalars(select(Complaint.id).where(*lodged)).all()
        (task,) = [each for each in _open_tasks(session, home.id) if each.case_id in ids]
        step = StoryStep(
            0, "", task.element, answers={"hasil_pemeriksaan_wbs": "terbukti", "hasil_apip": "Uang-kasuari itu."}
        )
        _complete(session, tools, home, task, step)
    said.append("kasuari")
    assert found_in(on_disk(folder), said) == set()
    assert _broken(tools) == []


def test_every_running_case_moves_to_the_versions_of_today_and_stays_due_on_its_day(
    former: tuple[Tools, FixedClock],
) -> None:
    tools, clock = former
    before = _due(tools)
    assert any(each.created for home in demo_governments() for each in _deploy(tools, home.id))
    for home in demo_governments():
        with unit_of_work(tools.session_factory, home.id) as session:
            _move_all(session, tools, home.id)
    after = _due(tools)
    assert {key: after[key] for key in before} == before, "a version may bring new clocks; it moves no other"
    clock.set(MONDAY + MONTH)
    fire_starts(tools.session_factory, tools.runtime)
    fire_due(tools.session_factory, tools.runtime)
    with seen_everywhere(tools.session_factory) as session:
        assert session.scalars(select(Incident)).all() == []
    assert _broken(tools) == []


def _move_all(session: Session, tools: Tools, instansi_id: str) -> None:
    running = select(Case).where(Case.instansi_id == instansi_id, Case.status == CaseStatus.RUNNING)
    for case in session.scalars(running).all():
        newest = current_version(session, instansi_id, case.process_id)
        if newest.id == case.version_id:
            continue
        moved = commands.migrate_case(
            session,
            tools.runtime,
            instansi_id=instansi_id,
            case_id=case.id,
            version_id=newest.id,
            by=SISTEM,
            given=_begun_with(session, case),
        )
        assert moved.plan.outcome in (MoveVerdict.SAME, MoveVerdict.SAFE), case.process_id


def _begun_with(session: Session, case: Case) -> dict[str, Any]:
    complaint = session.get(Complaint, (case.instansi_id, case.id))
    return start_values(complaint) if complaint else {}


def _deploy(tools: Tools, instansi_id: str) -> list[Deployed]:
    return deploy_for(tools, instansi_id, shipped())


def _due(tools: Tools) -> dict[tuple[object, ...], object]:
    with seen_everywhere(tools.session_factory) as session:
        tasks = session.execute(select(Task.id, Task.due_at).where(Task.state == TaskState.OPEN)).all()
        timers = session.execute(select(Timer.case_id, Timer.element, Timer.step_id, Timer.due_at)).all()
    return {row[:-1]: row[-1] and row[-1].date() for row in (*map(tuple, tasks), *map(tuple, timers))}


@pytest.mark.browser
@pytest.mark.parametrize("former", FORMER[:1], ids=lambda folder: folder.name, indirect=True)
def test_an_officer_and_an_auditor_go_on_after_the_upgrade(former: tuple[Tools, FixedClock], chromium: Browser) -> None:
    tools, _ = former
    given = {"session_factory": tools.session_factory, "clock": tools.clock, "runtime": tools.runtime}
    with serving(create_app(make_services(tools.settings, **given))) as address:
        for username, link in (("instansi", "a.alur-tasks__name"), ("auditor", "a.alur-code")):
            with chromium.new_context(base_url=address) as context:
                context.set_default_timeout(10_000)
                page = context.new_page()
                page.goto("/petugas/masuk")
                page.fill("#nama_pengguna", username)
                page.fill("#kata_sandi", PASSWORD)
                page.click("main button")
                page.locator(link).first.click()
                assert re.search(r"TL-2026-\w+", page.inner_text("main"))
