"""The page of the government's own history: for its administrators and auditors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.roles import Role
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.models import LedgerEvent
from tests.support.everywhere import everywhere
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

PAGE = "/admin/tindakan"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


def write(factory: SessionFactory, runtime: Runtime, instansi_id: str, reason: str) -> None:
    with unit_of_work(factory, instansi_id) as session:
        record_act(
            session, runtime, instansi_id=instansi_id, by=SISTEM, act=Act.ROLE_ENDED,
            subject=Subject(About.PERSON, str(uuid4())), before={"role": "apip"}, after={"role": ""}, reason=reason,
        )  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.AUDITOR, 200), (Role.ADMIN_INSTANSI, 403)])
def test_who_reads_it(as_officer: Clients, role: Role, status: int) -> None:
    assert as_officer("rina", (role, "")).get(PAGE).status_code == status


def test_the_page_says_what_was_done_and_pages_on(
    as_officer: Clients, session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    for number in range(27):
        write(session_factory, runtime, instansi.id, f"alasan <nomor> {number}.")
    write(session_factory, runtime, instansi.neighbour, "bukan milik kita")
    client = as_officer("rina", (Role.ADMIN, ""))
    page = client.get(PAGE).text
    assert "Peran diakhiri" in page
    assert "alasan &lt;nomor&gt; 26." in page
    assert "APIP" in page
    assert "alasan &lt;nomor&gt; 1." not in page
    assert "bukan milik kita" not in page
    assert "alasan &lt;nomor&gt; 1." in client.get(f"{PAGE}?sebelum=3").text
    assert "Tidak ada yang cocok" in client.get(f"{PAGE}?tentang=unit").text
    for odd in ("sebelum=9999999999999999", "sebelum=x", "sejak=0000-00-00&sampai=9", "oleh=%00", "tentang=%27"):
        assert client.get(f"{PAGE}?{odd}").status_code == 200, odd


def test_its_seal_is_looked_at_on_demand(
    as_officer: Clients, session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    write(session_factory, runtime, instansi.id, "pindah tugas")
    client = as_officer("lia", (Role.AUDITOR, ""))
    assert "Riwayat utuh" in client.get(f"{PAGE}?segel=periksa").text
    with everywhere(session_factory) as session:
        session.execute(update(LedgerEvent).values(actor_name="Orang Lain"))
    assert "Baris pertama yang tidak cocok: baris 1" in client.get(f"{PAGE}?segel=periksa").text
