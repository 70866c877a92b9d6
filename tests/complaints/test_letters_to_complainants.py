"""What a complainant hears by mail in the life of a complaint: the government, what kind of event, what is wanted by when."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from complaints.intake.lodging import lodge
from complaints.notices.mail import letter
from complaints.tracking import progress, replies
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import OutboxMessage
from engine.record.examining import verify_beside
from engine.running.commands.timers import fire_due
from engine.running.runtime import Runtime
from tests.complaints.test_tracking import VERIFIED, answered
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

ADDRESS = "https://lapor.contoh.id/tanah-laut/lacak"
SUBSTANCE = ("Jalan", "lubang", "Siti", "Angsau", "Foto", "Dinas")


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        found = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token=uuid.uuid4().hex
        )
    return Desk(session_factory, runtime, clock, found.complaint_id)


def letters(desk: Desk) -> list[tuple[str, str]]:
    """Subject and paragraphs of what the complainant was sent, in order; each without a word of the matter."""
    with everywhere(desk.factory) as session:
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.recipient == "siti@contoh.id").order_by(OutboxMessage.created_at)
        )
        found = [(row.subject, "\n".join(letter(row.body, url=ADDRESS)), row.body["number"]) for row in rows]
    for subject, text, number in found:
        assert subject.startswith("Kabupaten Tanah Laut: ")
        assert number in subject
        assert ADDRESS in text
        assert not [word for word in SUBSTANCE if word in subject + text]
    return [(subject[len("Kabupaten Tanah Laut: ") :].partition(" (")[0], text) for subject, text, _number in found]


def passes(desk: Desk, **days: float) -> None:
    for _day in range(int(days["days"])):
        desk.clock.advance(timedelta(days=1))
        fire_due(desk.factory, desk.runtime)


def test_a_question_and_silence_are_told_with_their_dates(desk: Desk) -> None:
    """Monday 9 March 2026; ten working days end, with Nyepi and Idulfitri between, on 30 March."""
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang")
    passes(desk, days=24)
    told = letters(desk)
    assert [subject for subject, _text in told] == [
        "laporan Anda kami terima", "kami menunggu jawaban Anda", "jawaban Anda belum kami terima",
        "jawaban Anda belum kami terima", "pengaduan Anda berakhir",
    ]  # fmt: skip
    received, asked, half, near, ended = (text for _subject, text in told)
    assert "Yang kami tunggu" not in received
    assert "Yang kami tunggu: jawaban Anda, dalam 10 hari kerja sejak pesan ini." in asked
    assert "paling lambat akhir hari 30 Maret 2026." in half
    assert "paling lambat akhir hari 30 Maret 2026." in near
    assert "Anda dapat melanjutkannya dengan nomor yang sama selama" in ended
    with reading(desk.factory, TANAH_LAUT) as session:
        assert not verify_beside(session, instansi_id=TANAH_LAUT, case_id=desk.case_id).breaks


def test_another_kind_an_answer_and_an_end_are_told_once_each(desk: Desk) -> None:
    answered(desk)
    with reading(desk.factory, TANAH_LAUT) as session:
        view = progress.view(session, instansi_id=TANAH_LAUT, complaint_id=desk.case_id, now=desk.clock.now())
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        replies.reply(
            session, desk.runtime, instansi_id=TANAH_LAUT, complaint_id=desk.case_id, awaited=view.awaited[0],
            answers={"puas": "ya"},
        )  # fmt: skip
    subjects = [subject for subject, _text in letters(desk)]
    assert subjects == [
        "laporan Anda kami terima",
        "ada kabar untuk pengaduan Anda",
        "pengaduan Anda dijawab",
        "pengaduan Anda berakhir",
    ]


def test_a_changed_kind_is_told(desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **{**VERIFIED, "jenis": "permintaan_informasi"}, tujuan="instansi_ini")
    assert [subject for subject, _text in letters(desk)][1:] == ["ada yang berubah pada pengaduan Anda"]
