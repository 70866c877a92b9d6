"""Work without a complaint on the desk: begun, listed, told, read, and closed to those it does not concern."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from PIL import Image

from complaints.models import Report
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import new_id
from engine.running import queries
from engine.running.commands import fire_starts
from engine.running.queries import TaskView
from tests.support import activities as toy
from tests.support import citizen
from tests.support.accounts import token_in
from tests.support.desk import completed, lodged, sent, words
from tests.support.government import TANAH_LAUT, Government
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
REGENCY = (Role.ADMIN_INSTANSI, "")
TEAM = (Role.ANGGOTA_TIM, "")
LIAISON = (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan")
NAME = "Laporan pengelolaan pengaduan, Maret 2026"


@pytest.fixture
def march(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> UUID:
    """The activity of March, begun by the clock on 30 April beside that of February; a complaint came in each month."""
    citizen.deploy_process(session_factory, runtime)
    toy.deploy_monitoring(session_factory, runtime)
    lodged(session_factory, runtime)
    clock.set(datetime.fromisoformat("2026-04-30T08:00+08:00"))
    assert fire_starts(session_factory, runtime) == 2
    return toy.activities(session_factory)[-1].id


def task_of(factory: SessionFactory, case_id: UUID, element: str = "Task_evaluasi", unit: str = "") -> TaskView:
    with reading(factory, TANAH_LAUT) as session:
        tasks = queries.case(session, instansi_id=TANAH_LAUT, case_id=case_id).open_tasks
    return next(task for task in tasks if task.element == element and unit in ("", task.unit))


def test_its_task_stands_in_the_list_with_title_and_period(march: UUID, as_officer: AsOfficer) -> None:
    client = as_officer("arsyad", TEAM)
    listed = words(client.get("/petugas/tugas").text)
    assert NAME in listed
    assert "Kegiatan" in listed
    assert "Rahasia" not in listed


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("q=laporan+pengelolaan", True),
        ("q=jalan+berlubang", False),
        ("jenis=kegiatan", True),
        ("jenis=pengaduan", False),
        ("kategori=normatif", False),
        ("terlambat=ya", False),
        ("milik=saya", False),
        ("peran=anggota_tim", True),
    ],
)
def test_search_and_filters_know_it(march: UUID, as_officer: AsOfficer, query: str, there: bool) -> None:
    client = as_officer("arsyad", TEAM)
    assert (NAME in words(client.get(f"/petugas/tugas?{query}").text)) is there


def test_its_task_shows_the_report_above_the_form(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer
) -> None:
    client = as_officer("arsyad", TEAM)
    task = task_of(session_factory, march)
    page = client.get(f"/petugas/tugas/{task.id}").text
    (report,) = toy.reports(session_factory, march)
    for kind in ("csv", "xlsx", "pdf"):
        assert f'href="/petugas/laporan/{report.id}.{kind}"' in page
    assert page.index("Laporan kinerja minimum") < page.index("Yang perlu Anda isi")
    assert "Kegiatan dimulai: Bulanan" in words(page)
    assert f"/petugas/berkas/{march}/diagram/{toy.PROCESS}.svg" in page
    assert client.get(f"/petugas/berkas/{march}/diagram/{toy.PROCESS}.svg").status_code == 200
    assert NAME in words(client.get(f"/petugas/berkas/{march}/diagram").text)


def test_reports_of_several_units_are_folded_under_their_names(
    session_factory: SessionFactory, march: UUID, clock: FixedClock, as_officer: AsOfficer
) -> None:
    day = clock.now().date()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.add_all(
            Report(
                instansi_id=TANAH_LAUT, id=new_id(), activity_id=march, kind="statistik", unit=unit, period_from=day,
                period_to=day, tables=[], texts=[["Catatan", f"Ditulis {unit}."]], made_at=clock.now(),
            )
            for unit in ("dinas-kesehatan", "disdukcapil")
        )  # fmt: skip
    page = as_officer("arsyad", TEAM).get(f"/petugas/kegiatan/{march}").text
    folds = re.findall(r'<details class="govuk-details">(.*?)</details>', page, re.DOTALL)
    told = [words(fold) for fold in folds if "Ditulis" in fold]
    assert [("Dinas Kesehatan" in text, "Ditulis dinas-kesehatan." in text) for text in told] == [
        (True,) * 2,
        (False,) * 2,
    ]
    assert page.index("Laporan kinerja minimum") < page.index("Ditulis dinas-kesehatan.")


def test_it_is_taken_kept_and_completed_like_any_other(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer
) -> None:
    client = as_officer("arsyad", TEAM)
    task = task_of(session_factory, march)
    path = f"/petugas/tugas/{task.id}"
    assert sent(client, f"{path}/ambil", client.get(path).text).status_code == 302
    sent(client, f"{path}/simpan", client.get(path).text, penyebab="Hujan")
    assert "Hujan" in client.get(path).text
    assert NAME in words(client.get(f"{path}/alihkan").text)
    assert completed(client, task, penyebab="Drainase", perbaikan="Diperlebar").status_code == 302
    assert toy.reports(session_factory, march)[0].texts == [["Penyebab", "Drainase"], ["Perbaikan", "Diperlebar"]]
    done = words(client.get("/petugas/berkas").text)
    assert NAME in done
    read = words(client.get(f"/petugas/kegiatan/{march}").text)
    assert "Drainase" in read
    assert "Evaluasi: selesai" in read


def test_files_belong_to_the_activity(session_factory: SessionFactory, march: UUID, as_officer: AsOfficer) -> None:
    client = as_officer("arsyad", TEAM)
    task = task_of(session_factory, march)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(photo, "PNG")
    answer = completed(client, task, penyebab="a", perbaikan="b", bukti=(io.BytesIO(photo.getvalue()), "rapat.png"))
    assert answer.status_code == 302
    page = client.get(f"/petugas/kegiatan/{march}").text
    address = re.search(rf'href="(/petugas/berkas/{march}/lampiran/[^"?]+)"', page)
    assert address is not None
    assert "rapat.png" in words(page)
    assert client.get(address[1]).status_code == 200
    assert as_officer("dewi", (Role.ADMIN_NASIONAL, "")).get(address[1]).status_code == 404


def test_to_whom_the_report_went_stands_in_the_history(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer
) -> None:
    completed(as_officer("arsyad", TEAM), task_of(session_factory, march), penyebab="a", perbaikan="b")
    liaison = as_officer("semua", (Role.PEJABAT_PENGHUBUNG, ""))
    for unit in ("dinas-kesehatan", "dinas-pekerjaan-umum", "inspektorat"):
        completed(liaison, task_of(session_factory, march, "Task_tanggapi", unit), tanggapan="Baik")
    read = words(liaison.get(f"/petugas/kegiatan/{march}").text)
    assert "Laporan disampaikan kepada Menteri PANRB Pembina" in read
    assert "Selesai" in read


def test_the_list_of_activities_leads_from_page_to_page(
    session_factory: SessionFactory, march: UUID, runtime: Runtime, clock: FixedClock, as_officer: AsOfficer
) -> None:
    """Each once, the latest period first, running and ended ones apart."""
    clock.set(datetime.fromisoformat("2028-09-30T08:00+08:00"))
    fire_starts(session_factory, runtime)
    client = as_officer("noor", REGENCY)
    seen: list[str] = []
    address = "/petugas/kegiatan"
    for _ in range(3):
        page = client.get(address).text
        seen += re.findall(r'href="/petugas/kegiatan/([0-9a-f-]{36})"', page)
        following = re.search(r'href="(/petugas/kegiatan\?sesudah=[^"]+)"', page)
        if following is None:
            break
        address = following[1]
    rows = toy.activities(session_factory)
    assert seen == [str(row.id) for row in reversed(rows)]
    running = words(client.get("/petugas/kegiatan?keadaan=berjalan").text)
    assert "Maret 2026" in running
    assert "Agustus 2028" not in running
    assert "Agustus 2028" in words(client.get("/petugas/kegiatan?keadaan=selesai").text)


@pytest.mark.parametrize(
    ("role", "unit", "opens"),
    [
        (Role.ANGGOTA_TIM, "", True),
        (Role.ADMIN_INSTANSI, "", True),
        (Role.PENANGGUNG_JAWAB, "", True),
        (Role.PEMBINA, "", True),
        (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan", False),
        (Role.ADMIN_NASIONAL, "", False),
        (Role.APIP, "", False),
    ],
)
def test_it_is_open_to_those_it_concerns(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer, role: Role, unit: str, opens: bool
) -> None:
    """Before the liaison officers are asked, they have no task in it and find nothing."""
    client = as_officer("petugas", (role, unit))
    task = task_of(session_factory, march)
    assert client.get(f"/petugas/kegiatan/{march}").status_code == (200 if opens else 404)
    assert client.get(f"/petugas/berkas/{march}/diagram").status_code == (200 if opens else 404)
    assert (str(march) in client.get("/petugas/kegiatan").text) is opens
    assert client.get(f"/petugas/tugas/{task.id}").status_code == (200 if role is Role.ANGGOTA_TIM else 404)
    assert client.get(f"/petugas/kegiatan/{uuid4()}").status_code == 404


def test_a_task_in_it_opens_it(session_factory: SessionFactory, march: UUID, as_officer: AsOfficer) -> None:
    liaison = as_officer("siti", LIAISON)
    assert liaison.get(f"/petugas/kegiatan/{march}").status_code == 404
    completed(as_officer("arsyad", TEAM), task_of(session_factory, march), penyebab="a", perbaikan="b")
    assert liaison.get(f"/petugas/kegiatan/{march}").status_code == 200


def test_an_officer_begins_one_by_hand(session_factory: SessionFactory, march: UUID, as_officer: AsOfficer) -> None:
    client = as_officer("noor", REGENCY, TEAM)
    page = client.get("/petugas/kegiatan/baru").text
    assert "Petugas" in words(page)
    assert "Bulanan" not in words(page)
    answer = sent(client, "/petugas/kegiatan/baru", page, awal=f"{toy.PROCESS}:Start_petugas")
    assert answer.status_code == 302
    begun = [row for row in toy.activities(session_factory) if row.period_to.isoformat() == "2026-03-31"]
    assert len(begun) == 2
    with reading(session_factory, TANAH_LAUT) as session:
        starts = [queries.timeline(session, instansi_id=TANAH_LAUT, case_id=row.id)[0] for row in begun]
    assert sorted((event.element, event.role) for event in starts) == [
        ("Start_bulanan", ""),
        ("Start_petugas", "admin_instansi"),
    ]
    assert answer.location.startswith("/petugas/tugas/")  # the first task of it is this officer's own


@pytest.mark.parametrize("chosen", ["", "x", f"{toy.PROCESS}:Start_bulanan", "pengaduan_tanah_laut:Start_x"])
def test_what_cannot_be_begun_is_asked_again(march: UUID, as_officer: AsOfficer, chosen: str) -> None:
    client = as_officer("noor", REGENCY)
    page = client.get("/petugas/kegiatan/baru").text
    answer = sent(client, "/petugas/kegiatan/baru", page, awal=chosen)
    assert answer.status_code == 422
    assert "Pilih kegiatan yang akan dimulai." in answer.text


def test_whoever_may_begin_nothing_is_told_so(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer
) -> None:
    client = as_officer("siti", LIAISON)
    page = client.get("/petugas/kegiatan/baru").text
    assert "Tidak ada kegiatan yang dimulai oleh peran Anda" in words(page)
    assert "/petugas/kegiatan/baru" not in client.get("/petugas/kegiatan").text
    before = len(toy.activities(session_factory))
    data = {"awal": f"{toy.PROCESS}:Start_petugas", "csrf_token": token_in(client.get("/petugas/kegiatan").text)}
    assert client.post("/petugas/kegiatan/baru", data=data).status_code == 422
    assert len(toy.activities(session_factory)) == before


@pytest.mark.parametrize(("path", "most"), [("", 6), ("/{case}", 12)])
def test_a_page_costs_a_bounded_number_of_statements(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer, path: str, most: int
) -> None:
    client = as_officer("noor", REGENCY)
    address = "/petugas/kegiatan" + path.format(case=march)
    client.get(address)
    with statements(session_factory) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= most, "\n".join(asked)


# Who looks for it


@pytest.mark.parametrize(
    ("typed", "query", "found"),
    [
        ("", {"jenis": "kegiatan"}, True),
        ("pengelolaan laporan", {"jenis": "kegiatan"}, True),
        ("pengelolaan", {"jenis": "kegiatan", "status": "completed"}, False),
        ("pengelolaan", {"jenis": "kegiatan", "dalam": "nama"}, False),
        ("jalan", {"jenis": "kegiatan"}, False),
        ("", {"jenis": "pengaduan"}, False),
    ],
)
def test_officers_find_activities_that_are_open_to_them(
    march: UUID, as_officer: AsOfficer, typed: str, query: dict[str, str], found: bool
) -> None:
    for name, role, opened in (("noor", REGENCY, True), ("arsyad", TEAM, True), ("dewi", LIAISON, False)):
        client = as_officer(name, role)
        form = {"csrf_token": token_in(client.get("/petugas/berkas").text), "cari": typed, **query}
        page = client.post("/petugas/berkas", data=form, follow_redirects=True)
        assert (f"/petugas/kegiatan/{march}" in page.text) is (found and opened), name
        assert ("kegiatan ditemukan" in words(page.text)) is (query["jenis"] == "kegiatan"), name


# The auditor


@pytest.mark.parametrize(
    ("query", "there", "complaint"),
    [
        ("", True, True),
        ("tentang=kegiatan", True, False),
        ("tentang=pengaduan", False, True),
        ("tentang=kegiatan&status=running", True, False),
        ("tentang=kegiatan&status=completed", False, False),
        ("tentang=kegiatan&unit=dinas-kesehatan", False, False),
        ("tentang=kegiatan&nomor=TL-", False, False),
        ("tentang=kegiatan&sejak=2026-05-01", False, False),
        ("tentang=kegiatan&terlambat=ya", False, False),
        ("tentang=kegiatan&kata=pengelolaan+LAPORAN", True, False),
        ("tentang=kegiatan&kata=pengelolaan+jalan", False, False),
        ("tentang=apa", True, True),
    ],
)
def test_the_auditor_finds_activities(
    march: UUID, as_officer: AsOfficer, query: str, there: bool, complaint: bool
) -> None:
    page = as_officer("lia", (Role.AUDITOR, "")).get(f"/audit/pengaduan?{query}").text
    found = re.findall(r'href="/audit/pengaduan/([0-9a-f-]{36})"', page)
    assert (str(march) in found) is there
    assert ("TL-2026-" in words(page)) is complaint


def test_the_auditor_sees_a_late_activity(march: UUID, clock: FixedClock, as_officer: AsOfficer) -> None:
    clock.set(datetime.fromisoformat("2026-05-29T08:00+08:00"))
    page = as_officer("lia", (Role.AUDITOR, "")).get("/audit/pengaduan?tentang=kegiatan&terlambat=ya").text
    assert str(march) in page


def test_the_auditor_sees_the_whole_way_of_an_activity(
    session_factory: SessionFactory, march: UUID, as_officer: AsOfficer
) -> None:
    completed(as_officer("arsyad", TEAM), task_of(session_factory, march), penyebab="Drainase", perbaikan="b")
    auditor = as_officer("lia", (Role.AUDITOR, ""))
    answer = auditor.get(f"/audit/pengaduan/{march}")
    assert answer.status_code == 200
    told = words(answer.text)
    assert NAME in told
    assert "Drainase" in told
    assert "<svg" in answer.text
    assert "Isi pengaduan" not in told
    assert auditor.get(f"/audit/pengaduan/{march}/diagram/{toy.PROCESS}.svg").status_code == 200
    history = auditor.get(re.search(r'href="(/audit/pengaduan/[^"]+\.csv)"', answer.text)[1])  # type: ignore[index]
    assert history.status_code == 200
    assert "Evaluasi" in history.text
    assert auditor.get(f"/audit/pengaduan/{uuid4()}").status_code == 404
