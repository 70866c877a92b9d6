"""How large and how many files a government takes: one setting, followed and said wherever files come in."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.files import attachments
from complaints.intake import applications
from complaints.models import Complaint, Instansi
from complaints.people.governments import government_of
from complaints.people.roles import Role
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.accounts import token_in
from tests.support.citizen import TYPED, Desk, deploy_process
from tests.support.desk import sent, words
from tests.support.government import TANAH_LAUT, Government
from tests.web.citizen import FILES, Citizen
from tests.web.test_desk_files import UNIT, AsOfficer, followed_up, photo, receipt
from web.admin.wording import SIZE

if TYPE_CHECKING:
    from flask import Flask

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

PAGE = "/admin/pengaturan"
API = f"/antarmuka/v1/{TANAH_LAUT}"
__all__ = ["followed_up", "receipt"]
FORMS = Path(__file__).parents[2] / "forms"
SMALL = {"file_mb": "1", "files": "2", "files_mb": "1"}
SAID = "Paling banyak 2 berkas, masing-masing paling besar 1 MB, bersama-sama paling besar 1 MB."
MB = 8 * 1024
BIG, HALF = photo() + bytes(MB), 5 * 1024


def small_photo(number: int, size: int = 0) -> bytes:
    return photo() + bytes([number]) + bytes(size)


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A MB of 8 KB: the files are quickly sent, and the test client leaves no file of its own open."""
    monkeypatch.setattr(attachments, "MEBIBYTE", MB)


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


def limit(factory: SessionFactory, **limits: str) -> None:
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).limits = limits


def refused(answer: str) -> set[str]:
    """Which of the three limits the answer names as gone beyond."""
    said = {
        "size": "terlalu besar. Ukuran paling besar 1 MB",
        "number": "Paling banyak 2 berkas",
        "total": "bersama-sama paling besar 1 MB. Hapus",
    }
    text = words(answer).replace(SAID, "")
    return {limit for limit, sentence in said.items() if sentence in text}


def test_the_citizens_page_follows_and_says_them(session_factory: SessionFactory, flask_app: Flask) -> None:
    limit(session_factory, **SMALL)
    citizen = Citizen(flask_app)
    citizen.fill()
    assert SAID in words(citizen.get(citizen.page(FILES)).text)
    assert refused(citizen.add(("a.jpg", BIG)).text) == {"size"}
    assert refused(citizen.add(("a.jpg", small_photo(1, HALF)), ("b.jpg", small_photo(2, HALF))).text) == {"total"}
    citizen.add(("c.jpg", small_photo(3)))
    assert refused(citizen.add(("d.jpg", small_photo(4))).text) == {"number"}


def test_a_larger_limit_takes_what_was_too_large(session_factory: SessionFactory, flask_app: Flask) -> None:
    citizen = Citizen(flask_app)
    citizen.fill()
    nine = photo() + bytes(9 * MB)
    assert "paling besar 8 MB per berkas" in citizen.add(("a.jpg", nine)).text
    limit(session_factory, file_mb="10")
    assert citizen.add(("a.jpg", nine)).status_code == 302


def test_the_interface_follows_and_says_them(
    session_factory: SessionFactory, flask_app: Flask, runtime: Runtime, clock: FixedClock
) -> None:
    limit(session_factory, **SMALL)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        starts = ("Start_aplikasi_terintegrasi",)
        _, key = applications.create(session, runtime, instansi_id=TANAH_LAUT, name="PING", starts=starts, by=SISTEM)
    client = flask_app.test_client()

    def answer(*files: bytes) -> str:
        given = {"laporan": json.dumps({"isian": TYPED})}
        uploads = [(io.BytesIO(each), f"{number}.jpg") for number, each in enumerate(files)]
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k" * 32}
        data = {**given, "data_dukung": uploads}
        return str(client.post(f"{API}/pengaduan", data=data, headers=headers).json)

    assert refused(answer(BIG)) == {"size"}
    assert refused(answer(small_photo(1), small_photo(2), small_photo(3))) == {"number"}
    assert refused(answer(small_photo(1, HALF), small_photo(2, HALF))) == {"total"}
    document = client.get(f"{API}/openapi.json").text
    assert SAID in document
    assert '"maxItems": 2' in document or '"maxItems":2' in document


