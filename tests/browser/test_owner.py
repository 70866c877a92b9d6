"""A change of Ngawi's process from the first click to the former version brought back, as two owners would do it."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.intake.lodging import lodge
from complaints.models import Complaint
from engine.db import reading, unit_of_work
from engine.running import queries
from engine.running.worker import Worker
from tests.browser.conftest import NewPage
from tests.browser.test_walk import fill_in
from tests.support.citizen import read
from tests.support.demo import Demo, empty_demo, log_in
from tests.support.editors import begin_draft, open_editor
from tests.support.everywhere import everywhere
from tests.support.jobs import play_jobs
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PROCESS, DIAGRAM = "pengaduan_ngawi", "pengaduan_ngawi.bpmn"
NEW_TASK = "Kabari pengirim sebelum diarsipkan"
FORM = {
    "type": "default",
    "id": "Formulir_kabari_arsip_ng",
    "schemaVersion": 19,
    "components": [
        {
            "type": "textarea",
            "id": "Field_cara_dikabari",
            "key": "cara_dikabari",
            "label": "Cara pengirim dikabari",
            "validate": {"required": True, "maxLength": 400},
        }
    ],
}
DROP_ON_FLOW = """() => {
  const registry = alurModeler.get("elementRegistry");
  const flow = registry.get("Flow_terverifikasi_ke_diarsipkan_ng");
  const shape = alurModeler.get("elementFactory").createShape({ type: "bpmn:UserTask" });
  const made = alurModeler.get("modeling").createShape(shape, { x: 825, y: 778 }, flow);
  alurModeler.get("selection").select(made);
}"""
TYPED = {
    "jenis": "pengaduan",
    "uraian": "Lampu jalan di depan pasar padam sejak pekan lalu.",
    "kecamatan": "Paron",
    "desa": "Gelung",
    "lokasi": "Depan Pasar Gelung",
    "minta_anonim": "tidak",
    "nama": "Siti Aminah",
    "telepon": "0812-3456-7890",
    "minta_rahasia": "tidak",
    "jenis_pengadu": "perorangan",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Ngawi alone: what is deployed here must not meet the tests of others."""
    with empty_demo(tmp_path_factory.mktemp("ngawi"), "ngawi") as demo:
        yield demo


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[str]:
    with serving(demo.app) as address:
        yield address


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page, str], None]:
    """Keeps what stands on a page for the guide: in docs/gambar only when the pictures are to be renewed."""
    folder = Path(os.environ.get("ALUR_TEST_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=folder / f"pemilik-{name}.png") and None


def lodged(demo: Demo, judul: str) -> uuid.UUID:
    runtime = demo.tools.runtime
    given = read(
        {**TYPED, "judul": judul}, kecamatan=("Paron",), form="pengaduan_masuk_ngawi", today=runtime.clock.now().date()
    )
    with unit_of_work(demo.tools.session_factory, "ngawi") as session:
        return lodge(
            session, runtime, instansi_id="ngawi", answers=given, submission_token=uuid.uuid4().hex
        ).complaint_id


def lodged_in_the_browser(page: Page, demo: Demo, judul: str) -> uuid.UUID:
    """A citizen fills the page in and sends it."""
    page.goto("/ngawi/lapor")
    pages = (
        ("jenis", "judul", "uraian"),
        ("kecamatan", "desa", "lokasi"),
        ("minta_anonim",),
        ("nama", "jenis_pengadu"),
        (),
    )
    for asked in pages:
        fill_in(page, {key: {**TYPED, "judul": judul}[key] for key in asked})
        page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_text("Kode rahasia").first.wait_for()
    with everywhere(demo.tools.session_factory) as session:
        return session.scalars(select(Complaint.id).where(Complaint.judul == judul)).one()


def worker_turns(demo: Demo) -> None:
    """Lets the worker go on until nothing is left to do."""
    tools = demo.tools
    worker = Worker(tools.session_factory, tools.runtime, tools.sender, chores=tools.chores)
    play_jobs(tools.session_factory, tools.runtime)
    while worker.turn():
        pass


def version_of(demo: Demo, case_id: uuid.UUID) -> int:
    with reading(demo.tools.session_factory, "ngawi") as session:
        return queries.case(session, instansi_id="ngawi", case_id=case_id).version_number


def step(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Langkah konsep").get_by_role("link", name=name).click()


def archive(page: Page, case_id: uuid.UUID, demo: Demo) -> None:
    """The secretariat finds nothing to act on."""
    page.goto(f"/petugas/tugas/{open_task(demo, case_id)}")
    page.get_by_label("Diarsipkan", exact=True).check()
    page.locator("[name=alasan_arsip]").first.check()
    page.locator("[name=penjelasan_arsip]").fill("Isi laporan tidak dapat dipahami.")
    page.get_by_role("button", name=re.compile("Selesai")).first.click()
    page.wait_for_load_state()


def open_task(demo: Demo, case_id: uuid.UUID) -> uuid.UUID:
    with reading(demo.tools.session_factory, "ngawi") as session:
        (task,) = queries.case(session, instansi_id="ngawi", case_id=case_id).open_tasks
    return task.id


def end_of(demo: Demo, case_id: uuid.UUID) -> str:
    with reading(demo.tools.session_factory, "ngawi") as session:
        return queries.case(session, instansi_id="ngawi", case_id=case_id).end_element or ""


def draw_the_task(page: Page, draft: str) -> None:
    """Adds the task on the way to the archive and fills its panel in."""
    open_editor(page, draft, DIAGRAM)
    page.evaluate(DROP_ON_FLOW)
    panel = page.locator("#panel")
    panel.locator("[data-group-id=group-general] .bio-properties-panel-group-header").click()
    panel.get_by_label("Nama", exact=True).first.fill(NEW_TASK)
    panel.get_by_label("Peran yang mengerjakan").select_option("sekretariat")
    panel.get_by_label("Formulir").select_option("kabari_arsip_ng")
    panel.get_by_label("Tenggat tugas").fill("hari_kerja(3)")
    panel.get_by_label("Tenggat tugas").press("Tab")
    panel.locator("[data-group-id=group-alur-norms] .bio-properties-panel-group-header").click()
    panel.get_by_label("Cari dan tambah norma").fill("arsip")
    panel.get_by_label("Cari dan tambah norma").press("Enter")
    panel.get_by_label("Sifat sumber").select_option("default")
    page.get_by_text("Tersimpan pukul").wait_for()


def test_a_change_from_the_first_click_to_the_former_version(
    demo: Demo, open_page: NewPage, picture: Callable[[Page, str], None]
) -> None:
    old, moved = lodged(demo, "Selesai dengan cara lama"), lodged(demo, "Dipindahkan")
    page = open_page(width=1440)
    draft = begin_draft(page, PROCESS, title="Kabari pengirim sebelum arsip")
    page.get_by_text("Muat berkas, atau mulai yang baru").click()
    content = {"name": "kabari_arsip_ng.form", "mimeType": "application/json", "buffer": json.dumps(FORM).encode()}
    page.get_by_label("Berkas .bpmn, .dmn, atau .form dari alat lain").set_input_files(files=[content])  # type: ignore[list-item]
    page.get_by_role("button", name="Muat", exact=True).click()
    draw_the_task(page, draft)
    picture(page, "penyunting")

    page.goto(draft)
    step(page, "Perbedaan")
    assert page.get_by_text(NEW_TASK).first.is_visible()
    told = page.locator(".alur-change--added").all_inner_texts()
    assert any("hari_kerja(3)" in text and "Sekretariat" in text for text in told), told
    assert any("wajib diisi; paling banyak 400 huruf" in text for text in told), told
    picture(page, "perbedaan")
    step(page, "Dampak pada kasus")
    assert page.get_by_text("Akan melalui").first.is_visible()
    picture(page, "dampak")
    step(page, "Pemeriksaan")
    assert page.get_by_text("skenario belum dijalankan").is_visible()
    assert page.locator(".alur-findings__item").count() == 1, page.locator(".alur-findings__list").inner_text()
    picture(page, "pemeriksaan")

    step(page, "Skenario")
    page.get_by_role("button", name="Jalankan semua skenario").click()
    worker_turns(demo)
    step(page, "Skenario")
    failed = page.locator("dl.alur-totals dd").nth(1).inner_text()
    assert int(failed) > 0
    picture(page, "skenario")
    step(page, "Kasus lalu")
    page.get_by_role("button", name="Ulangi kasus").click()
    worker_turns(demo)
    step(page, "Kasus lalu")
    assert page.locator("main").get_by_text("berjalan sama").first.is_visible()

    step(page, "Coba")
    page.get_by_label("Masuk lewat").select_option("Start_website_ng|website")
    page.get_by_role("button", name="Mulai kasus simulasi").click()
    assert page.get_by_text("Jam simulasi").first.is_visible()
    picture(page, "coba")

    step(page, "Pemeriksaan")
    reasons = page.get_by_label("Alasan menerima")
    while reasons.count():
        reasons.first.fill("Skenario arsip kini melalui tugas baru; berkas skenario diperbarui menyusul.")
        page.get_by_role("button", name="Terima dengan alasan ini").first.click()
    assert page.get_by_text("Tidak ada yang menghalangi").is_visible()
    assert page.get_by_role("heading", name="Menurut skenario").is_visible()
    assert page.get_by_text("Perubahan ini menyentuh peraturan").count() == 0, (
        "a new step beside the law departs from nothing"
    )
    step(page, "Isi konsep")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Pengirim dikabari sebelum laporannya diarsipkan.")
    page.get_by_role("button", name="Ajukan").click()
    assert page.get_by_text("harus rekan pemilik proses lain").is_visible()

    colleague = open_page(width=1280)
    log_in(colleague, "proses2.ngawi")
    colleague.goto(draft)
    colleague.get_by_label("Catatan pemeriksa").fill("Sesuai.")
    picture(colleague, "persetujuan")
    colleague.get_by_role("button", name="Setujui").click()
    assert colleague.get_by_text("diterapkan sebagai versi 2").is_visible()

    page.goto(draft)
    assert page.get_by_text("Menjadi versi 2, disetujui").is_visible()
    step(page, "Dampak pada kasus")
    with everywhere(demo.tools.session_factory) as session:
        number = (
            session.connection()
            .exec_driver_sql("SELECT number FROM complaint WHERE judul = 'Dipindahkan'")
            .scalar_one()
        )
    page.get_by_label(number).check()
    picture(page, "pindahkan")
    page.get_by_role("button", name="Uji dahulu").first.click()
    assert page.get_by_text("Belum ada kasus yang dipindahkan.").is_visible()
    page.go_back()
    page.get_by_label(number).check()
    page.get_by_role("button", name="Pindahkan yang dipilih").first.click()
    worker_turns(demo)
    page.reload()
    assert page.get_by_text("pindah", exact=True).is_visible()
    new = lodged_in_the_browser(open_page(), demo, "Dengan cara baru")
    assert [version_of(demo, each) for each in (old, moved, new)] == [1, 2, 2]

    officer = open_page()
    log_in(officer, "sekretariat.ngawi")
    for case_id in (old, moved, new):
        archive(officer, case_id, demo)
    assert end_of(demo, old) == "End_diarsipkan_ng"
    assert end_of(demo, moved) == end_of(demo, new) == ""
    for case_id in (moved, new):
        officer.goto(f"/petugas/tugas/{open_task(demo, case_id)}")
        assert officer.get_by_role("heading", name=NEW_TASK).is_visible()
        officer.get_by_label("Cara pengirim dikabari").fill("Ditelepon.")
        officer.get_by_role("button", name=re.compile("Selesai")).first.click()
    assert end_of(demo, moved) == end_of(demo, new) == "End_diarsipkan_ng"

    page.goto(f"/pemilik/proses/{PROCESS}")
    assert page.get_by_text("Berkas yang datang bersama program").count() == 0, "version 1 was like them"
    page.get_by_role("heading", name="Versi", exact=True).evaluate("heading => heading.scrollIntoView()")
    picture(page, "versi")
    page.get_by_role("button", name="Pulihkan sebagai yang terbaru").click()
    step(page, "Skenario")
    page.get_by_role("button", name="Jalankan semua skenario").click()
    worker_turns(demo)
    step(page, "Pemeriksaan")
    while reasons.count():
        reasons.first.fill("Kembali ke cara semula.")
        page.get_by_role("button", name="Terima dengan alasan ini").first.click()
    assert page.get_by_text("Tidak ada yang menghalangi").is_visible()
    step(page, "Isi konsep")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Kembali ke cara semula.")
    page.get_by_role("button", name="Ajukan").click()
    colleague.goto(page.url)
    colleague.get_by_role("button", name="Setujui").click()
    assert colleague.get_by_text("diterapkan sebagai versi 3").is_visible()
    again = lodged(demo, "Kembali ke cara semula")
    archive(officer, again, demo)
    assert (version_of(demo, again), end_of(demo, again)) == (3, "End_diarsipkan_ng")
