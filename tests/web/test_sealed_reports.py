"""Whistleblowers' reports at rest: a thief of the database, the files and a backup reads nothing; work goes on as before."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from sqlalchemy import select

from complaints.backup.taking import take
from complaints.models import CaseKey, HolderKey, RoleKey, SessionRow, User
from complaints.people import accounts, holders, persons, recovery, second_factor
from complaints.people.recovery import RecoveryRefusedError
from complaints.people.roles import Role
from complaints.upkeep import sealing
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.models import Task
from engine.record.chain import verify_history
from tests.complaints.test_attachments import photo
from tests.support.accounts import PASSWORD, Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.databases import server_tools
from tests.support.desk import FIELD, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import TYPED, deploy_restricted, reported
from tests.support.theft import found_in, on_disk, rows
from tests.web.citizen import CODE, Citizen

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from web.services import Services

SUBSTANCE = ("Kenari", "sangkarnya", "merpatibiru", "Namawati", "9999 1234")
QUESTION, ANSWER, NOTE = "Sebutkan bulan-tekukur itu", "Pada bulan-jalakputih", "catatan-kutilang"
RESULT, FEEDBACK, HANDED = "temuan-cucakrawa", "Terbukti-perkutut", "titipan-murai"
FILE = "kuitansi-kepodang.jpg"
PROOF, JPEG = "bukti-gelatik", b"\xff\xd8"
WORDS = (*SUBSTANCE, PROOF, QUESTION, ANSWER, NOTE, RESULT, FEEDBACK, HANDED, "kepodang")


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)


def begin(factory: SessionFactory, runtime: Runtime) -> str:
    with unit_of_work(factory, TANAH_LAUT) as session:
        key = recovery.begin(session, instansi_id=TANAH_LAUT, now=runtime.clock.now())
    assert key is not None
    return key


def photo_bytes() -> bytes:
    return photo() + b"Kenari di dalam berkas"


@dataclass
class Desk:
    """An officer's browser."""

    client: FlaskClient
    id: uuid.UUID

    def task(self) -> str:
        found = re.search(r"/petugas/tugas/([0-9a-f-]{36})", self.client.get("/petugas/tugas").text)
        assert found is not None
        return f"/petugas/tugas/{found[1]}"

    def pictures(self) -> list[bytes]:
        """The files that the page of the task shows."""
        links = re.findall(r'href="(/petugas/berkas/[^"]+/lampiran/[0-9a-f-]{36})"', self.client.get(self.task()).text)
        return [self.client.get(each).data for each in links]

    def post(self, path: str, **data: Any) -> str:
        page = self.client.get(self.task()).text
        token = re.search(r'name="token" value="([^"]+)"', page)
        given = {"csrf_token": token_in(page), "token": token[1] if token else "", **data}
        answer = self.client.post(self.task() + path, data=given, follow_redirects=True)
        assert answer.status_code == 200, words(answer.text)
        return answer.text

    def read(self) -> str:
        return words(self.client.get(self.task()).text)


