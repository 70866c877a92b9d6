"""A citizen's receipt proves: from its print alone, a year later, on the page and with nothing but one file."""

from __future__ import annotations

import ast
import html
import io
import json
import re
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, update

from complaints.models import Attachment, Complaint
from complaints.people.throttle import Limit
from complaints.upkeep.history_log import append_batch
from engine.models import LogCheckpoint, LogEntry, LogTile
from engine.record.log import appending, witnesses
from engine.record.log.note import COSIGNATURE, NoteError, cosigned, named, read_checkpoint, read_note
from tests.complaints.test_attachments import photo
from tests.house.files import ROOT
from tests.support import verifier as alone
from tests.support.citizen import TYPED, deploy_process
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere
from tests.support.restricted import TYPED as REPORTED
from tests.support.restricted import deploy_restricted
from tests.support.verifier import FILE, verifier
from tests.web.citizen import Citizen
from web.seal import receipts

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock
    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NAME = "127.0.0.1:8000"
PHOTO = photo()
QUOTED = re.compile(r'<blockquote class="alur-quote alur-typed" dir="auto">(.*?)</blockquote>', re.DOTALL)
LETTERS = re.compile(r'class="alur-evidence__letters[^>]*>([^<]+)<')


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Receipts are made on both databases in tests/complaints/test_evidence.py."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def key(runtime: Runtime) -> Ed25519PrivateKey:
    return runtime.signer  # type: ignore[return-value]


@pytest.fixture
def log_key(key: Ed25519PrivateKey) -> str:
    return str(named(NAME, key.public_key()))


@pytest.fixture
def seal(session_factory: SessionFactory, key: Ed25519PrivateKey, clock: FixedClock) -> Callable[[], None]:
    def append() -> None:
        assert append_batch(session_factory, name=NAME, key=key, at=clock.now()) > 0

    return append


@pytest.fixture
def citizen(flask_app: Flask) -> Citizen:
    """Somebody who lodged a complaint with a photo, and looks at the receipt."""
    found = Citizen(flask_app)
    found.fill()
    found.add(("lubang.jpg", PHOTO))
    assert found.send().status_code == 302
    return found


@pytest.fixture
def printed(citizen: Citizen) -> tuple[str, str]:
    """What stands on the paper: the code's letters, and the text of the complaint."""
    page = citizen.get(citizen.at).text
    assert page.count("<svg viewBox=") >= 2, "scaled, never cut"
    return html.unescape(LETTERS.findall(page)[0]), html.unescape(QUOTED.findall(page)[0])


def asked(citizen: Citizen, files: dict[str, bytes] | None = None, **typed: str) -> TestResponse:
    """What `/bukti` says to somebody without a session."""
    uploads = [(io.BytesIO(content), name) for name, content in (files or {}).items()]
    return citizen.client.application.test_client().post("/bukti", data={**typed, "lampiran": uploads})


def downloaded(citizen: Citizen) -> dict[str, Any]:
    answer = citizen.get(citizen.at.replace("/terima", "/bukti"))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=bukti-TL-2026-")
    return dict(answer.json or {})


def test_the_print_alone_proves_a_year_later(
    citizen: Citizen, printed: tuple[str, str], seal: Callable[[], None], session_factory: SessionFactory,
    runtime: Runtime, clock: FixedClock, log_key: str, tmp_path: Path,
) -> None:  # fmt: skip
    code, text = printed
    assert text == TYPED["uraian"]
    assert "belum masuk log" in words(asked(citizen, kode=code, teks=text).text)
    seal()
    for _month in range(12):
        clock.advance(timedelta(days=30))
        lodged(session_factory, runtime)
        seal()
    answer = asked(citizen, {"asli.jpg": PHOTO}, kode=code.lower().replace(" ", "\n"), teks=f"{text}\r\n")
    page = words(answer.text)
    assert answer.status_code == 200, page
    for said in (
        "Bukti ini sah",
        "TL-2026-",
        "9 Maret 2026 pukul 09.00 WITA",
        "berkas yang Anda pilih sama",
        "entri 1 dari",
    ):
        assert said in page
    assert not {TYPED["nama"], TYPED["email"], TYPED["lokasi"]} & set(re.findall(r"[\w@. ]+", page))

    (tmp_path / "kode.txt").write_text(code)
    (tmp_path / "teks.txt").write_text(text)
    (tmp_path / "asli.jpg").write_bytes(PHOTO)
    status, said = alone.run(tmp_path, log_key, "bukti", "kode.txt", "--teks", "teks.txt", "--lampiran", "asli.jpg")
    assert (status, "COCOK" in said, "Belum dibuktikan" in said) == (0, True, True), said


