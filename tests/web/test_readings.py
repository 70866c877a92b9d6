"""Whatever address is opened by whoever of the staff: what shows a word of a report, its reporter or a file is noted, in
the transaction that shows it; and a protected report asks for a reason first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from complaints.casework.readings import Ground, What
from complaints.models import Attachment, Reading
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, sent, with_reason, words
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government
from tests.web.five.foreign import UNKNOWN, address
from web.guards import guard_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime
    from web.services import Services

UMUM = "dinas-pekerjaan-umum"
IDENTITY = {"nama": "Kenari Namawati", "telepon": "0812 9999 1234"}
SUBSTANCE = {"judul": "Kenari judul bersayap", "uraian": "Uraian kenari yang cukup panjang untuk diterima."}
FILE = b"%PDF-1.4 isi berkas kenari"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: what is noted is tried on both in tests/complaints/test_readings.py."""
    return sqlite_factory


@dataclass(frozen=True)
class Case:
    """A complaint with a file, disposed to a unit whose officer has taken the task."""

    receipt: Receipt
    task: str
    file: UUID
    holder: FlaskClient


@pytest.fixture
def case(request: pytest.FixtureRequest, as_officer: Callable[..., FlaskClient], services: Services, runtime: Runtime,
         instansi: Government) -> Case:  # fmt: skip
    factory = services.session_factory
    deploy_process(factory, runtime)
    receipt = lodged(factory, runtime, **SUBSTANCE, **IDENTITY, minta_rahasia=getattr(request, "param", "ya"))
    admin = as_officer("pembawa", (Role.ADMIN_NASIONAL, ""), (Role.ADMIN_INSTANSI, ""))
    disposed = {"arah_disposisi": "disposisi", "skpd": UMUM, "catatan_disposisi": "Segera"}
    for step in (NATIONAL, REGENCY, disposed):
        assert completed(admin, open_task(factory, receipt), **step).status_code == 302
    stored = services.files.put(FILE, suffix=".pdf")
    with everywhere(factory) as session:
        file = Attachment(
            instansi_id=instansi.id, id=UUID(int=7), complaint_id=receipt.complaint_id, name="bukti.pdf",
            media_type="application/pdf", size=len(FILE), sha256="0" * 64, sealed_path=stored.path,
            view_path=stored.path, origin="pengadu", added_at=services.clock.now(),
        )  # fmt: skip
        session.add(file)
    task = f"/petugas/tugas/{open_task(factory, receipt).id}"
    holder = as_officer("pemegang", (Role.PEJABAT_PENGHUBUNG, UMUM))
    sent(holder, f"{task}/ambil", holder.get("/petugas/tugas").text)
    return Case(receipt, task, UUID(int=7), holder)


def _everything(answer: TestResponse) -> str:
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body += b"".join(archive.read(each) for each in archive.namelist())
    return body.decode("utf-8", "replace")


def _rows(factory: SessionFactory, *, but_reasons: bool = True) -> list[Reading]:
    with seen_everywhere(factory) as session:
        found = select(Reading).order_by(Reading.at)
        rows = list(session.scalars(found.where(Reading.what != What.REASON) if but_reasons else found))
        session.expunge_all()
        return rows


def _forget(factory: SessionFactory) -> None:
    """Each address for itself, as if nobody had looked a moment ago; a reason that was given stays."""
    with everywhere(factory) as session:
        session.execute(delete(Reading).where(Reading.what != What.REASON))


