"""Who a regulation charges with supervision reads what auditors read of their own government, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select, update

from complaints.models import Complaint, Reading
from complaints.people.roles import EXAMINER_ROLES, PROCESS_ROLES, SUPERVISOR_ROLES, Role
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, with_reason
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import deploy_restricted, reported
from web.guards import guard_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

SEARCH = "/audit/pengaduan"
UNIT, OTHER = "dinas-pekerjaan-umum", "dinas-kesehatan"
each_role = pytest.mark.parametrize("role", sorted(SUPERVISOR_ROLES))
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What the pages read is tested on both databases; here it is about the pages."""
    return sqlite_factory


@pytest.fixture
def case_id(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> UUID:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime).complaint_id


def pages(case_id: UUID) -> list[str]:
    case = f"{SEARCH}/{case_id}"
    return [case, f"{case}/tenggat/1-0", f"{case}/jejak.csv", f"{case}/diagram/pengaduan_tanah_laut.svg"]


def change(factory: SessionFactory, case_id: UUID, **values: object) -> None:
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.execute(
            update(Complaint).where(Complaint.instansi_id == TANAH_LAUT, Complaint.id == case_id).values(**values)
        )


def test_those_are_the_roles_that_the_texts_charge_with_it() -> None:
    assert {*SUPERVISOR_ROLES} == {Role.INSPEKTUR, Role.PEMBINA, Role.PENANGGUNG_JAWAB}
    assert SUPERVISOR_ROLES < PROCESS_ROLES


@each_role
def test_a_supervisor_finds_and_reads_and_the_look_is_noted(
    role: Role, session_factory: SessionFactory, case_id: UUID, as_officer: Clients
) -> None:
    chief = as_officer("pengawas", (role, ""))
    assert f"/{case_id}" in chief.get(SEARCH).text
    for path in [*pages(case_id), "/audit/versi"]:
        assert chief.get(path).status_code == 200, path
    page = chief.get(pages(case_id)[0]).text
    assert "Jalan di depan SD" in page
    assert "Budi Santoso" not in page
    assert "/audit/pembacaan" not in page
    assert chief.get("/audit/pembacaan").status_code == 403
    with reading(session_factory, TANAH_LAUT) as session:
        looks = session.scalars(select(Reading).where(Reading.instansi_id == TANAH_LAUT)).all()
        assert {(row.role, row.what) for row in looks} == {(role, "jejak"), (role, "ekspor")}


def test_a_secret_complaint_asks_for_a_reason_and_keeps_its_words(
    session_factory: SessionFactory, case_id: UUID, as_officer: Clients
) -> None:
    change(session_factory, case_id, rahasia=True)
    chief, path = as_officer("pengawas", (Role.INSPEKTUR, "")), pages(case_id)[0]
    assert "/alasan" in chief.get(path).location
    with_reason(chief, case_id)
    page = chief.get(path)
    assert page.status_code == 200
    assert "Jalan di depan SD" not in page.text


def test_a_chief_of_one_unit_reads_what_that_unit_leads(
    session_factory: SessionFactory, case_id: UUID, as_officer: Clients
) -> None:
    chief = as_officer("pengawas", (Role.PENANGGUNG_JAWAB, UNIT))
    for unit in ("", OTHER):
        change(session_factory, case_id, unit=unit)
        assert f"/{case_id}" not in chief.get(SEARCH).text
        assert {chief.get(path).status_code for path in pages(case_id)} == {404}
    change(session_factory, case_id, unit=UNIT)
    assert f"/{case_id}" in chief.get(SEARCH).text
    assert chief.get(pages(case_id)[0]).status_code == 200


def test_the_desk_of_officers_opens_nothing_more(case_id: UUID, as_officer: Clients) -> None:
    chief = as_officer("pengawas", *((role, "") for role in sorted(SUPERVISOR_ROLES)))
    for path in ("", "/diagram", "/cetak", "/serah"):
        assert chief.get(f"/petugas/berkas/{case_id}{path}").status_code == 404, path


def test_of_a_report_of_a_whistleblower_a_supervisor_learns_nothing(
    session_factory: SessionFactory, runtime: Runtime, case_id: UUID, as_officer: Clients
) -> None:
    deploy_restricted(session_factory, runtime)
    report = reported(session_factory, runtime).complaint_id
    chief, auditor = as_officer("pengawas", (Role.PEMBINA, "")), as_officer("auditor", (Role.AUDITOR, ""))
    for query in ("", "?status=running", "?tentang=pengaduan", "?terlambat=ya", "?tahap=diterima"):
        assert str(report) not in chief.get(SEARCH + query).text, query
    assert str(report) in auditor.get(SEARCH).text
    assert {chief.get(path).status_code for path in pages(report)} == {404}
    assert chief.get(f"/petugas/berkas/{report}/alasan").status_code == 404


def test_there_is_nothing_to_write(flask_app: Flask) -> None:
    """Of the auditor's pages none that supervisors enter takes anything."""
    for rule in flask_app.url_map.iter_rules():
        guard = guard_of(flask_app.view_functions[rule.endpoint])
        if rule.rule.startswith("/audit") and guard is not None and guard.roles & SUPERVISOR_ROLES:
            assert guard.roles == EXAMINER_ROLES, rule
            assert not {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()), rule
