"""What an auditor takes out of the house: it holds what their page shows, proves itself, and is a reading with a reason."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from complaints.files.file_store import FileStore
from complaints.intake.drafts import store_file
from complaints.intake.lodging import lodge
from complaints.models import Complaint, Reading
from complaints.people.roles import Role
from complaints.upkeep.history_log import append_batch
from engine.db import SessionFactory, unit_of_work
from engine.models import Event
from engine.record.log.note import named
from tests.complaints.test_attachments import photo
from tests.support import verifier as alone
from tests.support.accounts import token_in
from tests.support.audited import disposed
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.desk import words
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.files import check
from tests.support.government import Government
from tests.support.restricted import deploy_restricted, reported

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from web.services import Services

NAME = "pengaduan.contoh.go.id"
CANARIES = ("Siti", "Aminah", "3456-7890", "34567890", "siti@contoh.id", "KTP ", "perorangan")
"""Who reported, how they are reached, what they called their file, what they answered about themselves."""
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Histories are proven on both databases; here it is about the pages."""
    return sqlite_factory


@pytest.fixture
def auditor(as_officer: Clients) -> FlaskClient:
    return as_officer("lia", (Role.AUDITOR, ""))


@pytest.fixture
def desk(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government, services: Services
) -> Desk:
    """A complaint with a file that its reporter named after herself, at its unit, all of it in the log."""
    deploy_process(session_factory, runtime)
    store: FileStore = services.files
    with unit_of_work(session_factory, instansi.id) as session:
        file = store_file(session, store, check(photo(), name="KTP Siti Aminah.jpg"))
        told = answers(runtime, nama="Siti Aminah", jenis_pengadu="perorangan")
        given = {"instansi_id": instansi.id, "answers": told, "submission_token": "a", "files": [file]}
        receipt = lodge(session, runtime, **given)
    found = Desk(session_factory, runtime, clock, receipt.complaint_id)
    disposed(found)
    append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now())  # type: ignore[arg-type]
    return found


def address(case_id: UUID) -> str:
    return f"/audit/pengaduan/{case_id}/bawa"


def asked(client: FlaskClient, case_id: UUID, **form: str) -> TestResponse:
    """The form, as its page sends it."""
    page = client.get(address(case_id)).text
    given = {"alasan": "pemeriksaan", "keterangan": "Surat 12/ORI", "penerima": "Ombudsman RI", **form}
    return client.post(address(case_id), data={"csrf_token": token_in(page), **given})


def archive(answer: TestResponse) -> zipfile.ZipFile:
    with answer:
        assert answer.status_code == 200, words(answer.text)
        return zipfile.ZipFile(io.BytesIO(answer.data))


def texts(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """All that can be read in it: names, text of papers and what they say of themselves, archives within."""
    for entry in packed.infolist():
        yield "names", entry.filename + repr(entry.comment) + repr(entry.extra)
        content = packed.read(entry)
        if entry.filename.endswith(".zip"):
            yield from texts(zipfile.ZipFile(io.BytesIO(content)))
        elif entry.filename.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(content))
            yield (
                entry.filename,
                f"{reader.metadata} {reader.xmp_metadata} " + " ".join(page.extract_text() for page in reader.pages),
            )
        else:
            yield entry.filename, content.decode("utf-8", "replace")


def test_the_case_proves_itself_and_names_no_reporter(
    desk: Desk, auditor: FlaskClient, runtime: Runtime, tmp_path: Path
) -> None:
    answer = asked(auditor, desk.case_id, isi="bukti", penerima="")
    (tmp_path / "kasus.zip").write_bytes(answer.data)
    packed = archive(answer)
    for name, text in texts(packed):
        assert [each for each in CANARIES if each in text] == [], name
    key = str(named(NAME, runtime.signer.public_key()))  # type: ignore[union-attr]
    status, said = alone.run(tmp_path, key, "kasus", "kasus.zip")
    assert (status, "1 riwayat, 4 baris" in said) == (0, True), said
    lines = [json.loads(line) for line in packed.read("riwayat.jsonl").splitlines()]
    assert all("parts" not in line or line["parts"] == {} for line in lines), "no file is named"
    assert "periksa-alur.py" in packed.read("BACA.txt").decode()


def test_rows_about_the_reporter_and_of_a_secret_complaint_are_closed(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    told = []

    def closed() -> list[int]:
        answer = asked(auditor, desk.case_id, isi="bukti")
        told.append(archive(answer).read("BACA.txt").decode())
        (tmp_path / "kasus.zip").write_bytes(answer.data)
        lines = [json.loads(line) for line in archive(answer).read("riwayat.jsonl").splitlines()]
        return [line["closed"][2] for line in lines if line["kind"] == "closed"]

    about_her = closed()
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(rahasia=True))
    secret = closed()
    assert set(about_her) < set(secret)
    assert {2, 3, 4} <= set(secret), "every row with an answer"
    key = str(named(NAME, runtime.signer.public_key()))  # type: ignore[union-attr]
    status, said = alone.run(tmp_path, key, "kasus", "kasus.zip")
    assert (status, f"({len(secret)} tertutup: hanya sidiknya)" in said) == (0, True), said
    assert "bergaram" not in "".join(told)
    with everywhere(session_factory) as session:  # as a row from before each had a salt
        session.execute(update(Event).where(Event.number == 3).values(personal_commitment="", personal=None))
    closed()
    assert "Baris tertutup 3 ditulis sebelum setiap baris bergaram" in told[-1]


