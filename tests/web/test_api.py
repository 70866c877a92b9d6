"""The interface for applications: a key of one government and named ways in; lodged once; the same form as the page."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from complaints import casework
from complaints.casework import Opening
from complaints.intake import applications
from complaints.models import Application, Attachment, Complaint, LodgingDraft, Reporter
from complaints.tracking.progress import CODES_PER_SOURCE
from complaints.upkeep.history_log import append_batch, log_name
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.record.log.own_keys import held
from engine.record.log.receipts import receipt_key
from engine.running import commands, queries
from tests.complaints.test_attachments import geotagged
from tests.support.citizen import TYPED, Desk, deploy_process
from tests.support.government import TANAH_LAUT, TETANGGA, Government
from web.api.blueprint import LOOKS_PER_APPLICATION, REPORTS_PER_APPLICATION
from web.public.lodging import REPORTS_PER_SOURCE
from web.seal import verifier

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime
    from web.services import Services

BASE = f"/antarmuka/v1/{TANAH_LAUT}"
ONCE = "satu-pengaduan-0001"
PROBLEM = "application/problem+json"
START = "Start_aplikasi_terintegrasi"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough: the way behind it is that of the citizen's page."""
    return sqlite_factory


@pytest.fixture
def deployed(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> None:
    deploy_process(session_factory, runtime)


def new_key(factory: SessionFactory, runtime: Runtime, *starts: str) -> tuple[applications.ApplicationView, str]:
    with unit_of_work(factory, TANAH_LAUT) as session:
        return applications.create(
            session, runtime, instansi_id=TANAH_LAUT, name="PING", starts=starts or (START,), by=SISTEM
        )


@pytest.fixture
def key(session_factory: SessionFactory, deployed: None, runtime: Runtime) -> str:
    return new_key(session_factory, runtime)[1]


@pytest.fixture
def client(flask_app: Flask) -> FlaskClient:
    return flask_app.test_client()


def headers(key: str, once: str = ONCE) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": once}


def lodged(client: FlaskClient, key: str, *, once: str = ONCE, kanal: str = "", **typed: Any) -> TestResponse:
    body: dict[str, Any] = {"isian": {**TYPED, **typed}}
    if kanal:
        body["kanal"] = kanal
    return client.post(f"{BASE}/pengaduan", json=body, headers=headers(key, once))


def rows(factory: SessionFactory, table: type[Any]) -> list[Any]:
    with reading(factory, TANAH_LAUT) as session:
        found = list(session.scalars(select(table).where(table.instansi_id == TANAH_LAUT)))
        session.expunge_all()
        return found


def told(answer: TestResponse) -> Mapping[str, Any]:
    """The problem of a refusal, which is complete."""
    assert answer.mimetype == PROBLEM, answer.text
    content = json.loads(answer.text)
    assert content["status"] == answer.status_code
    assert content["title"]
    assert content["detail"]
    return content  # type: ignore[no-any-return]


def wrong(answer: TestResponse) -> dict[str, str]:
    return {each["isian"]: each["pesan"] for each in told(answer)["kesalahan"]}


def test_a_complaint_comes_in_by_its_own_start_event(
    session_factory: SessionFactory, client: FlaskClient, key: str
) -> None:
    answer = lodged(client, key)
    assert answer.status_code == 201, answer.text
    receipt = answer.json
    (row,) = rows(session_factory, Complaint)
    with reading(session_factory, TANAH_LAUT) as session:
        passed = queries.path(session, instansi_id=TANAH_LAUT, case_id=row.id).element_counts
    assert (row.number, row.kanal, row.judul) == (receipt["nomor"], "aplikasi_terintegrasi", TYPED["judul"])
    assert row.entered_by.startswith("app:")
    assert ("pengaduan_tanah_laut", START) in passed
    assert rows(session_factory, Reporter)[0].nama == "Siti Aminah"
    assert answer.headers["Location"] == f"{BASE}/pengaduan/{receipt['nomor']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_same_idempotency_key_lodges_once_and_answers_the_same(
    session_factory: SessionFactory, client: FlaskClient, key: str, clock: FixedClock
) -> None:
    first, second = lodged(client, key), lodged(client, key, judul="Lain sekali")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    clock.advance(timedelta(days=3))
    third = lodged(client, key)
    assert (third.status_code, third.json["nomor"], third.json["kode"]) == (200, first.json["nomor"], None)
    assert len(rows(session_factory, Complaint)) == 1
    assert lodged(client, key, once="pengaduan-lain-0002").json["nomor"] != first.json["nomor"]


