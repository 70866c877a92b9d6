"""A case replayed row by row: where it stood, for the how many-th time, what was told to people, and when its clock ran."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from complaints import audit
from complaints.actors import PENGADU
from complaints.audit import ReplayStep
from complaints.audit.file import case_file
from complaints.audit.sent import sent_page
from complaints.casework import Opening, What
from complaints.models import ComplaintMessage
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import NotFoundError
from engine.running import commands
from tests.support.audited import AUDITOR, FORWARDED, INCOMPLETE, disposed, traced
from tests.support.citizen import EVERYBODY, Desk, deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, UNITS, Government

if TYPE_CHECKING:
    from engine.running.runtime import Runtime


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    deploy_process(session_factory, runtime)
    return Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)


def _asked(desk: Desk) -> dict[str, Any]:
    opening = Opening(desk.runtime.clock.now(), What.TRAIL)
    return {"instansi_id": TANAH_LAUT, "actor": AUDITOR, "scopes": [], "case_id": desk.case_id, "opening": opening}


def replayed(desk: Desk, number: int) -> ReplayStep:
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        return audit.replay_step(
            session, **_asked(desk), number=number, unit_names=UNITS, words=audit.Words(here="Di sini")
        )


def _completed_by_reporter(desk: Desk, days: int) -> None:
    """One round: what is missing is asked for, and comes after so many days."""
    desk.complete("Task_verifikasi_nasional", **INCOMPLETE)
    desk.clock.advance(timedelta(days=days))
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        commands.send_message(
            session, desk.runtime, instansi_id=TANAH_LAUT, case_id=desk.case_id, message="kelengkapan_data", by=PENGADU,
            answers={"kelengkapan": "Foto terlampir"},
        )  # fmt: skip
    desk.clock.advance(timedelta(hours=1))


def test_each_row_is_shown_where_the_case_then_stood(desk: Desk) -> None:
    disposed(desk)
    stood = [replayed(desk, number).here for number in (1, 2, 3, 4)]
    assert stood == [
        ("Verifikasi pengaduan",),
        ("Verifikasi pengaduan",),
        ("Disposisikan pengaduan",),
        traced(desk.factory, desk.runtime, desk.case_id).here,
    ]
    drawn = {one.process_id: one for one in replayed(desk, 2).diagrams}
    assert drawn["telaah_instansi"].here
    assert not drawn["telaah_nasional"].here
    assert "Di sini</text>" in (drawn["telaah_instansi"].markup or "")


def test_rounds_of_a_loop_are_told_apart(desk: Desk) -> None:
    _completed_by_reporter(desk, days=1)
    _completed_by_reporter(desk, days=1)
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    told = [(one.round, one.rounds, one.earlier) for one in (replayed(desk, number) for number in (2, 4, 6))]
    assert told == [(1, 3, None), (2, 3, 2), (3, 3, 4)]
    assert replayed(desk, 2).here == ("Tunggu kelengkapan",)
    assert replayed(desk, 3).here == ("Verifikasi pengaduan",)


def test_the_clock_stood_still_while_the_reporter_was_asked(desk: Desk) -> None:
    _completed_by_reporter(desk, days=3)
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    (wait,) = traced(desk.factory, desk.runtime, desk.case_id).waits
    assert (wait.name, wait.begun, wait.ended) == ("Tunggu kelengkapan", 2, 3)
    assert wait.ended_at is not None
    assert wait.ended_at - wait.begun_at == timedelta(days=3)
    assert wait.stood_still


def test_a_text_is_shown_as_it_was_sent_with_the_row_that_sent_it(desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **INCOMPLETE)
    step = replayed(desk, 2)
    message = next(text for text in step.texts if text.kind == "minta_kelengkapan")
    with everywhere(desk.factory) as session:
        kept = session.scalars(
            select(ComplaintMessage.text).where(
                ComplaintMessage.complaint_id == desk.case_id, ComplaintMessage.kind == "minta_kelengkapan"
            )
        ).one()
        assert message.text == kept
        assert message.text != INCOMPLETE["data_diminta"], "the form's answer is but a part of what was sent"
        session.execute(update(ComplaintMessage).values(text="DIUBAH"))
    assert "DIUBAH" in {text.text for text in replayed(desk, 2).texts}


def test_all_texts_come_in_pages_and_name_their_rows(desk: Desk) -> None:
    _completed_by_reporter(desk, days=1)
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        file, whole, rows = audit.texts_of(session, **_asked(desk))
        assert {rows[text.part] for text in whole.texts} <= {1, 2, 3}
        assert whole.after is None
        seen, after = [], None
        while True:
            page = sent_page(
                session, instansi_id=TANAH_LAUT, case_id=desk.case_id, access=file.access, after=after, limit=1
            )
            seen += page.texts
            after = page.after
            if after is None:
                break
    assert seen == whole.texts
    assert sorted(text.kind for text in seen) == ["", "", "minta_kelengkapan"], "what is asked, and two letters"


def test_a_hand_over_names_who_gave_and_who_got(desk: Desk) -> None:
    (task,) = desk.case().open_tasks
    colleague = replace(EVERYBODY, id="rekan-uji", name="Rekan Uji")
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        commands.claim(session, desk.runtime, instansi_id=TANAH_LAUT, task_id=task.id, by=EVERYBODY)
        commands.assign(
            session, desk.runtime, instansi_id=TANAH_LAUT, task_id=task.id, by=EVERYBODY, to=colleague, note="Cuti"
        )
    row = replayed(desk, 3).happening
    assert (row.handed_from, row.handed_to) == ("", colleague.id)
    assert [change.new for change in row.changes] == [("Cuti",)]


def test_a_row_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        replayed(desk, 99)
    with reading(desk.factory, "antah-berantah") as session, pytest.raises(NotFoundError):
        case_file(session, **{**_asked(desk), "instansi_id": "antah-berantah"})