@pytest.mark.parametrize("secret", [False, True])
def test_the_package_has_letter_dossier_files_proof_and_hashes(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory, secret: bool
) -> None:
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(rahasia=secret))
        number = session.scalars(select(Complaint.number)).one()
    if secret:
        given = {"alasan": "pengawasan", "lanjut": address(desk.case_id)}
        page = auditor.get(f"/petugas/berkas/{desk.case_id}/alasan").text
        auditor.post(f"/petugas/berkas/{desk.case_id}/alasan", data={"csrf_token": token_in(page), **given})
    answer = asked(auditor, desk.case_id, isi="paket")
    assert answer.status_code == 200, words(answer.text)
    assert f"paket-{number}.zip" in answer.headers["Content-Disposition"]
    packed = archive(answer)
    names = packed.namelist()
    assert names == ["pengaduan.pdf", "kasus.zip", *([] if secret else ["berkas/01_lampiran-1.jpg"]), "SHA256SUMS.txt"]
    found = dict(texts(packed))
    for name, text in texts(packed):
        assert [each for each in CANARIES if each in text] == [], name
    paper = " ".join(found["pengaduan.pdf"].split())
    assert "Ombudsman RI" in paper
    assert "Surat 12/ORI" in paper
    assert ("Jalan di depan SD" in paper) is not secret
    assert packed.read("SHA256SUMS.txt").decode().count("\n") == len(names) - 1


@pytest.mark.parametrize("what", ["bukti", "paket"])
def test_an_auditor_who_may_see_the_reporter_takes_no_reporter_along(
    desk: Desk, as_officer: Clients, what: str
) -> None:
    """The paper says that no identity is in it: whoever makes it."""
    both = as_officer("tia", (Role.AUDITOR, ""), (Role.ADMIN_INSTANSI, ""))
    for name, text in texts(archive(asked(both, desk.case_id, isi=what))):
        assert [each for each in CANARIES if each in text] == [], name


def test_each_is_a_reading_with_recipient_and_reason(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    for what in ("bukti", "paket"):
        archive(asked(auditor, desk.case_id, isi=what))
    with seen_everywhere(session_factory) as session:
        rows = session.scalars(select(Reading).where(Reading.what.in_(["bukti", "serahan"])).order_by(Reading.what))
        told = [(row.what, row.part, row.ground, row.reason, row.actor_name) for row in rows]
    assert told == [(what, "Ombudsman RI", "pemeriksaan", "Surat 12/ORI", "Lia") for what in ("bukti", "serahan")]
    page = words(auditor.get("/audit/pembacaan").text)
    assert "Paket bagi badan lain" in page
    assert "untuk Ombudsman RI" in page


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"isi": ""}, "Pilih apa yang Anda bawa."),
        ({"isi": "bukti", "alasan": ""}, "Pilih alasannya."),
        ({"isi": "bukti", "alasan": "lain", "keterangan": ""}, "Tulis alasannya."),
        ({"isi": "paket", "penerima": " "}, "Tulis siapa yang menerimanya."),
    ],
)
def test_without_reason_or_recipient_nothing_goes(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory, form: dict[str, str], told: str
) -> None:
    answer = asked(auditor, desk.case_id, **form)
    assert (answer.status_code, told in answer.text) == (422, True)
    with seen_everywhere(session_factory) as session:
        assert set(session.scalars(select(Reading.what))) == {"jejak"}


def test_a_reason_does_not_name_the_reporter(desk: Desk, auditor: FlaskClient) -> None:
    packed = archive(asked(auditor, desk.case_id, isi="paket", keterangan="Permintaan Siti Aminah"))
    for name, text in texts(packed):
        assert "Siti" not in text, name


def test_a_report_of_a_whistleblower_goes_nowhere_and_nobody_else_takes_a_case(
    desk: Desk, auditor: FlaskClient, as_officer: Clients, session_factory: SessionFactory, runtime: Runtime
) -> None:
    deploy_restricted(session_factory, runtime)
    report = reported(session_factory, runtime)
    form = {"csrf_token": token_in(auditor.get(address(desk.case_id)).text), "isi": "bukti", "alasan": "pengawasan"}
    auditor.post(f"/petugas/berkas/{report.complaint_id}/alasan", data=form)
    assert auditor.get(address(report.complaint_id)).status_code == 404
    assert auditor.post(address(report.complaint_id), data=form).status_code == 404
    assert "Bawa kasus ini" not in auditor.get(f"/audit/pengaduan/{report.complaint_id}").text
    for name, role in (("ani", Role.ADMIN_INSTANSI), ("budi", Role.PEMBINA)):
        assert as_officer(name, (role, "")).get(address(desk.case_id)).status_code == 403
