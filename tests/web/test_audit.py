"""The auditors' pages: who may enter, what is on them, what never is, and what they cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from lxml import etree, html
from sqlalchemy import update

from complaints.decrees import DayInput, issue_decree
from complaints.models import DecreeKind
from complaints.people.roles import Role
from complaints.reports.exports import plain
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.errors import CaseBrokenError
from engine.models import Event
from engine.running import commands
from tests.support.audited import FORWARDED, disposed
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged, with_reason, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

SEARCH = "/audit/pengaduan"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What the pages read is tested on both databases; here it is about the pages."""
    return sqlite_factory


@pytest.fixture
def auditor(as_officer: Clients) -> FlaskClient:
    return as_officer("lia", (Role.AUDITOR, ""))


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    """A running complaint of the real process."""
    deploy_process(session_factory, runtime)
    return Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)


def case_path(case_id: UUID) -> str:
    return f"{SEARCH}/{case_id}"


def paths(case_id: UUID) -> list[str]:
    case = case_path(case_id)
    own = ("tenggat/1-0", "jejak.csv", "diagram/pengaduan_tanah_laut.svg", "putar/1", "pesan")
    return [SEARCH, case, *(f"{case}/{each}" for each in own)]


def test_only_auditors_enter(desk: Desk, flask_app: object, as_officer: Clients) -> None:
    stranger = flask_app.test_client()  # type: ignore[attr-defined]
    officer = as_officer("ani", (Role.ADMIN_INSTANSI, ""))
    for path in paths(desk.case_id):
        assert stranger.get(path).status_code == 302
        assert officer.get(path).status_code == 403


def test_an_auditor_enters_everywhere(desk: Desk, auditor: FlaskClient) -> None:
    for path in paths(desk.case_id):
        assert auditor.get(path).status_code == 200, path


def test_what_is_not_there_is_not_found(desk: Desk, auditor: FlaskClient) -> None:
    case = case_path(desk.case_id)
    missing = [
        case_path(uuid4()),
        f"{case}/tenggat/99-9",
        f"{case}/diagram/lain.svg",
        f"{case}/diagram/kelengkapan_data.svg",
    ]
    for path in [*missing, f"{SEARCH}/bukan-uuid"]:
        assert auditor.get(path).status_code == 404, path


def test_the_search_finds_by_number_and_keeps_what_was_asked(desk: Desk, auditor: FlaskClient) -> None:
    everything = auditor.get(SEARCH).text
    (number,) = html.fromstring(everything).xpath("//th/a/text()")
    assert number in auditor.get(SEARCH, query_string={"nomor": number.lower()}).text
    nothing = auditor.get(SEARCH, query_string={"nomor": "TL-1999-AAAAAA", "tahap": "x", "terlambat": "ya"}).text
    assert "Tidak ada yang cocok" in nothing
    assert 'value="TL-1999-AAAAAA"' in nothing


@pytest.mark.parametrize(
    "query",
    [
        {"sejak": "kemarin"},
        {"sampai": "2026-13-40"},
        {"sejak": "0001-01-01"},
        {"versi": "bukan-uuid"},
        {"nomor": "\x00'; DROP TABLE--" + "x" * 500},
        {"status": "<script>"},
    ],
)
def test_odd_filters_narrow_nothing_and_break_nothing(desk: Desk, auditor: FlaskClient, query: dict[str, str]) -> None:
    answer = auditor.get(SEARCH, query_string=query)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    dates = {"sejak", "sampai"} & set(query)
    assert ("tidak dapat dibaca" in answer.text) == bool(dates)


def test_a_mangled_page_mark_is_refused(auditor: FlaskClient) -> None:
    assert auditor.get(SEARCH, query_string={"sesudah": "!!!"}).status_code == 400


