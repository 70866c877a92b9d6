"""Whoever writes to the database changes no text of a sealed report unseen: not before it was sealed, not afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from complaints.people.roles import Role
from complaints.sealed.content import close_answers
from complaints.upkeep import sealing
from engine.db import SessionFactory
from engine.models import Case, Event
from engine.record.examining import verify_history
from tests.support.accounts import Account
from tests.support.citizen import deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import deploy_restricted, reported
from tests.support.sealed_report import QUESTION, Desk, Story, begin

if TYPE_CHECKING:
    from flask import Flask

    from engine.running.runtime import Runtime
    from web.services import Services

FORGED = "Pertanyaan-palsu itu"
Change = Callable[[Any, Event], Any]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for what a chain tells."""
    return sqlite_factory


@pytest.fixture(params=["before", "after"])
def wbs(
    request: pytest.FixtureRequest, session_factory: SessionFactory, runtime: Runtime, services: Services,
    instansi: Government, flask_app: Flask, account: Callable[..., Account],
) -> Desk:  # fmt: skip
    """The officer who wrote a text into a report that was sealed before or afterwards."""
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)
    officer = Story(flask_app, account).officer("wbs", Role.PETUGAS_WBS)
    if request.param == "after":
        begin(session_factory, runtime)
    reported(session_factory, runtime)
    officer.post("/ambil")
    officer.post("/simpan", hasil_telaah_wbs="keterangan", data_diminta=QUESTION)
    officer.post("/lepas", catatan=QUESTION)
    if request.param == "before":
        begin(session_factory, runtime)
        sealing.seal_open(session_factory, runtime, services.files, instansi_id=TANAH_LAUT)
    return officer


def found_after(factory: SessionFactory, runtime: Runtime, change: Change) -> list[int]:
    with everywhere(factory) as session:
        row = session.scalars(select(Event).where(Event.personal.is_not(None)).order_by(Event.number)).all()[-1]
        change(session, row)
        session.flush()
        breaks = [each.number for each in verify_history(session, verifier=runtime.verifier_in(session))]
        session.rollback()
    return breaks


def closed_whole(session: Any, row: Event) -> None:
    """As the attacker closes it: with the key that stands in the database."""
    forged = {"salt": "00", "answers": {"data_diminta": FORGED, "catatan_pengalihan": FORGED}}
    row.personal = close_answers(session, TANAH_LAUT, row.case_id, forged)


def closed_inside(session: Any, row: Event) -> None:
    row.personal = {"salt": "00", "answers": close_answers(session, TANAH_LAUT, row.case_id, {"data_diminta": FORGED})}


def opened_case(session: Any, row: Event) -> None:
    session.get_one(Case, (TANAH_LAUT, row.case_id)).sealed = False


def emptied(_session: Any, row: Event) -> None:
    row.personal = {"tersegel": "x"}


def test_every_change_is_found_without_a_key(wbs: Desk, session_factory: SessionFactory, runtime: Runtime) -> None:
    assert found_after(session_factory, runtime, lambda _session, _row: None) == []
    for change in (closed_whole, closed_inside, opened_case, emptied):
        assert len(found_after(session_factory, runtime, change)) == 1, change.__name__


def test_a_holder_is_told_of_it_and_reads_nothing_forged(wbs: Desk, session_factory: SessionFactory) -> None:
    assert QUESTION in wbs.read()
    for change in (closed_whole, closed_inside, emptied):
        with everywhere(session_factory) as session:
            rows = session.scalars(select(Event).where(Event.personal.is_not(None)).order_by(Event.number)).all()
            change(session, rows[-1])
            session.commit()
        page = wbs.read()
        assert FORGED not in page
        assert "diubah sesudah dicatat" in page