def test_two_applications_do_not_meet_in_one_idempotency_key(
    session_factory: SessionFactory, client: FlaskClient, key: str, runtime: Runtime
) -> None:
    other = new_key(session_factory, runtime)[1]
    assert lodged(client, key).json["nomor"] != lodged(client, other).json["nomor"]


def test_the_form_of_the_page_checks_and_nothing_stays_of_a_refusal(
    session_factory: SessionFactory, client: FlaskClient, key: str
) -> None:
    found = wrong(lodged(client, key, judul="", nama="", desa="x" * 81, kecamatan="Atlantis"))
    assert set(found) == {"judul", "nama", "desa", "kecamatan"}
    assert found["judul"] == "“Judul” wajib diisi."
    assert rows(session_factory, Complaint) == rows(session_factory, LodgingDraft) == []
    assert lodged(client, key).status_code == 201  # with the same idempotency key: nothing was lodged before


def test_what_the_form_does_not_ask_is_refused_by_name(client: FlaskClient, key: str) -> None:
    assert set(wrong(lodged(client, key, tanggal_terima="2026-03-01", karangan="ya"))) == {"tanggal_terima", "karangan"}
    assert set(wrong(lodged(client, key, judul={"a": 1}, uraian=["x", {"y": 1}]))) == {"judul", "uraian"}


def test_a_report_without_a_name_keeps_nobody(session_factory: SessionFactory, client: FlaskClient, key: str) -> None:
    assert lodged(client, key, minta_anonim="ya").status_code == 201
    assert rows(session_factory, Reporter) == []


def test_files_go_along_and_keep_the_limits_of_the_page(
    session_factory: SessionFactory, client: FlaskClient, key: str
) -> None:
    def sent(once: str, *files: tuple[io.BytesIO, str], name: str = "data_dukung") -> TestResponse:
        data = {"laporan": json.dumps({"isian": TYPED}), name: list(files)}
        return client.post(f"{BASE}/pengaduan", data=data, headers=headers(key, once))

    photo = geotagged()
    assert "laporan.docx" in wrong(sent(ONCE, (io.BytesIO(b"PK\x03\x04"), "laporan.docx")))["data_dukung"]
    many = [(io.BytesIO(photo + bytes([number])), f"{number}.jpg") for number in range(6)]
    assert "Paling banyak 5 berkas" in wrong(sent(ONCE, *many))["data_dukung"]
    assert set(wrong(sent(ONCE, (io.BytesIO(photo), "a.jpg"), name="lain"))) == {"lain"}
    assert rows(session_factory, Attachment) == []
    assert sent(ONCE, (io.BytesIO(photo), "jalan.jpg")).status_code == 201
    (file,) = rows(session_factory, Attachment)
    assert (file.name, file.origin, file.public) == ("jalan.jpg", "pengadu", True)


def test_the_receipt_proves_itself_later_as_that_of_the_page_does(
    session_factory: SessionFactory, client: FlaskClient, key: str, services: Services
) -> None:
    receipt = lodged(client, key).json
    signer = held(services.runtime.signer)
    assert signer is not None
    name = log_name(services.settings.base_url)
    with reading(session_factory) as session:
        known = verifier.read_key(str(receipt_key(session, name=name, key=signer)))
    proven = verifier.check_receipt(receipt["bukti"], known, "", [])
    assert proven["values"][verifier.NUMBER] == receipt["nomor"]
    append_batch(session_factory, name=name, key=signer, at=services.clock.now())
    place = f"{BASE}/pengaduan/{receipt['nomor']}"
    state = client.get(place, headers={**headers(key), "Kode-Rahasia": receipt["kode"]}).json
    assert "log" in state["bukti"]
    assert verifier.check_receipt(state["bukti"], known, "", [])["values"] == proven["values"]
    assert state["dibaca_petugas"] == 0
    officer = Actor("petugas", "Petugas", frozenset({("admin_instansi", "")}))
    (row,) = rows(session_factory, Complaint)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        access = casework.complaint(
            session, instansi_id=TANAH_LAUT, actor=officer, scopes=[("admin_instansi", "")], case_id=row.id,
            opening=Opening(services.clock.now()),
        )  # fmt: skip
    assert access.access.noted
    state = client.get(place, headers={**headers(key), "Kode-Rahasia": receipt["kode"]}).json
    assert state["dibaca_petugas"] == 1
    changed = {
        **receipt["bukti"],
        "row": [*receipt["bukti"]["row"][:3], "2020-01-01T00:00:00+00:00", *receipt["bukti"]["row"][4:]],
    }
    with pytest.raises(verifier.ProofError):
        verifier.check_receipt(changed, known, "", [])


