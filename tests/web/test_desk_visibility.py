"""What a person may not see never reaches a page, a search, an address or the log: looked for by canaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import ADMIN_TIERS, PROCESS_ROLES, UNIT_ROLES, Role
from engine.db import SessionFactory
from tests.complaints.desk_rows import Rows
from tests.support.accounts import Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, sent, with_reason, words
from tests.support.everywhere import everywhere
from tests.support.government import UNITS, Government

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

UMUM, KESEHATAN = "dinas-pekerjaan-umum", "dinas-kesehatan"
IDENTITY = {
    "nama": "Kenari Namawati", "telepon": "0812 9999 1234", "email": "kenari.surat@contoh.id",
    "alamat": "Gang Kenari 77",
}  # fmt: skip
SUBSTANCE = {
    "judul": "Kenari judul bersayap", "uraian": "Uraian kenari yang cukup panjang untuk diterima.",
    "lokasi": "Tikungan kenari", "desa": "Desa Kenari",
}  # fmt: skip
ADMINS = {Role.ADMIN_NASIONAL, Role.ADMIN_INSTANSI}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the reading functions are tried on both."""
    return sqlite_factory


@dataclass(frozen=True)
class Secret:
    """A running complaint, disposed to Dinas Pekerjaan Umum, and its flags."""

    receipt: Receipt
    anonim: bool
    rahasia: bool
    task: str


@pytest.fixture(params=list(product((False, True), (False, True))), ids=["biasa", "rahasia", "anonim", "keduanya"])
def secret(
    request: pytest.FixtureRequest,
    session_factory: SessionFactory,
    instansi: Government,
    runtime: Runtime,
    as_officer: Callable[..., FlaskClient],
) -> Secret:
    anonim, rahasia = request.param
    deploy_process(session_factory, runtime)
    typed = {"minta_anonim": "ya" if anonim else "tidak", "minta_rahasia": "ya" if rahasia else "tidak"}
    receipt = lodged(session_factory, runtime, **SUBSTANCE, **IDENTITY, **typed)
    if anonim:
        _plant_identity(session_factory, instansi.id, receipt)
    admin = as_officer("pembawa", *((role, "") for role in ADMINS))
    for step in (
        NATIONAL,
        REGENCY,
        {"arah_disposisi": "disposisi", "skpd": UMUM, "catatan_disposisi": "Catatan kenari"},
    ):
        assert completed(admin, open_task(session_factory, receipt), **step).status_code == 302
    return Secret(receipt, anonim, rahasia, f"/petugas/tugas/{open_task(session_factory, receipt).id}")


def _plant_identity(session_factory: SessionFactory, instansi_id: str, receipt: Receipt) -> None:
    """Identity that should not even be there: as if a form or an import had left it."""
    from complaints.models import Reporter

    with everywhere(session_factory) as session:
        session.merge(Reporter(instansi_id=instansi_id, complaint_id=receipt.complaint_id, **IDENTITY))


def people() -> Iterator[tuple[Role, str]]:
    for role in sorted(PROCESS_ROLES):
        yield from ((role, unit) for unit in (UMUM, KESEHATAN)) if role in UNIT_ROLES else [(role, "")]


def every_page(client: FlaskClient, secret: Secret) -> dict[str, str]:
    """Everything of the desk that could show the case, by address, when it answers."""
    case = f"/petugas/berkas/{secret.receipt.complaint_id}"
    addresses = [
        "/petugas/tugas", "/petugas/tugas?terlambat=ya", "/petugas/tugas?q=" + secret.receipt.number, secret.task,
        f"{secret.task}/alihkan", "/petugas/berkas", "/petugas/berkas?nomor=TL-2026-", case, f"{case}/diagram",
        f"{case}/diagram/pengaduan_tanah_laut.svg",
        *(f"/petugas/tugas?q={word}" for word in ("kenari", "judul bersayap", "0812", "77")),
    ]  # fmt: skip
    pages = {}
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200:
            pages[address] = answer.text
    return pages


def found_in(pages: dict[str, str], canaries: dict[str, str]) -> set[str]:
    return {name for name, canary in canaries.items() for text in pages.values() if canary in text}


