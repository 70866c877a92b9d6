"""A case held against its diagram, and what an auditor takes along of it: the dossier, the ZIP that verifies itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from complaints.models import Reading
from complaints.people.roles import Role
from engine.db import SessionFactory
from engine.models import Event, ProcessVersion, Task
from engine.record.events import TaskCompleted
from tests.support.audited import disposed
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Histories are replayed on both databases; here it is about the pages."""
    return sqlite_factory


@pytest.fixture
def auditor(as_officer: Clients) -> FlaskClient:
    return as_officer("lia", (Role.AUDITOR, ""))


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    disposed(found)
    return found


def page(desk: Desk, what: str = "kesesuaian") -> str:
    return f"/audit/pengaduan/{desk.case_id}/{what}"


def test_a_case_as_drawn_has_no_departure_and_one_whose_row_is_gone_has(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    assert page(desk) in auditor.get(f"/audit/pengaduan/{desk.case_id}").text
    assert "Tidak ada penyimpangan" in auditor.get(page(desk)).text
    with everywhere(session_factory) as session:
        completed = session.scalars(
            select(Event.number).where(Event.kind == TaskCompleted.KIND).order_by(Event.number)
        ).first()
        session.execute(delete(Event).where(Event.number == completed))
    told = words(auditor.get(page(desk)).text)
    assert "Tidak sesuai diagram" in told
    assert "Dilakukan tanpa gilirannya tiba" in told


def test_another_role_and_a_deadline_that_passed_are_told(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory, clock: FixedClock
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with everywhere(session_factory) as session:
        session.execute(update(Event).where(Event.kind == TaskCompleted.KIND).values(role="penghubung"))
        session.execute(update(Task).values(due_at=yesterday))
    told = words(auditor.get(page(desk)).text)
    assert "Diselesaikan dalam peran atau unit lain" in told
    assert "Terlambat" in told


def test_any_other_version_of_its_process_can_be_held_against_it(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    with seen_everywhere(session_factory) as session:
        version = session.scalars(
            select(ProcessVersion.id).where(ProcessVersion.process_id == "pengaduan_tanah_laut")
        ).one()
    assert "Tidak ada penyimpangan" in auditor.get(page(desk), query_string={"versi": str(version)}).text
    for strange in (str(uuid4()), "bukan-uuid"):
        assert auditor.get(page(desk), query_string={"versi": strange}).status_code == 404


def test_the_dossier_tells_everything_and_is_a_reading(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    answer = auditor.get(page(desk, "berkas-perkara.pdf"))
    assert answer.content_type == "application/pdf"
    text = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.data)).pages)
    for said in (
        "Berkas perkara",
        "Utuh",
        "Siapa berbuat apa",
        "Tenggat",
        "Pesan dan surat",
        "Siapa membaca",
        "Verifikasi",
    ):
        assert said in text, said
    with seen_everywhere(session_factory) as session:
        assert "paket" in set(session.scalars(select(Reading.what)))


def test_nobody_else_takes_a_case_along(desk: Desk, as_officer: Clients) -> None:
    officer = as_officer("ani", (Role.ADMIN_INSTANSI, ""))
    for what in ("kesesuaian", "berkas-perkara.pdf"):
        assert officer.get(page(desk, what)).status_code == 403
