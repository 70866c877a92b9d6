"""Notes and files of officers on a complaint: for officers who work on it, and for nobody outside."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.casework import notes
from complaints.casework.file_copies import INTERNAL
from complaints.models import Attachment, Complaint, User
from complaints.people.roles import Role
from complaints.upkeep.verification import verify
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import OutboxMessage
from engine.running import queries
from tests.complaints.test_attachments import geotagged
from tests.support.citizen import deploy_process
from tests.support.demo import empty_demo
from tests.support.desk import lodged, open_task, sent, words
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.handing_over import HOME, Lodged, handed_over, ready, unpacked

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
SECRET = "Jangan sampaikan: pemilik toko menolak."


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Lodged]:
    with empty_demo(tmp_path, HOME) as demo:
        yield ready(demo, photo=geotagged(), name="foto.jpg")


def taken_along(answer: TestResponse) -> bytes:
    data = answer.data
    answer.close()
    return data


def test_a_note_and_its_file_stay_with_officers_on_every_way_out(prepared: Lodged) -> None:
    admin, case = prepared.officer("admin"), f"/petugas/berkas/{prepared.receipt.complaint_id}"
    page = admin.get(f"{case}/catatan").text
    file = (io.BytesIO(geotagged()), "pindaian_surat.jpg")
    assert sent(admin, f"{case}/catatan", page, catatan=SECRET, berkas=file).location == f"{case}#riwayat"
    seen = admin.get(case).text
    assert "Catatan petugas Hanya petugas" in words(seen)
    assert SECRET in words(seen)
    assert "pindaian_surat.jpg" in seen
    unit = prepared.officer("penghubung.pupr")
    assert SECRET in words(unit.get(case).text)
    packed = unpacked(taken_along(admin.get(prepared.path)))
    assert [name for name in packed if "pindaian" in name] == []
    auditor = prepared.officer("auditor")
    take = f"/audit/pengaduan/{prepared.receipt.complaint_id}/bawa"
    for what in ("paket", "bukti"):
        given = {"isi": what, "penerima": "Ombudsman", "alasan": "pemeriksaan"}
        taken = unpacked(taken_along(sent(auditor, take, auditor.get(take).text, **given)))
        assert [name for name in taken if "pindaian" in name] == []
        assert not any(SECRET.encode() in content or b"pindaian" in content for content in taken.values())
    author = prepared.author()
    handed_over(prepared)
    shown = author.get(f"/{HOME}/lacak/pengaduan").text
    assert SECRET not in shown
    assert "pindaian" not in shown
    assert "pindaian" not in str(list(unpacked(taken_along(author.get(f"/{HOME}/lacak/penyerahan.zip")))))
    with seen_everywhere(prepared.demo.tools.session_factory) as session:
        found = verify(session, verifier=None, log_key=None, files=prepared.demo.app.extensions["alur"].files)
    assert [str(each) for each in found.breaks] == []


def test_colleagues_are_mentioned_if_they_may_read_it(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    ani, task = as_officer("ani", NATIONAL_ADMIN), open_task(session_factory, receipt)
    budi = as_officer("budi", NATIONAL_ADMIN)
    liaison = as_officer("dedi", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    with everywhere(session_factory) as session:
        session.execute(update(User).where(User.username == "budi").values(email="budi@contoh.id"))
    typed = sent(ani, f"/petugas/tugas/{task.id}/catatan", ani.get(f"/petugas/tugas/{task.id}").text, objek="Jalan A")
    place = typed.location
    page = ani.get(place).text
    for text, why in (
        ("@siapa tolong", "Tidak ada petugas dengan nama masuk @siapa."),
        ("Tolong @dedi", "@dedi tidak berwenang membaca pengaduan ini"),
        ("x" * 4_001, "paling banyak 4000 karakter"),
        (" ".join(f"@a{number}" for number in range(6)), "paling banyak 5 rekan"),
        ("", "Tulis catatannya, atau pilih berkasnya."),
    ):
        refused = sent(ani, place, page, catatan=text)
        assert refused.status_code == 422
        assert why in words(refused.text)
    scan = (io.BytesIO(geotagged()), "surat.jpg")
    half = sent(ani, place, page, catatan="Tolong @dedi", berkas=scan)
    assert "Berkas sudah ditambahkan; catatannya belum." in words(half.text)
    done = sent(ani, place, page, catatan="Tolong lihat @Budi, surel a@dedi.id tidak dihitung.")
    assert done.location == f"/petugas/tugas/{task.id}#formulir"
    assert 'value="Jalan A"' in ani.get(done.location).text, "what was typed before is there"
    assert "Diberi tahu Budi" in words(budi.get(f"/petugas/tugas/{task.id}").text)
    with everywhere(session_factory) as session:
        (letter,) = session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == "budi@contoh.id"))
        assert letter.subject == f"Rekan menyebut Anda dalam catatan: pengaduan {receipt.number}"
        assert [row.origin for row in session.scalars(select(Attachment))] == [INTERNAL]
    assert liaison.get(place).status_code == 404
    token = sent(liaison, place, liaison.get("/petugas/tugas").text, catatan="x")
    assert token.status_code == 404


def test_a_note_does_not_name_a_reporter_who_asked_for_protection(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        one = (Complaint.instansi_id == TANAH_LAUT, Complaint.id == receipt.complaint_id)
        session.execute(update(Complaint).where(*one).values(nama_tersembunyi=True))
    ani = as_officer("ani", NATIONAL_ADMIN)
    place = f"/petugas/berkas/{receipt.complaint_id}/catatan"
    ani.get(f"/petugas/tugas/{open_task(session_factory, receipt).id}")
    assert sent(ani, place, ani.get(place).text, catatan="Siti Aminah menelepon dua kali.").status_code == 302
    with reading(session_factory, TANAH_LAUT) as session:
        last = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)[-1]
    assert "Siti" not in str(last.answers)
    assert "menelepon dua kali" in str(last.answers)


def test_protection_that_was_asked_for_later_hides_the_name_in_notes_too(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    ani = as_officer("ani", NATIONAL_ADMIN)
    place = f"/petugas/berkas/{receipt.complaint_id}/catatan"
    ani.get(f"/petugas/tugas/{open_task(session_factory, receipt).id}")
    assert sent(ani, place, ani.get(place).text, catatan="Siti Aminah menelepon dua kali.").status_code == 302
    assert "Siti Aminah menelepon" in words(ani.get(place).text)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        one = (Complaint.instansi_id == TANAH_LAUT, Complaint.id == receipt.complaint_id)
        session.execute(update(Complaint).where(*one).values(anonim=True))
    auditor = as_officer("audi", (Role.AUDITOR, ""))
    trail = f"/audit/pengaduan/{receipt.complaint_id}"
    for page in (ani.get(place), ani.get(place.removesuffix("/catatan")), auditor.get(trail)):
        assert page.status_code == 200
        assert "Siti" not in page.text
        assert "menelepon dua kali" in words(page.text)


def test_nobody_writes_notes_without_end(
    session_factory: SessionFactory,
    instansi: Government,
    runtime: Runtime,
    as_officer: AsOfficer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notes, "MOST_A_DAY", 2)
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    ani, budi = as_officer("ani", NATIONAL_ADMIN), as_officer("budi", NATIONAL_ADMIN)
    place = f"/petugas/berkas/{receipt.complaint_id}/catatan"
    page = ani.get(place).text
    for _time in range(2):
        assert sent(ani, place, page, catatan="Ditelepon.").status_code == 302
    refused = sent(ani, place, page, catatan="Sekali lagi.", berkas=(io.BytesIO(geotagged()), "surat.jpg"))
    assert refused.status_code == 422
    assert "Paling banyak 2 catatan sehari untuk satu pengaduan" in words(refused.text)
    assert "Berkas sudah ditambahkan" not in words(refused.text)
    assert sent(budi, place, budi.get(place).text, catatan="Saya lanjutkan.").status_code == 302
