"""Answers are read back in the words in which they were asked: a relabelled question, a new choice, other than today's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from complaints.intake.lodging import Receipt, lodge
from complaints.intake.start_form import start_form
from complaints.intake.start_words import Lodged, Stored, told
from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.models import Complaint
from complaints.people.roles import Role
from complaints.tracking import reported
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.forms import Option
from engine.definition.forms.parse import parse_form
from tests.support.citizen import PROCESS, TYPED, deploy_process
from tests.support.deploying import deploy
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.shipped import shipped_for

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

FORM = "pengaduan_masuk.form"
AsOfficer = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages."""
    return sqlite_factory


def changed(text: str) -> str:
    """Other words for the place and the name, one more kind of reporter, two questions for one column."""
    form = json.loads(text)
    for group in form["components"]:
        for part in list(group.get("components", ())):
            if part.get("key") == "lokasi":
                part["label"] = "Di titik mana persisnya?"
                other = {**part, "id": "Field_usul", "key": "lokasi_usul", "label": "Tempat yang diusulkan"}
                part["conditional"] = {"hide": '=jenis = "aspirasi"'}
                other["conditional"] = {"hide": '=jenis != "aspirasi"'}
                group["components"].append(other)
            if part.get("key") == "jenis":
                part["label"] = "Laporan ini berupa"
                part["values"][0]["label"] = "Keluhan layanan"
            if part.get("key") == "nama":
                part["label"] = "Nama sesuai KTP"
            if part.get("key") == "jenis_pengadu":
                part["values"].append({"label": "Pengurus RT", "value": "rt"})
    return json.dumps(form)


def reported_by_it(factory: SessionFactory, runtime: Runtime, **typed: str) -> Receipt:
    files = shipped_for(PROCESS)
    files[FORM] = changed(files[FORM])
    form = parse_form(files[FORM], name="pengaduan_masuk")
    asked = start_form(form, kanal="website")
    options: dict[str, Any] = {"daftar_kecamatan": [Option("Pelaihari", "Pelaihari")], "data_dukung": []}
    answers = asked.read({**TYPED, **typed}, options=options, today=runtime.clock.now().date())
    with unit_of_work(factory, TANAH_LAUT) as session:
        deploy(
            session, runtime, instansi_id=TANAH_LAUT, process_id=PROCESS, files=files, roles=PROCESS_ROLE_NAMES,
            by=SISTEM,
        )  # fmt: skip
        return lodge(session, runtime, instansi_id=TANAH_LAUT, answers=answers, submission_token=uuid.uuid4().hex)


def page_of(client: FlaskClient, receipt: Receipt) -> str:
    answer = client.get(f"/petugas/berkas/{receipt.complaint_id}")
    assert answer.status_code == 200
    return words(answer.text)


@pytest.fixture
def officer(instansi: Government, as_officer: AsOfficer) -> FlaskClient:
    return as_officer("ani", (Role.ADMIN_NASIONAL, ""))


def test_an_officer_reads_the_words_of_the_form(
    session_factory: SessionFactory, runtime: Runtime, officer: FlaskClient
) -> None:
    receipt = reported_by_it(session_factory, runtime, jenis_pengadu="rt")
    page = page_of(officer, receipt)
    for part in (
        "Di titik mana persisnya? Depan SDN Angsau 1", "Laporan ini berupa Keluhan layanan",
        "Nama sesuai KTP Siti Aminah", "Melapor sebagai Pengurus RT", "Kecamatan Pelaihari", "1 Maret 2026",
    ):  # fmt: skip
        assert part in page
    assert page.count("Depan SDN Angsau 1") == 1
    assert "Tempat yang diusulkan" not in page
    with reading(session_factory, TANAH_LAUT) as session:
        told = reported.answers(session, instansi_id=TANAH_LAUT, complaint_id=receipt.complaint_id)
    assert {"Laporan ini berupa", "Di titik mana persisnya?"} <= {each.label for each in told}
    assert not any("Siti Aminah" in each.lines for each in told)


def test_of_two_questions_for_a_column_the_one_that_was_asked(
    session_factory: SessionFactory, runtime: Runtime, officer: FlaskClient
) -> None:
    receipt = reported_by_it(session_factory, runtime, jenis="aspirasi", lokasi="", lokasi_usul="Lapangan Angsau")
    page = page_of(officer, receipt)
    assert "Tempat yang diusulkan Lapangan Angsau" in page
    assert "Di titik mana" not in page


def test_a_later_version_does_not_change_what_was_asked(
    session_factory: SessionFactory, runtime: Runtime, officer: FlaskClient
) -> None:
    receipt = reported_by_it(session_factory, runtime)
    deploy_process(session_factory, runtime)
    assert "Di titik mana persisnya? Depan SDN Angsau 1" in page_of(officer, receipt)
    assert "Tempat tepatnya Depan SDN Angsau 1" in page_of(officer, lodged(session_factory, runtime))


def test_what_no_form_asks_is_said_in_todays_words(
    session_factory: SessionFactory, runtime: Runtime, officer: FlaskClient
) -> None:
    """As by a form that is gone, or a kind that an officer corrected to one that the form does not offer."""
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    with everywhere(session_factory) as session:
        row = session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id))
        row.jenis, row.waktu_kejadian, row.hubungan_pelapor = "kegiatan", "sedang", "lain"
    page = page_of(officer, receipt)
    assert "Waktu kejadian Sedang terjadi" in page
    assert "Hubungan pelapor Hubungan lain" in page
    assert "Jenis laporan Kegiatan" in page


def test_answers_of_a_version_that_cannot_be_read_stand_as_they_are(
    session_factory: SessionFactory, instansi: Government
) -> None:
    lodged = Lodged(PROCESS, uuid.uuid4(), "website", "")
    stored = Stored({"pengaduan.lokasi": "Pasar", "pengaduan.desa": ""}, {"sudah_lapor": "ya"}, {})
    with reading(session_factory, instansi.id) as session:
        found = told(session, lodged, stored, instansi_id=instansi.id)
    assert [(each.key, each.label, each.lines) for each in found] == [
        ("pengaduan.lokasi", "", ("Pasar",)),
        ("sudah_lapor", "Sudah lapor", ("ya",)),
    ]
