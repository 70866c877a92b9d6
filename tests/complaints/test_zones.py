"""The same moment in two time zones: another day, another end of it, another decree, each for its own government."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import app
from complaints.decrees import calendar_for, seed_decrees
from complaints.decrees.issue import DayInput, issue_decree
from complaints.demo.government import demo_government, demo_governments
from complaints.intake.lodging import lodge
from complaints.models import DecreeKind
from complaints.people.governments import add_government
from complaints.settings import Settings
from console.processes import deploy_for
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Base
from engine.running import queries
from tests.support.citizen import read
from tests.support.everywhere import everywhere
from tests.support.shipped import shipped

NEAR_MIDNIGHT = datetime.fromisoformat("2026-07-06T23:30+07:00")
"""Monday evening in Subulussalam, already Tuesday in Pelaihari."""
WITA, WIB = ("lombok-tengah", "tanah-laut"), ("belitung-timur", "ngawi", "subulussalam")
CITIZEN = {
    "jenis": "pengaduan",
    "judul": "Jalan berlubang",
    "uraian": "Jalan di depan SD berlubang sejak bulan lalu.",
    "minta_anonim": "ya",
    "minta_rahasia": "tidak",
    "kecamatan": "Pusat",
    "desa": "Kota",
}


@pytest.fixture
def served(sqlite_factory: SessionFactory) -> SessionFactory:
    """All governments with the decrees that come with the program."""
    with everywhere(sqlite_factory) as session:
        seed_decrees(session, at=NEAR_MIDNIGHT)
        for home in demo_governments():
            add_government(session, home.government)
    return sqlite_factory


def due(factory: SessionFactory, instansi_id: str, since: datetime = NEAR_MIDNIGHT) -> datetime:
    """The end of the third working day."""
    with reading(factory, instansi_id) as session:
        return calendar_for(session, instansi_id).due(3, "hari_kerja", since).moment


@pytest.mark.parametrize("instansi_id", WITA)
def test_in_the_east_the_day_has_changed(served: SessionFactory, instansi_id: str) -> None:
    assert due(served, instansi_id) == datetime.fromisoformat("2026-07-10T23:59:59.999999+08:00")


@pytest.mark.parametrize("instansi_id", WIB)
def test_in_the_west_it_is_still_the_day_before(served: SessionFactory, instansi_id: str) -> None:
    assert due(served, instansi_id) == datetime.fromisoformat("2026-07-09T23:59:59.999999+07:00")


def test_one_morning_ends_with_the_day_of_each_zone(served: SessionFactory) -> None:
    morning = datetime.fromisoformat("2026-07-06T09:00+07:00")
    ends = {home.id: due(served, home.id, since=morning) for home in demo_governments()}
    assert ends["tanah-laut"] < ends["ngawi"] == ends["subulussalam"]
    assert {moment.date() for moment in ends.values()} == {date(2026, 7, 9)}


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        ("ID", {"tanah-laut", "lombok-tengah", "subulussalam", "belitung-timur", "ngawi"}),
        ("ID-AC", {"subulussalam"}),
        ("ID-NB", {"lombok-tengah"}),
        ("ngawi", {"ngawi"}),
    ],
)
def test_a_day_off_reaches_those_of_its_scope(served: SessionFactory, scope: str, reached: set[str]) -> None:
    morning = datetime.fromisoformat("2026-07-06T09:00+07:00")
    before = {home.id: due(served, home.id, since=morning) for home in demo_governments()}
    kind = DecreeKind.LIBUR_NASIONAL if scope == "ID" else DecreeKind.LIBUR_DAERAH
    day_off = DayInput(date(2026, 7, 8), kind, "Hari Jadi")
    with unit_of_work(served) as session:
        issue_decree(session, scope=scope, decree="SK 1/2026", days=[day_off], at=NEAR_MIDNIGHT)
    moved = {home.id for home in demo_governments() if due(served, home.id, since=morning) != before[home.id]}
    assert moved == reached


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[app.Tools]:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/alur.sqlite", data_dir=tmp_path, secret_key="uji" * 20)
    made = app.make_tools(settings, FixedClock(NEAR_MIDNIGHT))
    Base.metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


def test_two_complaints_of_one_moment_are_due_on_different_days(tools: app.Tools) -> None:
    """Both regulations give the first review three working days."""
    files = shipped()
    with everywhere(tools.session_factory) as session:
        seed_decrees(session, at=NEAR_MIDNIGHT)
        for instansi_id in ("tanah-laut", "ngawi"):
            add_government(session, demo_government(instansi_id).government)
    first = {}
    for instansi_id in ("tanah-laut", "ngawi"):
        deploy_for(tools, instansi_id, files)
        with unit_of_work(tools.session_factory, instansi_id) as session:
            receipt = lodge(
                session,
                tools.runtime,
                instansi_id=instansi_id,
                answers=read(CITIZEN, kecamatan=("Pusat",), today=NEAR_MIDNIGHT.date()),
                submission_token=uuid.uuid4().hex,
            )
            case = queries.case(session, instansi_id=instansi_id, case_id=receipt.complaint_id)
            first[instansi_id] = case.open_tasks[0].due_at
    assert first == {
        "tanah-laut": datetime.fromisoformat("2026-07-10T23:59:59.999999+08:00"),
        "ngawi": datetime.fromisoformat("2026-07-09T23:59:59.999999+07:00"),
    }