def test_the_complete_proof_holds_without_us(
    citizen: Citizen, seal: Callable[[], None], log_key: str, clock: FixedClock, tmp_path: Path
) -> None:
    number, secret = re.findall(r'class="alur-code">([^<]+)<', citizen.get(citizen.at).text)
    early = downloaded(citizen)
    assert "log" not in early
    with pytest.raises(NoteError, match="size of a log"):
        read_checkpoint(read_note(early["note"]).text)
    seal()
    assert citizen.get("/lacak/bukti").headers["Location"].endswith("/lacak")
    citizen.track(number, secret)
    assert "Unduh bukti lengkap" in citizen.get("/lacak/pengaduan").text
    (tmp_path / "bukti.json").write_bytes(citizen.get("/lacak/bukti").data)
    clock.advance(timedelta(days=365))
    status, said = alone.run(tmp_path, log_key, "bukti", "bukti.json")
    assert (status, number in said, "Berada dalam log" in said, "Disaksikan" in said) == (0, True, True, False), said
    other = str(named(NAME, Ed25519PrivateKey.generate().public_key()))
    status, said = alone.run(tmp_path, other, "bukti", "bukti.json")
    assert (status, "tidak ditandatangani dengan kunci log itu" in said) == (1, True), said


def test_a_witness_says_when(
    citizen: Citizen, seal: Callable[[], None], session_factory: SessionFactory, runtime: Runtime, log_key: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The newest checkpoint has no witness yet: the proof is against the one before, which has."""
    seal()
    witness, known = Ed25519PrivateKey.generate(), "inspektorat.contoh.go.id"
    key = named(known, witness.public_key(), kind=COSIGNATURE)
    with everywhere(session_factory) as session:
        note = read_note(appending.newest(session).note)  # type: ignore[union-attr]
        witnesses.register(session, key)
        witnesses.take(session, cosigned(note, known, witness, seconds=1_773_100_000))
    lodged(session_factory, runtime)
    seal()
    receipt = citizen.get(citizen.at.replace("/terima", "/bukti")).text
    page = words(asked(citizen, kode=receipt).text)
    assert f"disaksikan: {known} , Selasa, 10 Maret 2026" in page
    (tmp_path / "bukti.json").write_text(receipt)
    for saksi, seen in ((str(key), True), (str(key).replace(known, "lain.contoh.go.id"), False)):
        status, said = alone.run(tmp_path, log_key, "bukti", "bukti.json", "--saksi", saksi)
        assert (status, f"Disaksikan {known} 2026-03-09 23:46:40+00:00" in said) == (0, seen), said


def _put(*path: str | int, by: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    """Changes one thing in a receipt; "attachment" is the file's part."""

    def change(receipt: dict[str, Any]) -> None:
        at: Any = receipt
        for step in path[:-1]:
            at = at[next(part for part in at if part.startswith("attachment:")) if step == "attachment" else step]
        at[path[-1]] = by(at[path[-1]])

    return change


def _earlier(moment: str) -> str:
    return moment.replace("2026", "2025")


OTHER_CONTENT = "teks, saat, atau keterangan lain berbeda"
NOT_IN_LOG = "baris itu tidak berada dalam log"
CHANGES = [
    (_put("parts", "complaint", "values", 3, by=lambda text: text.replace("SD", "SMP")), OTHER_CONTENT),
    (_put("parts", "complaint", "values", 15, by=_earlier), OTHER_CONTENT),
    (_put("row", 3, by=_earlier), "baris riwayat berbeda dari yang ditandatangani"),
    (_put("parts", "attachment", "values", 3, by=lambda digest: digest[::-1]), "keterangan berkas berbeda"),
    (_put("parts", "attachment", "salt", by=lambda salt: salt[::-1]), "keterangan berkas berbeda"),
    (_put("log", "index", by=lambda index: index + 1), NOT_IN_LOG),
    (_put("log", "proof", by=lambda proof: [proof[-1], *proof[1:]]), NOT_IN_LOG),
    (_put("log", "proof", by=lambda proof: proof[1:]), NOT_IN_LOG),
    (_put("log", "checkpoint", by=lambda note: note.replace("\n", "0\n", 2)), "titik periksa tidak ditandatangani"),
    (_put("note", by=lambda note: note.replace("receipt/1", "receipt/2")), "tidak ditandatangani dengan kunci log itu"),
    (_put("parts", by=lambda parts: {}), "tidak terbaca, rusak, atau terpotong"),
]


def test_whatever_is_changed_is_refused_with_its_reason(
    citizen: Citizen, seal: Callable[[], None], session_factory: SessionFactory, runtime: Runtime, log_key: str,
) -> None:  # fmt: skip
    for _each in range(3):
        lodged(session_factory, runtime)
    seal()
    receipt = downloaded(citizen)
    whole = verifier.read_key(log_key)
    assert verifier.check_receipt(receipt, whole)["checkpoint"]
    for change, reason in CHANGES:
        changed = json.loads(json.dumps(receipt))
        change(changed)
        answer = asked(citizen, kode=json.dumps(changed))
        assert (answer.status_code, reason in words(answer.text)) == (422, True), (reason, words(answer.text)[:400])


def test_what_is_no_receipt_or_not_this_one_gets_a_calm_answer(
    citizen: Citizen, printed: tuple[str, str], runtime: Runtime
) -> None:
    code, text = printed
    at = 100
    typo = code[:at] + ("3" if code[at] != "3" else "4") + code[at + 1 :]
    for typed, reason in (
        ({"kode": code, "teks": "Jalan di depan SD mulus."}, OTHER_CONTENT),
        ({"kode": code}, "teks laporan diperlukan"),
        ({"kode": code[:-60], "teks": text}, "kode bukti tidak terbaca atau terpotong"),
        ({"kode": code.split()[0], "teks": text}, "kode bukti tidak terbaca atau terpotong"),
        ({"kode": typo, "teks": text}, "tidak terbaca, rusak, atau terpotong"),
        ({"kode": "Jalan rusak"}, "kode bukti tidak terbaca"),
        ({"kode": "{"}, "tidak terbaca, rusak, atau terpotong"),
        ({"kode": '{"row": 1, "note": 2, "parts": []}'}, "tidak terbaca, rusak, atau terpotong"),
        ({"kode": "{" + '"a":[' * 100_000}, "tidak terbaca, rusak, atau terpotong"),
        ({"kode": " "}, "Tempel kode bukti"),
        ({}, "Tempel kode bukti"),
    ):
        answer = asked(citizen, **typed)
        assert (answer.status_code, reason in words(answer.text)) == (422, True), words(answer.text)[:400]
    answer = asked(citizen, {"lain.jpg": PHOTO + b"x"}, kode=code, teks=text)
    assert (answer.status_code, "lain.jpg bukan berkas yang diterima" in words(answer.text)) == (422, True)
    object.__setattr__(runtime, "signer", Ed25519PrivateKey.generate())
    assert "tidak ditandatangani dengan kunci log itu" in words(asked(citizen, kode=code, teks=text).text)


def test_a_log_without_the_row_is_told(
    citizen: Citizen, printed: tuple[str, str], seal: Callable[[], None], session_factory: SessionFactory,
    runtime: Runtime, clock: FixedClock,
) -> None:  # fmt: skip
    """Somebody with database and key removes the case and begins the log again; or writes another row in its place."""
    (code, text), case_id = printed, uuid.UUID(downloaded(citizen)["row"][1])
    seal()
    with everywhere(session_factory) as session:
        session.execute(update(LogTile).where(LogTile.level == 0).values(hashes=bytes(64)))
    told = words(asked(citizen, kode=code, teks=text).text)
    assert "log di sini tidak memuatnya" in told
    with everywhere(session_factory) as session:
        for model in (LogEntry, LogTile, LogCheckpoint):
            session.execute(delete(model))
    clock.advance(timedelta(hours=2))
    lodged(session_factory, runtime)
    seal()
    with everywhere(session_factory) as session:
        session.execute(delete(LogEntry).where(LogEntry.history_id == case_id))
    told = words(asked(citizen, kode=code, teks=text).text)
    assert "log di sini tidak memuatnya" in told
    assert "Inspektorat" in told


def test_the_proof_is_kept_to_its_citizen(citizen: Citizen, clock: FixedClock, flask_app: Flask) -> None:
    file = citizen.at.replace("/terima", "/bukti")
    assert citizen.get(file).status_code == 200
    assert Citizen(flask_app).get(file).status_code == 404
    clock.advance(timedelta(hours=1))
    assert citizen.get(file).status_code == 404
    assert "Bukti penerimaan" not in citizen.get(citizen.at).text


def test_what_was_changed_since_gets_no_new_receipt(citizen: Citizen, session_factory: SessionFactory) -> None:
    number, secret = re.findall(r'class="alur-code">([^<]+)<', citizen.get(citizen.at).text)
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(uraian="Jalan mulus."))
    citizen.track(number, secret)
    answer = citizen.get("/lacak/bukti")
    assert answer.status_code == 302
    assert "tidak sesuai dengan riwayatnya" in citizen.get("/lacak/pengaduan").text
    assert "tidak sesuai dengan riwayatnya" in citizen.get(citizen.at).text


