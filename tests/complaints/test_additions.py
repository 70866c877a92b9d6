"""What the complainant adds on their own, at any time: it is kept, heard by whoever works on it, and delays nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from complaints import casework
from complaints.casework import TaskFilter, TaskRow
from complaints.intake.lodging import lodge
from complaints.tracking import progress, replies
from complaints.tracking.progress import TrackingView
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import AnswersRefusedError
from engine.models import Case, OutboxMessage
from engine.record.examining import verify_beside, verify_history
from engine.running import commands
from engine.running.runtime import Runtime
from tests.support.citizen import EVERYBODY, Desk, answers, deploy_process
from tests.support.desk import NATIONAL
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

WORDS = "Kemarin ada yang jatuh di sana."


@dataclass
class Author(Desk):
    """One complaint, its author at the tracking page, and everybody in the office."""

    def view(self) -> TrackingView:
        with reading(self.factory, TANAH_LAUT) as session:
            return progress.view(session, instansi_id=TANAH_LAUT, complaint_id=self.case_id, now=self.clock.now())

    def add(self, words: str = WORDS) -> None:
        self.say("tambahan_pengadu", tambahan=words)

    def say(self, message: str, **given: str) -> None:
        offer = next(each for each in self.view().offers if each.message == message)
        self.clock.advance(timedelta(minutes=1))
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            replies.reply(
                session, self.runtime, instansi_id=TANAH_LAUT, complaint_id=self.case_id,
                awaited=offer, answers=given,
            )  # fmt: skip

    def inbox(self) -> list[TaskRow]:
        with reading(self.factory, TANAH_LAUT) as session:
            scopes = sorted(EVERYBODY.memberships)
            page = casework.inbox(
                session, instansi_id=TANAH_LAUT, actor=replace(EVERYBODY, id=str(uuid.UUID(int=7))), scopes=scopes,
                now=self.clock.now(), filters=TaskFilter(),
            )  # fmt: skip
            return page.rows


@pytest.fixture
def author(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Author:
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        receipt = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token=uuid.uuid4().hex
        )
    return Author(session_factory, runtime, runtime.clock, receipt.complaint_id)  # type: ignore[arg-type]


def test_it_stands_in_the_news_and_at_the_task_that_was_open_then(author: Author) -> None:
    before = [(each.name, each.due_at, each.added) for each in author.inbox()]
    author.add()
    view = author.view()
    assert [(each.kind, each.sender, each.text) for each in view.notes] == [("tambahan_pengadu", "pengadu", WORDS)]
    assert (view.awaited, view.offers[0].label) == ([], "Tambahkan keterangan atau foto")
    assert "Tambahkan keterangan atau foto" not in view.now_words
    assert [(each.name, each.due_at, each.added) for each in author.inbox()] == [(*each[:2], True) for each in before]
    author.clock.advance(timedelta(minutes=1))
    author.complete("Task_verifikasi_nasional", **NATIONAL)
    assert [each.added for each in author.inbox()] == [False]
    with everywhere(author.factory) as session:
        mails = [(each.subject, str(each.body)) for each in session.scalars(select(OutboxMessage))]
        assert verify_history(session, verifier=None) == []
    assert not any(WORDS in part for mail in mails for part in mail)


def test_the_same_words_at_once_count_once_and_other_words_each_time(author: Author) -> None:
    for words in (WORDS, WORDS, "Sekarang sudah dua orang.", WORDS):
        author.add(words)
    assert [each.text for each in author.view().notes] == [WORDS, "Sekarang sudah dua orang.", WORDS]
    author.clock.advance(timedelta(days=7))
    author.add()
    assert [each.text for each in author.view().notes][:2] == [WORDS, WORDS]


def test_beside_an_answer_that_is_awaited_and_no_longer_when_it_is_closed(author: Author) -> None:
    author.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto")
    author.add()
    view = author.view()
    assert ([each.element for each in view.awaited], len(view.offers)) == (["Task_tunggu_kelengkapan"], 3)
    author.clock.advance(timedelta(days=40))
    commands.fire_due(author.factory, author.runtime)
    view = author.view()
    assert ([each.continues for each in view.awaited], view.offers) == ([True], [])


def test_it_has_an_end(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MAX_OFFERED", 2)
    author.add("satu")
    author.add("dua")
    with pytest.raises(AnswersRefusedError) as refused:
        author.add("tiga")
    assert "2 tambahan" in str(refused.value.errors["tambahan"])
    assert len(author.view().notes) == 2


def test_protection_that_is_asked_for_holds_at_once_and_is_never_taken_back(author: Author) -> None:
    assert (author.view().anonim, author.view().rahasia) == (False, False)
    author.say("perlindungan_pengadu", sembunyikan_nama="ya", rahasiakan_laporan="tidak")
    author.say("perlindungan_pengadu", sembunyikan_nama="tidak", rahasiakan_laporan="ya")
    view = author.view()
    assert (view.anonim, view.rahasia) == (True, True)
    assert [each.kind for each in view.notes] == ["perlindungan_pengadu"] * 2
    with everywhere(author.factory) as session:
        assert verify_history(session, verifier=None) == []
        case = session.scalars(select(Case)).one()
        assert verify_beside(session, instansi_id=TANAH_LAUT, case_id=case.id).breaks == []


def test_a_request_is_a_task_with_a_date_of_its_own_and_is_answered_in_the_news(author: Author) -> None:
    author.say("permohonan_pengadu", permohonan="data_lihat", isi_permohonan="Apa yang Anda simpan?")
    tasks = {each.element: each for each in author.case().open_tasks}
    assert sorted(tasks) == ["Task_jawab_permohonan", "Task_verifikasi_nasional"]
    assert "Permohonan Anda dijawab" in [each.label for each in author.view().expectations]
    author.complete("Task_jawab_permohonan", hasil_permohonan="dipenuhi", jawaban_permohonan="Nama dan nomor Anda.")
    view = author.view()
    assert [(each.kind, each.sender) for each in view.notes] == [
        ("jawaban_permohonan", "instansi"), ("permohonan_pengadu", "pengadu"),
    ]  # fmt: skip
    assert view.notes[1].text == (
        "Apa yang Anda mohon?\nMelihat data pribadi saya yang Anda simpan\n\n"
        "Jelaskan permohonan Anda\nApa yang Anda simpan?"
    )
    assert [task.element for task in author.case().open_tasks] == ["Task_verifikasi_nasional"]
    assert len(view.offers) == 3
