"""A complaint of Subulussalam on its way to the Ombudsman, as far as the package for it."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from complaints.actors import PENGADU
from complaints.demo.government import PASSWORD
from complaints.intake import lodging
from complaints.intake.drafts import store_file
from complaints.people.roles import PROCESS_ROLES, Role
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import unit_of_work
from engine.running import commands, queries
from engine.running.commands import fire_due
from tests.support.accounts import token_in
from tests.support.citizen import read
from tests.support.demo import Demo
from tests.support.files import check

if TYPE_CHECKING:
    from flask.testing import FlaskClient

HOME = "subulussalam"
EVERYBODY = Actor("petugas-uji", "Petugas Uji", frozenset((str(role), "") for role in PROCESS_ROLES))
TYPED = {
    "jenis": "pengaduan",
    "judul": "Jembatan putus",
    "uraian": "Tali jembatan gantung putus sejak banjir bulan lalu.",
    "minta_anonim": "tidak",
    "minta_rahasia": "tidak",
    "jenis_pengadu": "perorangan",
    "nama": "Sahidin Tumangger",
    "telepon": "081360003101",
}


@dataclass
class Lodged:
    """A complaint on its way to the Ombudsman."""

    demo: Demo
    receipt: lodging.Receipt

    def complete(self, element: str, **answers: Any) -> None:
        with unit_of_work(self.demo.tools.session_factory, HOME) as session:
            place = {"instansi_id": HOME, "case_id": self.receipt.complaint_id}
            task = next(each for each in queries.tasks_of_case(session, **place) if each.element == element)  # type: ignore[arg-type]
            commands.complete(
                session, self.demo.tools.runtime, instansi_id=HOME, task_id=task.id, by=EVERYBODY,
                answers=answers, token=secrets.token_hex(16),
            )  # fmt: skip

    def say(self, message: str, **answers: Any) -> None:
        with unit_of_work(self.demo.tools.session_factory, HOME) as session:
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


def ready(demo: Demo, *, by: Actor = PENGADU, photo: bytes, name: str, **typed: str) -> Lodged:
    """Sixty days without a proper answer; the reporter agreed, the report is complete. `by` typed the report in."""
    acting = by if by is PENGADU else by.acting_as(role=Role.ADMIN_INSTANSI, unit="")
    with unit_of_work(demo.tools.session_factory, HOME) as session:
        stored = store_file(session, demo.app.extensions["alur"].files, check(photo, name=name))
        receipt = lodging.lodge(
            session, demo.tools.runtime, instansi_id=HOME, submission_token=secrets.token_hex(16), files=[stored], entered_by=acting,
            kanal="website" if by is PENGADU else "surat",
            answers=read(TYPED | typed, today=demo.tools.clock.now().date()),
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