def test_the_citizens_later_answer_follows_and_says_them(
    session_factory: SessionFactory, flask_app: Flask, runtime: Runtime, clock: FixedClock
) -> None:
    limit(session_factory, **SMALL)
    citizen = Citizen(flask_app)
    number, secret = citizen.lodge()
    with reading(session_factory, TANAH_LAUT) as session:
        case_id = session.scalars(select(Complaint.id).where(Complaint.instansi_id == TANAH_LAUT)).one()
    desk = Desk(session_factory, runtime, clock, case_id)
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Di desa mana?")
    citizen.track(number, secret)
    assert SAID in words(citizen.get("/lacak/pengaduan").text)

    def answer(*files: bytes, kept: str = "") -> str:
        uploads: list[object] = [(io.BytesIO(each), f"{number}.jpg") for number, each in enumerate(files)]
        given = {"langkah": "Task_tunggu_kelengkapan", "kelengkapan": "", "berkas_kelengkapan": [kept, *uploads]}
        return citizen.post("/lacak/pengaduan", given).text

    assert refused(answer(BIG)) == {"size"}
    page = answer(small_photo(1, HALF))
    kept = re.findall(r'name="berkas_kelengkapan" type="checkbox" value="([0-9a-f-]{36})"', page)
    assert refused(answer(small_photo(2, HALF), kept=kept[0])) == {"total"}
    assert refused(answer(small_photo(3), small_photo(4), kept=kept[0])) == {"number"}


def test_an_officers_page_follows_and_says_them(
    session_factory: SessionFactory, followed_up: str, as_officer: AsOfficer
) -> None:
    limit(session_factory, **SMALL)
    client = as_officer("teknis", (Role.PEJABAT_BERWENANG, UNIT))
    page = client.get(followed_up).text
    assert SAID in words(page)

    def given(*files: bytes, kept: str = "") -> str:
        uploads: list[object] = [(io.BytesIO(each), f"{number}.jpg") for number, each in enumerate(files)]
        return sent(client, followed_up, page, hasil="", bukti=[kept, *uploads]).text

    assert refused(given(BIG)) == {"size"}
    kept = re.findall(r'name="bukti" type="checkbox" value="([0-9a-f-]{36})"', given(small_photo(1, HALF)))
    assert refused(given(small_photo(2, HALF), kept=kept[0])) == {"total"}
    assert refused(given(small_photo(3), small_photo(4), kept=kept[0])) == {"number"}


def test_an_administrator_sets_them_within_what_the_installation_carries(
    session_factory: SessionFactory, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MEBIBYTE", 1024 * 1024)
    rina = as_officer("rina", (Role.ADMIN, ""))

    def set_to(**fields: str) -> str:
        data = {"csrf_token": token_in(rina.get(PAGE).text), "langkah": "simpan", **fields}
        return words(rina.post(PAGE, data=data, follow_redirects=True).text)

    assert "Dari 1 sampai 24; bawaan 20." in words(rina.get(PAGE).text)
    assert "paling banyak 24 MB sekali kirim" in set_to(files_mb="60")
    assert "dari 1 sampai 20" in set_to(file_mb="21")
    assert "Tersimpan" in set_to(file_mb="2", files="3", files_mb="6")
    with reading(session_factory, TANAH_LAUT) as session:
        assert government_of(session, TANAH_LAUT).values["limits"] == {"file_mb": "2", "files": "3", "files_mb": "6"}
    assert "MB paling banyak untuk satu berkas" in words(rina.get("/admin/tindakan").text)


def test_no_form_says_a_limit_of_its_own_and_the_page_names_one_that_does(as_officer: AsOfficer) -> None:
    said = [str(path) for path in FORMS.rglob("*.form") if SIZE.search(path.read_text(encoding="utf-8"))]
    assert said == []
    assert "masih menyebut sendiri" not in as_officer("rina", (Role.ADMIN, "")).get(PAGE).text