@dataclass
class Story:
    """A whole report, told by its people through their browsers."""

    app: Flask
    account: Callable[..., Account]
    number: str = ""
    secret: str = ""

    def __post_init__(self) -> None:
        self.person = Citizen(self.app, way="/wbs/lapor")

    def officer(self, name: str, role: Role, account: Account | None = None) -> Desk:
        client, known = self.app.test_client(), account or self.account(name, (role, ""))
        log_in(client, known)
        return Desk(client, known.id)

    def people(self) -> tuple[Desk, Desk, Desk]:
        return (
            self.officer("wbs", Role.PETUGAS_WBS),
            self.officer("rekan", Role.PETUGAS_WBS),
            self.officer("apip", Role.APIP),
        )

    def report(self) -> None:
        self.person.fill_up_to("berkas", **TYPED)
        sent = self.person.submit({"berkas": [(io.BytesIO(photo_bytes()), FILE)]})
        assert sent.status_code == 302, words(sent.text)
        assert self.person.submit().headers["Location"].endswith("/terima")
        self.number, self.secret = CODE.findall(self.person.get(self.person.at).text)

    def track(self) -> str:
        data = {"nomor": self.number, "kode": self.secret}
        assert self.person.post("/lacak", data).status_code == 302
        return self.person.get("/lacak/pengaduan").text

    def answer(self) -> None:
        page = self.track()
        assert QUESTION in page
        step = re.search(r'name="langkah" value="([^"]+)"', page)
        assert step is not None
        data = {"csrf_token": token_in(page), "langkah": step[1], "kelengkapan": ANSWER}
        assert self.person.client.post("/tanah-laut/lacak/pengaduan", data=data).status_code == 302

    def lived(self, first: Desk, wbs: Desk, apip: Desk) -> None:
        """From the report to its result; `first` hands it to `wbs` on the way."""
        self.report()
        first.post("/ambil")
        read = first.read()
        for word in (TYPED["uraian"], TYPED["pihak_terlibat"], TYPED["lokasi"], TYPED["nama"], FILE):
            assert word in read
        first.post("/simpan", hasil_telaah_wbs="keterangan", data_diminta=NOTE)
        first.post("/alihkan", rekan=str(wbs.id), catatan=HANDED)
        assert NOTE in wbs.client.get(wbs.task()).text
        assert HANDED in words(wbs.client.get("/petugas/tugas").text + wbs.client.get(wbs.task()).text)
        wbs.post("", hasil_telaah_wbs="keterangan", data_diminta=QUESTION)
        self.answer()
        assert ANSWER in wbs.read()
        wbs.post("", hasil_telaah_wbs="periksa")
        assert TYPED["uraian"] in apip.read()
        assert "Namawati" not in apip.read()
        proof = [(io.BytesIO(photo() + PROOF.encode()), f"{PROOF}.jpg")]
        assert [picture[:2] for picture in apip.pictures()] == [JPEG]
        apip.post("", hasil_pemeriksaan_wbs="terbukti", hasil_apip=RESULT, bukti_apip=proof)
        assert [picture[:2] for picture in wbs.pictures()] == [JPEG, JPEG]
        wbs.post("", umpan_balik=FEEDBACK)
        page = self.track()
        assert FEEDBACK in page
        (own,) = re.findall(r'href="/tanah-laut(/lacak/berkas/[^"]+)"', page)
        assert FILE in page
        assert self.person.get(own).data.startswith(JPEG)


@pytest.fixture
def story(flask_app: Flask, account: Callable[..., Account]) -> Story:
    return Story(flask_app, account)


def loot(factory: SessionFactory, folder: Path) -> list[bytes]:
    """The database's rows and every file of the data folder, in which SQLite's database lies too."""
    return [*rows(factory.kw["bind"]), *on_disk(folder)]


def unbroken(factory: SessionFactory, runtime: Runtime) -> bool:
    with everywhere(factory) as session:
        return verify_history(session, verifier=runtime.verifier) == []


def back_up(services: Services, folder: Path) -> None:
    url = services.session_factory.kw["bind"].url.render_as_string(hide_password=False)
    settings, given = replace(services.settings, database_url=url), server_tools()
    take(
        settings,
        services.session_factory,
        path=folder / "cadangan",
        now=services.clock.now(),
        tools=Path(given[1]) if given else None,
    )


