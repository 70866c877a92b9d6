"""One complaint in a real browser, without JavaScript: from the citizen's form to the closed case, through every desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NewPage
from tests.support.demo import log_in, track

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

JUDUL = "Tiang listrik miring di Gang Amanah"
VERIFIED = {
    "identitas_terverifikasi": True,
    "substansi_terverifikasi": True,
    "lengkap": "ya",
    "layak": "ya",
    "rumusan": "bukan_keduanya",
    "subjek": "Dinas PUPR",
    "objek": "Tiang lampu jalan",
    "jenis": "pengaduan",
    "kategori": "infrastruktur",
}
STEPS: tuple[tuple[str, str, Mapping[str, str | bool]], ...] = (
    ("nasional", "Verifikasi pengaduan", VERIFIED | {"tujuan": "instansi_ini"}),
    (
        "instansi",
        "Verifikasi pengaduan",
        {"sesuai_kewenangan": "ya"}
        | VERIFIED
        | {
            "penyalahgunaan_wewenang": "tidak",
            "bersifat_normatif": "tidak",
            "berkadar_pengawasan": "tidak",
            "perlu_pemeriksaan_lapangan": "tidak",
        },
    ),
    ("instansi", "Disposisikan pengaduan", {"arah_disposisi": "disposisi", "skpd": "dinas-pupr"}),
    (
        "penghubung.pupr",
        "Verifikasi kewenangan",
        {"sesuai_kewenangan": "ya", "identitas_terverifikasi": True, "kategori_diubah": "tidak"},
    ),
    ("penghubung.pupr", "Task_respon_awal", {"respon_awal": "Laporan Anda kami terima."}),
    ("penghubung.pupr", "Task_informasikan_kepala", {"kepala_diberitahu": True}),
    ("berwenang.pupr", "Task_tindak_lanjut", {"hasil": "Tiang ditegakkan dan dicor ulang."}),
    ("penghubung.pupr", "Task_laporkan_status", {"status_penyelesaian": "Selesai dikerjakan.", "tuntas": "ya"}),
    (
        "penghubung.pupr",
        "Task_susun_jawaban",
        {
            "jawaban": "Tiang sudah ditegakkan hari ini.",
            "ringkasan": "Tiang ditegakkan.",
            "penyebab_pengaduan": "sarana",
        },
    ),
)

SECRET = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}")


def fill_in(page: Page, answers: Mapping[str, str | bool]) -> None:
    """Fills a form by the names of its fields, whatever kind they are."""
    for name, value in answers.items():
        field = page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.first.check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))


def lodge(page: Page) -> dict[str, str]:
    """A citizen lodges; gives the number and the secret code of the receipt."""
    page.goto("/tanah-laut/lapor")
    fill_in(
        page,
        {
            "jenis": "pengaduan",
            "judul": JUDUL,
            "uraian": "Tiang lampu jalan miring ke arah rumah warga sejak hujan kemarin malam.",
        },
    )
    page.get_by_role("button", name="Lanjut").click()
    fill_in(page, {"kecamatan": "Pelaihari", "lokasi": "Gang Amanah RT 2"})
    page.get_by_role("button", name="Lanjut").click()
    fill_in(page, {"minta_anonim": "tidak"})
    page.get_by_role("button", name="Lanjut").click()
    fill_in(page, {"nama": "Masdulhaq", "telepon": "081250001234"})
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Lanjut").click()
    assert page.get_by_text(JUDUL).is_visible()
    page.get_by_role("button", name="Kirim").click()
    page.get_by_text("Kode rahasia").first.wait_for()
    codes = page.locator("main .alur-code, main code").all_inner_texts()
    return {
        "number": next(code for code in codes if code.startswith("TL-")),
        "secret": next(code for code in codes if SECRET.fullmatch(code)),
    }


def take(page: Page, number: str, name: str, answers: Mapping[str, str | bool]) -> None:
    """An officer finds the task in the list, fills in its form and completes it."""
    page.goto("/petugas/tugas")
    row = page.locator("main tr, main li").filter(has_text=number)
    row.get_by_role("link").first.click()
    if not name.startswith("Task_"):
        assert page.get_by_role("heading", level=1).inner_text() == name
    fill_in(page, answers)
    page.get_by_role("button", name="Selesaikan").first.click()
    assert page.locator(".govuk-error-summary").count() == 0, page.locator(".govuk-error-summary").inner_text()


def test_a_complaint_goes_from_the_form_to_its_end(open_page: NewPage) -> None:
    citizen = open_page(width=320, javascript=False)
    receipt = lodge(citizen) | {"instansi": "tanah-laut"}
    desks: dict[str, Page] = {}
    for username, name, answers in STEPS:
        if username not in desks:
            desks[username] = open_page(javascript=False)
            log_in(desks[username], username)
        take(desks[username], receipt["number"], name, answers)

    track(citizen, receipt)
    assert citizen.get_by_text("Tiang sudah ditegakkan hari ini.").first.is_visible()
    fill_in(citizen, {"puas": "ya"})
    citizen.locator("main form").filter(has=citizen.locator('[name="puas"]')).get_by_role("button").first.click()
    assert citizen.locator("main").get_by_text("Selesai").first.is_visible()

    auditor = open_page(javascript=False)
    log_in(auditor, "auditor")
    auditor.goto("/audit/pengaduan")
    auditor.get_by_role("link", name=receipt["number"]).click()
    assert auditor.locator("svg").count() >= 4
    said = auditor.locator("main").inner_text()
    assert "Riwayat utuh" in said
    assert "Selesai" in said
