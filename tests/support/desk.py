"""Complaints that really run through the deployed process, and what an officer's browser sends."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING, Any

from complaints.intake.lodging import Receipt, lodge
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import queries
from engine.running.queries import TaskView
from tests.support.accounts import token_in
from tests.support.citizen import answers
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

FIELD = re.compile(r'<input type="hidden" name="token" value="([0-9a-f]+)"')

NATIONAL: Mapping[str, str] = {
    "identitas_terverifikasi": "true",
    "substansi_terverifikasi": "true",
    "data_dukung_terverifikasi": "true",
    "lengkap": "ya",
    "layak": "ya",
    "rumusan": "bukan_keduanya",
    "subjek": "Dinas Pekerjaan Umum",
    "objek": "Jalan Angsau",
    "jenis": "pengaduan",
    "kategori": "infrastruktur",
    "tujuan": "instansi_ini",
}
"""What Admin Nasional posts for a complaint that goes on to the regency."""
REGENCY: Mapping[str, str] = {
    **{key: value for key, value in NATIONAL.items() if key != "tujuan"},
    "sesuai_kewenangan": "ya",
    "penyalahgunaan_wewenang": "tidak",
    "bersifat_normatif": "tidak",
    "berkadar_pengawasan": "tidak",
    "perlu_pemeriksaan_lapangan": "tidak",
}
"""What Admin Instansi posts for the same complaint."""


def lodged(factory: SessionFactory, runtime: Runtime, **typed: str) -> Receipt:
    """A citizen's complaint, running. `typed` overrides what the citizen of the tests types."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        return lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=answers(runtime, **typed),
            submission_token=uuid.uuid4().hex,
        )


def open_tasks(factory: SessionFactory, receipt: Receipt) -> list[TaskView]:
    """The open tasks of a case."""
    with reading(factory, TANAH_LAUT) as session:
        return list(queries.case(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id).open_tasks)


def open_task(factory: SessionFactory, receipt: Receipt) -> TaskView:
    """The only open task of a case."""
    (task,) = open_tasks(factory, receipt)
    return task


def sent(client: FlaskClient, path: str, page: str, **fields: Any) -> TestResponse:
    """Posts a form of a page, with the hidden tokens that it carries."""
    found = FIELD.search(page)
    hidden = {"csrf_token": token_in(page)} | ({"token": found[1]} if found else {})
    return client.post(path, data={**hidden, **fields})


def completed(client: FlaskClient, task: TaskView, **fields: Any) -> TestResponse:
    """Opens a task's page, fills the form in and completes it."""
    path = f"/petugas/tugas/{task.id}"
    return sent(client, path, client.get(path).text, **fields)


def with_reason(client: FlaskClient, case_id: object) -> None:
    """Says why a protected report is opened; then its pages open for half an hour."""
    place = f"/petugas/berkas/{case_id}/alasan"
    assert sent(client, place, client.get(place).text, alasan="pengawasan").status_code == 302


def words(page: str) -> str:
    """The text of a page without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
