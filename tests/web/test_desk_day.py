"""What helps an officer through the day: a day on which to be reminded, and drafts that a script keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.models import FollowUp, User
from complaints.people.roles import Role
from complaints.upkeep.daily_letters import DailyLetters
from engine.db import SessionFactory
from engine.models import OutboxMessage
from tests.support.accounts import Account, log_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, lodged, open_task, sent, words
from tests.support.everywhere import everywhere
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


def test_a_reminder_comes_on_its_day_in_the_list_and_in_the_letter(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer, clock: FixedClock
) -> None:
    ani, liaison = as_officer("ani", NATIONAL_ADMIN), as_officer("dedi", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    with everywhere(session_factory) as session:
        session.execute(update(User).where(User.username == "ani").values(email="ani@contoh.id"))
    task = f"/petugas/tugas/{open_task(session_factory, receipt).id}"
    place = sent(ani, f"{task}/ingatkan", ani.get(task).text, **NATIONAL).location
    page = ani.get(place).text
    for day in ("", "2026-03-09", "2027-04-01", "besok"):
        assert sent(ani, place, page, tanggal=day).status_code == 422, day
    assert liaison.get(place).status_code == 404
    assert sent(ani, place, page, tanggal="2026-03-12").location == f"{task}#formulir"
    assert 'value="Jalan Angsau"' in ani.get(task).text, "what was typed is kept"
    assert "Ingatkan 12 Maret 2026" in words(ani.get("/petugas/tugas").text)
    assert "Pengingat 0" in words(ani.get("/petugas/tugas").text)
    clock.advance(timedelta(days=3))
    with everywhere(session_factory) as session:
        person = session.scalars(select(User.id).where(User.username == "ani")).one()
    log_in(ani, Account(person, "ani"))
    assert "Pengingat 1" in words(ani.get("/petugas/tugas").text)
    assert "Hari ini" in words(ani.get("/petugas/pengingat").text)
    letters = DailyLetters(session_factory, clock)
    while letters():
        pass
    with everywhere(session_factory) as session:
        told = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.recipient == "ani@contoh.id")).all()
    assert len(told) == 1
    assert told[0].endswith("Pengingat untuk Anda: 1.")
    sent(ani, place, ani.get(place).text, hapus="ya")
    with everywhere(session_factory) as session:
        assert session.scalars(select(FollowUp.remind_on)).all() == []


def test_a_script_keeps_the_draft_and_never_over_that_of_another_tab(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer, clock: FixedClock
) -> None:
    ani = as_officer("ani", NATIONAL_ADMIN)
    task = f"/petugas/tugas/{open_task(session_factory, receipt).id}"
    page = ani.get(task).text
    by_itself = {"simpan-otomatis": "ya", "draf-dilihat": ""}
    kept = sent(ani, f"{task}/simpan", page, **by_itself, objek="Jalan A")
    assert kept.json is not None
    assert kept.json["said"] == "Tersimpan pukul 09.00"
    clock.advance(timedelta(minutes=1))
    other = sent(ani, f"{task}/simpan", page, **by_itself, objek="Jalan B")
    assert other.status_code == 409
    assert "tab lain" in str(other.json)
    assert "Draf disimpan." not in ani.get(task).text
    assert 'value="Jalan A"' in ani.get(task).text
    again = {**by_itself, "draf-dilihat": kept.json["seen"]}
    assert sent(ani, f"{task}/simpan", page, **again, objek="Jalan C").status_code == 200
    assert sent(ani, f"{task}/simpan", page, **{**again, "draf-dilihat": "x"}).status_code == 409
    sent(ani, f"{task}/simpan", page, objek="Jalan D")
    assert 'value="Jalan D"' in ani.get(task).text, "who presses the button replaces it"
