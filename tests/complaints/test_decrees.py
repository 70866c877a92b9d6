"""Decrees enter, fall and make calendars, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, event, func, select

from complaints.decrees import (
    SEED_FOLDER,
    DayInput,
    affected_instansi,
    calendar_for,
    issue_decree,
    read_seed,
    revoke_day,
    seed_decrees,
)
from complaints.models import DecreeDay, DecreeKind, Instansi
from engine.db import SessionFactory, reading, unit_of_work
from engine.deadlines import DayKind
from engine.errors import DeadlineRefusedError, NotFoundError
from tests.support.decrees import know_decrees
from tests.support.government import TANAH_LAUT, Government

NOW = datetime.fromisoformat("2026-03-09T09:00+08:00")
LATER = datetime.fromisoformat("2026-03-10T09:00+08:00")
ROOT = Path(__file__).parents[2]
ACT = datetime.fromisoformat("2026-04-06T09:00+08:00")  # a Monday
TUESDAY = date(2026, 4, 7)
MAKE_UP = DecreeKind.HARI_KERJA_PENGGANTI


def day_off(day: date = TUESDAY, kind: DecreeKind = DecreeKind.LIBUR_DAERAH) -> DayInput:
    return DayInput(day, kind, "Hari jadi")


def due(factory: SessionFactory, instansi: str, count: int = 1, since: datetime = ACT) -> date:
    with reading(factory, TANAH_LAUT) as session:
        return calendar_for(session, instansi).due(count, "hari_kerja", since).date


@contextmanager
def counting(factory: SessionFactory) -> Iterator[list[str]]:
    """SELECT statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    bind = factory.kw["bind"]
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(bind, "before_cursor_execute", note)


@pytest.fixture
def seeded(session_factory: SessionFactory, instansi: Government) -> Government:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert seed_decrees(session, at=NOW) == len(read_seed())
    return instansi


# The days that come with the program


def test_the_seed_is_loaded_once(session_factory: SessionFactory, seeded: Government) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert seed_decrees(session, at=LATER) == 0
        assert session.scalar(select(func.count(DecreeDay.id))) == 197


def test_tests_know_the_same_days(session_factory: SessionFactory, seeded: Government) -> None:
    """Most tests take them from `tests/support/decrees.py`, which is quicker."""
    days = select(*(column for column in DecreeDay.__table__.columns if column.name != "id"))
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        loaded = sorted(session.execute(days).all())
        session.execute(delete(DecreeDay))
        know_decrees(session)
        assert sorted(session.execute(days).all()) == loaded


def test_a_revoked_day_does_not_come_back_with_the_next_start(
    session_factory: SessionFactory, seeded: Government
) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        revoke_day(session, scope="ID", day=date(2026, 3, 24), decree="SKB 2/2026", at=NOW)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert seed_decrees(session, at=LATER) == 0
    act = datetime.fromisoformat("2026-03-17T09:00+08:00")
    assert due(session_factory, seeded.id, since=act) == date(2026, 3, 24)


def test_a_newer_seed_that_fixes_a_year_takes_its_estimates_back(
    session_factory: SessionFactory, seeded: Government, tmp_path: Path
) -> None:
    for name in ("hari_libur.csv", "sumber.csv"):
        text = (SEED_FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("holidays 0.108 only; check the decree", "SKB 1/2026"), "utf-8")
    (tmp_path / "sumber.csv").write_text("decree,keputusan\n", "utf-8")
    act = datetime.fromisoformat("2027-03-05T09:00+08:00")
    with reading(session_factory, TANAH_LAUT) as session:
        assert calendar_for(session, seeded.id).due(3, "hari_kerja", act).provisional
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        seed_decrees(session, at=LATER, folder=tmp_path)
    with reading(session_factory, TANAH_LAUT) as session:
        deadline = calendar_for(session, seeded.id).due(3, "hari_kerja", act)
        assert (deadline.date, deadline.provisional) == (date(2027, 3, 18), False)
        revoked = select(func.count(DecreeDay.id)).where(DecreeDay.revoked_by == "SKB 1/2026")
        assert session.scalar(revoked) == 26


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("2026-01-01,Fri,libur_nasional,ID,Tahun Baru,SKB", "adalah Thu"),
        ("2026-13-01,Fri,libur_nasional,ID,Tahun Baru,SKB", "month"),
        ("2026-01-01,Thu,libur,ID,Tahun Baru,SKB", "libur"),
        ("2026-01-01,Thu,libur_nasional,Aceh!,Tahun Baru,SKB", "lingkup"),
    ],
)
def test_a_mistyped_row_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    (tmp_path / "sumber.csv").write_text("decree,keputusan\n", "utf-8")
    (tmp_path / "hari_libur.csv").write_text(f"date,weekday,kind,scope,name_id,decree\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match=rf"hari_libur\.csv baris 2: .*{complaint}"):
        read_seed(tmp_path)


# A decree


@pytest.mark.parametrize(
    ("scope", "here", "neighbour"), [("ID", 8, 8), ("ID-KS", 8, 8), ("ID-AC", 7, 7), ("tanah-laut", 8, 7)]
)
def test_a_decree_reaches_its_scope_and_nobody_else(
    session_factory: SessionFactory, seeded: Government, scope: str, here: int, neighbour: int
) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        kind = DecreeKind.LIBUR_NASIONAL if scope == "ID" else DecreeKind.LIBUR_DAERAH
        touched = issue_decree(session, scope=scope, decree="Kepbup 1/2026", days=[day_off(kind=kind)], at=NOW)
    assert touched == [TUESDAY]
    assert due(session_factory, seeded.id) == date(2026, 4, here)
    assert due(session_factory, seeded.neighbour) == date(2026, 4, neighbour)


def test_a_changed_decree_moves_a_waiting_deadline(session_factory: SessionFactory, seeded: Government) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope="tanah-laut", decree="Kepbup 1/2026", days=[day_off()], at=NOW)
    with reading(session_factory, TANAH_LAUT) as session:
        waiting = calendar_for(session, seeded.id).due(2, "hari_kerja", ACT)
    assert waiting.date == date(2026, 4, 9)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        saturday = DayInput(date(2026, 4, 11), MAKE_UP, "Pengganti")
        touched = issue_decree(
            session, scope="tanah-laut", decree="Kepbup 2/2026", days=[saturday], at=LATER, revokes=[TUESDAY]
        )
        moved = calendar_for(session, seeded.id).recompute(waiting.to_rule())
    assert touched == [TUESDAY, saturday.date]
    assert moved.date == date(2026, 4, 8)