def test_a_thief_reads_nothing_of_a_whole_report(
    story: Story, services: Services, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    people = story.people()
    begin(session_factory, runtime)
    story.lived(*people)
    back_up(services, tmp_path)
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()
    assert found_in(loot(session_factory, tmp_path), [story.number]) == {story.number}
    assert unbroken(session_factory, runtime)


def test_what_lay_open_is_sealed_and_gone_from_the_file_of_the_database(
    story: Story, services: Services, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    people = story.people()
    story.lived(*people)
    assert found_in(loot(session_factory, tmp_path), WORDS) >= set(WORDS) - {NOTE}
    begin(session_factory, runtime)
    assert sealing.seal_open(session_factory, services.files, instansi_id=TANAH_LAUT) == 1
    sealing.scrub(session_factory.kw["bind"])
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()
    assert unbroken(session_factory, runtime)
    assert sealing.seal_open(session_factory, services.files, instansi_id=TANAH_LAUT) == 0
    assert FEEDBACK not in story.track()
    story.officer("wbs", Role.PETUGAS_WBS, Account(people[0].id, "wbs"))
    assert FEEDBACK in story.track()


def test_what_is_on_its_way_and_what_an_officer_enters_lie_sealed_too(
    story: Story, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    wbs = story.officer("wbs", Role.PETUGAS_WBS)
    begin(session_factory, runtime)
    story.person.fill_up_to("berkas", **TYPED)
    assert story.person.submit({"berkas": [(io.BytesIO(photo_bytes()), FILE)]}).status_code == 302
    page = wbs.client.get("/petugas/wbs/baru?kanal=surat").text
    token = FIELD.search(page)
    assert token is not None
    letter = {**TYPED, "kanal": "surat", "tanggal_terima": "2026-03-06", "csrf_token": token_in(page)}
    letter |= {"token": token[1], "berkas": [(io.BytesIO(photo_bytes()), FILE)]}
    assert "Tanda terima laporan" in wbs.client.post("/petugas/wbs/baru", data=letter).text
    wbs.post("/ambil")
    assert TYPED["uraian"] in wbs.read()
    assert FILE in wbs.read()
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()


# Who holds the key


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


class TestHolders:
    @pytest.fixture
    def session_factory(self, sqlite_factory: SessionFactory) -> SessionFactory:
        """One database is enough for who holds what."""
        return sqlite_factory

    def test_a_new_colleague_reads_once_a_holder_was_at_work(self, sealed: tuple[Story, Desk, str]) -> None:
        story, wbs, _key = sealed
        late = story.officer("baru", Role.PETUGAS_WBS)
        assert TYPED["uraian"] not in late.read()
        assert "Tersegel" in late.read()
        assert "menunggu serah terima" in words(late.client.get("/petugas/kunci-wbs").text)
        again(story, wbs, "wbs")
        assert TYPED["uraian"] in late.read()

    def test_who_leaves_loses_the_key_and_the_next_reports_have_another(
        self, sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
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

    def test_a_changed_password_keeps_the_key_and_a_lost_one_waits_for_a_colleague(
        self, sealed: tuple[Story, Desk, str], session_factory: SessionFactory, flask_app: Flask
    ) -> None:
        story, wbs, _key = sealed
        new = "kembang sepatu 77 biru"
        page = wbs.client.get("/petugas/sandi").text
        data = {"csrf_token": token_in(page), "sandi_lama": PASSWORD, "sandi_baru": new, "sandi_ulang": new}
        assert wbs.client.post("/petugas/sandi", data=data).status_code == 302
        assert TYPED["uraian"] in wbs.read()
        assert TYPED["uraian"] in again(story, wbs, "wbs", new).read()
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            accounts.reset_password(session, instansi_id=TANAH_LAUT, user_id=wbs.id, password=PASSWORD)
            session.get_one(User, (TANAH_LAUT, wbs.id)).must_change_password = False
        lost = again(story, wbs, "wbs")
        assert "Tersegel" in lost.read()

    def test_the_recovery_key_brings_back_what_nobody_holds(
        self, sealed: tuple[Story, Desk, str], session_factory: SessionFactory, runtime: Runtime
    ) -> None:
        story, wbs, key = sealed
        with unit_of_work(session_factory, TANAH_LAUT) as session:
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
        self, sealed: tuple[Story, Desk, str], session_factory: SessionFactory
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

    def test_a_session_of_the_table_opens_nothing_without_its_cookie(
        self, sealed: tuple[Story, Desk, str], session_factory: SessionFactory
    ) -> None:
        _story, wbs, _key = sealed
        with everywhere(session_factory) as session:
            row = session.scalars(select(SessionRow).where(SessionRow.unlocked.is_not(None))).one()
            assert holders.keyring(TANAH_LAUT, wbs.id, row.token_hash, row.unlocked or b"") is None

    def test_the_key_comes_along_through_the_second_proof(
        self, sealed: tuple[Story, Desk, str], services: Services, clock: FixedClock, flask_app: Flask
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
