"""A new government from the operator's pages: kept between the steps, begun once, with its processes and people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from complaints.articles import cite
from complaints.decrees import seed_decrees
from complaints.founding.drafts import drafts
from complaints.models import Instansi
from complaints.people.act_list import ActFilter, acts
from complaints.people.governments import government_of
from complaints.people.instansi import own_law
from complaints.people.roles import Role
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.accounts import token_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock

LIST = "/operator/pemerintah"
HOME = "maluku-tengah"
STEPS: dict[str, dict[str, str]] = {
    "dasar": {"proses": "pengaduan_subulussalam", "jenis": "kabupaten", "tempat": "Maluku Tengah", "provinsi": "ID-MA"},
    "unit": {"units": "Dinas Kesehatan\nPerumdam (bumd)", "wilayah": "Amahai: Haruru", "authorities": "pln: PT PLN"},
    "kontak": {
        "contact_name": "Ibu Tika", "contact_address": "Jalan Imam Bonjol, Masohi", "contact_phone": "(0914) 21001",
        "contact_hours": "Senin–Jumat 08.00–15.30", "reminds_at": "15:00", "disclosure": "publik",
        "cuti_bersama_stops_clock": "ya",
    },
    "peraturan": {"regulation": "Peraturan Bupati Maluku Tengah Nomor 7 Tahun 2026", "pasal:SB-P3(2)c": "Pasal 9"},
    "orang": {
        "nama_1": "Rina Wati", "nama_pengguna_1": "rina", "surel_1": "rina@malteng.go.id",
        "nama_2": "Yusuf Latu", "nama_pengguna_2": "yusuf",
    },
}  # fmt: skip


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def hendra(as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, clock: FixedClock) -> FlaskClient:
    with unit_of_work(session_factory) as session:
        seed_decrees(session, at=clock.now())
    return as_officer("hendra", (Role.OPERATOR, ""))


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    token = token_in(client.get(LIST).text)
    return client.post(path, data={"csrf_token": token, **fields})


def begun(client: FlaskClient) -> str:
    """The address of a new draft, without its step."""
    return send(client, LIST).headers["Location"].rpartition("/")[0]


def typed(client: FlaskClient) -> str:
    """A draft with every step kept."""
    place = begun(client)
    for step, fields in STEPS.items():
        assert send(client, f"{place}/{step}", **fields).status_code == 303, step
    return place


def test_a_government_begins_with_its_processes_and_its_first_administrators(
    hendra: FlaskClient, session_factory: SessionFactory
) -> None:
    place = typed(hendra)
    review = hendra.get(f"{place}/periksa").text
    assert "Pemerintah Kabupaten Maluku Tengah" in review
    assert "Maluku (WIT)" in review
    opened = send(hendra, f"{place}/periksa").text
    assert "sudah dimulai" in opened
    assert len(re.findall(r'<code class="alur-code">', opened)) == 1
    with reading(session_factory, HOME) as session:
        values = government_of(session, HOME).values
        found = acts(session, instansi_id=HOME, filters=ActFilter(), before=None, limit=20).rows
        assert drafts(session) == []
        assert session.get_one(Instansi, HOME).time_zone == "Asia/Jayapura"
    assert (values["borrows"], values["articles"]) == ("SB", {"SB-P3(2)c": "Pasal 9"})
    assert [each.act for each in reversed(found)][:3] == ["government_founded", "person_added", "role_granted"]
    contact = hendra.get(f"/{HOME}/kontak").text
    assert "Nomor 7 Tahun 2026" in contact
    assert "(SB)" in contact
    assert "belum" in hendra.get(f"{LIST}/{HOME}").text
    assert hendra.get(f"{place}/dasar").status_code == 404


def test_own_articles_are_written_later_and_cited(
    as_officer: Callable[..., FlaskClient], session_factory: SessionFactory
) -> None:
    rina = as_officer("rina", (Role.ADMIN, ""))
    assert rina.get("/admin/pasal").status_code == 404
    with unit_of_work(session_factory, "tanah-laut") as session:
        session.get_one(Instansi, "tanah-laut").borrows = "TL"
    assert "/admin/pasal" in rina.get("/admin/pemerintah").text
    token = token_in(rina.get("/admin/pasal").text)
    field = "pasal:TL-VI.C.1"
    long = rina.post("/admin/pasal", data={"csrf_token": token, field: "x" * 121})
    assert (long.status_code, "x" * 121 in long.text) == (422, True)
    assert rina.post("/admin/pasal", data={"csrf_token": token, field: " Pasal  9 "}).status_code == 303
    assert 'value="Pasal 9"' in rina.get("/admin/pasal").text
    with reading(session_factory, "tanah-laut") as session:
        own = own_law(session, instansi_id="tanah-laut")
    assert (cite("TL-VI.C.1", own), cite("TL-VI.C.2", own)) == ("Pasal 9", "Lampiran BAB VI.C.2 (TL)")
    assert "Pasal peraturan sendiri" in rina.get("/admin/tindakan").text


def test_a_draft_is_left_and_gone_on_with(hendra: FlaskClient) -> None:
    place = begun(hendra)
    assert hendra.get(f"{place}/kontak").headers["Location"].endswith("/dasar")
    send(hendra, f"{place}/dasar", **STEPS["dasar"])
    listed = hendra.get(LIST).text
    assert f"{place}/unit" in listed
    assert "Maluku Tengah" in hendra.get(f"{place}/dasar").text
    assert hendra.get(f"{place}/periksa").headers["Location"].endswith("/unit")
    send(hendra, f"{place}/hapus")
    assert place not in hendra.get(LIST).text


@pytest.mark.parametrize(
    ("step", "odd", "said"),
    [
        ("dasar", {"proses": "pengaduan_contoh"}, "Pilih rangkaian proses"),
        ("dasar", {"provinsi": "ID-XX"}, "Pilih provinsi"),
        ("dasar", {"id": "Maluku Tengah"}, "huruf kecil"),
        ("unit", {"units": ""}, "sedikitnya satu unit"),
        ("unit", {"authorities": "Badan Pertanahan"}, "bpn: Badan"),
        ("kontak", {"contact_map": "javascript:x"}, "https://"),
        ("kontak", {"contact_name": ""}, "bertanggung jawab"),
        ("peraturan", {"regulation": "x"}, "Tulis nama dan nomor"),
        ("orang", {"nama_pengguna_2": "rina"}, "Dua orang"),
        ("orang", {"surel_1": "rina"}, "alamat surel"),
    ],
)
def test_what_is_odd_is_said_at_its_step_and_stays_typed(
    hendra: FlaskClient, step: str, odd: dict[str, str], said: str
) -> None:
    place = begun(hendra)
    send(hendra, f"{place}/dasar", **STEPS["dasar"])
    answer = send(hendra, f"{place}/{step}", **(STEPS[step] | odd))
    assert answer.status_code == 422
    assert said in answer.text
    kept = next(value for name, value in STEPS[step].items() if name not in odd).split("\n")[0]
    assert kept in answer.text


def test_an_id_that_is_taken_and_units_that_the_tables_need(hendra: FlaskClient) -> None:
    place = typed(hendra)
    send(hendra, f"{place}/dasar", **(STEPS["dasar"] | {"id": "tanah-laut"}))
    answer = send(hendra, f"{place}/periksa")
    assert (answer.status_code, "sudah ada" in answer.text) == (422, True)
    send(hendra, f"{place}/dasar", **(STEPS["dasar"] | {"proses": "pengaduan_belitung_timur"}))
    assert "diskominfo" in send(hendra, f"{place}/unit", **STEPS["unit"]).text


def test_only_operators_enter(as_officer: Callable[..., FlaskClient]) -> None:
    rina = as_officer("rina", (Role.ADMIN, ""))
    assert rina.get(LIST).status_code == 403
    assert "Setiap peran dipegang seseorang" in rina.get("/admin/kesiapan").text
