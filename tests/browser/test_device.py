"""What a device adds to a report: smaller photos, progress, copies for when there is no signal, and nothing that stays."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.browser.conftest import NewPage
from tests.browser.test_citizen import fill_substance

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KEPT_PAGES = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
    return found;
}"""
WORKER_READY = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
NAME = '"><img src=x onerror=alert(1)>.jpg'


def large_photo(path: Path) -> Path:
    """Noise of 9 megapixels, with a place in its Exif: some megabytes."""
    picture = Image.frombytes("RGB", (3600, 2500), random.Random(7).randbytes(3600 * 2500 * 3))
    exif = Image.Exif()
    exif[0x010E] = "Rumah Siti Aminah"
    picture.save(path, "JPEG", quality=60, exif=exif)
    return path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_report_goes_on_where_the_signal_went_and_nothing_stays_on_the_device(
    open_page: NewPage, tmp_path: Path
) -> None:
    page = open_page(width=320)
    page.goto("/tanah-laut/lapor")
    page.wait_for_function(WORKER_READY)
    page.get_by_label("Pengaduan").check()
    page.get_by_label("Judul").fill("Lampu jalan mati")
    page.get_by_label("Uraian").fill("Lampu jalan di depan puskesmas mati sejak dua minggu lalu.")
    page.context.set_offline(True)
    press(page, "Lanjut")
    page.get_by_text("Boleh kami simpan di perangkat ini").wait_for()
    assert page.get_by_label("Judul").input_value() == "Lampu jalan mati"
    press(page, "Simpan di perangkat ini")
    page.get_by_text("Tersimpan di perangkat ini").wait_for()
    page.goto("/tanah-laut/lapor")
    page.get_by_role("heading", name="Tidak ada sinyal").wait_for()
    page.context.set_offline(False)
    page.get_by_role("link", name="Buka lagi isian yang belum terkirim").click()
    press(page, "Pulihkan")
    assert page.get_by_label("Uraian").input_value().startswith("Lampu jalan di depan")
    assert page.get_by_label("Pengaduan").is_checked()
    press(page, "Lanjut")
    page.get_by_label("Kecamatan").select_option("Takisung")
    page.get_by_label("Desa atau kelurahan").fill("Tabanio")
    page.context.set_geolocation({"latitude": -3.8001, "longitude": 114.75033, "accuracy": 12})
    page.context.grant_permissions(["geolocation"])
    press(page, "Isi dengan tempat saya sekarang")
    page.wait_for_function("() => document.getElementById('lokasi').value === '-3.80010, 114.75033 (± 12 m)'")
    press(page, "Lanjut")
    page.get_by_role("radio", name="Tanpa nama").check()
    press(page, "Lanjut")
    page.get_by_label("Foto atau dokumen").set_input_files(
        files=[{"name": NAME, "mimeType": "image/jpeg", "buffer": large_photo(tmp_path / "foto.jpg").read_bytes()}]
    )
    page.get_by_text("dikecilkan di perangkat ini").wait_for()
    assert page.locator(".alur-files canvas").count() == 1
    assert page.locator(".alur-files img").count() == 0
    press(page, "Lanjut")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("heading", name="Laporan Anda kami terima").wait_for()
    number, secret = page.locator(".alur-receipt .alur-code").all_inner_texts()
    assert page.get_by_role("button", name="Salin nomor", exact=True).is_visible()
    kept = page.evaluate(KEPT_PAGES)
    assert [
        each for each in kept if not each.startswith("/aset/") and "/warna/" not in each and "/lambang/" not in each
    ] == ["/tanah-laut/lapor/luring"]
    held = page.evaluate("async (path) => (await (await caches.match(path)).text())", "/tanah-laut/lapor/luring")
    assert number not in held
    assert secret not in held
    assert page.evaluate(KEPT_FORMS) == []


KEPT_FORMS = """() => new Promise((done) => {
    const opening = indexedDB.open("alur-lapor", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("belum-terkirim");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("belum-terkirim").objectStore("belum-terkirim").getAllKeys();
        asked.onsuccess = () => done(asked.result);
    };
})"""


def test_what_was_being_sent_when_the_signal_went_is_sent_again_or_taken_away(open_page: NewPage) -> None:
    page = open_page(width=1280)
    page.goto("/tanah-laut/lapor")
    page.wait_for_function(WORKER_READY)
    fill_substance(page, judul="Jembatan retak")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    page.get_by_role("radio", name="Tanpa nama").check()
    page.context.set_offline(True)
    press(page, "Lanjut")
    page.get_by_text("Isian yang baru saja Anda kirim masih ada").wait_for()
    press(page, "Simpan di perangkat ini")
    page.get_by_text("Tersimpan di perangkat ini").wait_for()
    assert len(page.evaluate(KEPT_FORMS)) == 1
    press(page, "Hapus dari perangkat ini")
    page.get_by_text("Sudah dihapus").wait_for()
    assert page.evaluate(KEPT_FORMS) == []
    page.context.set_offline(False)
    press(page, "Coba kirim lagi")
    page.get_by_label("Foto atau dokumen").wait_for()


def test_whistleblowers_pages_have_no_script_and_leave_nothing(open_page: NewPage) -> None:
    page = open_page(width=320)
    for path in ("/belitung-timur/wbs", "/belitung-timur/wbs/lapor"):
        page.goto(path)
        assert page.locator("script").count() == 0
    assert page.evaluate("() => navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