def test_each_role_sees_exactly_its_part(
    secret: Secret, flask_app: Flask, account: Callable[..., Account], capsys: pytest.CaptureFixture[str]
) -> None:
    for role, unit in people():
        client = flask_app.test_client()
        log_in(client, account(f"{role}-{unit}", (role, unit)))
        if secret.rahasia and role in ADMIN_TIERS:
            with_reason(client, secret.receipt.complaint_id)
        pages = every_page(client, secret)
        is_admin, is_offered = role in ADMIN_TIERS, (role, unit) == (Role.PEJABAT_PENGHUBUNG, UMUM)
        sees_substance = is_admin or (is_offered and not secret.rahasia)
        assert bool(found_in(pages, SUBSTANCE)) == sees_substance, (role, unit)
        assert bool(found_in(pages, IDENTITY)) == (sees_substance and not secret.anonim), (role, unit)
        assert ("Catatan kenari" in "".join(pages.values())) == sees_substance
        if not is_admin and not is_offered:
            assert not any(secret.receipt.number in words(text) for text in pages.values())
            assert secret.task not in pages
    logged = capsys.readouterr()
    assert not any(canary in logged.out + logged.err for canary in (*SUBSTANCE.values(), *IDENTITY.values()))


def test_taking_the_task_opens_a_secret_case_and_leaves_a_trace(
    secret: Secret, flask_app: Flask, account: Callable[..., Account]
) -> None:
    first, second = flask_app.test_client(), flask_app.test_client()
    log_in(first, account("pertama", (Role.PEJABAT_PENGHUBUNG, UMUM)))
    log_in(second, account("kedua", (Role.PEJABAT_PENGHUBUNG, UMUM)))
    page = first.get(secret.task).text
    if secret.rahasia:
        assert 'name="token"' not in page
        assert "Isinya terbuka setelah Anda mengambil tugasnya" in page
        assert "Isi dirahasiakan" in first.get("/petugas/tugas").text
    sent(first, f"{secret.task}/ambil", page)
    opened = first.get(secret.task).text
    assert SUBSTANCE["judul"] in opened
    assert (IDENTITY["nama"] in opened) == (not secret.anonim)
    found = first.get("/petugas/tugas?q=bersayap").text
    assert (SUBSTANCE["judul"] in found) == (not secret.rahasia)  # the page shows it, and that is noted
    assert (SUBSTANCE["judul"] in second.get(secret.task).text) == (not secret.rahasia)
    assert "diambil" in opened


def test_a_secret_case_cannot_be_worked_on_unseen(
    secret: Secret, flask_app: Flask, account: Callable[..., Account]
) -> None:
    client = flask_app.test_client()
    log_in(client, account("pertama", (Role.PEJABAT_PENGHUBUNG, UMUM)))
    token = token_in(client.get(secret.task).text)
    for action in ("", "/simpan"):
        answer = client.post(
            secret.task + action, data={"csrf_token": token, "token": "a" * 32, "sesuai_kewenangan": "ya"}
        )
        assert not found_in({"": answer.text}, SUBSTANCE) or not secret.rahasia
        assert "Catatan kenari" not in answer.text or not secret.rahasia


def test_titles_and_addresses_name_nobody(secret: Secret, flask_app: Flask, account: Callable[..., Account]) -> None:
    client = flask_app.test_client()
    log_in(client, account("kepala", *((role, "") for role in ADMINS)))
    if secret.rahasia:
        with_reason(client, secret.receipt.complaint_id)
    for text in every_page(client, secret).values():
        title = text.partition("<title>")[2].partition("</title>")[0]
        links = [part.partition('"')[0] for part in text.split('href="')[1:]]
        for canary in (*IDENTITY.values(), *SUBSTANCE.values()):
            assert canary not in title
            assert not any(canary in link for link in links)


def test_tasks_of_a_neighbouring_government_do_not_exist(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: Callable[..., FlaskClient]
) -> None:
    deploy_process(session_factory, runtime)
    with everywhere(session_factory) as session:
        rows = Rows(session, instansi.neighbour).version()
        complaint = rows.complaint()
        tasks = [rows.task(complaint.id, role, unit).id for role, unit in people()]
        case_id = complaint.id
    client = as_officer("semua", *people(), *((role, unit) for role in UNIT_ROLES for unit in UNITS))
    assert "Tidak ada tugas yang menunggu" in client.get("/petugas/tugas").text
    assert client.get(f"/petugas/berkas/{case_id}").status_code == 404
    assert all(client.get(f"/petugas/tugas/{task}").status_code == 404 for task in tasks)
