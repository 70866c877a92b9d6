"""What an officer does next: the task that follows in the list, and why a task stands there or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task, sent
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
REGENCY_ADMIN = (Role.ADMIN_INSTANSI, "")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the commands are tried on both."""
    return sqlite_factory


def test_beside_a_task_stands_why_it_is_in_the_list_or_not(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    case = f"/petugas/berkas/{receipt.complaint_id}"
    assert "Ada pada daftar Anda: ini tugas peran Anda." in as_officer("ani", NATIONAL_ADMIN).get(case).text
    told = as_officer("budi", REGENCY_ADMIN).get(case).text
    assert "Tidak ada pada daftar Anda: ini tugas peran Admin Nasional." in told


def test_the_next_task_keeps_filter_and_place_of_the_list(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government, clock: FixedClock, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    cases = []
    for _ in range(5):
        cases.append(lodged(session_factory, runtime))
        clock.set(clock.now() + timedelta(days=1))
    client = as_officer("ani", NATIONAL_ADMIN)

    def follows(done: Receipt) -> str:
        answer = completed(client, open_task(session_factory, done), **NATIONAL)
        page = client.get(answer.location).text
        (number,) = re.findall(r'Tugas Anda berikutnya:.*?class="alur-code">([^<]+)<', page)
        return str(number)

    client.get("/petugas/tugas")
    assert follows(cases[1]) == cases[2].number, "what follows it, and not what is most urgent"
    assert follows(cases[4]) == cases[0].number, "after the last the first"
    held = f"/petugas/tugas/{open_task(session_factory, cases[3]).id}"
    sent(client, f"{held}/ambil", client.get(held).text)
    client.get("/petugas/tugas?milik=saya&q=rahasia")
    assert follows(cases[0]) == cases[3].number, "of those that the list showed"
    (back,) = re.findall(r'href="([^"]*)" class="govuk-back-link"', client.get(held).text)
    assert back == "/petugas/tugas?milik=saya"
    assert follows(cases[3]) == cases[2].number, "when the list is done, of all"
