"""The officer's search: what is typed stands in no address, filters can be kept and shared, and rights hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from complaints.models import Reading, Reporter, SavedSearch
from complaints.people.roles import Role
from engine.db import SessionFactory, unit_of_work
from tests.support.accounts import token_in
from tests.support.audited import FORWARDED
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged, open_task, sent, words
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
PAGE = "/petugas/berkas"
NATIONAL = (Role.ADMIN_NASIONAL, "")
UNIT = (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the search is tried on both."""
    return sqlite_factory


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    """Its reporter is called Siti Rahmah."""
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        reporter = session.get_one(Reporter, (TANAH_LAUT, receipt.complaint_id))
        reporter.nama, reporter.telepon = "Siti Rahmah", "0812 3456 7890"
    return receipt


def looked(client: FlaskClient, typed: str, where: str = "", **more: str) -> TestResponse:
    form = {"csrf_token": token_in(client.get(PAGE).text), "cari": typed, "dalam": where, **more}
    return client.post(PAGE, data=form)


def searches(factory: SessionFactory) -> int:
    with unit_of_work(factory, TANAH_LAUT) as session:
        found = select(Reading.id).where(Reading.instansi_id == TANAH_LAUT, Reading.what == "cari")
        return len(session.scalars(found).all())


def test_a_name_is_looked_for_without_an_address_that_tells_it_and_the_search_is_noted(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani = as_officer("ani", NATIONAL)
    for number, typed in enumerate(("siti", "7890", "berlubang", "jalan depan"), 1):
        page = looked(ani, typed)
        assert page.status_code == 200, "no redirect: it would carry the name in its address"
        assert receipt.number in page.text
        assert "1 pengaduan ditemukan." in words(page.text)
        assert f"={typed}" not in page.text
        assert searches(session_factory) == number
    assert "Tidak ditemukan" in looked(ani, "zulkarnain").text
    assert receipt.number not in looked(ani, "siti", "isi").text


def test_a_number_and_filters_are_addresses_and_not_noted(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani = as_officer("ani", NATIONAL)
    for typed in (receipt.number, receipt.number.lower()):
        answer = looked(ani, typed)
        assert answer.status_code == 303
        assert receipt.number in ani.get(answer.location).text
    part = receipt.number[-5:-1]
    assert receipt.number in ani.get(looked(ani, part, "nomor").location).text
    assert (
        urlsplit(looked(ani, "", jenis="pengaduan", status="running").location).query
        == "jenis=pengaduan&status=running"
    )
    assert receipt.number in ani.get(f"{PAGE}?jenis=pengaduan&status=running&urutan=lama").text
    for nothing in ("jenis=aspirasi", "status=completed", "unit=dinas-kesehatan", "sejak=2099-01-01", "terlambat=ya"):
        page = ani.get(f"{PAGE}?{nothing}")
        assert receipt.number not in page.text
        assert "0 pengaduan ditemukan." in words(page.text)
    for odd in ("sejak=kemarin", "jenis=%00", "urutan=x", "nomor=%25", "tahap=" + "x" * 500):
        assert ani.get(f"{PAGE}?{odd}").status_code == 200
    assert ani.get(f"{PAGE}?nomor=TL-&sesudah=kacau").status_code == 400
    assert searches(session_factory) == 0


def test_nobody_finds_what_is_none_of_theirs(receipt: Receipt, as_officer: AsOfficer) -> None:
    stranger = as_officer("budi", UNIT)
    for typed in ("siti", "7890", "berlubang", receipt.number):
        answer = looked(stranger, typed)
        page = answer if answer.status_code == 200 else stranger.get(answer.location)
        assert f">{receipt.number}</a>" not in page.text
        assert "0 pengaduan ditemukan." in words(page.text)
    assert stranger.post(PAGE, data={"cari": "siti"}).status_code == 400, "without the token of the form"


def test_filters_are_kept_counted_shared_with_ones_unit_and_forgotten(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    budi, mate, stranger = (
        as_officer(name, (Role.PEJABAT_PENGHUBUNG, unit))
        for name, unit in (("budi", "dinas-kesehatan"), ("cici", "dinas-kesehatan"), ("dodi", "dinas-pekerjaan-umum"))
    )
    page = budi.get(f"{PAGE}?jenis=pengaduan")
    kept = {"saringan": "jenis=pengaduan&cari=siti&jahat=x", "nama": "Punya unit", "bersama": "unit:dinas-kesehatan"}
    assert sent(budi, f"{PAGE}/saringan", page.text, **kept).location.endswith("?jenis=pengaduan")
    assert (
        sent(budi, f"{PAGE}/saringan", page.text, **(kept | {"bersama": "unit:dinas-pekerjaan-umum"})).status_code
        == 400
    )
    assert sent(budi, f"{PAGE}/saringan", page.text, **(kept | {"nama": "Sendiri", "bersama": ""})).status_code == 303
    assert "Tulis nama saringan" in sent(budi, f"{PAGE}/saringan", page.text, **(kept | {"nama": " "})).text
    told = words(budi.get(PAGE).text)
    assert "Punya unit 0 dibagikan Hapus" in told
    assert "Sendiri 0 Hapus" in told
    assert "Punya unit 0 Budi" in words(mate.get(PAGE).text)
    assert "Sendiri" not in mate.get(PAGE).text
    assert "Punya unit" not in stranger.get(PAGE).text
    assert "Punya unit" not in as_officer("aud", (Role.AUDITOR, "")).get("/audit/pengaduan").text
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        ids = {
            each.name: each.id
            for each in session.scalars(select(SavedSearch).where(SavedSearch.instansi_id == TANAH_LAUT))
        }
    sent(mate, f"{PAGE}/saringan/hapus", mate.get(PAGE).text, pencarian=str(ids["Punya unit"]))
    assert "Punya unit" in budi.get(PAGE).text, "another's stays"
    sent(budi, f"{PAGE}/saringan/hapus", budi.get(PAGE).text, pencarian=str(ids["Punya unit"]))
    assert "Punya unit" not in budi.get(PAGE).text


def test_the_next_page_of_a_search_by_words_is_sent_again(
    session_factory: SessionFactory,
    receipt: Receipt,
    runtime: Runtime,
    as_officer: AsOfficer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = lodged(session_factory, runtime)
    monkeypatch.setattr("web.desk.finding.PAGE", 1)
    ani = as_officer("ani", NATIONAL)
    first = looked(ani, "berlubang").text
    (after,) = re.findall(r'name="sesudah" value="([^"]+)"', first)
    second = looked(ani, "berlubang", sesudah=after).text
    numbers = [set(re.findall(r">(TL-\d{4}-\w{6})</a>", page)) for page in (first, second)]
    assert numbers[0] | numbers[1] == {receipt.number, other.number}
    assert numbers[0] & numbers[1] == set()


def test_an_open_task_opens_the_search_to_its_role(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    task = open_task(session_factory, receipt)
    client = as_officer("eni", (Role(task.role), task.unit))
    assert receipt.number in looked(client, "berlubang").text


def test_the_topic_that_verification_chose_is_a_filter(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client = as_officer("nia", NATIONAL)
    assert receipt.number not in client.get(f"{PAGE}?topik=infrastruktur").text
    Desk(session_factory, runtime, clock, receipt.complaint_id).complete("Task_verifikasi_nasional", **FORWARDED)
    page = client.get(f"{PAGE}?topik=infrastruktur").text
    assert receipt.number in page
    assert "Infrastruktur dan jalan" in words(page)
    assert receipt.number not in client.get(f"{PAGE}?topik=kesehatan").text
