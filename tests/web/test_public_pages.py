"""What all pages of the citizen have in common: light, without scripts, titled, and honest about the law."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from complaints.models import Instansi
from complaints.people.wilayah import desa, kecamatan
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.everywhere import seen_everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.statements import statements
from tests.web.citizen import FILES, PERSON, PLACE, REPORT, WHO, Citizen

if TYPE_CHECKING:
    from flask import Flask

PATHS = ["/", "/lapor", "/lacak", "/privasi"]
DEVICE = re.compile(r'<script src="/aset/\w+/build/report.js" defer></script>')
"""What the device adds to a report: the only script, from a file of ours, and nothing needs it."""
FIRST_PAGE_BYTES = 30 * 1024


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database."""
    return sqlite_factory


@pytest.fixture
def citizen(flask_app: Flask, session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Citizen:
    deploy_process(session_factory, runtime)
    return Citizen(flask_app)


def test_the_first_page_is_light_on_the_wire_and_has_no_script(citizen: Citizen) -> None:
    """The page as text and everything that it makes a browser fetch, as they are sent."""
    page = citizen.get("/")
    assets = re.findall(r'(?:href|src)="(/aset/[^"]+)"', page.text)
    fetched = [citizen.client.get(path, headers={"Accept-Encoding": "gzip"}) for path in dict.fromkeys(assets)]
    sent = len(gzip.compress(page.data)) + sum(len(answer.data) for answer in fetched)
    assert [answer.status_code for answer in fetched] == [200] * len(fetched)
    assert any(answer.mimetype == "text/css" for answer in fetched)
    assert sent <= FIRST_PAGE_BYTES
    assert not any("javascript" in answer.mimetype for answer in fetched)
    for answer in fetched:
        answer.close()


@pytest.mark.parametrize("path", PATHS)
def test_pages_have_no_script_no_inline_style_one_heading_and_a_title(citizen: Citizen, path: str) -> None:
    html = citizen.get(path).text
    assert "<script" not in DEVICE.sub("", html)
    assert bool(DEVICE.search(html)) is (path == "/lapor")
    assert " style=" not in html
    assert "javascript:" not in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – Kabupaten Tanah Laut – Alur</title>", html)
    assert '<html lang="id"' in html


def test_the_pages_of_the_form_are_as_plain_as_the_others(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    for path in (citizen.at, *(citizen.page(number) for number in (REPORT, PLACE, WHO, PERSON, FILES))):
        html = citizen.get(path).text
        assert "<script" not in DEVICE.sub("", html)
        assert " style=" not in html
        assert html.count("<h1") == 1
        assert len(html) < FIRST_PAGE_BYTES
        with statements(session_factory) as sent:
            citizen.get(path)
        assert len(sent) <= 2


@pytest.mark.parametrize("path", PATHS)
def test_pages_ask_the_database_little(citizen: Citizen, session_factory: SessionFactory, path: str) -> None:
    citizen.get(path)
    with statements(session_factory) as sent:
        citizen.get(path)
    assert len(sent) <= 3


def test_the_legal_periods_come_with_their_articles(citizen: Citizen) -> None:
    html = re.sub(r"\s+", " ", citizen.get("/").text)
    assert "<strong>5, 14, atau 60 hari kerja</strong>" in html
    assert "(Lampiran BAB VI.C.1, VI.C.2, VI.C.3)" in html
    assert "<strong>5 hari kerja</strong>" in html


def test_the_front_lists_every_government(citizen: Citizen) -> None:
    html = citizen.client.get("/").text
    assert "Kabupaten Tanah Laut" in html
    assert "Kota Tetangga" in html


def test_a_government_without_a_process_still_has_a_front_page(citizen: Citizen) -> None:
    answer = citizen.client.get("/kota-tetangga/")
    assert answer.status_code == 200
    assert "hari kerja" not in answer.text


def test_an_unknown_government_is_not_found(citizen: Citizen) -> None:
    for path in ("/negeri-dongeng/", "/negeri-dongeng/lapor", "/" + "x" * 500 + "/"):
        assert citizen.client.get(path).status_code == 404


def test_places_are_those_of_the_instansi(session_factory: SessionFactory, instansi: Government) -> None:
    with seen_everywhere(session_factory) as session:
        assert kecamatan(session, instansi_id=instansi.id)[:2] == ["Bajuin", "Bati-Bati"]
        assert "Angsau" in desa(session, instansi_id=instansi.id, in_kecamatan="Pelaihari")
        assert len(desa(session, instansi_id=instansi.id)) >= 130
        assert kecamatan(session, instansi_id=instansi.neighbour) == desa(session, instansi_id=instansi.neighbour) == []
        assert kecamatan(session, instansi_id="belum-ada") == []


def test_the_privacy_notice_says_what_the_government_set_and_how_to_use_a_right(
    citizen: Citizen, session_factory: SessionFactory
) -> None:
    page = citizen.get("/privasi").text
    assert "belum dicatat di sini" in page
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        row = session.get_one(Instansi, TANAH_LAUT)
        row.texts = {"halaman.privasi": "Petugas data kami: PPID {pemerintah}."}
        row.limits = {**row.limits, "kept_years": "5", "kept_ground": "JRA 2026"}
    page = citizen.get("/privasi").text
    assert "Petugas data kami: PPID Kabupaten Tanah Laut." in page
    assert "5 tahun sesudah pengaduan berakhir (JRA 2026)" in page
    assert page.count("3 kali 24 jam") == 5
    assert 'href="/tanah-laut/privasi"' in citizen.get("/").text


def test_what_was_begun_is_taken_out_of_this_device_from_every_page_of_it(citizen: Citizen) -> None:
    citizen.fill()
    for page in (citizen.at, citizen.page(PLACE), f"{citizen.draft}/periksa"):
        assert f'action="/tanah-laut{citizen.draft}/hapus"' in citizen.get(page).text
    citizen.post(f"{citizen.draft}/hapus", page=citizen.at)
    assert "Hapus laporan ini" not in citizen.get("/lapor").text
