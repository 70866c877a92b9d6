"""Tracking over the web: equal answers for wrong codes, a view bound to the session, answers that are heard once."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import render_template_string
from sqlalchemy import select

from complaints.models import Attempt, Complaint, Instansi
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo, zip_bomb
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import NATIONAL
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.statements import statements
from tests.web.citizen import Citizen

if TYPE_CHECKING:
    from flask import Flask

    from web.services import Services

ASKED = {"lengkap": "tidak", "data_diminta": "Foto lubang & nama jalan"}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database; the commands behind them are tested on both."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def citizen(flask_app: Flask) -> Citizen:
    return Citizen(flask_app)


@pytest.fixture
def codes(citizen: Citizen) -> tuple[str, str]:
    return citizen.lodge()


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, codes: tuple[str, str]) -> Desk:
    with everywhere(session_factory) as session:
        case_id = session.scalars(select(Complaint.id)).one()
    return Desk(session_factory, runtime, clock, case_id)


def test_english_words_stand_apart_and_are_marked_as_such(citizen: Citizen, desk: Desk, codes: tuple[str, str]) -> None:
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).texts = {"pesan.diteruskan.en": "Report {nomor} goes no further."}
    desk.complete("Task_verifikasi_nasional", **NATIONAL | {"tujuan": "instansi_lain", "instansi_tujuan": "pln"})
    citizen.track(*codes)
    page = citizen.get("/lacak/pengaduan").text
    assert f'<p class="govuk-body alur-typed" lang="en">Report {codes[0]} goes no further.</p>' in page
    assert (
        '<p class="govuk-body alur-typed" dir="auto">Pengaduan Anda diteruskan kepada instansi yang berwenang.</p>'
        in page
    )
    assert "In English:" not in page


def test_number_and_code_open_the_complaint(citizen: Citizen, codes: tuple[str, str]) -> None:
    answer = citizen.track(codes[0].lower(), codes[1].replace("-", " "))
    assert answer.headers["Location"] == "/tanah-laut/lacak/pengaduan"
    html = citizen.get("/lacak/pengaduan").text
    assert codes[0] in html
    assert codes[1] not in html
    assert 'aria-current="step"' in html
    assert "paling lambat Kamis, 12 Maret 2026" in html


def test_what_the_secretariat_hands_on_has_a_name(flask_app: Flask) -> None:
    with flask_app.test_request_context():
        words = "{% from 'public/words.html' import kabar %}{{ kabar('tanggapan_sekretariat', 'instansi') }}"
        assert render_template_string(words) == "Tanggapan yang diteruskan Sekretariat"


def test_codes_never_stand_in_an_address(citizen: Citizen, codes: tuple[str, str]) -> None:
    answer = citizen.track(*codes)
    assert codes[1].replace("-", "") not in answer.headers["Location"].replace("-", "")
    assert citizen.get(f"/lacak?nomor={codes[0]}&kode={codes[1]}").status_code == 200
    assert citizen.get("/lacak/pengaduan").status_code == 200
    stranger = Citizen(citizen.client.application)
    stranger.get(f"/lacak?nomor={codes[0]}&kode={codes[1]}")
    assert stranger.get("/lacak/pengaduan").status_code == 302


def test_wrong_code_and_unknown_number_get_the_same_page(citizen: Citizen, codes: tuple[str, str]) -> None:
    def page(number: str) -> str:
        answer = citizen.track(number, "AAAA-AAAA-AAAA-AAAA")
        assert answer.status_code == 422
        return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(number, "NOMOR")

    assert page(codes[0]) == page("TL-2026-AAAAAA")
    assert "AAAA-AAAA-AAAA-AAAA" not in page(codes[0])


def test_many_wrong_codes_are_stopped_and_no_address_is_kept(
    citizen: Citizen, codes: tuple[str, str], session_factory: SessionFactory
) -> None:
    for _ in range(5):
        assert citizen.track(codes[0], "salah").status_code == 422
    answer = citizen.track(*codes)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        keys = session.scalars(select(Attempt.key)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@pytest.mark.parametrize("path", ["/lacak/pengaduan", "/lacak/berkas/00000000-0000-0000-0000-000000000000"])
def test_without_a_code_nothing_is_shown(citizen: Citizen, codes: tuple[str, str], path: str) -> None:
    assert citizen.get(path).headers["Location"] == "/tanah-laut/lacak"


def test_the_view_closes_by_itself_and_on_request(
    citizen: Citizen, codes: tuple[str, str], clock: FixedClock, services: Services
) -> None:
    citizen.track(*codes)
    clock.advance(services.settings.session_idle - timedelta(seconds=1))
    assert citizen.get("/lacak/pengaduan").status_code == 200
    clock.advance(services.settings.session_idle)
    assert citizen.get("/lacak/pengaduan").status_code == 302
    citizen.track(*codes)
    citizen.post("/lacak/keluar", page="/lacak/pengaduan")
    assert citizen.get("/lacak/pengaduan").status_code == 302


def test_the_receipt_leads_straight_to_the_complaint(citizen: Citizen, codes: tuple[str, str]) -> None:
    html = citizen.get(citizen.at).text
    assert f'name="kode" value="{codes[1]}"' in html
    assert citizen.track(*codes).status_code == 302


def test_asked_for_data_the_author_answers_with_a_photo(citizen: Citizen, codes: tuple[str, str], desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    citizen.track(*codes)
    html = citizen.get("/lacak/pengaduan").text
    assert "Kami menunggu Anda" in html
    assert "Foto lubang &amp; nama jalan" in html
    answer = citizen.post(
        "/lacak/pengaduan",
        {
            "langkah": "Task_tunggu_kelengkapan",
            "kelengkapan": "Jalan Boejasin",
            "berkas_kelengkapan": [(io.BytesIO(photo()), "lubang.jpg")],
        },
    )
    assert answer.status_code == 302
    html = citizen.get("/lacak/pengaduan").text
    assert "Tanggapan Anda sudah kami terima" in html
    assert "Jalan Boejasin" in html
    assert "Kami menunggu Anda" not in html
    link = re.search(r'href="(/tanah-laut/lacak/berkas/[^"]+)"', html)
    assert link is not None
    file = citizen.client.get(link[1])
    assert (file.status_code, file.mimetype) == (200, "image/jpeg")
    file.close()
    assert desk.case().phase == "telaah_nasional"


def test_a_wrong_answer_keeps_text_and_good_files(citizen: Citizen, codes: tuple[str, str], desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    citizen.track(*codes)
    answer = citizen.post(
        "/lacak/pengaduan",
        {
            "langkah": "Task_tunggu_kelengkapan",
            "kelengkapan": "Jalan Boejasin",
            "berkas_kelengkapan": [(io.BytesIO(photo()), "lubang.jpg"), (io.BytesIO(zip_bomb()), "surat.docx")],
        },
    )
    assert answer.status_code == 422
    assert "“surat.docx” tidak dapat diterima" in answer.text
    assert "Jalan Boejasin</textarea>" in answer.text
    assert "lubang.jpg" in answer.text
    assert desk.case().phase == "menunggu_kelengkapan"


def test_an_answer_sent_twice_is_one_answer(citizen: Citizen, codes: tuple[str, str], desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    citizen.track(*codes)
    given = {"langkah": "Task_tunggu_kelengkapan", "kelengkapan": "Jalan Boejasin"}
    citizen.post("/lacak/pengaduan", given)
    again = citizen.post("/lacak/pengaduan", given)
    assert again.status_code == 302
    html = citizen.get("/lacak/pengaduan").text
    assert html.count("Jalan Boejasin") == 1
    assert "sudah kami terima" in html


def test_the_author_adds_words_and_a_photo_while_the_office_works(
    citizen: Citizen, codes: tuple[str, str], desk: Desk
) -> None:
    citizen.track(*codes)
    html = citizen.get("/lacak/pengaduan").text
    assert "Kami menunggu Anda" not in html
    offered = html.index("Tambahkan keterangan atau foto")
    assert offered < html.index("Kirim tambahan") < html.index("Sampai di mana laporan Anda")
    bad = citizen.post("/lacak/pengaduan", {"langkah": "Start_tambahan", "tambahan": ""})
    assert (bad.status_code, 'id="tambah-1" open' in bad.text) == (422, True)
    given = {
        "langkah": "Start_tambahan",
        "tambahan": "Sejak kemarin <dua> orang jatuh.",
        "berkas_tambahan": [(io.BytesIO(photo()), "jatuh.jpg")],
    }
    assert citizen.post("/lacak/pengaduan", given).status_code == 302
    html = citizen.get("/lacak/pengaduan").text
    assert "Tambahan dari Anda" in html
    assert "Sejak kemarin &lt;dua&gt; orang jatuh." in html
    assert "berkas 1" in html
    assert "jatuh.jpg" in html
    assert [task.element for task in desk.case().open_tasks] == ["Task_verifikasi_nasional"]


def test_an_answer_after_the_session_ended_is_kept_and_sent_after_the_code(
    citizen: Citizen, codes: tuple[str, str], desk: Desk, clock: FixedClock
) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    citizen.track(*codes)
    page = citizen.get("/lacak/pengaduan").text
    clock.advance(timedelta(hours=1))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    given = {"csrf_token": token[1], "langkah": "Task_tunggu_kelengkapan", "kelengkapan": "Jalan Boejasin"}
    late = citizen.client.post("/tanah-laut/lacak/pengaduan", data=given)
    assert "tidak hilang" in late.text
    kept = re.search(r'name="titipan" value="([^"]+)"', late.text)
    assert kept is not None
    opened = citizen.post("/lacak", {"nomor": codes[0], "kode": codes[1], "titipan": kept[1]})
    assert "Jalan Boejasin" in opened.text
    assert "Kirim ulang" in opened.text


def test_a_page_costs_few_statements_whatever_happened(
    citizen: Citizen, codes: tuple[str, str], desk: Desk, session_factory: SessionFactory
) -> None:
    citizen.track(*codes)
    citizen.get("/lacak/pengaduan")

    def cost() -> int:
        with statements(session_factory) as sent:
            citizen.get("/lacak/pengaduan")
        return len(sent)

    before = cost()
    for _ in range(3):
        desk.complete("Task_verifikasi_nasional", **ASKED)
        citizen.post("/lacak/pengaduan", {"langkah": "Task_tunggu_kelengkapan", "kelengkapan": "Ini datanya"})
    assert cost() <= before <= 14


@pytest.mark.parametrize("held", [[], "x", ["tanah-laut", "bukan-uuid", "x"], None, {"a": 1}])
def test_a_session_of_another_version_opens_nothing(citizen: Citizen, held: object) -> None:
    with citizen.client.session_transaction() as kept:
        kept["lacak"] = held
    assert citizen.get("/lacak/pengaduan").headers["Location"] == "/tanah-laut/lacak"


def test_a_neighbour_has_no_way_in(citizen: Citizen, codes: tuple[str, str]) -> None:
    citizen.track(*codes)
    assert citizen.client.get("/kota-tetangga/lacak/pengaduan").status_code == 302
    assert citizen.client.get(f"/{TANAH_LAUT}x/lacak").status_code == 404
