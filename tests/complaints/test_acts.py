"""The government's own history: written in one way, sealed like a case's, read page by page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from complaints.people.act_list import ActFilter, ActPage, acts
from complaints.people.acts import HARMFUL, About, Act, ReasonMissingError, Subject, record_act
from complaints.people.roles import Role
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Ledger, LedgerEvent
from engine.record.examining import examine, verify_history
from engine.record.heads import heads
from tests.support.acts import OF_ACTS
from tests.support.everywhere import everywhere
from tests.support.government import Government
from web.phrases.acts import ABOUTS, ACTS

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

ADMIN = Actor(str(uuid4()), "Rina Wati", frozenset({(Role.ADMIN.value, "")}))
PERSON = uuid4()


class Writer:
    """Records acts of a government."""

    def __init__(self, factory: SessionFactory, runtime: Runtime, home: Government) -> None:
        self.factory, self.runtime, self.id, self.neighbour = factory, runtime, home.id, home.neighbour

    def __call__(self, act: Act = Act.PERSON_CHANGED, person: UUID = PERSON, at: str = "", **more: Any) -> None:
        government = at or self.id
        with unit_of_work(self.factory, government) as session:
            record_act(
                session, self.runtime, instansi_id=government, by=ADMIN, act=act,
                subject=Subject(About.PERSON, str(person)), **more,
            )  # fmt: skip

    def read(self, limit: int = 25, before: int | None = None, **filters: Any) -> ActPage:
        with reading(self.factory, self.id) as session:
            return acts(session, instansi_id=self.id, filters=ActFilter(**filters), before=before, limit=limit)

    def broken(self) -> list[tuple[str, int]]:
        with everywhere(self.factory) as session:
            assert examine(session).unread == []
            found = verify_history(session, verifier=self.runtime.verifier_in(session))
            return [(each.name, each.number) for each in found]


@pytest.fixture
def write(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Writer:
    return Writer(session_factory, runtime, instansi)


def test_an_act_says_who_did_what_to_whom_when_and_why(write: Writer, clock: FixedClock) -> None:
    write(
        Act.ROLE_ENDED,
        before={"role": "apip", "until": ""},
        after={"role": "apip", "until": "2026-04-01"},
        reason=" mutasi ",
    )
    row = write.read().rows[0]
    assert (row.number, row.at, row.act, row.about, row.subject) == (
        1,
        clock.now(),
        "role_ended",
        "person",
        str(PERSON),
    )
    assert (row.actor, row.actor_name, row.role, row.reason) == (ADMIN.id, "Rina Wati", "admin", "mutasi")
    assert row.changes == [("role", "apip", "apip"), ("until", "", "2026-04-01")]


def test_what_concerns_a_person_stands_in_the_erasable_part(write: Writer) -> None:
    write(
        before={"name": "Budi Lama", "active": True}, after={"name": "Budi Baru", "active": True}, reason="salah ketik"
    )
    with reading(write.factory, write.id) as session:
        payload = session.scalars(
            select(LedgerEvent.payload).where(OF_ACTS).where(LedgerEvent.instansi_id == write.id)
        ).one()
    assert "Budi" not in payload
    assert "salah" not in payload
    with everywhere(write.factory) as session:
        session.execute(update(LedgerEvent).values(personal=None))
    assert write.broken() == [("acts", 1)], "gone, and no row tells of an erasure"
    assert write.read().rows[0].changes == [("active", True, True)]


@pytest.mark.parametrize("act", sorted(HARMFUL))
def test_what_harms_needs_a_reason_and_is_not_done_without(write: Writer, act: Act) -> None:
    with pytest.raises(ReasonMissingError):
        write(act, reason="  ")
    assert write.read().rows == []


def test_the_chain_is_whole_and_every_tampering_is_seen(write: Writer) -> None:
    for number in range(4):
        write(after={"email": f"a{number}@contoh.go.id"})
    write(at=write.neighbour)
    assert write.broken() == []
    row = (LedgerEvent.instansi_id == write.id) & (LedgerEvent.number == 2)
    for change in (
        update(LedgerEvent).where(row).values(element="person:lain"),
        update(LedgerEvent).where(row).values(actor_name="Orang Lain"),
        update(LedgerEvent).where(row).values(payload='{"act":"person_added"}'),
        update(LedgerEvent).where(row).values(personal={"salt": "00", "answers": {"alasan": "x"}}),
        delete(LedgerEvent).where(row),
    ):
        with everywhere(write.factory) as session:
            session.execute(change)
            session.flush()
            found = verify_history(session, verifier=write.runtime.verifier_in(session))
            session.rollback()
        assert [(each.name, each.number) for each in found] == [("acts", 2)]
    with everywhere(write.factory) as session:
        session.execute(update(Ledger).where(Ledger.instansi_id == write.id).values(head_signature="00"))
    assert write.broken() == [("acts", 4)]


def test_a_history_taken_away_whole_is_seen_by_the_heads_kept_outside(write: Writer) -> None:
    write()
    with everywhere(write.factory) as session:
        kept = {key: (count, digest) for key, count, digest, _ in heads(session)}
        session.execute(delete(LedgerEvent))
        session.execute(delete(Ledger))
        assert [each.number for each in verify_history(session, verifier=None, heads=kept)] == [1]


def test_administrators_at_the_same_moment_lose_no_row(write: Writer) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: write(after={"unit": str(number)}), range(8)))
    assert [row.number for row in write.read().rows] == list(range(8, 0, -1))
    assert write.broken() == []


def test_the_list_is_one_government_s_narrowed_and_paged(write: Writer, clock: FixedClock) -> None:
    other = uuid4()
    write(at=write.neighbour)
    for person in (PERSON, other, PERSON):
        write(person=person)
        clock.advance(timedelta(days=1))
    page = write.read(limit=2)
    assert ([row.number for row in page.rows], page.before) == ([3, 2], 2)
    assert ([row.number for row in write.read(limit=2, before=2).rows]) == [1]
    assert [row.number for row in write.read(about="person", subject=str(PERSON)).rows] == [3, 1]
    assert write.read(about="unit").rows == []
    assert write.read(by="00").rows == []
    day = clock.now() - timedelta(days=2)
    assert [row.number for row in write.read(since=day).rows] == [3, 2]
    assert [row.number for row in write.read(until=day).rows] == [1]


def test_every_act_and_every_subject_has_its_words() -> None:
    assert set(ACTS) == set(Act)
    assert set(ABOUTS) == set(About)