def test_rows_are_revoked_and_never_edited(session_factory: SessionFactory, seeded: Government) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope="tanah-laut", decree="Kepbup 1/2026", days=[day_off()], at=NOW)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        revoke_day(session, scope="tanah-laut", day=TUESDAY, decree="Kepbup 2/2026", at=LATER)
    with reading(session_factory, TANAH_LAUT) as session:
        row = session.scalars(select(DecreeDay).where(DecreeDay.scope == "tanah-laut")).one()
        assert (row.decree, row.valid_from, row.revoked_at, row.revoked_by) == (
            "Kepbup 1/2026",
            NOW,
            LATER,
            "Kepbup 2/2026",
        )
    assert due(session_factory, seeded.id) == TUESDAY


def test_the_calendar_as_it_was_known_explains_an_old_date(session_factory: SessionFactory, seeded: Government) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope="tanah-laut", decree="Kepbup 1/2026", days=[day_off()], at=NOW)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        revoke_day(session, scope="tanah-laut", day=TUESDAY, decree="Kepbup 2/2026", at=LATER)
    with reading(session_factory, TANAH_LAUT) as session:
        known = [
            calendar_for(session, seeded.id, as_of=datetime.fromisoformat(moment)).explain(ACT, 1, "hari_kerja")
            for moment in ("2026-03-09T08:59+08:00", "2026-03-09T09:00+08:00", "2026-03-10T09:00+08:00")
        ]
    assert [days[-1].date.day for days in known] == [7, 8, 7]
    assert known[1][0].decree == "Kepbup 1/2026"


def test_the_yearly_decree_ends_the_estimates_and_a_single_holiday_does_not(
    session_factory: SessionFactory, seeded: Government
) -> None:
    new_year = DayInput(date(2028, 1, 1), DecreeKind.LIBUR_NASIONAL, "Tahun Baru Masehi")
    election = DayInput(date(2028, 2, 9), DecreeKind.LIBUR_NASIONAL, "Pemilihan umum")
    act = datetime.fromisoformat("2028-02-07T09:00+08:00")
    provisional = []
    for decree, day in (("Keppres 1/2028", election), ("SKB 3/2027", new_year)):
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            issue_decree(session, scope="ID", decree=decree, days=[day], at=LATER)
        with reading(session_factory, TANAH_LAUT) as session:
            provisional.append(calendar_for(session, seeded.id).due(3, "hari_kerja", act).provisional)
    assert provisional == [True, False]


@pytest.mark.parametrize(
    ("scope", "decree", "days"),
    [
        ("tanah-laut", "  ", [day_off()]),
        ("tanah-laut", "Kepbup 1/2026", [day_off(), day_off(kind=MAKE_UP)]),
        ("tanah-laut", "Kepbup 1/2026", [day_off(kind=DecreeKind.LIBUR_NASIONAL)]),
        ("tanah-laut", "Kepbup 1/2026", [DayInput(TUESDAY, MAKE_UP, "")]),
        ("ID-XX", "Kepgub 1/2026", [day_off()]),
        ("Tanah Laut", "Kepbup 1/2026", [day_off()]),
    ],
)
def test_a_decree_that_cannot_be_meant_is_refused(
    session_factory: SessionFactory, seeded: Government, scope: str, decree: str, days: list[DayInput]
) -> None:
    with pytest.raises(DeadlineRefusedError), unit_of_work(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope=scope, decree=decree, days=days, at=NOW)


