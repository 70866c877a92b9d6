"""People are away, and their work goes on: in the period, with the roles that were named, and never a whistleblower's."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.intake.lodging import Receipt
from complaints.people import absences, accounts, held_work
from complaints.people.absences import AbsenceRefusedError
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import NotAllowedError, NotFoundError
from engine.models import OutboxMessage
from engine.running import commands, queries
from engine.running.outbox import DIGEST
from engine.running.queries import TaskView
from engine.running.runtime import Runtime
from tests.support.accounts import taken_back
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL as ANSWERS
from tests.support.desk import lodged, open_task
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.office import COMPLAINTS, MONDAY, Office

NATIONAL = (Role.ADMIN_NASIONAL, "")


@pytest.fixture
def office(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Office:
    deploy_process(session_factory, runtime)
    return Office(session_factory, runtime, clock)


@pytest.fixture
def receipt(office: Office) -> Receipt:
    return lodged(office.factory, office.runtime)


@pytest.fixture
def task(office: Office, receipt: Receipt) -> TaskView:
    """Of Admin Nasional, free."""
    return open_task(office.factory, receipt)


def finish(office: Office, task: TaskView, by: UUID) -> None:
    office.run(commands.complete, task, by, answers=dict(ANSWERS), token=uuid.uuid4().hex)


# The period


def test_rights_begin_with_the_first_day_and_last_to_the_end_of_the_last_at_the_office(office: Office) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    absence = office.away(ani, date(2026, 3, 10), date(2026, 3, 11))
    office.substitute(absence, budi, ani, NATIONAL)
    expected = {
        "2026-03-09T23:59:59+08:00": False, "2026-03-10T00:00:00+08:00": True,
        "2026-03-11T23:59:59+08:00": True, "2026-03-12T00:00:00+08:00": False,
    }  # fmt: skip
    for moment, has in expected.items():
        office.clock.set(datetime.fromisoformat(moment))
        stands_in = office.actor(budi).stands_in
        assert bool(stands_in) is has, moment
        assert {(each.role, each.unit, each.of, each.name) for each in stands_in} <= {(*NATIONAL, str(ani), "Ani")}
    (view,) = office.listed(ani) or [None]  # over: nothing is listed
    assert view is None


def test_what_the_absent_person_lost_their_substitute_loses_too(office: Office) -> None:
    ani, budi = (
        office.person("ani", NATIONAL, (Role.ADMIN_UPP, "dinas-kesehatan")),
        office.person("budi", (Role.APIP, "")),
    )
    absence = office.away(ani)
    office.substitute(absence, budi, ani, NATIONAL, (Role.ADMIN_UPP, "dinas-kesehatan"))
    office.do(taken_back, user_id=ani, role=Role.ADMIN_NASIONAL)
    assert [each.role for each in office.actor(budi).stands_in] == ["admin_upp"]
    office.do(accounts.deactivate, user_id=ani)
    assert office.actor(budi).stands_in == ()


def test_a_substitution_reaches_one_process_when_one_is_named(office: Office, receipt: Receipt, task: TaskView) -> None:
    office.processes = office.processes | {"kegiatan_lain"}
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    with pytest.raises(AbsenceRefusedError) as refused:
        office.substitute(office.away(ani), budi, ani, NATIONAL, process="kegiatan_lain")
    assert list(refused.value.errors) == ["proses"]
    (absence,) = office.listed(ani)
    office.substitute(absence.id, budi, ani, NATIONAL, process=COMPLAINTS)
    assert office.actor(budi).stands_in[0].processes == {COMPLAINTS}
    finish(office, task, budi)
    with reading(office.factory, TANAH_LAUT) as session:
        event = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)[-1]
    assert (event.actor, event.on_behalf_of, event.role) == (str(budi), str(ani), "admin_nasional")


# Handed on, given back


def test_what_one_holds_goes_to_the_substitute_at_the_beginning_and_comes_back_at_the_end(
    office: Office, task: TaskView
) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    office.run(commands.claim, task, ani)
    office.run(commands.save_draft, task, ani, answers={"subjek": "setengah"})
    absence = office.away(ani, date(2026, 3, 10), date(2026, 3, 10))
    office.substitute(absence, budi, ani, NATIONAL)
    assert office.at("2026-03-09T23:59+08:00") == 0
    assert office.at("2026-03-10T00:00+08:00") == 1
    assert office.at("2026-03-10T00:01+08:00") == 0
    held = office.task(task)
    assert (held.claimed_by, held.on_behalf_of) == (str(budi), str(ani))
    with reading(office.factory, TANAH_LAUT) as session:
        mine = {"instansi_id": TANAH_LAUT, "task_id": task.id}
        assert queries.draft(session, **mine, user_id=str(budi)) == {"subjek": "setengah"}
    assert office.at("2026-03-11T00:00+08:00") == 1
    back = office.task(task)
    assert (back.claimed_by, back.on_behalf_of) == (str(ani), None)
    with pytest.raises(NotAllowedError):
        finish(office, task, budi)
    finish(office, task, ani)


def test_without_a_substitute_it_goes_to_the_list(office: Office, task: TaskView) -> None:
    ani = office.person("ani", NATIONAL)
    office.run(commands.claim, task, ani)
    office.away(ani)
    assert held_work.settle_due(office.factory, office.runtime) == 1
    assert office.task(task).claimed_by is None


def test_who_holds_the_role_keeps_what_was_begun(office: Office, task: TaskView) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", NATIONAL)
    office.run(commands.claim, task, ani)
    office.substitute(office.away(ani), budi, ani, NATIONAL)
    office.at("2026-03-09T09:01+08:00")
    office.at("2026-03-10T00:00+08:00")
    held = office.task(task)
    assert (held.claimed_by, held.on_behalf_of) == (str(budi), str(ani))


def test_an_absence_ends_before_its_time(office: Office, task: TaskView) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    office.run(commands.claim, task, ani)
    absence = office.away(ani, MONDAY, date(2026, 3, 20))
    office.substitute(absence, budi, ani, NATIONAL)
    office.at("2026-03-09T09:01+08:00")

    def end(session: Any, instansi_id: str) -> None:
        row = absences.end_absence(
            session, instansi_id=instansi_id, by=office.actor(ani), absence_id=absence, now=office.clock.now()
        )
        held_work.settle(session, office.runtime, row)

    office.do(end)
    assert office.task(task).claimed_by == str(ani)
    assert office.actor(budi).stands_in == ()
    assert office.listed(ani) == []
    with pytest.raises(NotFoundError):
        office.do(end)
    assert office.at("2026-03-21T00:00+08:00") == 0


def test_one_absence_that_fails_keeps_no_other_waiting(
    office: Office, task: TaskView, monkeypatch: pytest.MonkeyPatch
) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", NATIONAL)
    office.run(commands.claim, task, ani)
    office.away(ani)
    office.away(budi)
    real = commands.pass_on

    def broken(*_arguments: Any, **_more: Any) -> bool:
        raise RuntimeError("rusak")

    monkeypatch.setattr(commands, "pass_on", broken)
    assert held_work.settle_due(office.factory, office.runtime) == 2
    monkeypatch.setattr(commands, "pass_on", real)
    assert office.task(task).claimed_by == str(ani)
    assert office.at("2026-03-09T09:20+08:00") == 1
    assert office.task(task).claimed_by is None


# A person leaves


def test_everything_goes_to_a_colleague_or_back_to_the_list(office: Office, task: TaskView) -> None:
    ani, budi, citra = (office.person(name, NATIONAL) for name in ("ani", "budi", "citra"))
    other = open_task(office.factory, lodged(office.factory, office.runtime))
    for each in (task, other):
        office.run(commands.claim, each, ani)
    apip = office.person("apip", (Role.APIP, ""))
    absence = office.away(citra, MONDAY, date(2026, 3, 20))
    office.substitute(absence, ani, citra, NATIONAL)
    with reading(office.factory, TANAH_LAUT) as session:
        assert {each.id for each in held_work.held(session, instansi_id=TANAH_LAUT, person_id=ani)} == {
            task.id,
            other.id,
        }

    def leave(to: UUID | None) -> held_work.PassedOn:
        with unit_of_work(office.factory, TANAH_LAUT) as session:
            return held_work.pass_on_all(
                session, office.runtime, instansi_id=TANAH_LAUT, person_id=ani, by=office.actor(budi), to=to,
                note="Mutasi.",
            )  # fmt: skip

    assert leave(apip) == held_work.PassedOn(0, 2)
    office.run(commands.claim, task, ani)
    assert leave(budi) == held_work.PassedOn(1, 0)
    assert leave(budi) == held_work.PassedOn(0, 0)
    assert office.task(task).claimed_by == str(budi)
    assert office.listed(citra)[0].substitutes == ()


def test_who_leaves_while_absent_leaves_nothing_with_the_substitute(office: Office, task: TaskView) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    office.run(commands.claim, task, ani)
    office.substitute(office.away(ani, MONDAY, date(2026, 3, 20)), budi, ani, NATIONAL)
    office.at("2026-03-09T09:01+08:00")
    assert office.task(task).claimed_by == str(budi)
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        held_work.pass_on_all(session, office.runtime, instansi_id=TANAH_LAUT, person_id=ani, by=office.actor(budi))
        accounts.deactivate(session, instansi_id=TANAH_LAUT, user_id=ani)
    assert office.task(task).claimed_by is None
    assert office.listed(ani) == []


# Who arranges


def test_one_arranges_for_oneself_and_a_head_for_the_unit(office: Office) -> None:
    health, works = "dinas-kesehatan", "dinas-pekerjaan-umum"
    liaison = office.person("ani", (Role.PEJABAT_PENGHUBUNG, health), (Role.PEJABAT_PENGHUBUNG, works))
    colleague = office.person("budi", (Role.PEJABAT_PENGHUBUNG, health))
    head = office.person("kepala", (Role.KEPALA_PD, health))
    chief = office.person("pj", (Role.PENANGGUNG_JAWAB, ""))
    elsewhere = office.person("kepala2", (Role.KEPALA_PD, works))
    auditor = office.person("auditor", (Role.AUDITOR, ""))

    def lend(by: UUID, person: UUID) -> list[str]:
        with reading(office.factory, TANAH_LAUT) as session:
            found = absences.roles_to_lend(
                session, instansi_id=TANAH_LAUT, by=office.actor(by), person_id=person, now=office.clock.now()
            )
        return [unit for _role, unit in found]

    assert lend(liaison, liaison) == lend(chief, liaison) == [health, works]
    assert lend(head, liaison) == [health]
    assert lend(elsewhere, liaison) == [works]
    assert lend(elsewhere, colleague) == lend(colleague, liaison) == lend(head, chief) == lend(chief, auditor) == []
    with pytest.raises(NotFoundError):
        office.away(liaison, by=colleague)
    absence = office.away(liaison, by=head)
    with pytest.raises(AbsenceRefusedError):
        office.substitute(absence, colleague, head, (Role.PEJABAT_PENGHUBUNG, works))
    office.substitute(absence, head, head, (Role.PEJABAT_PENGHUBUNG, health))
    with reading(office.factory, TANAH_LAUT) as session:
        people = absences.people_of(session, instansi_id=TANAH_LAUT, by=office.actor(head), now=office.clock.now())
    assert [name for _id, name in people] == ["Ani", "Budi"]


def test_what_cannot_be_arranged_is_said_at_its_field(office: Office) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    auditor = office.person("auditor", (Role.AUDITOR, ""))
    days = timedelta(days=1)
    for first, last, field in (
        (MONDAY - days, MONDAY, "mulai"), (MONDAY, MONDAY - days, "sampai"), (MONDAY, MONDAY + 366 * days, "sampai"),
        (MONDAY + 400 * days, MONDAY + 401 * days, "sampai"),
    ):  # fmt: skip
        with pytest.raises(AbsenceRefusedError) as refused:
            office.away(ani, first, last)
        assert list(refused.value.errors) == [field]
    absence = office.away(ani, MONDAY + days, MONDAY + 3 * days)
    with pytest.raises(AbsenceRefusedError, match="Sudah ada cuti"):
        office.away(ani, MONDAY + 3 * days, MONDAY + 4 * days)
    office.away(ani, MONDAY + 4 * days, MONDAY + 4 * days)
    for person, lent, field in (
        (ani, [NATIONAL], "pengganti"), (auditor, [NATIONAL], "pengganti"), (uuid.uuid4(), [NATIONAL], "pengganti"),
        (budi, [], "peran"), (budi, [(Role.APIP, "")], "peran"),
    ):  # fmt: skip
        with pytest.raises(AbsenceRefusedError) as refused:
            office.substitute(absence, person, ani, *lent)
        assert list(refused.value.errors) == [field]
    for _twice in range(2):
        office.substitute(absence, budi, ani, NATIONAL)
    assert [each.name for each in office.listed(ani)[0].substitutes] == ["Budi"]


# Letters


def test_who_takes_the_place_is_told_of_new_work(office: Office, task: TaskView) -> None:
    regency = (Role.ADMIN_INSTANSI, "")
    nina = office.person("nina", NATIONAL)
    ani, budi = (
        office.person("ani", regency, email="ani@a.id"),
        office.person("budi", (Role.APIP, ""), email="budi@a.id"),
    )
    office.person("citra", (Role.APIP, ""), email="citra@a.id")
    office.substitute(office.away(ani), budi, ani, regency)
    finish(office, task, nina)
    with everywhere(office.factory) as session:
        told = set(session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.channel == DIGEST)))
    assert told == {"ani@a.id", "budi@a.id"}
