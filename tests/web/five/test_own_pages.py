"""Each government speaks for itself: its channels, periods and articles, its person responsible, its time zone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from complaints.demo.government import DemoGovernment, demo_governments
from tests.support.accounts import token_in
from tests.support.demo import Demo
from tests.support.desk import words
from tests.web.citizen import Citizen
from web.public.results import SEARCHES_PER_SOURCE

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.five.conftest import Staff, Walker

HOMES = demo_governments()
PLACES = {home.id: home.name.removeprefix("Pemerintah ").split(" ", 1)[1] for home in HOMES}
"""The name of the place alone: `tanah-laut` → `Tanah Laut`."""
PAGES = ("/", "/kontak", "/lapor", "/lacak")
PROMISED = {
    "tanah-laut": ("5, 14, atau 60 hari kerja setelah diterima dinas yang berwenang", "Lampiran BAB VI.C.1"),
    "lombok-tengah": ("5, 14, atau 60 hari kerja setelah diterima dinas yang berwenang", "BAB VI.C.1"),
    "subulussalam": ("5, 14, atau 60 hari setelah pengaduan diterima", "Lampiran BAB II.D.3.c"),
    "belitung-timur": ("5, 14, atau 60 hari kerja setelah tercatat dalam sistem", "Pasal 24 ayat (1) huruf a, b, c"),
    "ngawi": ("14 atau 60 hari setelah pengaduan diverifikasi", "Pasal 6 ayat (3)"),
}
CHANNELS = {
    "tanah-laut": ("SMS", {"Surel", "Facebook"}),
    "lombok-tengah": ("Surel", {"SMS", "Radio"}),
    "subulussalam": ("Facebook", {"Surel", "Kelompok Informasi Masyarakat"}),
    "belitung-timur": ("Radio", {"Facebook", "Surel"}),
    "ngawi": ("Kelompok Informasi Masyarakat", {"Radio", "Surel"}),
}
ZONES = {"tanah-laut": "WITA", "lombok-tengah": "WITA", "subulussalam": "WIB", "belitung-timur": "WIB", "ngawi": "WIB"}
each_home = pytest.mark.parametrize("home", HOMES, ids=[home.id for home in HOMES])


def test_the_first_page_offers_all_by_name_and_regulation(visitor: FlaskClient) -> None:
    page = words(visitor.get("/").text)
    for home in HOMES:
        assert home.name in page
        assert str(home.government.values["regulation"]) in page


@each_home
def test_the_home_page_promises_what_the_own_tables_say(visitor: FlaskClient, home: DemoGovernment) -> None:
    page = words(visitor.get(f"/{home.id}/").text)
    for said in PROMISED[home.id]:
        assert said in page


def test_the_receipt_promises_what_the_home_page_promised_for_this_kind(demo: Demo) -> None:
    """The diagrams of Ngawi do not read the kind of a report; its tables do."""
    citizen = Citizen(demo.app, home="/ngawi")
    citizen.lodge(kecamatan="Bringin", desa="Gandong", tanggal_kejadian="")
    page = words(citizen.get(citizen.at).text)
    assert "Jawaban diberikan dalam 14 atau 60 hari setelah pengaduan diverifikasi" in page


@each_home
def test_the_home_page_names_the_own_channels_and_no_others(visitor: FlaskClient, home: DemoGovernment) -> None:
    html = visitor.get(f"/{home.id}/").text
    ways = html.partition('id="cara-lain"')[2]
    listed = set(re.findall(r"<li>([^<]+)</li>", ways) + re.findall(r"<h3[^>]*>([^<]+)</h3>", ways))
    there, absent = CHANNELS[home.id]
    assert there in listed
    assert listed & absent == set()


@each_home
def test_the_contact_page_announces_person_address_channels_and_procedure(
    visitor: FlaskClient, home: DemoGovernment
) -> None:
    page = words(visitor.get(f"/{home.id}/kontak").text)
    values = home.government.values
    assert values["contact_name"] in page
    assert values["contact_address"] in page
    assert CHANNELS[home.id][0] in page
    assert "Tata cara Pengaduan diterima Diperiksa" in page or "Tata cara Pengaduan diterima Diverifikasi" in page
    assert PROMISED[home.id][1] in page


@each_home
@pytest.mark.parametrize("path", PAGES)
def test_no_page_speaks_of_another_government(visitor: FlaskClient, home: DemoGovernment, path: str) -> None:
    html = visitor.get(f"/{home.id}{path}").text
    page = words(html)
    assert PLACES[home.id] in page
    strangers = [place for other, place in PLACES.items() if other != home.id and place in page]
    assert [each for each in strangers if each not in PLACES[home.id]] == []
    assert not any(f'"/{other}/' in html for other in PLACES if other != home.id)


@each_home
def test_moments_are_shown_in_the_own_zone(demo: Demo, home: DemoGovernment) -> None:
    citizen = demo.app.test_client()
    receipt = next(each for each in demo.receipts if each["instansi"] == home.id)
    page = citizen.get(f"/{home.id}/lacak").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page[page.index("<main") :])
    assert token is not None
    form = {"csrf_token": token[1], "nomor": receipt["number"], "kode": receipt["secret"]}
    assert citizen.post(f"/{home.id}/lacak", data=form).status_code == 302
    tracked = words(citizen.get(f"/{home.id}/lacak/pengaduan").text)
    shown = set(re.findall(r"pukul \d\d\.\d\d (WIB|WITA|WIT)", tracked))
    assert shown == {ZONES[home.id]}


def test_an_address_of_no_government_says_so_and_lists_those_there_are(visitor: FlaskClient) -> None:
    for path in ("/kota-antah/", "/kota-antah/lapor", "/kota-antah/lacak/pengaduan", "/kota-antah/hasil"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert all(f'href="/{home.id}/"' in answer.text for home in HOMES)


def test_results_are_open_where_the_regulation_opens_them_and_name_nobody(demo: Demo, visitor: FlaskClient) -> None:
    page = visitor.get("/subulussalam/hasil").text
    assert "Loket Puskesmas Sultan Daulat" in page
    assert "Nursiah" not in page
    assert not any(receipt["number"] in page for receipt in demo.receipts)
    assert "/subulussalam/hasil" in visitor.get("/subulussalam/").text
    for home in HOMES:
        if home.id != "subulussalam":
            assert visitor.get(f"/{home.id}/hasil").status_code == 404
            assert "/hasil" not in visitor.get(f"/{home.id}/").text


def test_published_results_are_searched_and_nothing_else_of_a_complaint_is(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(visitor.get("/subulussalam/hasil").text)

    def found(words: str) -> str:
        return visitor.post("/subulussalam/hasil", data={"csrf_token": token, "cari": words}).text

    page = found("loket PUSKESMAS")
    assert "Loket Puskesmas Sultan Daulat" in page
    assert "Kartu keluarga dengan nama" not in page
    # What stands in the report itself, in its place, its reporter, its other answers and its number; a pattern's sign.
    for asked in ("pukul sepuluh pagi", "Nursiah", "Jambi Baru", "ketika petugas ditutup", "SU-2026", "lo_et"):
        assert "Loket Puskesmas" not in found(asked), asked
    assert "<script>" not in found("<script>alert(1)</script>")
    form = {"csrf_token": token, "cari": "loket"}
    assert visitor.post("/ngawi/hasil", data=form).status_code == 404
    monkeypatch.setattr("web.public.results.SEARCHES_PER_SOURCE", replace(SEARCHES_PER_SOURCE, count=8))
    assert visitor.post("/subulussalam/hasil", data=form).status_code == 429


def test_who_reports_what_was_settled_before_is_shown_what_everybody_may_read(walker: Walker) -> None:
    citizen = walker("subulussalam")
    citizen.fill(judul="Loket puskesmas tutup lagi", kecamatan="Rundeng", desa="Oboh", tanggal_kejadian="")
    page = citizen.get(citizen.at).text
    assert "Loket Puskesmas Sultan Daulat" in page
    assert "Nursiah" not in page
    neighbour = walker("ngawi")
    neighbour.fill(judul="Loket puskesmas tutup lagi", kecamatan="Bringin", desa="Gandong", tanggal_kejadian="")
    assert "Sudah dilaporkan" not in neighbour.get(neighbour.at).text


def test_a_number_leads_to_its_government(demo: Demo, visitor: FlaskClient) -> None:
    """From the page of all, with the number in the body alone; at a neighbour's the page says whose it is."""
    ngawi = next(each for each in demo.receipts if each["instansi"] == "ngawi")
    token = token_in(visitor.get("/").text)
    sent = visitor.post("/lacak", data={"csrf_token": token, "nomor": ngawi["number"].lower()})
    assert f'value="{ngawi["number"].lower()}"' in sent.text
    assert 'action="/ngawi/lacak"' in sent.text
    lost = visitor.post("/lacak", data={"csrf_token": token, "nomor": "ZZ-2026-7K4M2Q"})
    assert lost.status_code == 422
    form = {"csrf_token": token, "nomor": ngawi["number"], "kode": ngawi["secret"]}
    elsewhere = visitor.post("/tanah-laut/lacak", data=form)
    assert elsewhere.status_code == 422
    assert "diberikan oleh Pemerintah Kabupaten Ngawi" in elsewhere.text
    assert 'action="/ngawi/lacak"' in elsewhere.text
    assert ngawi["secret"] not in elsewhere.text


