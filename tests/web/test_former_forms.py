"""A database of an earlier version: its deployed forms name no columns, and citizens and officers report by them."""

from __future__ import annotations

import lzma
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app import make_services, make_tools
from complaints.demo.government import PASSWORD, DemoGovernment, demo_governments
from complaints.models import Complaint, Reporter
from complaints.settings import Settings
from console.tables import prepare
from console.tools import Tools
from engine.clock import FixedClock
from tests.support.accounts import token_in
from tests.support.desk import FIELD
from tests.support.everywhere import everywhere
from tests.web.citizen import CODE, NAME, Citizen
from web import create_app

if TYPE_CHECKING:
    from flask import Flask

FORMER = sorted((Path(__file__).parents[1] / "data" / "databases").iterdir())
MONDAY = datetime.fromisoformat("2026-11-30T10:00+07:00")
ANSWERS = {
    "jenis": "pengaduan",
    "judul": "Lampu padam",
    "uraian": "Lampu jalan di depan pasar padam sejak pekan lalu.",
    "kecamatan": "Paron",
    "desa": "Gelung",
    "minta_anonim": "tidak",
    "minta_rahasia": "tidak",
    "jenis_pengadu": "perorangan",
    "nama": "Siti Aminah",
    "telepon": "0812 3456 7890",
    "alamat": "Jalan Pasar 3",
}
CLERK = {"tanah-laut": "instansi", "ngawi": "sekretariat.ngawi"}


@pytest.fixture(scope="module", params=FORMER, ids=lambda folder: folder.name)
def former(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tools, Flask]]:
    folder: Path = request.param
    place = tmp_path_factory.mktemp("dahulu")
    (place / "alur.sqlite").write_bytes(lzma.decompress((folder / "alur.sqlite.xz").read_bytes()))
    shutil.copy(folder / "riwayat.key", place)
    settings = Settings(data_dir=place, database_url=f"sqlite:///{place}/alur.sqlite", secret_key="kunci-uji-" * 5)
    tools = make_tools(settings, FixedClock(MONDAY))
    prepare(tools)
    services = make_services(settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime)
    yield tools, create_app(services)
    tools.engine.dispose()


def stored(tools: Tools, number: str) -> tuple[Complaint, Reporter]:
    with everywhere(tools.session_factory) as session:
        row = session.scalars(select(Complaint).where(Complaint.number == number)).one()
        reporter = session.get_one(Reporter, (row.instansi_id, row.id))
        session.expunge_all()
        return row, reporter


@pytest.mark.parametrize("home", demo_governments(), ids=lambda home: home.id)
def test_a_citizen_reports_by_the_form_that_is_deployed(former: tuple[Tools, Flask], home: DemoGovernment) -> None:
    tools, app = former
    citizen = Citizen(app, home=f"/{home.id}")
    citizen.fill_up_to("-", **ANSWERS)
    html = citizen.get(citizen.at).text
    assert "Tanggal pengaduan diterima" not in html
    assert citizen.send().status_code == 302
    complaint, reporter = stored(tools, CODE.findall(citizen.get(citizen.at).text)[0])
    assert (complaint.judul, complaint.uraian, complaint.anonim) == (ANSWERS["judul"], ANSWERS["uraian"], False)
    assert (reporter.nama, reporter.telepon) == (ANSWERS["nama"], ANSWERS["telepon"])


@pytest.mark.parametrize(("instansi_id", "username"), CLERK.items())
def test_an_officer_enters_a_letter_by_it(former: tuple[Tools, Flask], instansi_id: str, username: str) -> None:
    tools, app = former
    client = app.test_client()
    token = token_in(client.get("/petugas/masuk").text)
    client.post("/petugas/masuk", data={"csrf_token": token, "nama_pengguna": username, "kata_sandi": PASSWORD})
    page = client.get("/petugas/pengaduan/baru?kanal=surat").text
    hidden = FIELD.search(page)
    assert hidden is not None
    assert "kecamatan" not in NAME.findall(page) or instansi_id == "ngawi"
    data = {"csrf_token": token_in(page), "token": hidden[1], "kanal": "surat", "tanggal_terima": "2026-11-27"}
    answer = client.post("/petugas/pengaduan/baru", data={**ANSWERS, **data})
    assert answer.status_code == 200
    number = re.search(r"alur-handout__code\">([^<]+)<", answer.text)
    assert number is not None
    complaint, _reporter = stored(tools, number[1])
    assert complaint.received_at.date().isoformat() == "2026-11-27"
    assert complaint.entered_tier
