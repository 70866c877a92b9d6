"""The administrator sets how long texts are kept, sees what is due, and leaves its erasure for a second one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.models import Instansi
from complaints.people.roles import Role
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Case, CaseStatus
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, words
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

PAGE = "/admin/masa-simpan"
AsOfficer = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def old(session_factory: SessionFactory, instansi: object, runtime: Runtime, clock: FixedClock) -> Receipt:
    """A complaint that ended eleven years ago."""
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        ended = {"status": CaseStatus.COMPLETED, "ended_at": clock.now() - timedelta(days=11 * 366)}
        mine = Case.instansi_id == TANAH_LAUT, Case.id == receipt.complaint_id
        session.execute(update(Case).where(*mine).values(**ended))
    return receipt


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": token_in(client.get(PAGE).text), **fields}, follow_redirects=True)


def test_two_administrators_erase_what_is_due(
    old: Receipt, as_officer: AsOfficer, session_factory: SessionFactory
) -> None:
    rina, budi = as_officer("rina", (Role.ADMIN, "")), as_officer("budi", (Role.ADMIN, ""))
    assert "Minta penghapusan" not in rina.get(PAGE).text
    page = post(rina, PAGE, kept_years="10", kept_ground="Perbup 7/2026 tentang JRA")
    assert (old.number in page.text, "1 pengaduan berakhir sebelum" in words(page.text)) == (True, True)
    assert "menunggu persetujuan administrator kedua" in words(post(rina, f"{PAGE}/hapus").text)
    asked = budi.get("/admin/persetujuan").text
    assert "Perbup 7/2026 tentang JRA" in asked
    assert ("pukul 00.00 WITA" in words(asked), "T00:00" in asked) == (True, False)
    (action,) = re.findall(r'action="(/admin/persetujuan/[^"]+)"', asked)
    post(budi, action, keputusan="setuju")
    assert "Sedang dihapus oleh pekerja" in words(rina.get(PAGE).text)
    with reading(session_factory, TANAH_LAUT) as session:
        limits = session.scalars(select(Instansi.limits).where(Instansi.id == TANAH_LAUT)).one()
    assert limits == {"kept_years": "10", "kept_ground": "Perbup 7/2026 tentang JRA"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kept_years": "10"}, "tulis masa simpan bersama dasarnya"),
        ({"kept_years": "0", "kept_ground": "JRA"}, "angka dari 1 sampai 100"),
        ({"kept_years": "10", "kept_ground": "x" * 201}, "paling banyak 200 huruf"),
    ],
)
def test_a_period_has_bounds_and_a_ground(
    instansi: object, as_officer: AsOfficer, fields: dict[str, str], told: str
) -> None:
    page = post(as_officer("rina", (Role.ADMIN, "")), PAGE, **fields)
    assert (page.status_code, told in page.text.lower()) == (422, True)
