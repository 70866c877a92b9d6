"""A complaint leaves for another body as a package: for who prepares it, and afterwards for its author. For nobody else."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from complaints.actors import PENGADU
from complaints.demo.government import PASSWORD
from complaints.intake import lodging
from complaints.intake.answers import read
from complaints.intake.lodging import NewFile
from complaints.people.roles import PROCESS_ROLES
from complaints.reports.handover import SUMS
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import reading, unit_of_work
from engine.running import commands, queries
from engine.running.commands import fire_due
from tests.support.accounts import token_in
from tests.support.demo import Demo, empty_demo

if TYPE_CHECKING:
    from flask.testing import FlaskClient

HOME = "subulussalam"
EVERYBODY = Actor("petugas-uji", "Petugas Uji", frozenset((role.value, "") for role in PROCESS_ROLES))
TYPED = {
    "jenis": "pengaduan",
    "judul": "Jembatan putus",
    "uraian": "Tali jembatan gantung putus sejak banjir bulan lalu.",
    "pengenalan": "nama",
    "nama": "Sahidin Tumangger",
    "telepon": "081360003101",
}
PHOTO = b"%PDF-1.4 foto jembatan"


@dataclass
class Lodged:
    """A complaint on its way to the Ombudsman."""

    demo: Demo
    receipt: lodging.Receipt

    def complete(self, element: str, **answers: Any) -> None:
        with unit_of_work(self.demo.tools.session_factory) as session:
            place = {"instansi_id": HOME, "case_id": self.receipt.complaint_id}
            task = next(each for each in queries.tasks_of_case(session, **place) if each.element == element)  # type: ignore[arg-type]
            commands.complete(
                session, self.demo.tools.runtime, instansi_id=HOME, task_id=task.id, by=EVERYBODY,
                answers=answers, token=secrets.token_hex(16),
            )  # fmt: skip

    def say(self, message: str, **answers: Any) -> None:
        with unit_of_work(self.demo.tools.session_factory) as session:
            commands.send_message(
                session, self.demo.tools.runtime, instansi_id=HOME, case_id=self.receipt.complaint_id,
                message=message, by=PENGADU, answers=answers,
            )  # fmt: skip

    def pass_days(self, days: int) -> None:
        assert isinstance(self.demo.tools.clock, FixedClock)
        for _ in range(days):
            self.demo.tools.clock.advance(timedelta(days=1))
            fire_due(self.demo.tools.session_factory, self.demo.tools.runtime)

    def officer(self, username: str) -> FlaskClient:
        client = self.demo.app.test_client()
        form = {"nama_pengguna": f"{username}.{HOME}", "kata_sandi": PASSWORD}
        form["csrf_token"] = token_in(client.get("/petugas/masuk").text)
        assert client.post("/petugas/masuk", data=form).status_code == 302
        return client

    def author(self) -> FlaskClient:
        client = self.demo.app.test_client()
        form = {"nomor": self.receipt.number, "kode": self.receipt.secret or ""}
        form["csrf_token"] = token_in(client.get(f"/{HOME}/lacak").text.partition("<main")[2])
        assert client.post(f"/{HOME}/lacak", data=form).status_code == 302
        return client

    @property
    def path(self) -> str:
        return f"/petugas/berkas/{self.receipt.complaint_id}/penyerahan.zip"


@pytest.fixture
def lodged(tmp_path: Path) -> Iterator[Lodged]:
    """Sixty days without a proper answer; the reporter agreed, the report is complete."""
    with empty_demo(tmp_path, HOME) as demo:
        yield _ready(demo)


def _ready(demo: Demo, **typed: str) -> Lodged:
    stored = demo.app.extensions["alur"].files.put(PHOTO, suffix=".pdf")
    photo = NewFile("foto jembatan.pdf", "application/pdf", len(PHOTO), stored.sha256, stored.path, stored.path)
    with unit_of_work(demo.tools.session_factory) as session:
        receipt = lodging.lodge(
            session, demo.tools.runtime, instansi_id=HOME, submission_token=secrets.token_hex(16), files=[photo],
            answers=read(TYPED | typed, kecamatan=(), today=demo.tools.clock.now().date()),
        )  # fmt: skip
    found = Lodged(demo, receipt)
    review: Mapping[str, str] = {
        "pelayanan_publik": "ya", "bentuk_laporan": "pengaduan", "jenis": "pengaduan", "kategori": "infrastruktur",
        "perlu_pemeriksaan_lapangan": "ya",
    }  # fmt: skip
    found.complete("Task_telaah_sb", **review)
    found.complete("Task_salurkan_pd", skpd="dinas-pupr")
    found.pass_days(61)
    found.complete(
        "Task_nilai_tanggapan", tanggapan_layak="tidak", alasan_penilaian="Tidak ada.", pertanyaan_kesediaan="Bersedia?"
    )
    found.say("kesediaan_ombudsman", bersedia_ombudsman="ya")
    found.complete("Task_siapkan_ombudsman", kriteria_ombudsman="Ada identitas dan kejadian.", laporan_lengkap="ya")
    return found


def handed_over(found: Lodged) -> None:
    found.complete(
        "Task_susun_penyerahan", ringkasan_laporan="60 hari tanpa tanggapan.", nomor_surat_ombudsman="480/7",
        tanggal_surat_ombudsman="2026-11-20", pemberitahuan_ombudsman="Laporan Anda kami salurkan.",
    )  # fmt: skip


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_who_prepares_the_hand_over_takes_everything_along(lodged: Lodged) -> None:
    admin = lodged.officer("admin")
    with reading(lodged.demo.tools.session_factory) as session:
        tasks = queries.tasks_of_case(session, instansi_id=HOME, case_id=lodged.receipt.complaint_id)
        task = next(each for each in tasks if each.element == "Task_susun_penyerahan")
    assert lodged.path in admin.get(f"/petugas/tugas/{task.id}").text
    answer = admin.get(lodged.path)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="berkas-{lodged.receipt.number}.zip"'
    assert "no-store" in answer.headers["Cache-Control"]
    found = unpacked(answer.data)
    assert list(found) == ["pengaduan.pdf", "berkas/01_foto_jembatan.pdf", SUMS]
    assert found["pengaduan.pdf"].startswith(b"%PDF-")
    assert found["berkas/01_foto_jembatan.pdf"] == PHOTO
    listed = dict(line.split("  ")[::-1] for line in found[SUMS].decode().splitlines())
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != SUMS}


@pytest.mark.parametrize(
    ("username", "expected"),
    [("penghubung.pupr", 200), ("penghubung.kesehatan", 404), ("walikota", 404), ("auditor", 403)],
)
def test_who_may_not_read_all_of_it_gets_none(lodged: Lodged, username: str, expected: int) -> None:
    """The unit that has the complaint reads it all; who has no part in it finds nothing."""
    assert lodged.officer(username).get(lodged.path).status_code == expected


def test_its_author_gets_it_once_it_was_handed_over(lodged: Lodged) -> None:
    author, address = lodged.author(), f"/{HOME}/lacak/penyerahan.zip"
    assert author.get(address).status_code == 404
    assert address not in author.get(f"/{HOME}/lacak/pengaduan").text
    handed_over(lodged)
    assert address in author.get(f"/{HOME}/lacak/pengaduan").text
    assert list(unpacked(author.get(address).data)) == ["pengaduan.pdf", "berkas/01_foto_jembatan.pdf", SUMS]
    assert lodged.demo.app.test_client().get(address).status_code == 302


def test_before_it_is_prepared_there_is_none(tmp_path: Path) -> None:
    with empty_demo(tmp_path, HOME) as demo:
        with unit_of_work(demo.tools.session_factory) as session:
            receipt = lodging.lodge(
                session, demo.tools.runtime, instansi_id=HOME, submission_token=secrets.token_hex(16),
                answers=read(TYPED, kecamatan=(), today=demo.tools.clock.now().date()),
            )  # fmt: skip
        found = Lodged(demo, receipt)
        assert found.officer("admin").get(found.path).status_code == 404
