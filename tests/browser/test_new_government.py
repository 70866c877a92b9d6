"""A government that is not there yet: from the operator's first page to its first closed complaint, all by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.demo.government import PASSWORD
from complaints.people import accounts
from complaints.people.roles import Role
from engine.db import unit_of_work
from tests.browser.test_walk import fill_in
from tests.support.demo import empty_demo, log_in
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOME = "maluku-tengah"
OWN = "kata-sandi-sendiri-yang-panjang"
STEPS: tuple[dict[str, str | bool], ...] = (
    {"proses": "pengaduan_ngawi", "jenis": "kabupaten", "tempat": "Maluku Tengah", "provinsi": "ID-MA"},
    {"units": "Dinas Kesehatan\nDinas Sosial", "wilayah": "Amahai: Haruru, Amahai\nTehoru: Tehoru"},
    {
        "contact_name": "Ibu Tika Lestari", "contact_address": "Jalan Imam Bonjol, Masohi",
        "contact_phone": "(0914) 21001", "contact_hours": "Senin–Jumat 08.00–15.30",
    },
    {"regulation": "Peraturan Bupati Maluku Tengah Nomor 7 Tahun 2026", "pasal:NG-P6(2)": "Pasal 9 ayat (1)"},
    {"nama_1": "Rina Wati", "nama_pengguna_1": "rina", "nama_2": "Yusuf Latu", "nama_pengguna_2": "yusuf"},
)  # fmt: skip
NewPage = Callable[[], "Page"]


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path) -> Iterator[NewPage]:
    """Phones without JavaScript, each of somebody else, on an installation that serves one other government."""
    with empty_demo(tmp_path, "ngawi") as demo:
        with unit_of_work(demo.tools.session_factory, "ngawi") as session:
            user = accounts.add_user(
                session, instansi_id="ngawi", username="hendra", name="Hendra", password=PASSWORD,
                must_change_password=False,
            )  # fmt: skip
            accounts.grant(session, instansi_id="ngawi", user_id=user, role=Role.OPERATOR)
        with serving(demo.app) as address:
            contexts = []

            def opened() -> Page:
                contexts.append(
                    chromium.new_context(
                        base_url=address, viewport={"width": 320, "height": 700}, java_script_enabled=False
                    )
                )
                contexts[-1].set_default_timeout(10_000)
                return contexts[-1].new_page()

            yield opened
            for context in contexts:
                context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    assert page.locator(".govuk-error-summary").count() == 0, page.locator(".govuk-error-summary").inner_text()


def founded(page: Page) -> str:
    """The operator enters the government and leaves once between; gives the first password of `rina`."""
    log_in(page, "hendra")
    page.get_by_role("link", name="Pemerintah daerah: kesiapannya").click()
    press(page, "Siapkan pemerintah daerah baru")
    for number, answers in enumerate(STEPS):
        if number == 2:
            page.goto("/operator/pemerintah")
            page.get_by_role("link", name="Maluku Tengah").click()
        fill_in(page, answers)
        press(page, "Simpan dan lanjut")
    press(page, "Mulai pemerintah daerah ini")
    return str(page.locator("main li").filter(has_text="rina").locator("code").inner_text())


def enter(page: Page, username: str, first: str) -> None:
    """Logs in with a first password and chooses one's own."""
    page.goto("/petugas/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(first)
    press(page, "Masuk")
    for field in page.locator("main input[type=password]").all():
        field.fill(first if field.get_attribute("autocomplete") == "current-password" else OWN)
    page.locator("main form button").first.click()


def employed(page: Page, name: str, username: str, role: str) -> str:
    """An administrator adds a person with a role; gives the first password."""
    page.goto("/admin/orang/baru")
    fill_in(page, {"nama": name, "nama_pengguna": username})
    press(page, "Tambahkan")
    page.locator("main select[name=peran]").select_option(role)
    press(page, "Beri peran")
    form = page.locator("form[action$='/sandi']")
    page.locator("main details").filter(has=form).locator("summary").click()
    form.locator("[name=alasan]").fill("Kata sandi pertama")
    form.get_by_role("button").click()
    return str(page.locator("main .alur-code").first.inner_text())


def lodged(page: Page) -> str:
    """A citizen reads whose articles these are, and reports; gives the number."""
    page.goto(f"/{HOME}/kontak")
    assert page.get_by_text("Nomor 7 Tahun 2026").first.is_visible()
    page.goto(f"/{HOME}/lapor")
    fill_in(
        page, {"jenis": "pengaduan", "judul": "Percobaan: loket tutup", "uraian": "Percobaan: loket tutup pagi tadi."}
    )
    press(page, "Lanjut")
    fill_in(page, {"kecamatan": "Amahai", "desa": "Haruru"})
    press(page, "Lanjut")
    page.get_by_role("radio", name="Dengan nama").check()
    press(page, "Lanjut")
    fill_in(page, {"nama": "Siti Aminah", "jenis_pengadu": "perorangan"})
    press(page, "Lanjut")
    press(page, "Lanjut")
    press(page, "Kirim laporan")
    return str(page.locator(".alur-receipt .alur-code").first.inner_text())


def test_a_sixth_government_comes_to_its_first_closed_complaint(open_page: NewPage) -> None:
    first, rina, endang, citizen = founded(open_page()), open_page(), open_page(), open_page()
    enter(rina, "rina", first)
    rina.get_by_role("link", name="Kesiapan").click()
    assert rina.locator("main li").filter(has_text="pengaduan percobaan").get_by_text("belum").is_visible()
    enter(endang, "endang", employed(rina, "Endang Sulistyowati", "endang", "sekretariat"))
    number = lodged(citizen)
    endang.goto("/petugas/tugas")
    endang.locator("main tr, main li").filter(has_text=number).get_by_role("link").first.click()
    fill_in(endang, {"hasil_verifikasi": "diarsipkan", "alasan_arsip": "tidak_jelas", "penjelasan_arsip": "Percobaan."})
    endang.get_by_role("button", name="Selesaikan").first.click()
    rina.goto("/admin/kesiapan")
    assert rina.locator("main li").filter(has_text="pengaduan percobaan").get_by_text("sudah").is_visible()
