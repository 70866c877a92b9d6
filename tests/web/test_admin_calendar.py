"""The administrators' calendar: a decree is looked at before it is entered, and its deadlines move afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from lxml import html
from sqlalchemy import select

from complaints.decrees import DayInput, issue_decree
from complaints.models import DecreeDay, DecreeKind
from complaints.people import decree_acts
from complaints.people.decree_acts import recount_due, years_without_decree
from complaints.people.roles import Role
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import queries
from engine.running.commands import Recount
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

PAGE = "/admin/kalender"
Clients = Callable[..., "FlaskClient"]
FESTIVAL = {
    "keputusan": "SK Bupati 5/2026",
    "tanggal_1": "2026-03-10",
    "jenis_1": "libur_daerah",
    "nama_1": "Hari Jadi",
}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Clients) -> FlaskClient:
    return as_officer("rina", (Role.ADMIN, ""))


def send(client: FlaskClient, step: str, **fields: str) -> TestResponse:
    token = token_in(client.get(PAGE).text)
    return client.post(PAGE, data={"csrf_token": token, "langkah": step, **fields}, follow_redirects=True)


def standing(factory: SessionFactory) -> list[tuple[date, str]]:
    with reading(factory) as session:
        query = select(DecreeDay.date, DecreeDay.name).where(DecreeDay.revoked_at.is_(None))
        return [(row.date, row.name) for row in session.execute(query.where(DecreeDay.scope == TANAH_LAUT))]


def test_a_decree_is_looked_at_entered_and_taken_back(
    rina: FlaskClient, session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    deploy_process(session_factory, runtime)
    case_id = lodged(session_factory, runtime).complaint_id

    def due() -> datetime:
        with reading(session_factory, TANAH_LAUT) as session:
            (task,) = queries.tasks_of_case(session, instansi_id=TANAH_LAUT, case_id=case_id)
        assert task.due_at is not None
        return task.due_at

    before = due()
    looked = html.fromstring(send(rina, "lihat", **FESTIVAL).text)
    (told,) = looked.xpath("//*[@role='status' and contains(@class, 'govuk-inset-text')]")
    assert "akan bergeser" in told.text_content()
    assert not told.text_content().strip().startswith("0 ")
    assert standing(session_factory) == [], "a look changes nothing"
    assert "Keputusan dicatat" in send(rina, "catat", **FESTIVAL).text
    assert standing(session_factory) == [(date(2026, 3, 10), "Hari Jadi")]
    assert due() == before, "the worker counts"
    assert (recount_due(session_factory, runtime), recount_due(session_factory, runtime)) == (1, 0)
    assert due() > before
    assert "Keputusan hari libur dicatat" in rina.get("/admin/tindakan").text
    gone = send(rina, "catat", keputusan="SK Bupati 6/2026", cabut="2026-03-10", tahun="2026")
    assert "Keputusan dicatat" in gone.text
    recount_due(session_factory, runtime)
    assert (standing(session_factory), due()) == ([], before)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"keputusan": ""}, "nama dan nomor keputusannya"),
        ({"tanggal_1": "", "nama_1": ""}, "sedikitnya satu hari"),
        ({"tanggal_1": "2016-03-10"}, "di sekitar tahun ini"),
        ({"tanggal_1": "besok"}, "di sekitar tahun ini"),
        ({"jenis_1": "libur_nasional"}, "Pilih jenisnya"),
        ({"tanggal_2": "2026-03-10", "jenis_2": "libur_daerah", "nama_2": "Lagi"}, "disebut dua kali"),
        ({"cabut": "2026-05-05"}, "tidak ada hari"),
    ],
)
def test_an_odd_decree_is_told_at_its_field_and_nothing_is_lost(
    rina: FlaskClient, session_factory: SessionFactory, fields: dict[str, str], words: str
) -> None:
    answer = send(rina, "catat", **(FESTIVAL | fields))
    assert (answer.status_code, words.lower() in answer.text.lower()) == (422, True), words
    assert standing(session_factory) == []
    assert "Hari Jadi" in answer.text or fields.get("nama_1") == ""


def test_only_administrators_and_only_their_own_days(
    as_officer: Clients, session_factory: SessionFactory, clock: FixedClock
) -> None:
    assert as_officer("lia", (Role.AUDITOR, "")).get(PAGE).status_code == 403
    with unit_of_work(session_factory) as session:
        day = DayInput(date(2026, 3, 12), DecreeKind.LIBUR_DAERAH, "Hari Provinsi")
        issue_decree(session, scope="ID-KS", decree="SK Gubernur", days=[day], at=clock.now())
    client = as_officer("rina", (Role.ADMIN, ""))
    page = client.get(f"{PAGE}?tahun=2026").text
    assert "Hari Provinsi" in page
    assert 'name="cabut"' not in page
    assert "tidak ada hari" in send(client, "catat", keputusan="SK 1", cabut="2026-03-12").text.lower()


@pytest.mark.parametrize(("moment", "years"), [("2026-09-30", [2026]), ("2026-10-01", [2026, 2027])])
def test_a_year_without_its_decree_is_warned_of(
    rina: FlaskClient, session_factory: SessionFactory, clock: FixedClock, moment: str, years: list[int]
) -> None:
    with reading(session_factory, TANAH_LAUT) as session:
        now = datetime.fromisoformat(f"{moment}T09:00+08:00")
        assert years_without_decree(session, instansi_id=TANAH_LAUT, now=now) == years
    with unit_of_work(session_factory) as session:
        day = DayInput(date(2026, 1, 1), DecreeKind.LIBUR_NASIONAL, "Tahun Baru")
        issue_decree(session, scope="ID", decree="SKB 2026", days=[day], at=clock.now())
    assert "Belum ada keputusan nasional" not in rina.get("/admin/orang").text


def test_an_order_is_one_worker_s_and_one_that_fails_keeps_no_other_waiting(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tried: list[str] = []

    def recompute(*_given: object, decree: str, **_more: object) -> Recount:
        tried.append(decree)
        if decree == "rusak":
            raise RuntimeError
        if decree == "pertama":
            assert recount_due(session_factory, runtime) == 1, "another worker takes the next one"
        return Recount(0, None)

    monkeypatch.setattr(decree_acts, "recompute_some", recompute)
    monkeypatch.setattr(decree_acts, "new_id", map(uuid.UUID, ["1" * 32, "2" * 32, "3" * 32]).__next__)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        for why in ("rusak", "pertama", "kedua"):
            decree_acts.order_recount(session, instansi_id=TANAH_LAUT, by=SISTEM, why=why)
    assert (recount_due(session_factory, runtime), tried) == (1, ["rusak", "pertama", "kedua"])
    assert recount_due(session_factory, runtime) == 0
    clock.advance(decree_acts.LEASE)
    recount_due(session_factory, runtime)
    assert tried[3:] == ["rusak"], "and is tried again"


def test_a_recount_is_done_a_stretch_a_turn_and_goes_on_where_it_came_to(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[uuid.UUID | None] = []
    stops = [uuid.UUID(int=number) for number in range(1, decree_acts.STRETCHES + 2)]

    def recompute(*_given: object, after: uuid.UUID | None, by: Actor, **_more: object) -> Recount:
        assert (by.id, by.role) == ("rina", "admin")
        reached.append(after)
        return Recount(0, stops[len(reached) - 1] if len(reached) <= len(stops) else None)

    monkeypatch.setattr(decree_acts, "recompute_some", recompute)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        decree_acts.order_recount(session, instansi_id=TANAH_LAUT, by=Actor("rina", "Rina", role="admin"), why="SK 5")
    assert recount_due(session_factory, runtime) == 1
    assert reached == [None, *stops[: decree_acts.STRETCHES - 1]], "the others of this turn have theirs"
    assert recount_due(session_factory, runtime) == 1, "at once, without waiting for a lease"
    assert reached[decree_acts.STRETCHES :] == stops[decree_acts.STRETCHES - 1 :]
    assert recount_due(session_factory, runtime) == 0


def test_who_orders_and_counts_alone_leaves_it_to_the_worker_when_stopped(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government
) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        for why in ("selesai", "terhenti"):
            key = decree_acts.order_recount(session, instansi_id=TANAH_LAUT, by=SISTEM, why=why, leased_at=clock.now())
            if why == "selesai":
                decree_acts.recounted(session, key)
    assert recount_due(session_factory, runtime) == 0
    clock.advance(decree_acts.LEASE)
    assert (recount_due(session_factory, runtime), recount_due(session_factory, runtime)) == (1, 0)
