"""Who opened what: one row for what a person sees, with the role and the reason; and the row stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from complaints import casework
from complaints.casework import ComplaintView, Opening, ReasonNeededError, WriteNeededError, reasons
from complaints.casework.file_copies import Reader, file_copies
from complaints.casework.readings import GIVEN_FOR, GIVEN_FOR_A_FORM, Ground, UnnotedError, What
from complaints.casework.visibility import Access
from complaints.migrations import FOLDER
from complaints.models import Reading
from complaints.people.roles import work_scopes
from engine import migrations
from engine.actors import Actor, StandIn
from engine.db import SessionFactory, make_engine, make_session_factory, reading
from tests.complaints.desk_rows import NOW, Rows, store_of
from tests.support.databases import all_tables
from tests.support.everywhere import everywhere
from tests.support.government import UNITS, Government
from tests.support.readings import opened

KESEHATAN = "dinas-kesehatan"


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    with everywhere(session_factory) as session:
        Rows(session, instansi.neighbour).version().complaint(rahasia=True)
        yield Rows(session, instansi.id).version()
        session.rollback()


def _who(rows: Rows, actor: Actor, case: Any) -> dict[str, Any]:
    scopes = work_scopes(actor, units=UNITS)
    return {"instansi_id": rows.instansi_id, "actor": actor, "scopes": scopes, "case_id": case.id}


def _told(rows: Rows) -> list[Reading]:
    return list(rows.session.scalars(select(Reading).where(Reading.instansi_id == rows.instansi_id)))


def _look(rows: Rows, actor: Actor, case: Any, **how: Any) -> ComplaintView:
    return casework.complaint(rows.session, **_who(rows, actor, case), opening=Opening(**{"now": NOW} | how))


def test_a_task_of_ones_own_is_the_reason_and_its_role_the_role(rows: Rows) -> None:
    actor = rows.person("Ani", ("pejabat_penghubung", KESEHATAN), ("pembina", ""))
    case = rows.complaint(rahasia=True)
    rows.task(case.id, "pejabat_penghubung", KESEHATAN, claimed_by=actor.id, name="Tindak lanjut")
    _look(rows, actor, case)
    (row,) = _told(rows)
    assert (row.what, row.substance, row.identity, row.ground, row.reason) == (
        "isi",
        True,
        True,
        "tugas",
        "Tindak lanjut",
    )
    assert (row.role, row.unit, row.actor_name, row.at, row.on_behalf_of) == (
        "pejabat_penghubung", KESEHATAN, "Ani", NOW, ""
    )  # fmt: skip


def test_who_works_in_the_place_of_another_is_noted_so(rows: Rows) -> None:
    case = rows.complaint(rahasia=True)
    away = StandIn("pejabat_penghubung", KESEHATAN, frozenset({"pengaduan_tanah_laut"}), of="absen")
    actor = Actor("b", "Budi", stands_in=(away,))
    rows.task(case.id, "pejabat_penghubung", KESEHATAN, claimed_by="b")
    _look(rows, actor, case)
    assert [row.on_behalf_of for row in _told(rows)] == ["absen"]


def test_a_task_that_is_done_or_in_other_hands_is_no_reason(rows: Rows) -> None:
    actor = rows.person("Ani", ("admin_instansi", ""))
    for case in (rows.complaint(rahasia=True), rows.complaint(rahasia=True)):
        rows.done(case.id, "admin_instansi", "", by=actor.id)
        rows.task(case.id, "admin_instansi", claimed_by="rekan")
        with pytest.raises(ReasonNeededError):
            _look(rows, actor, case)
    assert _told(rows) == []


def test_a_reason_holds_for_its_case_and_time_and_is_asked_again(rows: Rows) -> None:
    actor, case, other = (
        rows.person("Ani", ("admin_instansi", "")),
        rows.complaint(rahasia=True),
        rows.complaint(rahasia=True),
    )
    opened(rows.session, now=NOW, **_who(rows, actor, case))
    with pytest.raises(ReasonNeededError):
        _look(rows, actor, other)
    later = NOW + GIVEN_FOR - timedelta(seconds=1)
    _look(rows, actor, case, now=later, what=What.PACKAGE)  # does not make the reason any younger
    with pytest.raises(ReasonNeededError):
        _look(rows, actor, case, now=NOW + GIVEN_FOR)
    _look(rows, actor, case, now=NOW + GIVEN_FOR, given_for=GIVEN_FOR_A_FORM)
    assert [(row.what, row.ground) for row in _told(rows)].count(("isi", "pengawasan")) == 2


def test_a_second_look_is_written_when_it_shows_more_or_later(rows: Rows) -> None:
    actor, case = rows.person("Ani", ("admin_instansi", "")), rows.complaint()
    for minutes, expected in ((0, 1), (1, 1), (29, 1), (31, 2)):
        _look(rows, actor, case, now=NOW + timedelta(minutes=minutes))
        assert len(_told(rows)) == expected
    _look(rows, actor, case, now=NOW + timedelta(minutes=32), what=What.PRINT)
    assert [row.ground for row in _told(rows)] == [""] * 3  # an ordinary one asks for nothing


def test_a_hidden_name_asks_even_those_who_verify_it(rows: Rows) -> None:
    actor = rows.person("Ani", ("admin_instansi", ""))
    with pytest.raises(ReasonNeededError):
        _look(rows, actor, rows.complaint(nama_tersembunyi=True))


def test_who_sees_nothing_is_neither_asked_nor_noted(rows: Rows) -> None:
    actor, case = rows.person("Ani", ("pejabat_penghubung", KESEHATAN)), rows.complaint(rahasia=True)
    rows.task(case.id, "pejabat_penghubung", KESEHATAN)
    assert not _look(rows, actor, case).substance
    assert _told(rows) == []


def test_what_is_written_as_a_reason_names_nobody(rows: Rows) -> None:
    actor, case = rows.person("Ani", ("admin_instansi", "")), rows.complaint(rahasia=True)
    words = f"Ditelepon NAMA-{case.uraian.removeprefix('URAIAN-')} dari 0812 3456 7890"
    who = _who(rows, actor, case)
    reasons.give_reason(rows.session, **who, ground=Ground.OTHER, text=words, now=NOW)
    assert [row.reason for row in _told(rows)] == ["Ditelepon [disamarkan] dari [disamarkan]"]
    with pytest.raises(ValueError, match="tugas"):
        reasons.give_reason(rows.session, **who, ground=Ground.TASK, text="", now=NOW)


def test_of_a_whistleblowers_report_no_word_is_kept(rows: Rows) -> None:
    actor, case = rows.person("Ani", ("auditor", "")), rows.complaint(rahasia=True, restricted=True)
    reasons.give_reason(rows.session, **_who(rows, actor, case), ground=Ground.EXAMINATION, text="Suap", now=NOW)
    assert [(row.ground, row.reason) for row in _told(rows)] == [("pemeriksaan", "")]


def test_files_are_noted_each_and_open_to_nobody_whom_no_row_names(rows: Rows, tmp_path: Path) -> None:
    actor, case = rows.person("Ani", ("admin_instansi", "")), rows.complaint()
    store, who = store_of(rows.session, tmp_path), _who(rows, actor, case)
    view = _look(rows, actor, case)
    assert isinstance(view.files, list)
    for _ in range(2):
        casework.file_of(rows.session, store, **who, file_id=view.files[0].id, now=NOW)
    assert [row.part for row in _told(rows) if row.what == "berkas"] == [str(view.files[0].id)]
    mine = {"instansi_id": rows.instansi_id, "case_id": case.id}
    with pytest.raises(UnnotedError):
        file_copies(rows.session, store, **mine, reader=Reader(Access(case=True)))
    with pytest.raises(UnnotedError):
        casework.history(rows.session, **mine, access=Access(case=True))


def test_a_session_that_only_looks_shows_nothing_before_it_is_noted(
    session_factory: SessionFactory, instansi: Government
) -> None:
    with everywhere(session_factory) as session:
        rows = Rows(session, instansi.id).version()
        actor, case = rows.person("Ani", ("admin_instansi", "")), rows.complaint()
        who = _who(rows, actor, case)
    with reading(session_factory, instansi.id) as session, pytest.raises(WriteNeededError):
        casework.complaint(session, **who, opening=Opening(NOW))
    with everywhere(session_factory) as session:
        casework.complaint(session, **who, opening=Opening(NOW))
    with reading(session_factory, instansi.id) as session:
        assert casework.complaint(session, **who, opening=Opening(NOW)).substance


def test_a_migrated_sqlite_takes_such_rows_and_gives_none_back_changed(tmp_path: Path) -> None:
    """PostgreSQL: tests/engine/test_append_only.py."""
    engine = make_engine(f"sqlite:///{tmp_path}/alur.sqlite")
    migrations.upgrade(engine, all_tables(), [FOLDER])
    factory = make_session_factory(engine)
    with everywhere(factory) as session:
        session.add(
            Reading(
                instansi_id="contoh", at=NOW, actor="a", actor_name="Ani", role="", unit="", on_behalf_of="", what="cari",
                part="3", substance=False, identity=False, ground="", reason="", since=NOW,
            )
        )  # fmt: skip
    for change in (update(Reading).values(actor_name="Orang lain"), delete(Reading)):
        with pytest.raises(IntegrityError, match="only added"), everywhere(factory) as session:
            session.execute(change)
    with everywhere(factory) as session:
        assert [row.actor_name for row in _told(Rows(session, "contoh"))] == ["Ani"]
    engine.dispose()
