"""English: chosen by the reader, remembered with the account, and never in what is stored or said to somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from babel.support import NullTranslations
from sqlalchemy import select

from complaints.people.roles import Role
from engine.catalogue import _
from engine.db import SessionFactory
from engine.models import Base
from engine.running.runtime import Runtime
from tests.support.accounts import Account, log_in
from tests.support.citizen import deploy_process
from tests.support.desk import sent
from tests.support.everywhere import seen_everywhere
from tests.support.government import Government
from tests.web.citizen import Citizen
from web.phrases import catalogues

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HOME = "/tanah-laut/"
OWN = {"Sec-Fetch-Site": "same-origin"}
MARK = "«"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


def choose(client: FlaskClient, language: str = "en", back: str = HOME) -> TestResponse:
    """Presses the switch of a page."""
    return client.post("/bahasa", data={"bahasa": language, "kembali": back}, headers=OWN)


# The switch


def test_the_switch_stands_on_a_page_and_leads_back_to_it(flask_app: Flask, instansi: Government) -> None:
    client = flask_app.test_client()
    page = client.get(HOME).text
    assert '<html lang="id"' in page
    assert 'name="bahasa" value="en" lang="en">English</button>' in page
    answer = choose(client)
    assert (answer.status_code, answer.location) == (303, HOME)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("bahasa=en;")
    assert "HttpOnly" in cookie
    english = client.get(HOME).text
    assert '<html lang="en"' in english
    assert "Skip to main content" in english
    assert 'lang="id">Kabupaten Tanah Laut' in english.replace("<span>", "").replace('"{}', "")
    assert 'value="id" lang="id">Bahasa Indonesia</button>' in english
    choose(client, "id")
    assert client.get(HOME).text == page


def test_the_language_of_the_device_is_not_asked(flask_app: Flask, instansi: Government) -> None:
    answer = flask_app.test_client().get(HOME, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="id"' in answer.text


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/tanah-laut/lacak?x=1", "/tanah-laut/lacak?x=1"),
        ("/petugas/masuk", "/petugas/masuk"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/petugas/keluar", "/"),
        ("", "/"),
    ],
)
def test_the_switch_leads_to_pages_of_ours_alone(flask_app: Flask, instansi: Government, back: str, leads: str) -> None:
    assert choose(flask_app.test_client(), back=back).location == leads


@pytest.mark.parametrize(
    ("language", "headers"),
    [
        ("fr", OWN),
        ("", OWN),
        ("en", {}),
        ("en", {"Sec-Fetch-Site": "cross-site"}),
        ("en", {"Origin": "https://x.example"}),
    ],
)
def test_nobody_else_chooses(flask_app: Flask, language: str, headers: dict[str, str]) -> None:
    answer = flask_app.test_client().post("/bahasa", data={"bahasa": language}, headers=headers)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "bahasa=" not in answer.headers["Set-Cookie"]


def test_an_odd_cookie_is_indonesian(flask_app: Flask, instansi: Government) -> None:
    client = flask_app.test_client()
    client.set_cookie("bahasa", "../en")
    assert '<html lang="id"' in client.get(HOME).text


def test_an_officers_choice_goes_with_the_account(flask_app: Flask, account: Callable[..., Account]) -> None:
    ani = account("ani", (Role.ADMIN_NASIONAL, ""))
    desk, phone = flask_app.test_client(), flask_app.test_client()
    log_in(desk, ani)
    assert "belum Anda pilih" in desk.get("/petugas/akun").text
    choose(desk, back="/petugas/akun")
    assert "<h1" in (page := desk.get("/petugas/akun").text)
    assert "My account" in page
    log_in(phone, ani)
    assert "My account" in phone.get("/petugas/akun").text


# What is kept, and who else reads


class Marked(NullTranslations):
    """A language that is easily told: every text in marks."""

    def ugettext(self, message: str) -> str:
        return f"{MARK}{message}»"

    def ungettext(self, one: str, several: str, number: int) -> str:
        return f"{MARK}{one}»"


@pytest.fixture
def _marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "texts_in", lambda _language: Marked())


def stored(factory: SessionFactory) -> Iterator[str]:
    """Every row of every table, as text."""
    with seen_everywhere(factory) as session:
        for table in Base.metadata.sorted_tables:
            yield from (f"{table.name}: {row}" for row in session.execute(select(table)))


@pytest.mark.usefixtures("_marked")
def test_what_a_reader_of_english_causes_is_stored_in_indonesian(
    flask_app: Flask,
    session_factory: SessionFactory,
    runtime: Runtime,
    instansi: Government,
    as_officer: Callable[..., FlaskClient],
) -> None:
    """A complaint asks for more, is answered, goes on; an administrator invites somebody and changes the settings."""
    deploy_process(session_factory, runtime)
    ani, admin = as_officer("ani", (Role.ADMIN_NASIONAL, "")), as_officer("admin", (Role.ADMIN, ""))
    citizen = Citizen(flask_app)
    for client in (ani, admin, citizen.client):
        choose(client)
    number, code = citizen.lodge()
    page = ani.get("/petugas/tugas").text
    assert MARK in page
    task = page.partition('href="/petugas/tugas/')[2].partition('"')[0]
    sent(ani, f"/petugas/tugas/{task}/ambil", ani.get(f"/petugas/tugas/{task}").text)
    asked = {"lengkap": "tidak", "data_diminta": "Foto lubang"}
    assert sent(ani, f"/petugas/tugas/{task}", ani.get(f"/petugas/tugas/{task}").text, **asked).status_code == 302
    citizen.post("/lacak", {"nomor": number, "kode": code})
    citizen.post("/lacak/pengaduan", {"langkah": "Task_tunggu_susulan", "kelengkapan": "Desa Angsau"})
    invited = {"nama": "Rina", "nama_pengguna": "rina", "surel": "rina@contoh.go.id", "undang": "ya"}
    assert sent(admin, "/admin/orang/baru", admin.get("/admin/orang/baru").text, **invited).status_code in (302, 303)
    found = list(stored(session_factory))
    assert any("complaint_message" in row and "Foto lubang" in row for row in found)
    assert any("outbox_message" in row for row in found)
    assert [row for row in found if MARK in row] == []
    assert MARK not in _("kasus tidak ditemukan")


def test_two_readers_at_once_each_have_their_own(flask_app: Flask, instansi: Government) -> None:
    def read(language: str) -> set[str]:
        client = flask_app.test_client()
        client.set_cookie("bahasa", language)
        return {
            client.get(HOME).text.partition('<html lang="')[2][:2] + client.get("/hukum").text[-200:]
            for _time in range(8)
        }

    with ThreadPoolExecutor(4) as pool:
        english, indonesian, *again = pool.map(read, ("en", "id", "en", "id"))
    assert again == [english, indonesian]
    assert len(english) == len(indonesian) == 1
    assert not english & indonesian
