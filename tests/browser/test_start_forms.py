"""The form of a start event is the page: what two people change in the workshop is what the next citizen meets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from complaints.models import Complaint
from engine.db import reading
from engine.running import queries
from tests.support.demo import Demo, empty_demo, log_in
from tests.support.live import serving
from tests.support.owner import Desk
from tests.support.start_forms import CHOICE, END, FOLLOWED, QUESTION, TITLE, Workshop, changed_form, with_branch

pytestmark = pytest.mark.browser

HOMES = {
    "ngawi": ("pengaduan_ngawi", "pengaduan_masuk_ngawi.form"),
    "subulussalam": ("pengaduan_subulussalam", "pengaduan_masuk.form"),
    "lombok-tengah": ("pengaduan_lombok_tengah", "pengaduan_masuk.form"),
}
CLERKS = {
    "ngawi": "sekretariat.ngawi",
    "subulussalam": "admin.subulussalam",
    "lombok-tengah": "instansi.lombok-tengah",
}
"""Who meets the complaint first."""


@pytest.fixture(scope="module", params=HOMES)
def changed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Demo, str]]:
    """A government whose start form and diagram were changed in the workshop, served; its id and its address."""
    home: str = request.param
    process_id, form = HOMES[home]
    with empty_demo(tmp_path_factory.mktemp(home), home) as demo:
        owners = Desk(demo, f"proses.{home}"), Desk(demo, f"proses2.{home}")
        Workshop(demo, *owners, process_id).deploy({form: changed_form, f"{process_id}.bpmn": with_branch})
        with serving(demo.app) as address:
            yield home, demo, address


@pytest.fixture
def page(chromium: Browser, changed: tuple[str, Demo, str]) -> Iterator[Page]:
    """A phone without JavaScript on the first page of the form."""
    context = chromium.new_context(
        base_url=changed[2], viewport={"width": 320, "height": 700}, locale="id-ID", java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"/{changed[0]}/lapor")
    yield page
    context.close()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Lanjut").click()


def tell(page: Page, danger: str) -> None:
    """The first page, with an answer to the new question."""
    page.get_by_label("Pengaduan", exact=True).check()
    page.get_by_label(TITLE).fill("Tiang listrik miring")
    page.get_by_label("Uraian").fill("Tiang listrik di depan sekolah miring ke arah jalan raya.")
    if danger:
        page.get_by_label(danger).check()
    go_on(page)


def finish(page: Page) -> None:
    """From the page of the place to the receipt."""
    page.get_by_label("Kecamatan").select_option(index=1)
    page.get_by_label("Desa atau kelurahan").fill("Desa Uji")
    go_on(page)
    page.get_by_role("radio", name="Dengan nama").check()
    go_on(page)
    page.get_by_label("Nama lengkap").fill("Siti Aminah")
    page.get_by_label(str(CHOICE["label"])).check()
    go_on(page)
    go_on(page)


def sent(page: Page, demo: Demo, home: str) -> tuple[str, Complaint]:
    """Sends; gives the end that the case has reached, "" for none, and the complaint."""
    page.get_by_role("button", name="Kirim laporan").click()
    number = page.locator(".alur-receipt .alur-code").first.inner_text()
    with reading(demo.tools.session_factory, home) as session:
        complaint = session.query(Complaint).filter_by(instansi_id=home, number=number).one()
        case = queries.case(session, instansi_id=home, case_id=complaint.id)
        session.expunge_all()
        return case.end_element or "", complaint


def test_the_new_question_is_asked_and_must_be_answered(page: Page) -> None:
    assert page.get_by_text(str(QUESTION["label"])).is_visible()
    tell(page, danger="")
    assert page.get_by_role("link", name=f"Pilih satu jawaban untuk “{QUESTION['label']}”.").is_visible()


def test_a_question_comes_only_after_the_answer_it_depends_on(page: Page) -> None:
    tell(page, danger="Tidak ada")
    assert not page.get_by_label(str(FOLLOWED["label"])).is_visible()
    assert not page.get_by_label("Tempat tepatnya").is_visible()
    page.go_back()
    page.get_by_label("Ada, sekarang juga").check()
    go_on(page)
    go_on(page)
    assert page.get_by_role("link", name=f"“{FOLLOWED['label']}” wajib diisi.").is_visible()


def test_the_answer_decides_the_way_and_officers_read_it(page: Page, changed: tuple[str, Demo, str]) -> None:
    home, demo, _address = changed
    tell(page, danger="Ada, sekarang juga")
    page.get_by_label(str(FOLLOWED["label"])).fill("Ketua RT")
    finish(page)
    told = page.inner_text("main")
    assert all(each in told for each in ("Ada, sekarang juga", "Ketua RT", "Keluarga", TITLE))
    end, complaint = sent(page, demo, home)
    assert end == END
    assert complaint.answers == {"bahaya": "ya", "penolong": "Ketua RT"}


def test_without_danger_it_goes_the_usual_way(page: Page, changed: tuple[str, Demo, str]) -> None:
    home, demo, _address = changed
    tell(page, danger="Tidak ada")
    finish(page)
    end, complaint = sent(page, demo, home)
    assert end == ""
    with reading(demo.tools.session_factory, home) as session:
        task = queries.tasks_of_case(session, instansi_id=home, case_id=complaint.id)[0]
    officer = page.context.browser.new_context(base_url=changed[2]).new_page()  # type: ignore[union-attr]
    log_in(officer, CLERKS[home])
    officer.goto(f"/petugas/tugas/{task.id}")
    facts = officer.locator(".alur-complaint-facts").inner_text()
    assert f"{QUESTION['label']}\tTidak ada" in facts
    officer.context.close()
