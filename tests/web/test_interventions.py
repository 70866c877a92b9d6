"""A case is put right by two people: found, tried, asked for with a reason, approved by the other, seen by the auditor."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.intake.lodging import Receipt
from complaints.models import SecondPersonRequest
from complaints.people.governments import Government
from complaints.people.roles import RESTRICTED_ROLES, ROLES, Role
from complaints.tracking import progress
from engine.clock import FixedClock
from engine.db import SessionFactory
from engine.models import Case, Event, Incident
from engine.record.examining import verify_beside, verify_history, verify_tables
from engine.running.commands import fire_due
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, open_tasks, sent, words
from tests.support.everywhere import everywhere, seen_everywhere

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
HIDDEN = re.compile(r'<input type="hidden" name="(perintah-[a-z]+)" value="([^"]*)">')


@pytest.fixture
def ani(as_officer: AsOfficer) -> FlaskClient:
    return as_officer("ani", (Role.CASE_OPERATOR, ""))


@pytest.fixture
def budi(as_officer: AsOfficer) -> FlaskClient:
    return as_officer("budi", (Role.CASE_OPERATOR, ""))


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


def place(receipt: Receipt) -> str:
    return f"/operator/kasus/{receipt.complaint_id}"


def tried(client: FlaskClient, receipt: Receipt, act: str, **more: str) -> TestResponse:
    page = client.get(place(receipt)).text
    seen = re.search(r'name="perintah-keadaan" value="([^"]+)"', page)
    assert seen is not None
    fields = {"perintah-tindakan": act, "perintah-keadaan": seen[1]} | more
    return sent(client, f"{place(receipt)}/pratinjau", page, **fields)


def first_target(client: FlaskClient, receipt: Receipt, token: uuid.UUID) -> str:
    """The first task to which the page offers to move a token."""
    forms = client.get(place(receipt)).text.split("<form")
    mine = next(each for each in forms if f'value="{token}"' in each and 'value="token_moved"' in each)
    found = re.search(r'<option value="(Task_\w+)">', mine)
    assert found is not None
    return found[1]


def given(client: FlaskClient, receipt: Receipt, preview: str, reason: str = "Salah disposisi.") -> TestResponse:
    from html import unescape

    hidden = {name: unescape(value) for name, value in HIDDEN.findall(preview)}
    return client.post(f"{place(receipt)}/lakukan", data={**hidden, "csrf_token": token_in(preview), "alasan": reason})


def request_id(factory: SessionFactory) -> uuid.UUID:
    with seen_everywhere(factory) as session:
        return session.scalars(select(SecondPersonRequest.id)).one()


def decided(client: FlaskClient, request: uuid.UUID, verdict: str) -> TestResponse:
    token = token_in(client.get("/operator/kasus").text)
    return client.post(f"/operator/kasus/permintaan/{request}", data={"csrf_token": token, "keputusan": verdict})


def whole(factory: SessionFactory) -> None:
    with everywhere(factory) as session:
        assert verify_history(session, verifier=None) == []
        assert verify_tables(session).breaks == []
        assert verify_beside(session).breaks == []


def test_a_token_is_moved_when_a_second_person_approves(
    ani: FlaskClient, budi: FlaskClient, as_officer: AsOfficer, receipt: Receipt, session_factory: SessionFactory
) -> None:
    task = open_task(session_factory, receipt)
    target = first_target(ani, receipt, task.id)
    preview = tried(ani, receipt, "token_moved", **{"perintah-token": str(task.id), "perintah-tujuan": target})
    assert preview.status_code == 200
    told = words(preview.text)
    assert "Yang akan terjadi" in told
    assert f"Tugas ditarik: {task.name}" in told
    assert "<svg" in preview.text
    assert open_task(session_factory, receipt) == task  # nothing was written
    silent = given(ani, receipt, preview.text, reason=" ")
    assert silent.status_code == 422
    assert "Tulis mengapa" in silent.text
    assert given(ani, receipt, preview.text).status_code == 303
    assert open_task(session_factory, receipt) == task

    request = request_id(session_factory)
    alone = decided(ani, request, "setuju")
    assert open_task(session_factory, receipt) == task, alone.text
    shown = budi.get(f"/operator/kasus/permintaan/{request}").text
    assert "Salah disposisi." in shown
    assert "Setujui dan lakukan" in shown
    assert decided(budi, request, "setuju").status_code == 303
    assert task.id not in {each.id for each in open_tasks(session_factory, receipt)}
    with seen_everywhere(session_factory) as session:
        row = session.scalars(select(Event).where(Event.kind == "case_intervened")).one()
        assert (row.actor_name, row.role, row.element) == ("Budi", "operator_kasus", task.element)
        assert row.personal is not None
        assert row.personal["answers"] == {"alasan_intervensi": "Salah disposisi."}
        assert session.scalars(select(SecondPersonRequest)).all() == []
    whole(session_factory)
    trail = words(as_officer("auditor", (Role.AUDITOR, "")).get(f"/audit/pengaduan/{receipt.complaint_id}").text)
    assert "Dibetulkan oleh operator kasus" in trail
    assert "diminta Ani" in trail
    listed = words(as_officer("auditor2", (Role.AUDITOR, "")).get("/admin/tindakan?tentang=case").text)
    assert "Kasus dibetulkan" in listed
    assert "Pembetulan: Token dipindahkan" in listed
    assert "Diminta oleh: Ani" in listed
    assert receipt.number in listed


def test_an_approval_of_a_case_that_moved_on_is_refused(
    ani: FlaskClient, budi: FlaskClient, as_officer: AsOfficer, receipt: Receipt, session_factory: SessionFactory
) -> None:
    task = open_task(session_factory, receipt)
    target = first_target(ani, receipt, task.id)
    preview = tried(ani, receipt, "token_moved", **{"perintah-token": str(task.id), "perintah-tujuan": target})
    given(ani, receipt, preview.text)
    request = request_id(session_factory)
    assert completed(as_officer("nasional", (Role.ADMIN_NASIONAL, "")), task, **NATIONAL).status_code == 302
    after = open_tasks(session_factory, receipt)
    assert "sudah bergerak" in words(budi.get(f"/operator/kasus/permintaan/{request}").text)
    assert decided(budi, request, "setuju").headers["Location"].endswith(str(request))
    assert open_tasks(session_factory, receipt) == after
    assert decided(ani, request, "tidak").status_code == 303
    assert decided(budi, request, "setuju").status_code == 404


def test_a_corrected_class_moves_the_promised_date_and_the_complainant_is_told(
    ani: FlaskClient,
    budi: FlaskClient,
    as_officer: AsOfficer,
    receipt: Receipt,
    session_factory: SessionFactory,
    clock: FixedClock,
) -> None:
    completed(as_officer("nasional", (Role.ADMIN_NASIONAL, "")), open_task(session_factory, receipt), **NATIONAL)
    regency = as_officer("daerah", (Role.ADMIN_INSTANSI, ""))
    completed(regency, open_task(session_factory, receipt), **REGENCY)
    disposed = {"arah_disposisi": "disposisi", "skpd": "dinas-pekerjaan-umum"}
    completed(regency, open_task(session_factory, receipt), **disposed)
    key = "bersifat_normatif"
    asked = ani.get(f"{place(receipt)}/jawaban/{key}")
    assert asked.status_code == 200
    preview = tried(ani, receipt, "answer_corrected", **{"perintah-kunci": key, key: "ya"})
    assert "semula" in words(preview.text), words(preview.text)
    given(ani, receipt, preview.text, reason="Golongan keliru.")
    assert decided(budi, request_id(session_factory), "setuju").status_code == 303
    with seen_everywhere(session_factory) as session:
        row = session.scalars(select(Event).where(Event.kind == "case_intervened")).one()
        assert f'"{key}"' in row.payload
        assert "perubahan_batas" in row.payload
        told = progress.view(session, instansi_id="tanah-laut", complaint_id=receipt.complaint_id, now=clock.now())
    assert [(each.what, each.old, each.new) for each in told.changes if each.what == "kategori"] == [
        ("kategori", "tanpa_pemeriksaan", "normatif")
    ]
    assert [each.old > each.new for each in told.changes if each.what == "tanggal"] == [True]
    whole(session_factory)


def test_a_task_goes_to_somebody_else_without_a_second_person(
    ani: FlaskClient, as_officer: AsOfficer, receipt: Receipt, session_factory: SessionFactory
) -> None:
    as_officer("nasional", (Role.ADMIN_NASIONAL, ""))
    task = open_task(session_factory, receipt)
    person = re.search(r'<option value="([0-9a-f-]{36})">Nasional</option>', ani.get(place(receipt)).text)
    assert person is not None
    preview = tried(ani, receipt, "task_reassigned", **{"perintah-token": str(task.id), "perintah-tujuan": person[1]})
    assert "kini Nasional" in words(preview.text), words(preview.text)
    assert given(ani, receipt, preview.text).status_code == 303
    assert open_task(session_factory, receipt).claimed_by == person[1]
    whole(session_factory)


def test_an_incident_of_the_government_is_tried_again(
    as_officer: AsOfficer,
    receipt: Receipt,
    session_factory: SessionFactory,
    runtime: Runtime,
    clock: FixedClock,
) -> None:
    with everywhere(session_factory) as session:
        state = session.scalars(select(Case.state)).one()
        session.execute(update(Case).values(state=b"bukan keadaan"))
    clock.advance(timedelta(days=365))
    fire_due(session_factory, runtime)
    with everywhere(session_factory) as session:
        incident = session.scalars(select(Incident.id)).one()
        session.execute(update(Case).values(state=state))
    clock.advance(timedelta(seconds=1))
    assert fire_due(session_factory, runtime) == 0
    ani = as_officer("ani", (Role.CASE_OPERATOR, ""))
    page, where = ani.get("/operator/kasus").text, f"/operator/kasus/insiden/{incident}"
    assert ani.post(where, data={"csrf_token": token_in(page), "alasan": ""}).status_code == 422
    assert ani.post(where, data={"csrf_token": token_in(page), "alasan": "Diperbaiki."}).status_code == 303
    assert fire_due(session_factory, runtime) == 1


def test_nobody_else_puts_a_case_right(as_officer: AsOfficer, receipt: Receipt) -> None:
    client = as_officer("semua", *((role, "") for role in sorted(ROLES - {Role.CASE_OPERATOR})))
    token = token_in(client.get("/petugas/sandi").text)
    for path in ("/operator/kasus", place(receipt), f"{place(receipt)}/jawaban/jenis"):
        assert client.get(path).status_code == 403
    for path in (
        f"{place(receipt)}/pratinjau",
        f"{place(receipt)}/lakukan",
        f"/operator/kasus/permintaan/{uuid.uuid4()}",
    ):
        assert client.post(path, data={"csrf_token": token}).status_code == 403


def test_a_whistleblowers_report_is_found_only_by_who_could_have_work_in_it(
    ani: FlaskClient, as_officer: AsOfficer, receipt: Receipt, session_factory: SessionFactory
) -> None:
    from complaints.models import Complaint

    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(restricted=True))
    assert ani.get(place(receipt)).status_code == 404
    both = as_officer("wbs", (Role.CASE_OPERATOR, ""), (sorted(RESTRICTED_ROLES)[0], ""))
    page = both.get(place(receipt)).text
    assert receipt.number not in page
    assert "/jawaban/" not in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"perintah-tindakan": "hapus"}, 400),
        ({"perintah-tindakan": "token_moved"}, 400),
        ({"perintah-tindakan": "token_moved", "perintah-token": "x"}, 400),
        ({"perintah-tindakan": "answer_corrected", "perintah-kunci": "tidak_ada"}, 404),
        (
            {"perintah-tindakan": "token_moved", "perintah-token": str(uuid.uuid4()), "perintah-tujuan": "\x00" * 500},
            200,
        ),
        ({"perintah-tindakan": "task_reassigned", "perintah-token": str(uuid.uuid4()), "perintah-tujuan": "x"}, 200),
    ],
)
def test_what_no_page_sends_is_refused_with_words(
    ani: FlaskClient, receipt: Receipt, fields: dict[str, str], status: int
) -> None:
    page = ani.get(place(receipt)).text
    answer = sent(ani, f"{place(receipt)}/pratinjau", page, **fields)
    assert answer.status_code == status
    if status == 200:
        assert "Tidak dapat dilakukan" in words(answer.text)
