"""Replies that could not be placed: an administrator places or settles them, and reads nothing of who is protected."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.incoming.arrivals import DONE, HELD, HELD_FOR, sweep
from complaints.models import Complaint, ComplaintMessage, IncomingReply
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PAGE = "/admin/balasan"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, runtime: Runtime) -> FlaskClient:
    client = as_officer("rina", (Role.ADMIN, ""))
    deploy_process(session_factory, runtime)
    return client


def hold(factory: SessionFactory, clock: FixedClock, text: str, complaint_id: uuid.UUID | None = None) -> uuid.UUID:
    row_id = uuid.uuid4()
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.add(
            IncomingReply(
                instansi_id=TANAH_LAUT, id=row_id, digest=uuid.uuid4().hex, channel="email", sender="siti@contoh.id",
                complaint_id=complaint_id, text=text, media=[], state=HELD, why="tanpa_kunci", came_at=clock.now(),
            )
        )  # fmt: skip
    return row_id


def test_what_is_held_is_placed_or_settled_and_leaves_no_word_behind(
    rina: FlaskClient, session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    receipt = lodged(session_factory, runtime)
    case_id, number = receipt.complaint_id, receipt.number
    placed, settled = hold(session_factory, clock, "Dekat jembatan."), hold(session_factory, clock, "Bukan apa-apa.")
    protected = hold(session_factory, clock, "Nama saya Siti Aminah.", case_id)
    page = rina.get(PAGE).text
    assert "Dekat jembatan." in page
    assert "siti@contoh.id" in page
    assert "Nama saya Siti Aminah." not in page  # she may open no complaint, and reads none here
    assert number in page
    assert "sesudah Anda menempatkannya" in page
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.get_one(Complaint, (TANAH_LAUT, case_id)).nama_tersembunyi = True

    def does(row: uuid.UUID, act: str, nomor: str = "") -> str:
        given = {"csrf_token": token_in(rina.get(PAGE).text), "langkah": act, "nomor": nomor}
        return rina.post(f"{PAGE}/{row}", data=given, follow_redirects=True).text

    assert "Tidak ada pengaduan dengan nomor itu" in does(placed, "tempatkan", "TL-2026-AAAAAA")
    assert "Balasan itu selesai." in does(placed, "tempatkan", number.lower())
    does(settled, "selesai")
    does(protected, "tempatkan")
    assert "tidak ditemukan" in does(placed, "tempatkan", number)
    with everywhere(session_factory) as session:
        rows = session.execute(select(IncomingReply.state, IncomingReply.text, IncomingReply.sender)).all()
        said = session.scalars(select(ComplaintMessage.text).where(ComplaintMessage.sender == "pengadu")).all()
    assert [tuple(row) for row in rows] == [(DONE, "", "")] * 3
    assert sorted(said)[0] == "Dekat jembatan."
    assert len(said) == 2
    assert "Siti" not in said[1]
    assert "Balasan yang belum tertempatkan diselesaikan" in rina.get("/admin/tindakan").text


def test_words_that_nobody_settles_go_by_themselves(
    rina: FlaskClient, session_factory: SessionFactory, clock: FixedClock
) -> None:
    hold(session_factory, clock, "Dekat jembatan.")
    assert "Bila tidak diurus, balasan ini dihapus sendiri pada" in rina.get(PAGE).text
    for later, gone in ((HELD_FOR, 0), (HELD_FOR + timedelta(seconds=1), 1)):
        with everywhere(session_factory) as session:
            assert sweep(session, now=clock.now() + later, limit=10) == gone
    with everywhere(session_factory) as session:
        row = session.scalars(select(IncomingReply)).one()
    assert (row.state, row.text, row.sender) == (DONE, "", "")