@pytest.mark.parametrize("page", ["0", "-3", "99", "99999999999999999999", "x"])
def test_an_odd_page_of_results_is_a_page(visitor: FlaskClient, page: str) -> None:
    assert visitor.get(f"/subulussalam/hasil?halaman={page}").status_code == 200


@pytest.mark.parametrize(("username", "unit"), [("admin.subulussalam", r"hari(?! kerja)"), ("instansi", "hari kerja")])
def test_what_is_left_is_counted_in_the_unit_of_the_deadline(staff: Staff, username: str, unit: str) -> None:
    """The regulation of Subulussalam counts calendar days, that of Tanah Laut working days."""
    page = staff(username).get("/petugas/tugas").text
    assert re.search(rf"(sisa|terlambat) \d+ {unit}", page)


@pytest.mark.parametrize(
    ("username", "offered"),
    [
        ("sekretariat.ngawi", {"permohonan_informasi", "tanpa_pemeriksaan_lapangan", "pemeriksaan_lapangan"}),
        ("admin.belitung-timur", {"permintaan_informasi", "normatif", "tanpa_pemeriksaan", "pengawasan"}),
    ],
)
def test_the_task_list_offers_the_classes_of_the_own_tables(staff: Staff, username: str, offered: set[str]) -> None:
    page = staff(username).get("/petugas/tugas").text
    choices = page[page.index('name="kategori"') :]
    found = set(re.findall(r'<option value="([^"]*)"', choices[: choices.index("</select>")]))
    assert found - {""} == offered