def _addresses(app: Flask, case: Case) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Every address behind a log-in that can be filled, with the roles that it lets in."""
    ids = UNKNOWN | {
        "case_id": str(case.receipt.complaint_id), "file_id": str(case.file), "task_id": case.task.rpartition("/")[2],
        "process_id": "pengaduan_tanah_laut", "message_name": "pengawasan_admin_nasional", "recipient": "pln",
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        guard = guard_of(app.view_functions[rule.endpoint])
        if guard is None or guard.kind in ("public", "application") or "GET" not in (rule.methods or set()):
            continue
        if rule.arguments <= set(ids):
            place = address(rule, ids)
            yield place, guard.roles or None
            if rule.endpoint in ("desk.inbox", "desk.copies"):
                yield f"{place}?q=bersayap", guard.roles or None


@pytest.mark.parametrize("case", ["ya", "tidak"], indirect=True, ids=["rahasia", "biasa"])
def test_no_page_shows_a_word_that_nobody_noted(
    case: Case, flask_app: Flask, account: Callable[..., Account], session_factory: SessionFactory
) -> None:
    shown: set[str] = set()
    people = {
        account("atasan", (Role.ADMIN_NASIONAL, ""), (Role.ADMIN_INSTANSI, "")): "atasan",
        account("auditor", (Role.AUDITOR, "")): "auditor",
    }
    clients = {"pemegang": (case.holder, {Role.PEJABAT_PENGHUBUNG})}
    for person, called in people.items():
        client = flask_app.test_client()
        log_in(client, person)
        with_reason(client, case.receipt.complaint_id)
        roles = {Role.AUDITOR} if called == "auditor" else {Role.ADMIN_NASIONAL, Role.ADMIN_INSTANSI}
        clients[called] = (client, roles)
    for place, lets_in in _addresses(flask_app, case):
        for called, (client, roles) in clients.items():
            if lets_in is not None and not lets_in & roles:
                continue
            _forget(session_factory)
            text = _everything(client.get(place))
            mine = [row for row in _rows(session_factory) if row.actor_name == called.title()]
            of_case = [row for row in mine if row.case_id == case.receipt.complaint_id]
            if any(each in text for each in (*SUBSTANCE.values(), FILE.decode())):
                if of_case or "/berkas/" in place or "/tugas/" in place or "/audit/" in place:
                    assert any(row.substance for row in of_case), f"{place} shows {called} what nobody noted"
                    shown.add(place.partition("?")[0])
                else:  # a list of ordinary complaints
                    assert set(SUBSTANCE.values()) & {each for each in SUBSTANCE.values() if each in text} == {
                        SUBSTANCE["judul"]
                    }
                    assert case.receipt.number in words(text)
                    assert _is_open(session_factory, case), f"{place} lists the title of a secret complaint"
            if any(each in text for each in IDENTITY.values()):
                assert any(row.identity for row in of_case), f"{place} shows {called} whose report it is"
            if "?q=" in place and "200" in str(client.get(place).status_code):
                assert any(row.what == What.SEARCH and row.part.isdecimal() for row in _rows(session_factory))
    assert len(shown) >= 3


def _is_open(factory: SessionFactory, case: Case) -> bool:
    from complaints.models import Complaint

    with seen_everywhere(factory) as session:
        return (
            session.scalars(select(Complaint.rahasia).where(Complaint.id == case.receipt.complaint_id)).one() is False
        )


def test_a_secret_report_asks_for_a_reason_which_holds_for_half_an_hour(
    case: Case, as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, clock: FixedClock
) -> None:
    head = as_officer("atasan", (Role.ADMIN_INSTANSI, ""))
    place = f"/petugas/berkas/{case.receipt.complaint_id}"
    answer = head.get(place)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{place}/alasan?lanjut=")
    page = head.get(answer.location).text
    assert "Mengapa Anda membuka laporan ini?" in page
    assert SUBSTANCE["judul"] not in page
    for form, mistake in (({}, "Pilih alasannya."), ({"alasan": "lain"}, "Tulis alasannya.")):
        refused = sent(head, f"{place}/alasan", page, **form)
        assert refused.status_code == 422
        assert mistake in refused.text
    before = len(_rows(session_factory, but_reasons=False))
    told = {"alasan": "lain", "keterangan": f"Ditanya {IDENTITY['nama']}, {IDENTITY['telepon']}", "lanjut": place}
    assert sent(head, f"{place}/alasan", page, **told).location == place
    assert SUBSTANCE["judul"] in head.get(place).text
    head.get(place)
    given, looked = _rows(session_factory, but_reasons=False)[before:]
    assert (given.what, looked.what, looked.ground) == (What.REASON, What.CONTENT, Ground.OTHER)
    assert looked.reason == given.reason == "Ditanya [disamarkan], [disamarkan]"
    assert (looked.role, looked.substance, looked.identity) == (Role.ADMIN_INSTANSI, True, True)
    clock.advance(timedelta(minutes=31))
    assert head.get(place).status_code == 302


def test_who_has_the_task_is_not_asked(case: Case, session_factory: SessionFactory) -> None:
    before = len(_rows(session_factory))
    assert SUBSTANCE["judul"] in case.holder.get(case.task).text
    (row,) = _rows(session_factory)[before:]
    assert (row.ground, row.role, row.unit) == (Ground.TASK, Role.PEJABAT_PENGHUBUNG, UMUM)
    assert row.reason
    assert "Pembukaan laporan ini dicatat atas nama Anda." in case.holder.get(case.task).text
    assert len(_rows(session_factory)) == before + 1


def test_what_a_form_sends_needs_no_second_reason_and_is_never_lost(
    case: Case, as_officer: Callable[..., FlaskClient], clock: FixedClock
) -> None:
    national = as_officer("pusat", (Role.ADMIN_NASIONAL, ""))
    place = f"/petugas/berkas/{case.receipt.complaint_id}/kabar/pengawasan_admin_nasional"
    form = {"csrf_token": token_in(national.get("/petugas/tugas").text), "catatan": "Mohon perhatian"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    unasked = national.post(place, data=form, headers=headers)
    assert unasked.status_code == 409
    assert "Mohon perhatian" in unasked.text
    sent(national, f"/petugas/berkas/{case.receipt.complaint_id}/alasan", national.get(place, follow_redirects=True).text,
         alasan="pengawasan")  # fmt: skip
    clock.advance(timedelta(hours=1))
    assert national.post(place, data=form, headers=headers).status_code != 409


def test_auditors_and_heads_read_who_looked_and_the_reporter_how_many(
    case: Case, flask_app: Flask, as_officer: Callable[..., FlaskClient], session_factory: SessionFactory
) -> None:
    auditor, head = as_officer("auditor", (Role.AUDITOR, "")), as_officer("kepala", (Role.KEPALA_PD, UMUM))
    stranger = as_officer("kepala lain", (Role.KEPALA_PD, "dinas-kesehatan"))
    case.holder.get(case.task)
    for _reload in range(2):
        case.holder.get("/petugas/tugas?q=kenari+namawati")
    assert [each.what for each in _rows(session_factory)].count(What.SEARCH) == 1
    for client, place in ((auditor, "/audit/pembacaan"), (head, "/petugas/pembacaan")):
        page = words(client.get(place).text)
        for part in ("Pemegang", case.receipt.number, "isi dan pelapor", "Tugas: ", "Pencarian dengan kata"):
            assert part in page, (place, part)
        assert "amawati" not in page
        for narrowed, found in (("orang=pemeg", True), ("orang=antah", False), (f"nomor={case.receipt.number}", True),
                                ("nomor=TL-2026-XXXX", False), (f"kasus={case.receipt.complaint_id}", True),
                                ("sejak=2026-03-09&sampai=2026-03-09", True), ("sejak=2026-03-10", False)):  # fmt: skip
            assert ("Pemegang" in words(client.get(f"{place}?{narrowed}").text)) == found, narrowed
    assert "Pembawa" in words(auditor.get("/audit/pembacaan").text)
    assert "Pembawa" not in words(head.get("/petugas/pembacaan").text)  # of the tiers, not of the unit
    assert "Belum ada pembacaan" in words(stranger.get("/petugas/pembacaan").text)
    citizen = flask_app.test_client()
    form = {"csrf_token": token_in(citizen.get("/tanah-laut/lacak").text), "nomor": case.receipt.number}
    citizen.post("/tanah-laut/lacak", data={**form, "kode": case.receipt.secret})
    page = words(citizen.get("/tanah-laut/lacak/pengaduan").text)
    assert "Dibaca oleh 2 petugas berwenang" in page
    assert "Pemegang" not in page
