"""Substitutes and leave on the pages: written down, carried out, ended, and said at every place where it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from complaints.people import held_work
from complaints.people.act_list import ActFilter, acts
from complaints.people.roles import Role
from engine.actors import Actor, StandIn
from engine.clock import FixedClock
from engine.db import SessionFactory, reading
from tests.support.accounts import Account, log_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task, sent, words
from tests.support.government import TANAH_LAUT, Government
from web.desk_context import Desk

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
LEAVE = "/petugas/pengganti"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the commands are tried on both."""
    return sqlite_factory


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


def done(factory: SessionFactory) -> list[str]:
    with reading(factory, TANAH_LAUT) as session:
        return [
            row.act for row in acts(session, instansi_id=TANAH_LAUT, filters=ActFilter(), before=None, limit=50).rows
        ]


def test_leave_from_the_first_page_to_the_last_word_in_the_history(
    session_factory: SessionFactory,
    receipt: Receipt,
    as_officer: AsOfficer,
    account: Callable[..., Account],
    flask_app: Flask,
    runtime: Runtime,
    clock: FixedClock,
) -> None:
    ani, budi = as_officer("ani", NATIONAL_ADMIN), account("budi", (Role.APIP, ""))
    task = open_task(session_factory, receipt)
    path = f"/petugas/tugas/{task.id}"
    sent(ani, f"{path}/ambil", ani.get(path).text)
    page = ani.get(LEAVE).text
    assert "Orang unit" not in page
    refused = sent(ani, LEAVE, page, mulai="besok", sampai="2026-03-11")
    assert (refused.status_code, "Isi hari pertama." in refused.text, "2026-03-11" in refused.text) == (422, True, True)
    refused = sent(ani, LEAVE, page, mulai="2026-03-10", sampai="2026-03-09", pengganti=str(budi.id))
    assert "Hari terakhir tidak boleh mendahului hari pertama." in refused.text
    answer = sent(ani, LEAVE, page, mulai="2026-03-10", sampai="2026-03-11", pengganti=str(budi.id))
    one = ani.get(answer.location).text
    assert "Budi – Admin Nasional" in words(one)
    clock.set(datetime.fromisoformat("2026-03-10T08:00+08:00"))
    client = flask_app.test_client()
    log_in(client, budi)
    held_work.settle_due(session_factory, runtime)
    listed = words(client.get("/petugas/tugas").text)
    assert "menggantikan Ani" in listed
    assert receipt.number in listed
    assert "Anda mengerjakan tugas ini atas nama Ani." in words(client.get(path).text)
    assert "Anda sedang menggantikan Ani: Admin Nasional" in words(client.get(LEAVE).text)
    assert client.get(f"/petugas/berkas/{receipt.complaint_id}").status_code == 200
    completed(client, task, **NATIONAL)
    assert "Budi (Admin Nasional) atas nama Ani" in words(client.get(path).text)
    assert "atas nama Ani" in words(
        as_officer("auditor", (Role.AUDITOR, "")).get(f"/audit/pengaduan/{receipt.complaint_id}").text
    )
    clock.set(datetime.fromisoformat("2026-03-12T00:00+08:00"))
    log_in(client, budi)
    assert "Anda sedang menggantikan" not in client.get(LEAVE).text
    assert done(session_factory) == ["substitute_named", "absence_added"]


def test_when_the_time_is_over_what_was_typed_is_still_there(
    session_factory: SessionFactory,
    receipt: Receipt,
    as_officer: AsOfficer,
    account: Callable[..., Account],
    flask_app: Flask,
    clock: FixedClock,
) -> None:
    ani, budi = as_officer("ani", NATIONAL_ADMIN), account("budi", (Role.APIP, ""))
    sent(ani, LEAVE, ani.get(LEAVE).text, mulai="2026-03-09", sampai="2026-03-09", pengganti=str(budi.id))
    path = f"/petugas/tugas/{open_task(session_factory, receipt).id}"
    clock.set(datetime.fromisoformat("2026-03-09T23:50+08:00"))
    client = flask_app.test_client()
    log_in(client, budi)
    page = client.get(path).text
    clock.set(datetime.fromisoformat("2026-03-10T00:01+08:00"))
    late = sent(client, path, page, **{**NATIONAL, "subjek": "Isian yang berharga"})
    assert late.status_code == 404
    assert "masa penggantian Anda berakhir" in late.text
    assert "Isian yang berharga" in late.text
    assert open_task(session_factory, receipt).claimed_by is None


def test_a_head_arranges_for_the_unit_role_by_role_and_ends_it(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer, account: Callable[..., Account]
) -> None:
    health = "dinas-kesehatan"
    ani = account("ani", (Role.PEJABAT_PENGHUBUNG, health), (Role.ADMIN_UPP, health))
    other = account("lain", (Role.PEJABAT_PENGHUBUNG, "dinas-pekerjaan-umum"))
    head = as_officer("kepala", (Role.KEPALA_PD, health))
    page = head.get(LEAVE).text
    assert str(ani.id) in page
    refused = sent(head, LEAVE, page, orang=str(other.id), mulai="2026-03-09", sampai="2026-03-10")
    assert "Pilih orang dari daftar." in refused.text
    where = sent(head, LEAVE, page, orang=str(ani.id), mulai="2026-03-09", sampai="2026-03-10").location
    one = head.get(where).text
    assert "Tanpa pengganti" in one
    for wrong in ({}, {"pengganti": str(other.id)}, {"pengganti": str(other.id), "peran": "apip"}):
        assert sent(head, where, one, **wrong).status_code == 422
    sent(head, where, one, pengganti=str(other.id), peran=f"admin_upp:{health}", proses="pengaduan_tanah_laut")
    one = head.get(where).text
    assert "Lain – Admin UPP · Dinas Kesehatan, " in words(one)
    drop = one.split(f'action="{where}/lepas/')[1].split('"')[0]
    sent(head, f"{where}/lepas/{drop}", one)
    assert "Tanpa pengganti" in head.get(where).text
    stranger = as_officer("asing", (Role.PEJABAT_PENGHUBUNG, health))
    assert stranger.get(where).status_code == 404
    assert sent(stranger, f"{where}/akhiri", stranger.get(LEAVE).text).status_code == 404
    sent(head, f"{where}/akhiri", head.get(where).text)
    gone = head.get(where)
    assert (gone.status_code, "sudah berakhir" in gone.text) == (404, True)
    assert done(session_factory) == ["absence_ended", "substitute_removed", "substitute_named", "absence_added"]


def test_whose_place_it_is_follows_the_process_of_the_case() -> None:
    places = (
        StandIn("apip", "", frozenset({"pengaduan"}), "1", "Ani"),
        StandIn("apip", "", frozenset({"kegiatan"}), "2", "Citra"),
    )
    desk = SimpleNamespace(actor=Actor("3", "Budi", stands_in=places))
    for process, name in (("pengaduan", "Ani"), ("kegiatan", "Citra"), ("lain", None)):
        found = Desk.stand_in_for(cast(Desk, desk), "apip", "", process)
        assert (found.name if found else None) == name
