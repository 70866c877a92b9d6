"""The head sees who has which task of the unit, and decides who goes on; nothing of what is written is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import HEAD_ROLES, PROCESS_ROLES, Role
from engine.db import SessionFactory, reading
from engine.running import queries
from tests.support.accounts import Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task, sent, words
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import deploy_restricted, reported
from tests.support.restricted import open_task as open_report

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
CHIEF = (Role.PENANGGUNG_JAWAB, "")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the commands are tried on both."""
    return sqlite_factory


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


def last(factory: SessionFactory, receipt: Receipt) -> tuple[str, str, str]:
    with reading(factory, TANAH_LAUT) as session:
        event = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)[-1]
    return event.kind, event.actor_name, event.role


def test_a_head_reads_who_has_what_and_nothing_of_the_matter(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani, chief = as_officer("ani", NATIONAL_ADMIN), as_officer("kepala", CHIEF)
    path = f"/petugas/tugas/{open_task(session_factory, receipt).id}"
    assert "belum diambil" in words(chief.get("/petugas/tim").text)
    sent(ani, f"{path}/ambil", ani.get(path).text)
    page = chief.get("/petugas/tim")
    told = words(page.text)
    assert receipt.number in told
    assert "Ani sejak" in told
    assert "Jalan di depan SD" not in told
    assert "Lubang" not in told
    assert chief.get(path).status_code == 404
    assert "Semua 1 Terlambat 0 Belum diambil 0" in told
    assert receipt.number not in chief.get("/petugas/tim?keadaan=bebas").text
    assert receipt.number not in chief.get("/petugas/tim?orang=00000000-0000-4000-8000-000000000000").text
    for odd in ("orang=x", "keadaan=%00", "orang=%00"):
        assert chief.get(f"/petugas/tim?{odd}").status_code == 200


def test_late_steps_are_counted_by_step_and_unit_and_lead_to_their_list(
    session_factory: SessionFactory, receipt: Receipt, runtime: Runtime, as_officer: AsOfficer, clock: FixedClock
) -> None:
    task = open_task(session_factory, receipt)
    chief = as_officer("kepala", CHIEF)
    assert "Langkah yang lewat tenggat" not in chief.get("/petugas/tim").text
    clock.set(clock.now() + timedelta(days=20))
    lodged(session_factory, runtime)
    later = as_officer("kepala-2", CHIEF)
    page = later.get("/petugas/tim?keadaan=terlambat")
    assert "Langkah yang lewat tenggat" in page.text
    (link,) = re.findall(rf'href="([^"]*langkah={task.element}[^"]*)"', page.text)
    found = later.get(unescape(link)).text
    assert (receipt.number in found, f"Hanya langkah “{task.name}”" in found) == (True, True)
    other = later.get("/petugas/tim?langkah=Task_lain&unit=").text
    assert receipt.number not in other


def test_a_head_takes_over_and_works_in_the_holders_place(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani, chief = as_officer("ani", NATIONAL_ADMIN), as_officer("kepala", CHIEF)
    task = open_task(session_factory, receipt)
    path = f"/petugas/tugas/{task.id}"
    sent(ani, f"{path}/ambil", ani.get(path).text)
    hers = ani.get(path).text
    sent(ani, f"{path}/simpan", hers, **{**NATIONAL, "subjek": "Yang diketik Ani"})
    page = chief.get(f"/petugas/tim/{task.id}").text
    assert "Sedang dikerjakan Ani" in words(page)
    assert sent(chief, f"/petugas/tim/{task.id}", page).status_code == 422
    answer = sent(chief, f"/petugas/tim/{task.id}", page, tindakan="ambil", catatan="Ani dinas luar.")
    assert answer.location == path
    mine = chief.get(path).text
    assert "Anda mengerjakan tugas ini atas nama Ani." in words(mine)
    assert "Yang diketik Ani" in mine
    assert last(session_factory, receipt) == ("task_taken_over", "Kepala", "penanggung_jawab")
    late = sent(ani, path, hers, **{**NATIONAL, "subjek": "Ani mengetik terus"})
    told = ani.get(late.location).text
    assert "Sedang dikerjakan Kepala" in words(told)
    assert "Dikerjakan atas nama Ani." in words(told)
    assert "Ani mengetik terus" in told
    completed(chief, task, **NATIONAL)
    assert "atas nama Ani" in words(chief.get(path).text)


def test_a_head_gives_a_task_to_a_colleague_or_back_to_the_list(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer, account: Callable[..., Account]
) -> None:
    chief, budi = as_officer("kepala", CHIEF), account("budi", NATIONAL_ADMIN)
    stranger = account("apip", (Role.APIP, ""))
    path = f"/petugas/tim/{open_task(session_factory, receipt).id}"
    for wrong in ("", "x", str(stranger.id)):
        refused = sent(chief, path, chief.get(path).text, tindakan="alihkan", rekan=wrong, catatan="Mohon segera")
        assert (refused.status_code, "Mohon segera" in refused.text) == (422, True)
    sent(chief, path, chief.get(path).text, tindakan="alihkan", rekan=str(budi.id), catatan="Mohon segera")
    assert open_task(session_factory, receipt).claimed_by == str(budi.id)
    assert "dialihkan kepada Budi" in chief.get("/petugas/tim").text
    sent(chief, path, chief.get(path).text, tindakan="kembalikan")
    assert open_task(session_factory, receipt).claimed_by is None
    late = sent(chief, path, chief.get(path).text, tindakan="ambil", catatan="Terlambat sudah")
    assert (late.status_code, "Terlambat sudah" in late.text) == (422, True)


def test_only_heads_have_the_page_and_only_for_their_units(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    task = open_task(session_factory, receipt)
    outside = as_officer("kepala", (Role.KEPALA_PD, "dinas-kesehatan"))
    token = token_in(outside.get("/petugas/tim").text)
    assert receipt.number not in outside.get("/petugas/tim").text
    refused = outside.get(f"/petugas/tim/{task.id}")
    assert (refused.status_code, "bukan tugas unit yang Anda pimpin" in refused.text) == (404, True)
    posted = outside.post(f"/petugas/tim/{task.id}", data={"csrf_token": token, "tindakan": "ambil"})
    assert posted.status_code == 404
    for name in sorted(PROCESS_ROLES - HEAD_ROLES):
        client = as_officer(f"lain-{name}", (Role(name) if name in set(Role) else name, ""))
        assert client.get("/petugas/tim").status_code == 403
        break
    assert '"/petugas/tim"' not in as_officer("ani", NATIONAL_ADMIN).get("/petugas/tugas").text


def test_no_head_meets_a_whistleblowers_report(
    session_factory: SessionFactory,
    receipt: Receipt,
    runtime: Runtime,
    flask_app: Flask,
    account: Callable[..., Account],
) -> None:
    deploy_restricted(session_factory, runtime)
    report = reported(session_factory, runtime)
    task = open_report(session_factory, report.complaint_id)
    client = flask_app.test_client()
    log_in(client, account("semua", *((role, "") for role in sorted(HEAD_ROLES))))
    page = client.get("/petugas/tim").text
    assert receipt.number in page
    assert report.number not in page
    token = token_in(page)
    for path in (f"/petugas/tim/{task.id}", f"/petugas/tugas/{task.id}"):
        assert client.get(path).status_code == 404
    for path in (f"/petugas/tim/{task.id}", f"/petugas/tugas/{task.id}/ambil-alih", f"/petugas/tugas/{task.id}/ambil"):
        answer = client.post(path, data={"csrf_token": token, "tindakan": "ambil", "alasan": "x"})
        assert answer.status_code == 404


def test_the_load_of_units_and_persons_is_a_table_beside_a_drawing(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    task = open_task(session_factory, receipt)
    ani, chief = as_officer("ani", NATIONAL_ADMIN), as_officer("kepala", CHIEF)
    empty_hands = words(chief.get("/petugas/tim/beban").text)
    assert "Belum ada tugas yang diambil seseorang" in empty_hands
    path = f"/petugas/tugas/{task.id}"
    sent(ani, f"{path}/ambil", ani.get(path).text)
    page = chief.get("/petugas/tim/beban").text
    assert page.count('<svg class="alur-bars__row"') == 3
    assert f"langkah={task.element}" in page
    assert "belum ada yang selesai atau lewat tenggat" in words(page)
    (link,) = re.findall(r'href="(/petugas/tim\?orang=[^"]+)"', page)
    assert receipt.number in chief.get(unescape(link)).text
    assert receipt.number not in page
    assert "menunggu sejak" in words(chief.get("/petugas/tim?urutan=lama").text)
    assert ani.get("/petugas/tim/beban").status_code == 403