def test_number_and_code_open_the_state_and_nothing_else_does(client: FlaskClient, key: str) -> None:
    receipt = lodged(client, key).json
    place = f"{BASE}/pengaduan/{receipt['nomor']}"
    opened = client.get(place, headers={**headers(key), "Kode-Rahasia": receipt["kode"]})
    assert opened.status_code == 200, opened.text
    assert opened.json["selesai"] is False
    assert [step["keadaan"] for step in opened.json["tahap"]].count("sekarang") == 1
    assert TYPED["nama"] not in opened.text
    for code in ("", "2222-2222-2222-2222"):
        assert told(client.get(place, headers={**headers(key), "Kode-Rahasia": code}))["status"] == 404
    assert told(client.get(place, headers={"Kode-Rahasia": receipt["kode"]}))["status"] == 401
    unknown = client.get(f"{BASE}/pengaduan/TL-2026-222222", headers={**headers(key), "Kode-Rahasia": receipt["kode"]})
    assert told(unknown)["status"] == 404


def test_what_silence_closed_waits_for_nobody(
    session_factory: SessionFactory, client: FlaskClient, key: str, runtime: Runtime, clock: FixedClock
) -> None:
    receipt = lodged(client, key).json
    place, given = f"{BASE}/pengaduan/{receipt['nomor']}", {**headers(key), "Kode-Rahasia": receipt["kode"]}
    desk = Desk(session_factory, runtime, clock, rows(session_factory, Complaint)[0].id)
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Di desa mana?")
    assert client.get(place, headers=given).json["ditunggu_dari_pelapor"] == ["Menunggu Anda melengkapi data"]
    clock.advance(timedelta(days=30))
    while commands.fire_due(session_factory, runtime, limit=1):
        pass
    state = client.get(place, headers=given).json
    assert (state["selesai"], state["ditunggu_dari_pelapor"], state["tenggat"]) == (True, [], [])