def test_only_what_stands_in_this_very_scope_can_be_revoked(
    session_factory: SessionFactory, seeded: Government
) -> None:
    for scope, day in (("tanah-laut", date(2026, 3, 24)), ("ID", TUESDAY)):
        with pytest.raises(NotFoundError), unit_of_work(session_factory, TANAH_LAUT) as session:
            revoke_day(session, scope=scope, day=day, decree="Kepbup 2/2026", at=NOW)


def test_whose_deadlines_a_decree_may_move(session_factory: SessionFactory, seeded: Government) -> None:
    both = [seeded.neighbour, seeded.id]
    scopes = {"ID": both, "ID-KS": both, "ID-AC": [], "tanah-laut": [seeded.id]}
    with reading(session_factory, TANAH_LAUT) as session:
        assert {scope: affected_instansi(session, scope=scope) for scope in scopes} == scopes


# The calendar in the process


def test_settings_of_the_instansi_make_its_calendar(session_factory: SessionFactory, seeded: Government) -> None:
    act = datetime.fromisoformat("2026-03-17T20:00+00:00")  # Wednesday 04:00 in WITA, 03:00 in WIB
    assert due(session_factory, seeded.id, since=act) == date(2026, 3, 25)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        row = session.get_one(Instansi, seeded.id)
        row.time_zone, row.reminds_at, row.cuti_bersama_stops_clock = "Asia/Jakarta", "15:30", False
    with reading(session_factory, TANAH_LAUT) as session:
        calendar = calendar_for(session, seeded.id)
    deadline = calendar.due(1, "hari_kerja", act)
    assert deadline.moment.isoformat() == "2026-03-20T23:59:59.999999+07:00"
    assert calendar.before(1, "hari_kerja", deadline).moment.isoformat() == "2026-03-18T15:30:00+07:00"
    assert due(session_factory, seeded.neighbour, since=act) == date(2026, 3, 25)


def test_one_question_per_transaction_and_none_within_it(session_factory: SessionFactory, seeded: Government) -> None:
    due(session_factory, seeded.id)
    with counting(session_factory) as statements, reading(session_factory, TANAH_LAUT) as session:
        first = calendar_for(session, seeded.id)
        assert calendar_for(session, seeded.id) is first
    assert len(statements) == 1
    with reading(session_factory, TANAH_LAUT) as session:
        assert calendar_for(session, seeded.id) is first


def test_a_decree_of_another_process_is_seen_without_a_restart(
    session_factory: SessionFactory, seeded: Government
) -> None:
    assert due(session_factory, seeded.id) == TUESDAY
    bind = session_factory.kw["bind"]
    script = (
        "import complaints.models; from complaints.decrees import *; from complaints.models import DecreeKind;"
        "from datetime import *; from engine.db import *; import sys;"
        "factory = make_session_factory(make_engine(sys.argv[1]));"
        "day = DayInput(date(2026, 4, 7), DecreeKind.LIBUR_DAERAH, 'Hari jadi');\n"
        f"with unit_of_work(factory, {TANAH_LAUT!r}) as session:"
        " issue_decree(session, scope='ID-KS', decree='Kepgub 1/2026', days=[day], at=datetime.now(UTC))"
    )
    address = bind.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", script, address], cwd=ROOT, check=True)
    assert due(session_factory, seeded.id) == date(2026, 4, 8)


def test_a_decree_that_was_rolled_back_leaves_nothing_behind(
    session_factory: SessionFactory, seeded: Government
) -> None:
    wednesday = date(2026, 4, 8)
    with reading(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope="tanah-laut", decree="Kepbup 1/2026", days=[day_off()], at=NOW)
        assert calendar_for(session, seeded.id).due(1, "hari_kerja", ACT).date == wednesday
        session.rollback()
        assert calendar_for(session, seeded.id).due(1, "hari_kerja", ACT).date == TUESDAY
        session.rollback()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        issue_decree(session, scope="tanah-laut", decree="Kepbup 2/2026", days=[day_off(wednesday)], at=NOW)
    assert due(session_factory, seeded.id) == TUESDAY
    assert due(session_factory, seeded.id, count=2) == date(2026, 4, 9)


def test_an_unknown_instansi_has_no_calendar(session_factory: SessionFactory, seeded: Government) -> None:
    with pytest.raises(NotFoundError, match="antah-berantah"), reading(session_factory, TANAH_LAUT) as session:
        calendar_for(session, "antah-berantah")


def test_no_decree_at_all_leaves_the_week_and_makes_everything_provisional(
    session_factory: SessionFactory, instansi: Government
) -> None:
    with reading(session_factory, TANAH_LAUT) as session:
        deadline = calendar_for(session, instansi.id).due(5, "hari_kerja", ACT)
    assert (deadline.date, deadline.provisional) == (date(2026, 4, 13), True)


def test_kinds_of_decrees_are_kinds_of_days() -> None:
    assert {kind.value for kind in DecreeKind} == {kind.value for kind in DayKind} - {"akhir_pekan", "hari_kerja"}
