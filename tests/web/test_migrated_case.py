"""A case that went over to another version: auditor, officer and complainant still read its whole way."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from complaints.intake.lodging import Receipt, lodge
from complaints.tracking import progress
from console.processes import deploy_for
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import reading, unit_of_work
from engine.models import ProcessVersion
from engine.running import commands, queries
from tests.support.citizen import read
from tests.support.demo import Demo, empty_demo
from tests.support.desk import words
from tests.support.everywhere import everywhere
from tests.support.owner import Desk
from tests.support.shipped import shipped

OWNER = Actor("pemilik-1", "Galih Prakoso", frozenset())
SECRETARIAT = Actor("sek-1", "Endang", frozenset({("sekretariat", "")}))


@dataclass(frozen=True)
class Moved:
    demo: Demo
    receipt: Receipt


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """Asked for more and answered under version 1; under version 2 the verification has another name and deadline."""
    with empty_demo(tmp_path_factory.mktemp("ngawi"), "ngawi") as demo:
        runtime, factory = demo.tools.runtime, demo.tools.session_factory
        clock = demo.tools.clock
        assert isinstance(clock, FixedClock)
        given = read(
            {
                "jenis": "pengaduan", "judul": "Lampu padam", "uraian": "Lampu jalan padam sejak pekan lalu, gelap.",
                "kecamatan": "Paron", "desa": "Gelung", "lokasi": "Pasar", "minta_anonim": "tidak", "nama": "Siti",
                "telepon": "081234567890", "minta_rahasia": "tidak", "jenis_pengadu": "perorangan",
            },
            kecamatan=("Paron",),
            form="pengaduan_masuk_ngawi",
            today=clock.now().date(),
        )  # fmt: skip
        with unit_of_work(factory, "ngawi") as session:
            receipt = lodge(session, runtime, instansi_id="ngawi", answers=given, submission_token="a" * 8)
        clock.advance(timedelta(hours=1))
        _complete(demo, receipt, hasil_verifikasi="dikembalikan", data_diminta="Mohon sebutkan RT-nya.")
        files = shipped()
        diagram = files["verifikasi_ngawi.bpmn"]
        changed = diagram.replace('name="Verifikasi pengaduan"', 'name="Periksa kelengkapan"')
        changed, count = re.subn(
            r'(id="Task_verifikasi_ng"[^>]*camunda:dueDate=")[^"]*', r"\1${hari_kerja(4)}", changed
        )
        assert count == 1
        form = files["pengaduan_masuk_ngawi.form"].replace("Tempat tepatnya", "Titik lokasi")
        deploy_for(demo.tools, "ngawi", {**files, "verifikasi_ngawi.bpmn": changed, "pengaduan_masuk_ngawi.form": form})
        clock.advance(timedelta(hours=1))
        with everywhere(factory) as session:
            version = session.query(ProcessVersion).filter_by(process_id="pengaduan_ngawi", number=2).one()
            commands.migrate_case(
                session, runtime, instansi_id="ngawi", case_id=receipt.complaint_id, version_id=version.id, by=OWNER,
                agreed=True,
            )  # fmt: skip
        yield Moved(demo, receipt)


def _complete(demo: Demo, receipt: Receipt, **answers: str) -> None:
    with unit_of_work(demo.tools.session_factory, "ngawi") as session:
        (task,) = queries.case(session, instansi_id="ngawi", case_id=receipt.complaint_id).open_tasks
        commands.complete(
            session, demo.tools.runtime, instansi_id="ngawi", task_id=task.id, by=SECRETARIAT, answers=answers,
            token=uuid.uuid4().hex,
        )  # fmt: skip


def test_the_auditor_reads_both_versions_in_words_and_sees_both_drawn(moved: Moved) -> None:
    auditor = Desk(moved.demo, "auditor.ngawi")
    case_id = moved.receipt.complaint_id
    page = auditor.get(f"/audit/pengaduan/{case_id}")
    assert page.status_code == 200
    text = words(page.text)
    assert "Pindah ke versi lain" in text
    assert "Kasus berpindah dari versi 1 ke versi 2." in text
    assert "Verifikasi pengaduan" in text, "what was done under version 1 keeps its name"
    assert len(re.findall(r"<summary>[^<]*, versi 1", page.text)) >= 2
    drawn = set(re.findall(rf"/audit/pengaduan/{case_id}/diagram/\w+\.svg\?versi=[12]", page.text))
    assert {each[-1] for each in drawn} == {"1", "2"}
    assert {auditor.get(each).status_code for each in drawn} == {200}
    assert auditor.get(f"/audit/pengaduan/{case_id}/diagram/verifikasi_ngawi.svg").status_code == 404
    assert auditor.get(f"/audit/pengaduan/{case_id}/diagram/verifikasi_ngawi.svg?versi=9").status_code == 404
    assert auditor.get(f"/audit/pengaduan/{case_id}/jejak.csv").status_code == 200


def test_the_auditor_sees_who_made_each_version(moved: Moved) -> None:
    page = words(Desk(moved.demo, "auditor.ngawi").get("/audit/versi").text)
    assert re.search(r"Versi 2 , [^0-9]+ berlaku", page)
    assert "dari berkas program" in page


def test_officer_and_complainant_read_on(moved: Moved) -> None:
    case_id = moved.receipt.complaint_id
    page = Desk(moved.demo, "sekretariat.ngawi").get(f"/petugas/berkas/{case_id}")
    assert page.status_code == 200
    assert "Dilanjutkan menurut versi 2 proses" in words(page.text)
    assert "Mohon sebutkan RT-nya." in words(page.text)
    assert "Tempat tepatnya Pasar" in words(page.text), "what was asked under version 1 keeps its words"
    with reading(moved.demo.tools.session_factory, "ngawi") as session:
        view = progress.view(
            session, instansi_id="ngawi", complaint_id=case_id, now=moved.demo.tools.clock.now() + timedelta(days=1)
        )
    assert [step.state for step in view.steps].count("current") == 1
    assert view.awaited


def test_every_deadline_can_be_explained(moved: Moved) -> None:
    auditor = Desk(moved.demo, "auditor.ngawi")
    page = auditor.get(f"/audit/pengaduan/{moved.receipt.complaint_id}").text
    links = set(re.findall(r'href="(/audit/pengaduan/[^"]+/tenggat/[^"]+)"', page))
    assert links
    assert {auditor.get(link).status_code for link in links} == {200}
