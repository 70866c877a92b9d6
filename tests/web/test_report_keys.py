"""Who holds the key to whistleblowers' reports: handed over, changed when somebody leaves, brought back from paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from sqlalchemy import select

from complaints.models import CaseKey, HolderKey, Membership, RoleKey, SessionRow, SignOn, User
from complaints.people import accounts, act_list, holders, passwords, persons, recovery, second_factor, unlocking
from complaints.people.accounts import TooManyGuessesError, WrongPasswordError
from complaints.people.act_list import ActFilter
from complaints.people.acts import Act
from complaints.people.recovery import RecoveryRefusedError
from complaints.people.role_turns import settle_due
from complaints.people.roles import Role
from complaints.sealed.boxes import new_pair
from complaints.upkeep.acts_verified import verify_acts
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Task
from tests.support.accounts import PASSWORD, Account, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import TYPED, deploy_restricted, reported
from tests.support.sealed_report import Desk, Story, begin

if TYPE_CHECKING:
    from flask import Flask

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from web.services import Services


BY_ITSELF = "terjadi sendiri selagi pemegang kunci bekerja"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for who holds what."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)


@pytest.fixture
def story(flask_app: Flask, account: Callable[..., Account]) -> Story:
    return Story(flask_app, account)


@pytest.fixture
def sealed(session_factory: SessionFactory, runtime: Runtime, story: Story) -> tuple[Story, Desk, str]:
    """A sealed report, its officer logged in, and the recovery key."""
    wbs = story.officer("wbs", Role.PETUGAS_WBS)
    key = begin(session_factory, runtime)
    reported(session_factory, runtime)
    return story, wbs, key


def again(story: Story, desk: Desk, name: str, password: str = PASSWORD) -> Desk:
    return story.officer(name, Role.PETUGAS_WBS, Account(desk.id, name, password))


def key_rows(factory: SessionFactory) -> list[tuple[int, bool]]:
    with everywhere(factory) as session:
        rows = session.execute(select(RoleKey.number, RoleKey.given_up).order_by(RoleKey.number))
        return [(row.number, row.given_up) for row in rows]


def told(factory: SessionFactory) -> list[str]:
    """What the government's history says of the key: what happened, to whom, and what else was said. That each who logs
    in gets a pair is left out."""
    with reading(factory, TANAH_LAUT) as session:
        page = act_list.acts(session, instansi_id=TANAH_LAUT, filters=ActFilter(), before=None, limit=100)
    found = []
    for row in reversed(page.rows):
        if row.act.startswith("reports_key_") and row.act != Act.REPORTS_KEY_MADE:
            assert row.actor == "sistem"
            said = ", ".join(str(after) for _, _, after in row.changes)
            found.append(f"{row.act.removeprefix('reports_key_')} · {row.subject_name or row.subject} · {said}")
    return found


def test_a_new_colleague_reads_once_a_holder_was_at_work(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory
) -> None:
    story, wbs, _key = sealed
    late = story.officer("baru", Role.PETUGAS_WBS)
    assert TYPED["uraian"] not in late.read()
    assert "Tersegel" in late.read()
    assert "menunggu serah terima" in words(late.client.get("/petugas/kunci-wbs").text)
    again(story, wbs, "wbs")
    assert TYPED["uraian"] in late.read()
    assert told(session_factory) == [f"handed · Baru · Wbs, 1, {BY_ITSELF}"]


def test_a_public_key_that_somebody_put_into_the_table_gets_no_box_and_is_found(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
) -> None:
    """Whoever has its private half would read every report from the next log-in of a colleague on."""
    story, wbs, key = sealed
    late = story.officer("baru", Role.PETUGAS_WBS)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.get_one(HolderKey, (TANAH_LAUT, late.id)).public_key = new_pair().public
    again(story, wbs, "wbs")
    assert told(session_factory) == []
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert session.get_one(HolderKey, (TANAH_LAUT, late.id)).box is None
        given: dict[str, Any] = {"instansi_id": TANAH_LAUT, "recovery": key, "now": runtime.clock.now()}
        with pytest.raises(RecoveryRefusedError, match="berbeda dari yang diikat riwayat"):
            recovery.recover(session, username="baru", **given)
        odd = [each.reason for each in verify_acts(session, instansi_id=TANAH_LAUT).breaks]
    assert odd == [f"holder_key:{late.id} berbeda dari yang diikat riwayat"]


def test_who_leaves_loses_the_key_and_the_next_reports_have_another(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
) -> None:
    story, wbs, _key = sealed
    gone = story.officer("pergi", Role.PETUGAS_WBS)
    again(story, wbs, "wbs")
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        persons.end_role(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            by=SISTEM,
            user_id=gone.id,
            role=Role.PETUGAS_WBS,
            reason="Pindah",
        )
        assert session.get(HolderKey, (TANAH_LAUT, gone.id)) is None
    assert key_rows(session_factory) == [(1, True)]
    back = again(story, wbs, "wbs")
    assert key_rows(session_factory) == [(1, True), (2, False)]
    reported(session_factory, runtime, typed={"uraian": "Laporan kedua sesudah pergantian kunci itu."})
    with everywhere(session_factory) as session:
        assert sorted(session.scalars(select(CaseKey.number))) == [1, 2]
        tasks = session.scalars(select(Task.id)).all()
    texts = " ".join(words(back.client.get(f"/petugas/tugas/{each}").text) for each in tasks)
    assert TYPED["uraian"] in texts
    assert "Laporan kedua" in texts
    assert told(session_factory) == [
        f"handed · Pergi · Wbs, 1, {BY_ITSELF}",
        "withdrawn · Pergi · perannya berakhir",
        "renewed · tanah-laut · Wbs, 2, yang sebelumnya pernah dipegang orang yang berhenti",
        f"handed · Wbs · Wbs, 2, {BY_ITSELF}",
    ]


def test_a_role_that_ends_on_its_day_and_one_that_nobody_ended_here_lose_the_key_and_it_is_told(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    """Nobody presses a button: the worker ends the one, a holder at work finds the other without its role."""
    story, wbs, _key = sealed
    gone = {name: story.officer(name, Role.PETUGAS_WBS).id for name in ("habis", "hilang")}
    again(story, wbs, "wbs")
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        rows = {
            row.user_id: row for row in session.scalars(select(Membership).where(Membership.instansi_id == TANAH_LAUT))
        }
        rows[gone["habis"]].ends_at = clock.now()
        session.delete(rows[gone["hilang"]])
    clock.advance(timedelta(minutes=2))
    settle_due(session_factory, runtime)
    wbs.read()
    assert told(session_factory)[2:4] == [
        "withdrawn · Habis · perannya berakhir",
        "withdrawn · Hilang · ia tidak lagi menangani laporan whistleblower",
    ]
    assert key_rows(session_factory) == [(1, True), (2, False)]


def test_a_changed_password_keeps_the_key_and_a_lost_one_waits_for_a_colleague(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime, flask_app: Flask
) -> None:
    story, wbs, _key = sealed
    new = "kembang sepatu 77 biru"
    page = wbs.client.get("/petugas/sandi").text
    data = {"csrf_token": token_in(page), "sandi_lama": PASSWORD, "sandi_baru": new, "sandi_ulang": new}
    assert wbs.client.post("/petugas/sandi", data=data).status_code == 302
    assert TYPED["uraian"] in wbs.read()
    assert TYPED["uraian"] in again(story, wbs, "wbs", new).read()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        holders.withdraw(session, runtime, instansi_id=TANAH_LAUT, user_id=wbs.id, rule="uji")
        accounts.reset_password(session, instansi_id=TANAH_LAUT, user_id=wbs.id, password=PASSWORD)
        session.get_one(User, (TANAH_LAUT, wbs.id)).must_change_password = False
    lost = again(story, wbs, "wbs")
    assert "Tersegel" in lost.read()
    assert key_rows(session_factory) == [(1, True)]


def test_the_recovery_key_brings_back_what_nobody_holds(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
) -> None:
    story, wbs, key = sealed
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        holders.withdraw(session, runtime, instansi_id=TANAH_LAUT, user_id=wbs.id, rule="uji")
        accounts.deactivate(session, instansi_id=TANAH_LAUT, user_id=wbs.id)
    late = story.officer("baru", Role.PETUGAS_WBS)
    given = {"instansi_id": TANAH_LAUT, "username": "baru", "now": runtime.clock.now()}
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        for wrong in ("", "ABCD", key[:-4] + "AAAA"):
            with pytest.raises(RecoveryRefusedError):
                recovery.recover(session, recovery=wrong, **given)
    assert "Tersegel" in late.read()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        recovery.recover(session, recovery=key.lower().replace("-", " "), **given)
    assert TYPED["uraian"] in late.read()
    again(story, late, "baru")
    assert key_rows(session_factory) == [(1, True), (2, False)]


def test_who_came_in_without_a_password_unlocks_with_it(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory
) -> None:
    _story, wbs, _key = sealed
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        for row in session.scalars(select(SessionRow).where(SessionRow.instansi_id == TANAH_LAUT)):
            row.unlocked = None
    assert "Tersegel" in wbs.read()
    page = wbs.client.get("/petugas/kunci-wbs").text
    data = {"csrf_token": token_in(page), "kata_sandi": "bukan yang benar"}
    assert wbs.client.post("/petugas/kunci-wbs", data=data).status_code == 422
    assert wbs.client.post("/petugas/kunci-wbs", data={**data, "kata_sandi": PASSWORD}).status_code == 302
    assert TYPED["uraian"] in wbs.read()
    assert "Sandi kunci WBS salah 1 kali" in words(wbs.client.get("/petugas/akun").text)


def test_guesses_of_the_key_are_counted_by_person_not_by_session(
    sealed: tuple[Story, Desk, str], services: Services
) -> None:
    _story, wbs, _key = sealed
    given: dict[str, Any] = {"instansi_id": TANAH_LAUT, "user_id": wbs.id, "password": "bukan", "again": None}
    given |= {"browser": "", "settings": services.settings, "runtime": services.runtime}
    for number in range(services.settings.lockout_after):
        with pytest.raises(WrongPasswordError):
            unlocking.unlock_session(services.session_factory, token=str(number), **given)
    with pytest.raises(TooManyGuessesError):
        unlocking.unlock_session(services.session_factory, token="lain", **given)


def test_a_session_of_the_table_opens_nothing_without_its_cookie(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory
) -> None:
    _story, wbs, _key = sealed
    with everywhere(session_factory) as session:
        row = session.scalars(select(SessionRow).where(SessionRow.unlocked.is_not(None))).one()
        assert holders.keyring(TANAH_LAUT, wbs.id, row.token_hash, row.unlocked or b"") is None


def test_the_key_comes_along_through_the_second_proof(
    sealed: tuple[Story, Desk, str], services: Services, clock: FixedClock, flask_app: Flask
) -> None:
    _story, wbs, _key = sealed
    who: dict[str, Any] = {"instansi_id": TANAH_LAUT, "user_id": wbs.id}
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        second_factor.begin(session, services.settings, **who, now=clock.now())
        phone = pyotp.TOTP(second_factor.secret_to_set_up(session, services.settings, **who) or "")
        code = phone.at(clock.now())
        assert second_factor.confirm(session, services.settings, **who, code=code, token="", now=clock.now())
    clock.advance(timedelta(seconds=30))
    client = flask_app.test_client()
    page = client.get("/petugas/masuk").text
    data = {"csrf_token": token_in(page), "nama_pengguna": "wbs", "kata_sandi": PASSWORD}
    page = client.post("/petugas/masuk", data=data).text
    data = {"csrf_token": token_in(page), "kode": phone.at(clock.now())}
    assert client.post("/petugas/masuk/kode", data=data).status_code == 302
    assert TYPED["uraian"] in Desk(client, wbs.id).read()


def test_who_has_no_password_here_chooses_one_for_the_key(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
) -> None:
    _story, wbs, _key = sealed
    server = SignOn(
        instansi_id=TANAH_LAUT,
        label="SSO",
        issuer="",
        client_id="",
        sealed_secret="",
        proves_twice=False,
        passwords=True,
    )
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.add(server)
        session.get_one(User, (TANAH_LAUT, wbs.id)).password_hash = passwords.unknown_hash()
        holders.withdraw(session, runtime, instansi_id=TANAH_LAUT, user_id=wbs.id, rule="uji")
        session.scalars(select(SessionRow).where(SessionRow.instansi_id == TANAH_LAUT)).one().unlocked = None
    data = {"csrf_token": token_in(wbs.client.get("/petugas/kunci-wbs").text)}
    chosen = "kembang sepatu 77 biru"
    for first, second in (("pendek", "pendek"), (chosen, "kembang sepatu 77 hijau"), (PASSWORD, "")):
        given = {**data, "kata_sandi": first, "sandi_ulang": second}
        assert wbs.client.post("/petugas/kunci-wbs", data=given).status_code == 422
    given = {**data, "kata_sandi": chosen, "sandi_ulang": chosen}
    assert wbs.client.post("/petugas/kunci-wbs", data=given).status_code == 302
    assert "menunggu serah terima" in words(wbs.client.get("/petugas/kunci-wbs").text)


def test_two_first_log_ins_at_once_get_the_same_key(
    sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
) -> None:
    _story, wbs, _key = sealed
    with reading(session_factory, TANAH_LAUT) as session:
        lock = holders.lock_of(session, instansi_id=TANAH_LAUT, user_id=wbs.id)
    assert lock is not None
    first = holders.unlocked(lock, PASSWORD)
    assert first is not None
    assert holders.make(session_factory, runtime, TANAH_LAUT, wbs.id, PASSWORD) == first
    assert holders.make(session_factory, runtime, TANAH_LAUT, wbs.id, "sandi yang lain sekali") is None
