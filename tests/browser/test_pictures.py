"""The pictures of the README and of the guides. `make pictures` puts them into docs/gambar."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from complaints.interventions import orders
from complaints.interventions.orders import CaseOrder
from complaints.models import Membership
from complaints.people.rights import PUTS_RIGHT
from complaints.people.terms import in_force
from complaints.people.units import colleague
from complaints.upkeep.mining import Mining
from engine.db import unit_of_work
from engine.models import Task
from engine.record.interventions import Intervention
from engine.running import queries
from tests.browser.conftest import NewPage
from tests.support.demo import Demo, log_in, track

pytestmark = pytest.mark.browser

KEEP = "ALUR_TEST_PICTURES"


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """Where the pictures go: docs/gambar only when they are to be renewed."""
    folder = Path(os.environ.get(KEEP, tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_the_citizens_desk(demo: Demo, open_page: NewPage, gallery: Path) -> None:
    page = open_page(width=900, height=1000, javascript=False)
    track(page, demo.receipt("Obat hipertensi"))
    assert page.get_by_text("Anda di sini").is_visible()
    page.screenshot(path=gallery / "warga.png")


def test_the_officers_desk(open_page: NewPage, gallery: Path) -> None:
    page = open_page(javascript=False)
    log_in(page, "instansi")
    assert page.get_by_text("hari kerja").first.is_visible()
    page.screenshot(path=gallery / "petugas.png")


def test_the_auditors_desk(demo: Demo, open_page: NewPage, gallery: Path) -> None:
    page = open_page(height=1100, javascript=False)
    log_in(page, "auditor")
    page.goto("/audit/pengaduan?peristiwa_sejak=2026-11-03T09:00&peristiwa_sampai=2026-11-14T12:00")
    assert page.get_by_label("Petugas yang bertindak").is_visible()
    page.screenshot(path=gallery / "auditor-cari.png")
    page.goto("/audit/pengaduan")
    page.get_by_role("link", name=demo.receipt("Jalan berlubang")["number"]).click()
    diagram = page.locator("svg").nth(1)
    diagram.scroll_into_view_if_needed()
    assert diagram.is_visible()
    page.screenshot(path=gallery / "auditor.png")
    page.goto(f"{page.url.partition('#')[0]}/putar/4")
    assert page.locator(".alur-drawing[open] .diagram-flag").first.is_visible()
    page.screenshot(path=gallery / "auditor-putar.png")
    page.goto(f"{page.url.partition('/putar')[0]}/bawa")
    assert page.get_by_label("Siapa yang menerimanya?").input_value() == "Ombudsman Republik Indonesia"
    page.screenshot(path=gallery / "auditor-bawa.png")


def test_the_supervisors_desk(open_page: NewPage, gallery: Path) -> None:
    page = open_page(width=1000, height=1000, javascript=False)
    log_in(page, "inspektur.ngawi")
    page.goto("/audit/pengaduan")
    assert page.locator("main table a").first.is_visible()
    page.screenshot(path=gallery / "pengawas.png")


def test_where_days_are_lost(demo: Demo, open_page: NewPage, gallery: Path) -> None:
    mining = Mining(demo.tools.session_factory, demo.tools.runtime)
    while mining.turn("ngawi"):
        pass
    page = open_page(width=1000, height=1100, javascript=False)
    log_in(page, "auditor.ngawi")
    places = {
        "ketepatan": "h1", "alur": ".alur-diagram", "alur/varian": "main table", "alur/banding": "main table",
        "kesesuaian": "h1",
    }  # fmt: skip
    for address, place in places.items():
        page.goto(f"/audit/{address}")
        shown = page.locator(place).first
        shown.scroll_into_view_if_needed()
        assert shown.is_visible()
        page.screenshot(path=gallery / f"auditor-{address.rpartition('/')[2]}.png")
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": 1000, "height": 1100})


def test_what_was_put_right(demo: Demo, open_page: NewPage, gallery: Path) -> None:
    put_right(demo, "ngawi")
    page = open_page(width=1000, height=800, javascript=False)
    log_in(page, "auditor.ngawi")
    page.goto("/audit/pembetulan")
    assert page.get_by_text("Nota dinas 12/2026").is_visible()
    page.screenshot(path=gallery / "auditor-pembetulan.png")
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def put_right(demo: Demo, home: str) -> None:
    """A step is begun again: asked for by one operator of cases, approved by the other."""
    factory, runtime = demo.tools.session_factory, demo.tools.runtime
    with unit_of_work(factory, home) as session:
        held = select(Membership.user_id).where(Membership.instansi_id == home, Membership.role == PUTS_RIGHT)
        now, people = runtime.clock.now(), sorted(session.scalars(held.where(in_force(runtime.clock.now()))))
        one, other = (colleague(session, instansi_id=home, person_id=each, now=now) for each in people[:2])
        assert one is not None
        assert other is not None
        task = session.scalars(select(Task).where(Task.instansi_id == home, Task.state == "open").limit(1)).one()
        standing = queries.standing_case(session, runtime, instansi_id=home, case_id=task.case_id)
        token = next(each for each in standing.tokens if standing.targets.get(each.id))
        wanted = CaseOrder(
            Intervention.TOKEN_MOVED, task.case_id, standing.seen, step=token.id, to=standing.targets[token.id][0].id
        )
        asked = {"instansi_id": home, "wanted": wanted, "reason": "Salah didisposisi. Nota dinas 12/2026."}
        orders.ask(session, runtime, by=one, **asked)
        (waiting,) = orders.waiting(session, instansi_id=home, actor=other, now=now)
        orders.approve(session, runtime, instansi_id=home, by=other, request_id=waiting.id)


def test_the_administrators_desk(open_page: NewPage, gallery: Path) -> None:
    page = open_page(width=1000, height=1100, javascript=False)
    log_in(page, "administrator")
    page.goto("/admin/orang")
    assert page.get_by_role("link", name="Tambah orang").is_visible()
    page.screenshot(path=gallery / "admin-orang.png")
    page.goto("/admin/kalender")
    page.fill("#keputusan", "Keputusan Bupati Tanah Laut Nomor 100.3/12/2026")
    page.fill("#tanggal_1", "2026-11-25")
    page.select_option("#jenis_1", "libur_daerah")
    page.fill("#nama_1", "Hari Jadi Kabupaten Tanah Laut")
    page.get_by_role("button", name="Lihat tenggat yang akan bergeser").click()
    assert page.get_by_text("tenggat akan bergeser").is_visible()
    page.screenshot(path=gallery / "admin-kalender.png")
    page.goto("/admin/sso")
    assert page.get_by_label("Alamat penerbit").is_visible()
    page.screenshot(path=gallery / "admin-sso.png")


def test_the_operators_desk(open_page: NewPage, gallery: Path) -> None:
    page = open_page(width=1000, height=1000, javascript=False)
    log_in(page, "operator")
    page.goto("/operator")
    assert page.get_by_text("Surat keluar").first.is_visible()
    page.screenshot(path=gallery / "operator.png")