def test_guessing_a_code_is_slow(client: FlaskClient, key: str) -> None:
    receipt = lodged(client, key).json
    for _ in range(5):
        client.get(f"{BASE}/pengaduan/{receipt['nomor']}", headers={**headers(key), "Kode-Rahasia": "2222222222222222"})
    answer = client.get(
        f"{BASE}/pengaduan/{receipt['nomor']}", headers={**headers(key), "Kode-Rahasia": receipt["kode"]}
    )
    assert told(answer)["status"] == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_an_application_looks_for_many_citizens(client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = LOOKS_PER_APPLICATION
    assert limit.count > CODES_PER_SOURCE.count * (limit.period / CODES_PER_SOURCE.period)
    monkeypatch.setattr("web.api.complaints.LOOKS_PER_APPLICATION", replace(limit, count=2))
    monkeypatch.setattr("complaints.tracking.progress.CODES_PER_SOURCE", replace(CODES_PER_SOURCE, count=1))
    codes = [client.get(f"{BASE}/pengaduan/TL-2026-22222{n}", headers=headers(key)).status_code for n in range(3)]
    assert codes == [404, 404, 429]


def test_a_key_is_of_one_government_and_of_named_start_events(
    session_factory: SessionFactory, client: FlaskClient, key: str, runtime: Runtime
) -> None:
    elsewhere = client.post(f"/antarmuka/v1/{TETANGGA}/pengaduan", json={"isian": TYPED}, headers=headers(key))
    nowhere = client.post("/antarmuka/v1/tidak-ada/pengaduan", json={"isian": TYPED}, headers=headers(key))
    assert told(elsewhere)["status"] == told(nowhere)["status"] == 401
    assert "Bearer" in elsewhere.headers["WWW-Authenticate"]
    assert told(lodged(client, key, kanal="aplikasi"))["status"] == 403
    assert told(lodged(client, key, kanal="website"))["status"] == 403
    assert told(lodged(client, key, kanal="surat"))["status"] == 403
    both = new_key(session_factory, runtime, START, "Start_aplikasi")[1]
    assert lodged(client, both, kanal="aplikasi").status_code == 201
    assert [row.kanal for row in rows(session_factory, Complaint)] == ["aplikasi"]


def test_a_revoked_key_opens_nothing(
    session_factory: SessionFactory, client: FlaskClient, deployed: None, runtime: Runtime
) -> None:
    found, key = new_key(session_factory, runtime)
    assert lodged(client, key).status_code == 201
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        applications.revoke(session, runtime, instansi_id=TANAH_LAUT, application_id=found.id, by=SISTEM)
    assert told(lodged(client, key))["status"] == 401


def test_a_key_is_stored_as_its_hash_alone(session_factory: SessionFactory, key: str) -> None:
    (row,) = rows(session_factory, Application)
    assert key not in str(vars(row))
    assert len(row.key_hash) == 64


def test_a_key_for_a_start_event_that_takes_no_application_is_not_given(
    session_factory: SessionFactory, deployed: None, runtime: Runtime
) -> None:
    for starts in (["Start_website"], ["Start_karangan"], []):
        with pytest.raises(applications.UnfitStartError, match=START), unit_of_work(session_factory, TANAH_LAUT) as s:
            applications.create(s, runtime, instansi_id=TANAH_LAUT, name="PING", starts=starts, by=SISTEM)


def test_wrong_keys_are_counted(client: FlaskClient, instansi: Government) -> None:
    codes = [lodged(client, "alur_karangan").status_code for _ in range(32)]
    assert codes[0] == 401
    assert codes[-1] == 429


def test_an_application_is_limited_like_a_browser(
    client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = REPORTS_PER_APPLICATION
    assert (limit.count, limit.period) == (REPORTS_PER_SOURCE.count, REPORTS_PER_SOURCE.period)
    monkeypatch.setattr("web.api.complaints.REPORTS_PER_APPLICATION", replace(limit, count=2))
    codes = [lodged(client, key, once=f"pengaduan-nomor-{number:04}").status_code for number in range(3)]
    assert codes == [201, 201, 429]


def test_what_is_refused_counts_before_its_files_are_looked_at(
    client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.complaints.REPORTS_PER_APPLICATION", replace(REPORTS_PER_APPLICATION, count=2))
    codes = [lodged(client, key, once=f"pengaduan-nomor-{number:04}", lain="x").status_code for number in range(3)]
    assert codes == [422, 422, 429]


ODD = [
    ({"data": "{", "content_type": "application/json"}, 400),
    ({"data": "[" * 100_000, "content_type": "application/json"}, 400),
    ({"json": ["isian"]}, 400),
    ({"json": {"isian": TYPED, "lain": 1}}, 400),
    ({"json": {"kanal": ["aplikasi"], "isian": TYPED}}, 403),
    ({"json": {"isian": "teks"}}, 422),
    ({"json": {}}, 422),
    ({"data": "a=b", "content_type": "application/x-www-form-urlencoded"}, 415),
    ({"data": "x" * 300_000, "content_type": "application/json"}, 400),
]


@pytest.mark.parametrize(("request_of", "status"), ODD, ids=[str(number) for number in range(len(ODD))])
def test_what_cannot_be_read_is_a_problem_in_words(
    client: FlaskClient, key: str, request_of: dict[str, Any], status: int
) -> None:
    assert told(client.post(f"{BASE}/pengaduan", headers=headers(key), **request_of))["status"] == status


def test_what_is_too_large_and_what_breaks_are_problems_too(
    flask_app: Flask, client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_named: object) -> None:
        raise RuntimeError(TYPED["nama"])

    monkeypatch.setitem(flask_app.config, "MAX_CONTENT_LENGTH", 1_000)
    assert told(lodged(client, key, uraian="x" * 2_000))["status"] == 413
    monkeypatch.setitem(flask_app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(applications, "send", breaks)
    broken = lodged(client, key)
    assert told(broken)["status"] == 500
    assert TYPED["nama"] not in broken.text


@pytest.mark.parametrize("once", ["", "pendek", "a" * 129, "dengan spasi di dalamnya"])
def test_an_idempotency_key_is_needed(client: FlaskClient, key: str, once: str) -> None:
    assert "Idempotency-Key" in told(lodged(client, key, once=once))["detail"]


def test_a_wrong_method_is_a_problem_too(client: FlaskClient, key: str) -> None:
    answer = client.put(f"{BASE}/pengaduan", headers=headers(key))
    assert told(answer)["status"] == 405
    assert "POST" in answer.headers["Allow"]
    assert told(client.get(f"{BASE}/karangan", headers=headers(key)))["status"] == 404
