"""One letter on each working morning, of all work that waits; what is urgent comes at once, and nothing at night."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.casework.handing_on import hand_on
from complaints.intake.lodging import Receipt
from complaints.interventions import orders
from complaints.interventions.orders import CaseOrder
from complaints.models import Instansi
from complaints.notices.hours import leaves_at
from complaints.notices.mail import SmtpSender, letter
from complaints.notices.notice import TAKEN_AWAY, Matter
from complaints.people.roles import Role
from complaints.upkeep.daily_letters import DailyLetters
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Case, OutboxMessage
from engine.record.interventions import Intervention
from engine.running import commands
from engine.running.outbox import deliver_due
from engine.running.queries.put_right import state_seen
from engine.running.runtime import Runtime
from tests.complaints.test_mail import postbox, send
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, open_task
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.office import Office
from tests.support.postbox import Postbox

__all__ = ["postbox", "send"]

NATIONAL = (Role.ADMIN_NASIONAL, "")
MORNING, EVENING, NIGHT = "2026-03-10T07:00+08:00", "2026-03-10T19:59+08:00", "2026-03-10T23:59:59+08:00"


@pytest.fixture
def office(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Office:
    deploy_process(session_factory, runtime)
    return Office(session_factory, runtime, clock)


@pytest.fixture
def receipt(office: Office) -> Receipt:
    return lodged(office.factory, office.runtime)


@pytest.fixture
def ani(office: Office, receipt: Receipt) -> UUID:
    """Reads the letters of this file: the sender's address is hers."""
    return office.person("ani", NATIONAL, email="ani@contoh.example")


def told(office: Office) -> list[tuple[str, str, datetime]]:
    """Recipient, subject, and when it may leave, of every letter that waits."""
    with everywhere(office.factory) as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.sent_at.is_(None)))
        return sorted((row.recipient, row.subject, row.available_at) for row in rows if row.recipient.startswith("ani"))


def cleared(office: Office) -> None:
    with everywhere(office.factory) as session:
        for row in session.scalars(select(OutboxMessage)):
            session.delete(row)


def at(office: Office, moment: str) -> datetime:
    office.clock.set(datetime.fromisoformat(moment))
    return office.clock.now()


def leaves(office: Office, moment: str, *, urgent: bool) -> datetime:
    with reading(office.factory, TANAH_LAUT) as session:
        own = session.get_one(Instansi, TANAH_LAUT)
        return leaves_at(session, own, now=datetime.fromisoformat(moment), urgent=urgent)


def until_rest(letters: DailyLetters) -> int:
    return sum(iter(letters, 0))


