"""What was arranged for an absence is carried out by who holds which role at this moment, and no longer than that."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.people import absences, accounts, arranging, held_work, unheld, units
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import unit_of_work
from engine.models import LedgerEvent, OutboxMessage
from engine.running import commands
from engine.running.outbox import DIGEST
from engine.running.queries import TaskView
from tests.complaints.test_absences import NATIONAL, finish, office, receipt, task
from tests.support.accounts import taken_back
from tests.support.acts import OF_ACTS
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.office import MONDAY, Office

__all__ = ["office", "receipt", "task"]


def holding(office: Office, task: TaskView, *lent: tuple[str, str]) -> tuple[UUID, UUID, UUID]:
    """Ani is away and Budi has her task in her place, by these roles of hers: Ani, Budi, the absence."""
    ani = office.person("ani", *lent)
    budi = office.person("budi", (Role.APIP, ""))
    office.run(commands.claim, task, ani)
    absence = office.away(ani, MONDAY, date(2026, 3, 20))
    office.substitute(absence, budi, ani, *lent)
    office.at("2026-03-09T09:01+08:00")
    assert office.task(task).claimed_by == str(budi)
    return ani, budi, absence


def test_who_loses_one_of_two_substitutions_gives_back_what_the_other_does_not_cover(
    office: Office, task: TaskView
) -> None:
    ani, _budi, absence = holding(office, task, NATIONAL, (Role.ADMIN_INSTANSI, ""))
    rows = {each.role: each.id for each in office.listed(ani)[0].substitutes}

    def drop(role: str) -> str | None:
        with unit_of_work(office.factory, TANAH_LAUT) as session:
            arranging.dismiss_substitute(
                session, office.runtime, instansi_id=TANAH_LAUT, by=office.actor(ani), absence_id=absence,
                row_id=rows[role],
            )  # fmt: skip
        return office.task(task).claimed_by

    assert drop("admin_instansi") is not None
    assert drop("admin_nasional") is None


def test_when_the_role_of_the_absent_ends_their_substitutes_hold_nothing_by_it(office: Office, task: TaskView) -> None:
    ani, budi, _absence = holding(office, task, NATIONAL, (Role.ADMIN_INSTANSI, ""))

    def end(role: str) -> str | None:
        with unit_of_work(office.factory, TANAH_LAUT) as session:
            taken_back(session, instansi_id=TANAH_LAUT, user_id=ani, role=role)
            held_work.let_go(
                session, office.runtime, instansi_id=TANAH_LAUT, person_id=ani, by=office.actor(ani), note="Berakhir."
            )
        return office.task(task).claimed_by

    assert end(Role.ADMIN_INSTANSI) == str(budi)
    assert end(Role.ADMIN_NASIONAL) is None


def test_a_role_that_is_over_neither_lends_nor_stands_in(office: Office) -> None:
    """Also while the worker has not yet taken it away."""
    ani, budi = office.person("ani", NATIONAL), office.person("budi", NATIONAL)
    over = office.clock.now()
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        accounts.grant(session, instansi_id=TANAH_LAUT, user_id=ani, role=Role.ADMIN_NASIONAL, ends_at=over)
        mine: dict[str, Any] = {"instansi_id": TANAH_LAUT, "now": over}
        work: dict[str, Any] = {"role": Role.ADMIN_NASIONAL, "unit": ""}
        assert [each.name for each in units.colleagues(session, **work, **mine)] == ["Budi"]
        person = units.colleague(session, person_id=ani, **mine)
        assert person is not None
        assert not person.may_do(**work)
        assert absences.roles_to_lend(session, by=Actor(str(ani), "Ani"), person_id=ani, **mine) == []
        assert ani not in {each for each, _name in absences.candidates(session, **mine)}
        assert Role.ADMIN_NASIONAL in unheld.held_roles(session, **mine)
        taken_back(session, instansi_id=TANAH_LAUT, user_id=budi, role=Role.ADMIN_NASIONAL)
        assert Role.ADMIN_NASIONAL not in unheld.held_roles(session, **mine)


def test_who_held_the_role_until_now_gets_no_letter_of_its_work(office: Office, task: TaskView) -> None:
    regency = (Role.ADMIN_INSTANSI, "")
    nina, ani = office.person("nina", NATIONAL), office.person("ani", regency, email="ani@a.id")
    office.person("budi", regency, email="budi@a.id")
    office.do(accounts.grant, user_id=ani, role=Role.ADMIN_INSTANSI, ends_at=office.clock.now())
    finish(office, task, nina)
    with everywhere(office.factory) as session:
        told = set(session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.channel == DIGEST)))
    assert told == {"budi@a.id"}


def test_somebody_far_down_the_list_can_still_stand_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ani, budi = office.person("ani", NATIONAL), office.person("budi", (Role.APIP, ""))
    monkeypatch.setattr(absences, "candidates", lambda *_a, **_k: [])
    office.substitute(office.away(ani), budi, ani, NATIONAL)
    assert [each.name for each in office.listed(ani)[0].substitutes] == ["Budi"]


def test_a_head_acts_as_head_of_the_persons_own_unit(office: Office) -> None:
    health, works = "dinas-kesehatan", "dinas-pekerjaan-umum"
    ani = office.person("ani", (Role.PEJABAT_PENGHUBUNG, works))
    head = office.person("kepala", (Role.KEPALA_PD, health), (Role.KEPALA_PD, works))
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        arranging.arrange(
            session, office.runtime, instansi_id=TANAH_LAUT, by=office.actor(head), person_id=ani, first=MONDAY,
            last=MONDAY,
        )  # fmt: skip
    with everywhere(office.factory) as session:
        told = session.scalars(select(LedgerEvent).where(OF_ACTS)).one()
        assert (told.role, told.unit) == (Role.KEPALA_PD, works)
