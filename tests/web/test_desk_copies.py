"""A copy can be read: in a list of its own, by its number, in the case file; a body outside gets a package."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from complaints.models import Instansi
from complaints.reports.handover import SUMS
from engine.db import SessionFactory, unit_of_work
from tests.complaints.desk_rows import Rows
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.handing_over import unpacked
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

KESEHATAN, UMUM, PLN = "dinas-kesehatan", "dinas-pekerjaan-umum", "pln"
TITLE, NAME = "Tiang listrik miring", "Kenari Namawati"
LIST = "/petugas/tembusan"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages."""
    return sqlite_factory


def copied(
    factory: SessionFactory,
    runtime: Runtime,
    as_officer: Callable[..., FlaskClient],
    *,
    rahasia: str = "tidak",
    hidden: str = "",
) -> Receipt:
    """A complaint of which Admin Nasional copied PLN, and Admin Instansi the health office and PLN."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).authorities = {PLN: "PT PLN (Persero)"}
    deploy_process(factory, runtime)
    receipt = lodged(
        factory, runtime, judul=TITLE, nama=NAME,
        minta_anonim="tidak", minta_nama_tersembunyi=hidden, minta_rahasia=rahasia,
    )  # fmt: skip
    admin = as_officer("pembawa", ("admin_nasional", ""), ("admin_instansi", ""))
    for step in ({**NATIONAL, "tembusan": [PLN]}, {**REGENCY, "tembusan": [KESEHATAN, PLN]}):
        assert completed(admin, open_task(factory, receipt), **step).status_code == 302
    return receipt


def test_a_copied_unit_reads_the_complaint_without_a_task(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    receipt = copied(session_factory, runtime, as_officer)
    case = f"/petugas/berkas/{receipt.complaint_id}"
    reader = as_officer("pembaca", ("pejabat_penghubung", KESEHATAN))
    page = reader.get(LIST).text
    assert case in page
    assert TITLE in page
    assert "Dinas Kesehatan" in page
    file = reader.get(case)
    assert file.status_code == 200
    assert TITLE in file.text
    assert NAME in file.text
    assert "Tembusan dikirim kepada PT PLN (Persero)" in words(file.text)
    assert f"{case}/tembusan/{PLN}.zip" not in file.text
    assert receipt.number not in words(reader.get("/petugas/tugas").text)
    assert receipt.number in words(reader.get(f"/petugas/berkas?nomor={receipt.number}").text)
    assert case in reader.get(f"{LIST}?q=listrik").text
    assert case in reader.get(f"{LIST}?q={receipt.number.lower()}").text
    assert case not in reader.get(f"{LIST}?q=puskesmas").text
    assert reader.get(f"{case}/diagram").status_code == 200


@pytest.mark.parametrize(
    "membership", [("pejabat_penghubung", UMUM), ("pejabat_berwenang", KESEHATAN), ("apip", "")], ids=str
)
def test_who_got_no_copy_finds_nothing(
    session_factory: SessionFactory,
    runtime: Runtime,
    as_officer: Callable[..., FlaskClient],
    instansi: Government,
    membership: tuple[str, str],
) -> None:
    receipt = copied(session_factory, runtime, as_officer)
    other = as_officer("lain", membership)
    assert other.get(f"/petugas/berkas/{receipt.complaint_id}").status_code == 404
    assert receipt.number not in words(other.get(LIST).text)
    assert "Belum ada tembusan" in other.get(LIST).text


def test_a_secret_complaint_is_listed_and_stays_closed(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    receipt = copied(session_factory, runtime, as_officer, rahasia="ya")
    case = f"/petugas/berkas/{receipt.complaint_id}"
    reader = as_officer("pembaca", ("pejabat_penghubung", KESEHATAN))
    for address in (LIST, case):
        page = reader.get(address)
        assert page.status_code == 200
        assert receipt.number in words(page.text)
        assert TITLE not in page.text
        assert NAME not in page.text
    assert case not in reader.get(f"{LIST}?q=listrik").text
    admin = as_officer("pembawa2", ("admin_instansi", ""))
    assert "isinya tidak terbuka bagi penerima tembusan" in words(admin.get(case).text)
    assert admin.get(f"{case}/tembusan/{PLN}.zip").status_code == 404


def test_a_hidden_name_stays_hidden_from_whoever_reads_a_copy(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    receipt = copied(session_factory, runtime, as_officer, hidden="true")
    reader = as_officer("pembaca", ("pejabat_penghubung", KESEHATAN))
    for address in (LIST, f"/petugas/berkas/{receipt.complaint_id}"):
        page = reader.get(address).text
        assert TITLE in page
        assert NAME not in page
        assert "Nama disembunyikan" in words(page)


def test_a_body_outside_gets_a_package_with_a_letter(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    receipt = copied(session_factory, runtime, as_officer)
    case = f"/petugas/berkas/{receipt.complaint_id}"
    for tier in ("admin_nasional", "admin_instansi"):
        admin = as_officer(f"tingkat-{tier}", (tier, ""))
        assert "Untuk diserahkan" in admin.get(LIST).text
        assert f"{case}/tembusan/{PLN}.zip" in admin.get(case).text
        answer = admin.get(f"{case}/tembusan/{PLN}.zip")
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        assert list(unpacked(answer.data)) == ["pengaduan.pdf", SUMS]
        assert admin.get(f"{case}/tembusan/{KESEHATAN}.zip").status_code == 404
    reader = as_officer("pembaca", ("pejabat_penghubung", KESEHATAN))
    assert reader.get(f"{case}/tembusan/{PLN}.zip").status_code == 404


def test_a_long_list_goes_on(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    with everywhere(session_factory) as session:
        rows = Rows(session, TANAH_LAUT).version()
        for _ in range(30):
            rows.copy(rows.complaint().id, "pejabat_penghubung", KESEHATAN)
    reader = as_officer("pembaca", ("pejabat_penghubung", KESEHATAN))
    seen: set[str] = set()
    address: str | None = LIST
    with statements(session_factory) as sent:
        reader.get(LIST)
    assert sum("FROM unit" in each for each in sent) <= 2, "names are read once, not by row"
    while address:
        page = reader.get(address).text
        seen |= {word for word in words(page).split() if word.startswith("TL-2026-")}
        found = [part.split('"')[0] for part in page.split('href="') if "sesudah=" in part.split('"')[0]]
        address = found[0].replace("&amp;", "&") if found else None
    assert len(seen) == 30
