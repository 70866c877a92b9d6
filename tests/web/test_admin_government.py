"""The government's data and its units as pages, and as a file whose difference is shown first."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from lxml import html

from complaints.people import accounts
from complaints.people.governments import government_of
from complaints.people.roles import Role
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.accounts import token_in
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HOME, UNITS = "/admin/pemerintah", "/admin/unit"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Clients) -> FlaskClient:
    return as_officer("rina", (Role.ADMIN, ""))


def filled(client: FlaskClient) -> dict[str, str]:
    """The form of the government as a browser would send it back."""
    page = html.fromstring(client.get(HOME).text)
    (form,) = page.xpath(f"//form[@action='{HOME}']")
    return {name: str(value) for name, value in form.form_values()}


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    data = {"csrf_token": token_in(client.get(HOME).text), **fields}
    return client.post(path, data=data, follow_redirects=True)


def data(factory: SessionFactory) -> dict[str, object]:
    with reading(factory, TANAH_LAUT) as session:
        return government_of(session, TANAH_LAUT).values


def test_what_the_page_shows_is_what_it_saves(rina: FlaskClient, session_factory: SessionFactory) -> None:
    before = data(session_factory)
    assert "Tersimpan" in send(rina, HOME, **(filled(rina) | {"name": str(before["name"])})).text
    assert data(session_factory) == before
    assert "Belum ada tindakan" in rina.get("/admin/tindakan").text


def test_a_citizen_reads_how_the_government_is_reached(rina: FlaskClient, session_factory: SessionFactory) -> None:
    reach = {"contact_phone": "(0512) 21001", "contact_whatsapp": "0811-2345-678", "contact_hours": "Senin–Jumat 08.00–15.30", "contact_map": "https://peta.example.go.id/x"}  # fmt: skip
    wilayah = {"wilayah": "Bati-Bati: Padang, Nusa Indah\nTakisung"}
    assert "Tersimpan" in send(rina, HOME, **(filled(rina) | reach | wilayah)).text
    page = rina.get(f"/{TANAH_LAUT}/kontak").text
    for words in (
        "tel:(0512)21001",
        "https://wa.me/628112345678",
        "Senin–Jumat 08.00–15.30",
        "https://peta.example.go.id/x",
    ):
        assert words in page, words
    assert data(session_factory)["wilayah"] == {"Bati-Bati": ["Padang", "Nusa Indah"], "Takisung": []}
    assert "Data pemerintah daerah diubah" in rina.get("/admin/tindakan").text


@pytest.mark.parametrize(
    "odd",
    [
        {"contact_map": "javascript:alert(1)"},
        {"contact_phone": "<b>0512"},
        {"name": ""},
        {"reminds_at": "25:99"},
        {"disclosure": "semua"},
        {"authorities": "Badan Pertanahan"},
        {"contact_hours": "x" * 201},
    ],
)
def test_odd_data_are_refused_and_what_was_typed_stays(
    rina: FlaskClient, session_factory: SessionFactory, odd: dict[str, str]
) -> None:
    before = data(session_factory)
    answer = send(rina, HOME, **(filled(rina) | {"contact_name": "Ibu Tika Baru"} | odd))
    assert (answer.status_code, "Ibu Tika Baru" in answer.text) == (422, True)
    assert data(session_factory) == before


def test_a_file_is_shown_against_the_data_before_it_is_applied(
    rina: FlaskClient, session_factory: SessionFactory
) -> None:
    text = rina.get(f"{HOME}/berkas.yaml").text
    changed = re.sub(r"(?m)^contact_name: .*$", "contact_name: Ibu Tika", text)

    def read(content: str) -> str:
        return send(rina, f"{HOME}/berkas", berkas=(io.BytesIO(content.encode()), "x.yaml")).text

    assert "tidak mengubah apa pun" in read(text)
    assert "bukan YAML" in read("id: [")
    assert "milik pemerintah daerah lain" in read(text.replace("id: tanah-laut", "id: kota-tetangga"))
    page = html.fromstring(read(changed))
    assert data(session_factory)["contact_name"] != "Ibu Tika"
    (kept,) = page.xpath("//input[@name='teks']/@value")
    assert "Diterapkan" in send(rina, f"{HOME}/berkas/terapkan", teks=kept).text
    assert data(session_factory)["contact_name"] == "Ibu Tika"


def test_a_unit_comes_is_renamed_closed_and_opened(rina: FlaskClient, session_factory: SessionFactory) -> None:
    new = {"id": "perumdam", "nama": "Perumdam", "jenis": "bumd", "tindakan": "tambah"}
    assert "Tersimpan" in send(rina, UNITS, **new).text
    assert "sudah ada" in send(rina, UNITS, **new).text
    assert "huruf kecil" in send(rina, UNITS, **(new | {"id": "Dinas Satu"})).text
    assert "Perumdam Tirta" in send(rina, UNITS, **(new | {"nama": "Perumdam Tirta", "tindakan": "ubah"})).text
    assert "tulis alasan" in send(rina, UNITS, id="perumdam", tindakan="tutup").text.lower()
    assert "Sudah ditutup" in send(rina, UNITS, id="perumdam", tindakan="tutup", alasan="digabung").text
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        user = accounts.add_user(session, instansi_id=TANAH_LAUT, username="ani", name="Ani", password="")
        accounts.grant(session, instansi_id=TANAH_LAUT, user_id=user, role="admin_upp", unit="inspektorat")
    assert "belum dapat ditutup" in send(rina, UNITS, id="inspektorat", tindakan="tutup", alasan="x").text
    (form,) = [f for f in html.fromstring(rina.get(UNITS).text).forms if "buka" in html.tostring(f).decode()]
    assert dict(form.form_values())["jenis"] == "bumd"
    kept = {name: value for name, value in form.form_values() if name != "csrf_token"}
    opened = send(rina, UNITS, **kept, tindakan="buka")
    assert "Sudah ditutup" not in opened.text


def test_only_administrators_enter(as_officer: Clients) -> None:
    lia = as_officer("lia", (Role.AUDITOR, ""))
    assert [lia.get(path).status_code for path in (HOME, UNITS, f"{HOME}/berkas.yaml")] == [403] * 3
