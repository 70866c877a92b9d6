"""A case as the auditor reads it: the path, who did what, why each date, and whether the history is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from complaints import audit
from complaints.actors import PENGADU
from complaints.audit import Why
from complaints.casework import Opening, ReasonNeededError, What
from complaints.casework.visibility import Withheld
from complaints.decrees import DayInput, issue_decree
from complaints.models import DecreeKind
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import NotFoundError
from engine.models import Case, CaseStatus, Event
from engine.record.erasing import erase_texts
from engine.running import commands
from tests.support.audited import AUDITOR, FORWARDED, INCOMPLETE, disposed, traced
from tests.support.citizen import EVERYBODY, Desk, deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.readings import reason_given
from tests.support.statements import statements

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

NewCase = Callable[..., Desk]


@pytest.fixture
def new_case(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> NewCase:
    """A complaint in the real process, beside another one whose rows must not show up."""
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime, judul="TETANGGA")

    def make(**typed: str) -> Desk:
        return Desk(session_factory, runtime, clock, lodged(session_factory, runtime, **typed).complaint_id)

    return make


def test_the_path_in_words_names_each_step_its_answer_and_who(new_case: NewCase) -> None:
    desk = new_case()
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    steps = {step.element: step for step in traced(desk.factory, desk.runtime, desk.case_id).steps}

    assert [(flow.name, flow.target) for flow in steps["Gateway_lengkap_nasional"].flows] == [("Ya", "Layak?")]
    assert steps["Task_verifikasi_nasional"].actor_name == "Petugas Uji"
    assert steps["Task_verifikasi_nasional"].role == "admin_nasional"
    assert steps["Gateway_lengkap_nasional"].actor_name == ""
    assert steps["Start_website"].number == 1
    assert next(iter(steps)) == "Start_website"


def test_every_process_that_ran_is_drawn_with_its_callers_marked(new_case: NewCase) -> None:
    desk = new_case()
    disposed(desk)
    trace = traced(desk.factory, desk.runtime, desk.case_id)
    drawn = {one.process_id: one for one in trace.diagrams}

    assert list(drawn) == [
        "pengaduan_tanah_laut",
        "telaah_nasional",
        "telaah_instansi",
        "tindak_lanjut",
        "penyelesaian",
    ]
    assert [one.process_id for one in trace.diagrams if one.here] == [
        "pengaduan_tanah_laut",
        "tindak_lanjut",
        "penyelesaian",
    ]
    assert trace.here == ("Verifikasi kewenangan",)
    main = drawn["pengaduan_tanah_laut"].markup or ""
    assert 'data-element="Call_tindak_lanjut"' in main
    assert main.count("Sekarang di sini</text>") == 1
    assert 'href="#elemen-pengaduan_tanah_laut-Start_website"' in main


def test_rounds_of_a_loop_are_counted(new_case: NewCase) -> None:
    desk = new_case()
    for _ in range(2):
        desk.complete("Task_verifikasi_nasional", **INCOMPLETE)
        with unit_of_work(desk.factory, TANAH_LAUT) as session:
            names = {name for name, _process, _element in desk.case().waiting_messages}
            assert names == {"kelengkapan_data", "tambahan_pengadu", "permohonan_pengadu", "perlindungan_pengadu"}
            commands.send_message(
                session, desk.runtime, instansi_id="tanah-laut", case_id=desk.case_id, message="kelengkapan_data", by=PENGADU,
                answers={"kelengkapan": "Foto terlampir"},
            )  # fmt: skip
    markup = {one.process_id: one.markup or "" for one in traced(desk.factory, desk.runtime, desk.case_id).diagrams}
    assert "Verifikasi pengaduan: dijalankan 3 kali. Sekarang di sini" in markup["telaah_nasional"]
    assert "Tunggu kelengkapan" in markup["kelengkapan_data"]


def test_answers_show_the_old_and_the_new_value(new_case: NewCase) -> None:
    desk = new_case()
    desk.complete("Task_verifikasi_nasional", **{**FORWARDED, "jenis": "permintaan_informasi"})
    happenings = traced(desk.factory, desk.runtime, desk.case_id).happenings
    (change,) = [change for change in happenings[-1].changes if change.key == "jenis"]
    assert (change.old, change.new) == (("Pengaduan",), ("Permintaan informasi",))


def test_a_deadline_is_explained_day_by_day_across_idul_fitri(new_case: NewCase) -> None:
    desk = new_case()
    disposed(desk)
    why = _why(desk, "Timer_penyelesaian")

    assert why.deadline.due_at == datetime.fromisoformat("2026-04-06T23:59:59.999999+08:00")
    assert why.agrees
    assert why.as_known_then
    (leg,) = why.legs
    assert (leg.function, leg.count, leg.unit, leg.day_zero) == ("due", 14, "hari_kerja", date(2026, 3, 9))
    skipped = {day.date: day for day in leg.days if not day.counted and day.decree}
    assert date(2026, 3, 20) in skipped
    assert all(day.decree for day in skipped.values())
    assert [day.number for day in leg.days if day.counted] == list(range(1, 15))
    assert why.decided is not None
    assert ("tenggat_hari", 14) in why.decided.outputs
    assert why.started_by is not None
    assert "TL-VI.C" in why.deadline.articles


def test_a_warning_is_explained_through_the_deadline_it_warns_of(new_case: NewCase) -> None:
    desk = new_case()
    disposed(desk)
    why = _why(desk, "Timer_peringatan")
    assert [leg.function for leg in why.legs] == ["due", "before"]
    assert why.legs[0].end == why.legs[1].start
    assert why.legs[1].end == why.deadline.due_at


def test_a_decree_that_moves_a_deadline_is_named_with_old_and_new_date(new_case: NewCase, clock: FixedClock) -> None:
    desk = new_case()
    clock.advance(timedelta(hours=1))
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        day = DayInput(date(2026, 3, 10), DecreeKind.LIBUR_DAERAH, "Hari jadi")
        issue_decree(session, scope="tanah-laut", decree="SK Bupati 7/2026", days=[day], at=clock.now())
    commands.recompute_deadlines(
        desk.factory, desk.runtime, instansi_id="tanah-laut", decree="SK Bupati 7/2026", by=SISTEM
    )
    clock.advance(timedelta(hours=1))
    why = _why(desk, "Task_verifikasi_nasional")

    (moved,) = why.deadline.moved
    assert moved.decree == "SK Bupati 7/2026"
    assert (moved.moved.old.date(), moved.moved.new.date()) == (date(2026, 3, 12), date(2026, 3, 13))
    assert why.deadline.due_at == moved.moved.new
    assert why.agrees
    assert [day.decree for day in why.legs[0].days if not day.counted] == ["SK Bupati 7/2026"]


@pytest.mark.parametrize(("hours", "states"), [(1, {"met", "cancelled"}), (24 * 5, {"missed", "fired"})])
def test_deadlines_tell_how_they_ended(new_case: NewCase, clock: FixedClock, hours: int, states: set[str]) -> None:
    desk = new_case()
    clock.advance(timedelta(hours=hours))
    commands.fire_due(desk.factory, desk.runtime)
    before = {one.state for one in traced(desk.factory, desk.runtime, desk.case_id).deadlines if one.kind == "task"}
    assert before == ({"waiting"} if hours == 1 else {"overdue"})
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    first = [one for one in traced(desk.factory, desk.runtime, desk.case_id).deadlines if one.number == 1]
    assert {one.state for one in first} == states


def test_texts_of_a_secret_complaint_go_no_further_than_the_reading(new_case: NewCase) -> None:
    desk = new_case(minta_rahasia="ya", uraian="RAHASIA-URAIAN di kantor camat")
    disposed(desk)
    with pytest.raises(ReasonNeededError):
        traced(desk.factory, desk.runtime, desk.case_id)
    reason_given(
        desk.factory, instansi_id=TANAH_LAUT, actor=AUDITOR, scopes=[], case_id=desk.case_id,
        now=desk.runtime.clock.now(),
    )  # fmt: skip
    trace = traced(desk.factory, desk.runtime, desk.case_id)

    assert isinstance(trace.file.substance, Withheld)
    assert "CATATAN-RAHASIA" not in repr(trace)
    assert "RAHASIA-URAIAN" not in repr(trace)
    assert "Siti Aminah" not in repr(trace)
    closed = [change for row in trace.happenings for change in row.changes if isinstance(change.new, Withheld)]
    assert "catatan_disposisi" in {change.key for change in closed}


def test_an_open_complaint_shows_its_texts_but_never_its_author(new_case: NewCase) -> None:
    desk = new_case()
    disposed(desk)
    trace = traced(desk.factory, desk.runtime, desk.case_id)
    assert "CATATAN-RAHASIA" in repr(trace)
    assert "Siti Aminah" not in repr(trace)
    assert "siti@contoh.id" not in repr(trace)


def test_texts_that_vanished_without_a_record_are_told_and_break_the_chain(new_case: NewCase) -> None:
    desk = new_case()
    disposed(desk)
    with everywhere(desk.factory) as session:
        session.execute(update(Event).where(Event.case_id == desk.case_id).values(personal=None))
    trace = traced(desk.factory, desk.runtime, desk.case_id)
    assert (trace.happenings[-1].lost, trace.happenings[-1].erased) == (True, False)
    assert trace.seal.broken is not None
    assert trace.seal.broken.reason == "teks pribadi hilang tanpa catatan penghapusan"


@pytest.mark.parametrize(
    "damage",
    [{"payload": "{}"}, {"actor_name": "Orang Lain"}, {"at": datetime.fromisoformat("2026-03-01T00:00+00:00")}],
)
def test_the_first_broken_row_is_named(new_case: NewCase, damage: dict[str, Any]) -> None:
    desk = new_case()
    disposed(desk)
    with everywhere(desk.factory) as session:
        session.execute(update(Event).where(Event.case_id == desk.case_id, Event.number == 3).values(**damage))
    seal = traced(desk.factory, desk.runtime, desk.case_id).seal
    assert seal.broken is not None
    assert seal.broken.number == 3


def test_what_it_costs_does_not_depend_on_the_history(new_case: NewCase, clock: FixedClock) -> None:
    desk = new_case()
    counts = []
    for _ in range(4):
        traced(desk.factory, desk.runtime, desk.case_id)  # the bundle and the calendar are read once per process
        with statements(desk.factory) as sent:
            traced(desk.factory, desk.runtime, desk.case_id)
        counts.append(len(sent))
        clock.advance(timedelta(minutes=1))
        with unit_of_work(desk.factory, TANAH_LAUT) as session:
            task = desk.case().open_tasks[0]
            for command in (commands.claim, commands.release):
                command(session, desk.runtime, instansi_id="tanah-laut", task_id=task.id, by=EVERYBODY)
    assert len(set(counts)) == 1
    # eleven of them for the tables beside the history, a letter among them, four for those that repeat it, one for keys
    assert counts[0] <= 25


def test_what_was_erased_is_not_lost_on_a_page_before_the_row_that_tells_of_it(
    new_case: NewCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_case()
    disposed(desk)
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        case = session.get_one(Case, (TANAH_LAUT, desk.case_id))
        case.status = CaseStatus.COMPLETED
        at, signer = desk.runtime.clock.now(), desk.runtime.signer
        assert erase_texts(session, case, at=at, by=SISTEM, rule="JRA", beside={}, signer=signer)
        case.status = CaseStatus.RUNNING  # as its history tells: it was called over for a moment, to be erased
    monkeypatch.setattr(import_module("complaints.audit.trace"), "PAGE", 4)
    trace = traced(desk.factory, desk.runtime, desk.case_id)
    assert (trace.pages, trace.seal.broken) == (2, None)
    assert any(row.erased for row in trace.happenings)
    assert not any(row.lost for row in trace.happenings)


def test_a_long_history_comes_in_pages(new_case: NewCase, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = new_case()
    disposed(desk)
    monkeypatch.setattr(import_module("complaints.audit.trace"), "PAGE", 3)
    first = traced(desk.factory, desk.runtime, desk.case_id)
    last = traced(desk.factory, desk.runtime, desk.case_id, page=99)
    assert (first.page, first.pages, last.page) == (1, 2, 2)
    assert [row.number for row in first.happenings + last.happenings] == [1, 2, 3, 4]
    assert {step.number for step in last.steps} == {4}
    assert {one.number for one in last.deadlines} == {4}
    assert "Verifikasi pengaduan: dijalankan 1 kali" in (last.diagrams[1].markup or "")


def test_a_case_of_the_neighbour_is_not_found(new_case: NewCase, instansi: Government) -> None:
    desk = new_case()
    with seen_everywhere(desk.factory) as session, pytest.raises(NotFoundError):
        audit.deadline_of(
            session, instansi_id=instansi.neighbour, actor=AUDITOR, scopes=[], case_id=desk.case_id, key="1-0",
            opening=Opening(desk.runtime.clock.now(), What.TRAIL),
        )  # fmt: skip


def _why(desk: Desk, element: str) -> Why:
    trace = traced(desk.factory, desk.runtime, desk.case_id)
    (key,) = [one.key for one in trace.deadlines if one.element == element]
    with reading(desk.factory, TANAH_LAUT) as session:
        return audit.deadline_of(
            session, instansi_id="tanah-laut", actor=AUDITOR, scopes=[], case_id=desk.case_id, key=key,
            opening=Opening(desk.runtime.clock.now(), What.TRAIL),
        )[1]  # fmt: skip