def test_the_case_page_tells_the_whole_story(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    page = auditor.get(case_path(desk.case_id)).text
    text = words(page)
    for part in (
        "Riwayat utuh.",
        "Tanda tangan kepala riwayat sah.",
        "4 baris",
        "Jalan berlubang",
        "Tugas diselesaikan: Verifikasi pengaduan",
        "Petugas Uji (Admin Instansi)",
        "CATATAN-RAHASIA dekat sekolah",
        "Mengapa tanggal ini?",
        "Lampiran BAB VI.C",
        "sekarang di sini",
    ):
        assert part in text, part
    assert "Siti Aminah" not in page


def test_every_link_of_the_drawings_leads_to_a_step_on_the_page(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    tree = html.fromstring(auditor.get(case_path(desk.case_id)).text)
    ids = tree.xpath("//@id")
    targets = [target.removeprefix("#") for target in tree.xpath("//a/@href") if target.startswith("#")]
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)
    assert len([target for target in targets if target.startswith("elemen-")]) > 20


def test_a_broken_history_is_told_in_words(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    with everywhere(desk.factory) as session:
        session.execute(update(Event).where(Event.case_id == desk.case_id, Event.number == 2).values(payload="{}"))
    text = words(auditor.get(case_path(desk.case_id)).text)
    assert "Riwayat tidak utuh" in text
    assert "baris 2, isi baris telah diubah" in text


def test_what_a_row_says_beyond_the_format_is_told_and_the_rest_is_read(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    with everywhere(desk.factory) as session:
        session.execute(
            update(Event).where(Event.case_id == desk.case_id, Event.number == 2).values(kind="task_sung", payload="[]")
        )
        session.execute(
            update(Event)
            .where(Event.case_id == desk.case_id, Event.number == 3)
            .values(payload='{"lagu":1,"opened":7}')
        )
    page = auditor.get(case_path(desk.case_id))
    text = words(page.text)
    assert page.status_code == 200
    assert "Tidak terbaca: jenis baris 'task_sung' tidak dikenal." in text
    assert "Tidak terbaca: bidang 'lagu' tidak dikenal." in text
    assert "Tidak terbaca: bidang 'opened' tidak dapat dibaca." in text
    assert auditor.get(f"{case_path(desk.case_id)}/jejak.csv").status_code == 200


def test_a_secret_complaint_keeps_its_words_on_every_page(
    session_factory: SessionFactory, runtime: Runtime, desk: Desk, auditor: FlaskClient
) -> None:
    secret = lodged(
        session_factory, runtime, minta_rahasia="ya", judul="RAHASIA-JUDUL", uraian="RAHASIA-URAIAN di kantor camat"
    )
    disposed(replace(desk, case_id=secret.complaint_id))
    with_reason(auditor, secret.complaint_id)
    for path in paths(secret.complaint_id):
        page = auditor.get(path).text
        for canary in ("RAHASIA-JUDUL", "RAHASIA-URAIAN", "CATATAN-RAHASIA", "Siti Aminah", "0812-3456-7890"):
            assert canary not in page, (path, canary)
    assert "(dirahasiakan)" in auditor.get(case_path(secret.complaint_id)).text


def test_a_deadline_names_start_days_decree_and_article(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    tree = html.fromstring(auditor.get(case_path(desk.case_id)).text)
    address = tree.xpath("//tr[contains(., 'Batas akhir penyelesaian')]//a[contains(., 'Mengapa')]/@href")[0]
    text = words(auditor.get(address).text)
    for part in (
        "14 hari kerja sesudah Senin, 9 Maret 2026",
        "Hari ke-0: Senin, 9 Maret 2026",
        "Jumat, 20 Maret 2026 dilewati cuti bersama",
        "ke-14",
        "Jatuh tempo: akhir hari, Senin, 6 April 2026 pukul 24.00 WITA.",
        "Lampiran BAB VI.C (TL-VI.C)",
        "Tugas diselesaikan: Disposisikan pengaduan (baris 4)",
    ):
        assert part in text, part


def test_the_drawing_alone_is_an_image_without_anything_live(desk: Desk, auditor: FlaskClient) -> None:
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    answer = auditor.get(f"{case_path(desk.case_id)}/diagram/telaah_nasional.svg")
    assert answer.mimetype == "image/svg+xml"
    root = etree.fromstring(answer.data)
    assert root.get("role") == "img"
    assert not root.xpath("//*[local-name()='a' or local-name()='script' or local-name()='style']")


def test_the_download_holds_every_answer_and_no_live_formula(desk: Desk, auditor: FlaskClient) -> None:
    desk.complete("Task_verifikasi_nasional", **{**FORWARDED, "subjek": "=1+1", "objek": "+62 @ rumah"})
    answer = auditor.get(f"{case_path(desk.case_id)}/jejak.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    new = {line["Pertanyaan"]: line["Nilai baru"] for line in lines}
    assert new["Subjek pengaduan"] == "'=1+1"
    assert new["Objek pengaduan"] == "'+62 @ rumah"
    assert {line["Baris"] for line in lines} == {"1", "2"}
    assert lines[0]["Oleh"] == "Pengadu"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "＝1", "\u3000@x"])
def test_cells_that_would_be_formulas_are_text(cell: str) -> None:
    assert plain(cell) == "'" + cell
    assert plain("1" + cell) == "1" + cell


def test_statements_per_page(desk: Desk, auditor: FlaskClient) -> None:
    disposed(desk)
    limits = dict(zip(paths(desk.case_id), (7, 29, 13, 10, 10, 17, 9), strict=True))
    for path in limits:
        auditor.get(path)
    for path, limit in limits.items():
        with statements(desk.factory) as sent:
            auditor.get(path)
        assert len(sent) <= limit, (path, sent)


def test_a_moved_deadline_and_an_incident_are_told(desk: Desk, auditor: FlaskClient) -> None:
    desk.clock.advance(timedelta(minutes=5))
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        day = DayInput(date(2026, 3, 10), DecreeKind.LIBUR_DAERAH, "Hari jadi")
        issue_decree(session, scope="tanah-laut", decree="SK Bupati 7/2026", days=[day], at=desk.clock.now())
        broken = CaseBrokenError("tanah-laut", desk.case_id, "Timer_telaah_nasional", RuntimeError("meterai rusak"))
        commands.record_incident(session, desk.runtime, broken=broken)
    commands.recompute_deadlines(
        desk.factory, desk.runtime, instansi_id="tanah-laut", decree="SK Bupati 7/2026", by=SISTEM
    )
    case = words(auditor.get(case_path(desk.case_id)).text)
    assert "dulu Kamis, 12 Maret 2026 pukul 24.00 WITA, diubah oleh SK Bupati 7/2026" in case
    assert "RuntimeError: meterai rusak (dicoba 1 kali, belum selesai)" in case
    assert "Gangguan dicatat: Batas telaah lewat" in case
    reason = words(auditor.get(f"{case_path(desk.case_id)}/tenggat/1-0").text)
    assert "SK Bupati 7/2026: dari Kamis, 12 Maret 2026 pukul 24.00 WITA menjadi Jumat, 13 Maret 2026" in reason
    assert "Selasa, 10 Maret 2026 dilewati libur daerah: Hari jadi (SK Bupati 7/2026)" in reason
