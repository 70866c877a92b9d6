"""Several tasks at once: chosen in the list, shown before anything is done, each a command of its own, and a minute in
which what was sent can be called back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from complaints.models import BulkItem, BulkOrder, Complaint, Membership, User
from complaints.people.roles import Role
from complaints.upkeep.bulk_sending import AT_ONCE, BulkSending
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import TaskDraft
from engine.running import queries
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, lodged, open_task, sent, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
LIST, TOGETHER = "/petugas/tugas", "/petugas/tugas/massal"
HIDDEN = re.compile(r'<input type="hidden" name="(massal-[a-z]+)" value="([0-9a-f-]+)"')


@dataclass
class Office:
    """Two officers of the same role, and complaints that wait for it."""

    factory: SessionFactory
    clock: FixedClock
    runtime: Runtime
    ani: FlaskClient
    budi: FlaskClient
    receipts: list[Receipt]

    def ids(self, *chosen: int) -> list[UUID]:
        return [open_task(self.factory, self.receipts[each]).id for each in chosen or range(len(self.receipts))]

    def rows(self, number: int) -> list[str]:
        with reading(self.factory, TANAH_LAUT) as session:
            case_id = self.receipts[number].complaint_id
            return [each.kind for each in queries.timeline(session, instansi_id=TANAH_LAUT, case_id=case_id)]

    def person(self, name: str) -> UUID:
        with everywhere(self.factory) as session:
            return session.scalars(select(User.id).where(User.username == name)).one()

    def work(self) -> None:
        """A worker comes by."""
        BulkSending(self.factory, self.runtime)()

    def tried(self, ids: Sequence[UUID], **answers: str) -> TestResponse:
        """What the page says of these answers for these tasks."""
        page = choose(self.ani, "isi", ids).text
        return self.ani.post(f"{TOGETHER}/isi", data={**fields(page), "csrf_token": token_in(page), **answers})

    def sends(self, ids: Sequence[UUID], **answers: str) -> str:
        """Sends them; gives the address of the order."""
        page = self.tried(ids, **answers).text
        data = {**fields(page), "csrf_token": token_in(page), "massal-kirim": "ya", **answers}
        answer = self.ani.post(f"{TOGETHER}/isi", data=data)
        assert answer.status_code == 302
        assert self.ani.post(f"{TOGETHER}/isi", data=data).location == answer.location, "sent twice is one order"
        return answer.location


def fields(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        found.setdefault(name, []).append(value)
    return found


def choose(client: FlaskClient, what: str, ids: Sequence[object]) -> TestResponse:
    return sent(client, TOGETHER, client.get(LIST).text, aksi=what, tugas=[str(each) for each in ids])


@pytest.fixture
def office(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock, as_officer: AsOfficer
) -> Office:
    deploy_process(session_factory, runtime)
    receipts = [lodged(session_factory, runtime, minta_rahasia="ya" if number == 3 else "tidak") for number in range(4)]
    return Office(
        session_factory, clock, runtime, as_officer("ani", NATIONAL_ADMIN), as_officer("budi", NATIONAL_ADMIN), receipts
    )


def test_chosen_tasks_are_taken_and_each_that_cannot_be_says_why(office: Office) -> None:
    first, second, third, secret = office.ids()
    page = office.ani.get(LIST).text
    assert f'name="tugas" value="{first}"' in page
    assert f'name="tugas" value="{secret}"' not in page, "a secret complaint is worked on by itself"
    sent(office.budi, f"{LIST}/{third}/ambil", office.budi.get(f"{LIST}/{third}").text)
    unknown = "00000000-0000-4000-8000-000000000000"
    asked = choose(office.ani, "ambil", [first, second, third, secret, unknown])
    said = words(asked.text)
    assert "Ambil 2 tugas" in said
    for why in ("Sedang dikerjakan rekan Anda.", "Pengaduan rahasia: buka satu per satu", "bukan (lagi) untuk peran"):
        assert why in said
    assert office.rows(0) == ["case_started"], "nothing is done before it was seen"
    done = sent(office.ani, f"{TOGETHER}/ambil", asked.text, tugas=[str(each) for each in (first, second, secret)])
    assert "2 tugas kini Anda kerjakan. Sebagian tidak dapat dilakukan." in words(done.text)
    assert office.rows(0) == office.rows(1) == ["case_started", "task_claimed"]
    assert office.rows(3) == ["case_started"]
    assert choose(office.ani, "ambil", []).location == LIST


def test_chosen_tasks_are_handed_to_one_colleague_with_a_note(office: Office, as_officer: AsOfficer) -> None:
    as_officer("dedi", (Role.APIP, ""))
    ids = [str(each) for each in office.ids(0, 1)]
    page = choose(office.ani, "alihkan", ids).text
    assert "Budi" in page
    assert "Dedi" not in page
    place = f"{TOGETHER}/alihkan"
    assert sent(office.ani, place, page, tugas=ids).status_code == 422
    assert sent(office.ani, place, page, tugas=ids, rekan=office.person("budi"), catatan="x" * 501).status_code == 422
    refused = sent(office.ani, place, page, tugas=ids, rekan=office.person("dedi"))
    assert "rekan yang dipilih tidak memegang perannya" in words(refused.text)
    answer = sent(office.ani, place, page, tugas=ids, rekan=office.person("budi"), catatan="Tinggal foto.")
    assert answer.location == LIST
    assert "2 tugas dialihkan kepada Budi." in words(office.ani.get(LIST).text)
    assert office.rows(0) == office.rows(1) == ["case_started", "task_assigned"]


def test_one_form_for_many_waits_a_minute_and_then_each_is_completed_once(office: Office) -> None:
    ids = office.ids()
    wrong = office.tried(ids, **{**NATIONAL, "lengkap": ""})
    assert wrong.status_code == 422
    assert "Selesaikan" not in words(wrong.text)
    seen = words(office.tried(ids, **NATIONAL).text)
    assert "3 tugas dapat diselesaikan" in seen
    assert "Pengaduan rahasia: buka satu per satu" in seen
    place = office.sends(ids, **NATIONAL)
    office.work()
    assert office.rows(0) == ["case_started"], "the minute is not over"
    assert "Akan dikirim dalam 60 detik" in words(office.ani.get(LIST).text)
    assert "Akan dikirim" not in words(office.budi.get(LIST).text)
    assert office.budi.get(place).status_code == 404, "an order is its sender's"
    assert "Isiannya sudah dalam perjalanan." in words(choose(office.ani, "ambil", ids[:1]).text)
    office.clock.advance(timedelta(seconds=61))
    office.work()
    office.work()
    for number in range(3):
        assert office.rows(number) == ["case_started", "task_completed"]
    assert office.rows(3) == ["case_started"]
    assert "3 selesai, 0 tidak dikirim, 0 dibatalkan." in words(office.ani.get(place).text)
    with everywhere(office.factory) as session:
        assert session.scalars(select(BulkOrder.answers)).all() == [{}], "answers are kept no longer than they wait"
    office.clock.advance(timedelta(days=3))
    office.work()
    with everywhere(office.factory) as session:
        assert session.scalars(select(BulkItem.task_id)).all() == []


def test_what_was_sent_is_called_back_and_stays_as_a_draft(office: Office) -> None:
    ids = office.ids(0, 1)
    place = office.sends(ids, **NATIONAL)
    forged = office.budi.post(f"{place}/batal", data={"csrf_token": token_in(office.budi.get(LIST).text)})
    assert forged.status_code == 404
    assert office.ani.post(f"{place}/batal").status_code in (400, 403), "no page of ours sent it"
    sent(office.ani, f"{place}/batal", office.ani.get(place).text)
    assert "2 tugas batal dikirim. Isiannya tersimpan sebagai draf" in words(office.ani.get(place).text)
    office.clock.advance(timedelta(minutes=5))
    office.work()
    assert office.rows(0) == ["case_started"]
    assert 'value="Jalan Angsau"' in office.ani.get(f"{LIST}/{ids[0]}").text
    sent(office.ani, f"{place}/batal", office.ani.get(place).text or office.ani.get(LIST).text)


def test_what_changed_within_the_minute_is_refused_for_that_task_alone(office: Office) -> None:
    """A colleague was faster, the complaint became secret, the role was taken away: none of it is overridden."""
    ids = office.ids(0, 1, 2)
    place = office.sends(ids, **NATIONAL)
    sent(office.budi, f"{LIST}/{ids[0]}/ambil", office.budi.get(f"{LIST}/{ids[0]}").text)
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        one = (Complaint.instansi_id == TANAH_LAUT, Complaint.id == office.receipts[1].complaint_id)
        session.execute(update(Complaint).where(*one).values(rahasia=True))
    office.clock.advance(timedelta(minutes=2))
    office.work()
    said = words(office.ani.get(place).text)
    assert "1 selesai, 2 tidak dikirim" in said
    assert "Sedang dikerjakan rekan Anda." in said
    assert "Pengaduan rahasia" in said
    assert [office.rows(number)[-1] for number in range(3)] == ["task_claimed", "case_started", "task_completed"]
    with everywhere(office.factory) as session:
        drafts = session.scalars(select(TaskDraft.task_id).where(TaskDraft.user_id == str(office.person("ani")))).all()
    assert drafts == [ids[0]], "what was typed is kept, but not beside what became secret"


def test_who_lost_the_role_sends_nothing_and_a_turn_is_bounded(office: Office) -> None:
    more = [lodged(office.factory, office.runtime) for _ in range(AT_ONCE)]
    office.receipts.extend(more)
    ids = office.ids(*range(3), *range(4, 4 + AT_ONCE))
    office.sends(ids, **NATIONAL)
    office.clock.advance(timedelta(minutes=2))
    worker = BulkSending(office.factory, office.runtime)
    assert worker() == AT_ONCE
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        own = (Membership.instansi_id == TANAH_LAUT, Membership.user_id == office.person("ani"))
        session.execute(delete(Membership).where(*own))
    assert worker() == 3
    with everywhere(office.factory) as session:
        states = session.scalars(select(BulkItem.state)).all()
    assert sorted(states) == ["done"] * AT_ONCE + ["refused"] * 3
