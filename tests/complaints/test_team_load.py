"""A head sees how much work lies with whom: open tasks only, of the headed units only, whistleblowers' reports nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from complaints.casework.team import TeamFilter, team
from complaints.casework.team_load import Amount, team_load
from complaints.people.roles import Role
from engine.actors import Actor, Headship
from engine.db import SessionFactory
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.support.statements import statements

UMUM, KESEHATAN = "dinas-pekerjaan-umum", "dinas-kesehatan"
PROCESSES = frozenset({"pengaduan_tanah_laut"})
DAY = timedelta(days=1)


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    with everywhere(session_factory) as session:
        noise = Rows(session, instansi.neighbour).version()
        noise.task(noise.complaint().id, "pejabat_penghubung", UMUM)
        yield Rows(session, instansi.id).version()
        session.rollback()


def head(unit: str = "") -> Actor:
    headship = Headship(Role.PENANGGUNG_JAWAB, unit, PROCESSES)
    return Actor("k", "Kepala", frozenset({(Role.PENANGGUNG_JAWAB, unit)}), heads=(headship,))


def test_open_tasks_are_added_up_by_unit_and_by_person(rows: Rows, session_factory: SessionFactory) -> None:
    ani = rows.person("Ani", ("pejabat_penghubung", UMUM))
    for unit, due, holder in (
        (UMUM, -10, ani.id), (UMUM, -1, ani.id), (UMUM, 3, None), (KESEHATAN, 30, ani.id), ("", None, None),
    ):  # fmt: skip
        at = None if due is None else NOW + due * DAY
        rows.task(
            rows.complaint().id, "pejabat_penghubung", unit, due_at=at, claimed_by=holder, created_at=NOW - 20 * DAY
        )
    oldest = NOW - 40 * DAY
    rows.task(rows.complaint().id, "pejabat_penghubung", KESEHATAN, created_at=oldest)
    rows.done(rows.complaint().id, "pejabat_penghubung", UMUM, ani.id)
    rows.task(rows.complaint(restricted=True).id, "pejabat_penghubung", UMUM)
    with statements(session_factory) as sent:
        load = team_load(rows.session, instansi_id=rows.instansi_id, actor=head(), now=NOW)
    assert len(sent) == 2
    assert load.whole == Amount(long_late=1, late=1, soon=2, later=2, free=3, oldest=oldest)
    assert [(each.unit, each.amount.open, each.amount.overdue, each.amount.free) for each in load.units] == [
        (UMUM, 3, 2, 1), (KESEHATAN, 2, 0, 1), ("", 1, 0, 1),
    ]  # fmt: skip
    (person,) = load.people
    assert (person.name, person.amount) == ("Ani", Amount(long_late=1, late=1, later=1, oldest=NOW - 20 * DAY))
    (step,) = load.steps
    assert (step.element, step.amount) == ("Task_uji", load.whole)
    own = team_load(rows.session, instansi_id=rows.instansi_id, actor=head(KESEHATAN), now=NOW)
    assert [(each.unit, each.amount.open) for each in own.units] == [(KESEHATAN, 2)]
    nobodys = team_load(rows.session, instansi_id=rows.instansi_id, actor=ani, now=NOW)
    assert (nobodys.whole, nobodys.units, nobodys.people) == (Amount(), [], [])


def test_what_waits_longest_may_come_first_page_by_page(rows: Rows) -> None:
    began = [5, 90, 30]
    tasks = [
        rows.task(rows.complaint().id, "pejabat_penghubung", UMUM, created_at=NOW - days * DAY).id for days in began
    ]
    seen, after = [], None
    for _ in began:
        page = team(
            rows.session, instansi_id=rows.instansi_id, actor=head(), now=NOW, filters=TeamFilter(oldest=True), after=after,
            limit=1,
        )  # fmt: skip
        seen += [row.id for row in page.rows]
        after = page.after
    assert seen == [tasks[1], tasks[2], tasks[0]]
    assert after is None