def test_a_morning_is_one_letter_with_the_work_and_what_waited_for_it(
    office: Office, ani: UUID, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    letters = DailyLetters(office.factory, clock)
    at(office, "2026-03-10T06:59+08:00")
    assert until_rest(letters) == 0
    at(office, MORNING)
    assert until_rest(letters) > 0
    (letter,) = told(office)
    assert letter[0] == "ani@contoh.example"
    assert letter[1].startswith("Tugas Anda: 1 baru, ")
    at(office, "2026-03-10T07:05+08:00")
    while deliver_due(office.factory, clock, send):
        pass
    (mail,) = [each for each in postbox.received if each["To"] == "ani@contoh.example"]
    text = mail.get_content()
    assert "1 baru" in text
    assert "TL-2026" not in text


def test_nobody_is_told_twice_of_a_day_nor_of_nothing(office: Office, ani: UUID, clock: FixedClock) -> None:
    office.person("rina", (Role.PPID, ""), email="ani-rina@contoh.example")
    at(office, MORNING)
    assert until_rest(DailyLetters(office.factory, clock)) > 0
    assert until_rest(DailyLetters(office.factory, clock)) == 0, "another worker"
    assert [each[0] for each in told(office)] == ["ani@contoh.example"]
    cleared(office)
    at(office, "2026-03-11T08:30+08:00")
    assert until_rest(DailyLetters(office.factory, clock)) > 0
    ((_to, subject, _when),) = told(office)
    assert subject.startswith("Tugas Anda: 0 baru, "), "what was told is not new any more"


def test_no_letter_on_a_day_of_rest_nor_in_the_quiet_hours(office: Office, ani: UUID, clock: FixedClock) -> None:
    letters = DailyLetters(office.factory, clock)
    for moment in ("2026-03-14T09:00+08:00", "2026-03-15T09:00+08:00", "2026-03-16T20:00+08:00"):
        at(office, moment)
        assert until_rest(letters) == 0, moment
    assert told(office) == []


def test_who_is_away_is_told_of_all_when_back(office: Office, ani: UUID, clock: FixedClock) -> None:
    at(office, "2026-03-09T10:00+08:00")
    office.away(ani, date(2026, 3, 9), date(2026, 3, 10))
    at(office, MORNING)
    assert until_rest(DailyLetters(office.factory, clock)) > 0
    assert told(office) == []
    at(office, "2026-03-11T07:00+08:00")
    assert until_rest(DailyLetters(office.factory, clock)) > 0
    ((_to, subject, _when),) = told(office)
    assert subject.startswith("Tugas Anda: 1 baru, "), "it began while they were away"


@pytest.mark.parametrize(
    ("moment", "urgent", "expected"),
    [
        ("2026-03-10T10:00+08:00", True, "2026-03-10T10:05+08:00"),
        (EVENING, True, "2026-03-11T07:00+08:00"),
        (NIGHT, True, "2026-03-11T07:00+08:00"),
        ("2026-03-11T02:00+08:00", True, "2026-03-11T07:00+08:00"),
        ("2026-03-14T11:00+08:00", True, "2026-03-14T11:05+08:00"),
        ("2026-03-10T06:00+08:00", False, "2026-03-10T07:05+08:00"),
        ("2026-03-10T10:00+08:00", False, "2026-03-11T07:05+08:00"),
        ("2026-03-13T10:00+08:00", False, "2026-03-16T07:05+08:00"),
    ],
)
def test_what_is_urgent_leaves_by_day_and_all_else_on_the_next_working_morning(
    office: Office, moment: str, urgent: bool, expected: str
) -> None:
    assert leaves(office, moment, urgent=urgent) == datetime.fromisoformat(expected)


def test_a_government_sets_its_own_hours(office: Office) -> None:
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        own = session.get_one(Instansi, TANAH_LAUT)
        own.limits = {**own.limits, "digest_hour": "9", "quiet_hour": "17"}
    assert leaves(office, "2026-03-10T17:00+08:00", urgent=True) == datetime.fromisoformat("2026-03-11T09:00+08:00")
    assert leaves(office, "2026-03-10T08:00+08:00", urgent=False) == datetime.fromisoformat("2026-03-10T09:05+08:00")


def test_who_is_given_a_task_is_told_and_at_once_when_it_is_due_soon(
    office: Office, ani: UUID, receipt: Receipt, clock: FixedClock
) -> None:
    budi = office.person("budi", NATIONAL)
    task = open_task(office.factory, receipt)
    at(office, "2026-03-09T10:00+08:00")
    office.run(hand_on, task, budi, to=office.actor(ani), note="tolong")
    ((_to, subject, when),) = told(office)
    assert subject == f"Tugas dialihkan kepada Anda: pengaduan {receipt.number}"
    soon = task.due_at is not None and task.due_at <= datetime.fromisoformat(MORNING) + timedelta(minutes=5)
    assert when == datetime.fromisoformat("2026-03-09T10:05+08:00" if soon else "2026-03-10T07:05+08:00")


def test_who_had_a_task_and_who_has_it_now_are_told_when_an_operator_gives_it_to_another(
    office: Office, ani: UUID, receipt: Receipt
) -> None:
    new = office.person("budi", NATIONAL, email="ani.baru@contoh.example")
    operator = office.person("citra", (Role.CASE_OPERATOR, ""))
    task = open_task(office.factory, receipt)
    at(office, "2026-03-09T10:00+08:00")
    office.run(commands.claim, task, ani)
    cleared(office)

    def given(to: str) -> list[tuple[str, str, datetime]]:
        with unit_of_work(office.factory, TANAH_LAUT) as session:
            seen = state_seen(session.get_one(Case, (TANAH_LAUT, receipt.complaint_id)))
            wanted = CaseOrder(Intervention.TASK_REASSIGNED, receipt.complaint_id, seen, step=task.id, to=to)
            orders.do_alone(
                session, office.runtime, instansi_id=TANAH_LAUT, by=office.actor(operator), wanted=wanted, reason="Cuti"
            )
        found = told(office)
        cleared(office)
        return found

    theirs, gone = (
        f"Tugas {what} Anda: pengaduan {receipt.number}" for what in ("dialihkan kepada", "tidak lagi pada")
    )
    assert [each[:2] for each in given(str(new))] == [("ani.baru@contoh.example", theirs), ("ani@contoh.example", gone)]
    assert [each[:2] for each in given("")] == [("ani.baru@contoh.example", gone)], "back to the list of work"
    assert [each[:2] for each in given(str(ani))] == [("ani@contoh.example", theirs)]


def test_who_loses_a_task_of_a_whistleblowers_report_is_not_told_what_it_was() -> None:
    matter = Matter(restricted=True)
    assert (matter.subject(TAKEN_AWAY), matter.body(TAKEN_AWAY)) == (
        "Daftar tugas Anda berubah",
        {"template": "petugas_daftar"},
    )
    assert letter(matter.body(TAKEN_AWAY), url="https://contoh.example") == [
        "Ada yang berubah pada daftar tugas Anda.",
        "Buka daftar tugas Anda: https://contoh.example",
    ]
