"""What the complainant adds on their own, at any time: it is kept, heard by whoever works on it, and delays nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
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
from engine.models import OutboxMessage
from engine.record.examining import verify_history
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
        (offer,) = self.view().offers
        self.clock.advance(timedelta(minutes=1))
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            replies.reply(
                session, self.runtime, instansi_id=TANAH_LAUT, complaint_id=self.case_id,
                awaited=offer, answers={"tambahan": words},
            )  # fmt: skip

    def inbox(self) -> list[TaskRow]:
        with reading(self.factory, TANAH_LAUT) as session:
            scopes = sorted(EVERYBODY.memberships)
            page = casework.inbox(
                session, instansi_id=TANAH_LAUT, actor=EVERYBODY, scopes=scopes, now=self.clock.now(),
                filters=TaskFilter(),
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
    assert ([each.element for each in view.awaited], len(view.offers)) == (["Task_tunggu_kelengkapan"], 1)
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