def test_a_whistleblowers_receipt_carries_nothing_more(
    session_factory: SessionFactory, runtime: Runtime, flask_app: Flask
) -> None:
    deploy_restricted(session_factory, runtime)
    reporter = Citizen(flask_app, way="/wbs/lapor")
    reporter.fill(**REPORTED)
    assert reporter.send().status_code == 302
    page = reporter.get(reporter.at).text
    number, secret = re.findall(r'class="alur-code">([^<]+)<', page)
    assert not re.search(r"ALUR\d/\d|Bukti|<figure", page)
    assert reporter.get(reporter.at.replace("/wbs/lapor", "/lapor").replace("/terima", "/bukti")).status_code == 404
    reporter.track(number, secret)
    assert "Bukti lengkap" not in reporter.get("/lacak/pengaduan").text
    assert reporter.get("/lacak/bukti").status_code == 302


def test_the_page_counts_who_asks(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "CHECKS_PER_SOURCE", Limit("bukti", 1, timedelta(hours=1)))
    assert [client.post("/bukti", data={"kode": "Jalan"}).status_code for _each in range(2)] == [422, 429]


def test_the_program_is_one_short_file_that_needs_one_library(client: FlaskClient) -> None:
    given = client.get("/bukti/periksa-alur.py")
    assert given.data == FILE.read_bytes()
    source = FILE.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    wanted = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert wanted - set(sys.stdlib_module_names) == {"cryptography"}
    for page in ("/bukti", "/segel"):
        assert "/bukti/periksa-alur.py" in client.get(page).text


def test_it_knows_the_columns_as_they_are_bound() -> None:
    assert Complaint.BOUND is not None
    assert Attachment.BOUND is not None
    complaint, attachment = Complaint.BOUND.columns, Attachment.BOUND.columns
    assert [complaint[each] for each in (verifier.NUMBER, verifier.TITLE, verifier.TEXT, verifier.RECEIVED)] == [
        "number", "judul", "uraian", "received_at",
    ]  # fmt: skip
    assert [attachment[each] for each in (verifier.FILE_NAME, verifier.FILE_SHA256)] == ["name", "sha256"]
    told = re.sub(r"\s+", " ", (ROOT / "docs" / "format-ekspor.md").read_text(encoding="utf-8"))
    assert ", ".join(complaint) in told
    assert ", ".join(attachment) in told
