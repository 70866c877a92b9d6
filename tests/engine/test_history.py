"""The history shows tampering: whatever is changed, removed, inserted or swapped, the first broken row is named."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.actors import SISTEM
from engine.db import unit_of_work
from engine.errors import EngineError
from engine.models import Case, Event
from engine.record import chain, stored_heads
from engine.record.chain import Break
from engine.record.erasing import erase_texts
from engine.record.examining import Look, examine, verify_history
from engine.record.heads import heads
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, INSTANSI, Lab
from tests.support.statements import statements

KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NOTE = d.form("catat", catatan="textarea", setuju="checkbox")
STEPS = [f"Task_{letter}" for letter in "abcd"]
Tamper = Callable[[Any, uuid.UUID], None]


@pytest.fixture
def signed(lab: Lab) -> Lab:
    lab.signer = KEY
    ids = ["Start_mulai", *STEPS, "End_selesai"]
    nodes = [d.start(), *[d.user(name, form="catat") for name in STEPS], d.end()]
    lab.deploy("lurus", lurus=d.process("lurus", nodes, d.chain(*ids)), catat=NOTE)
    return lab


@pytest.fixture
def case_id(signed: Lab) -> uuid.UUID:
    """Five rows: the start and four completed tasks; beside it a case that nobody touches."""
    other = signed.start("lurus")
    signed.complete(other, "Task_a", catatan="tetap", setuju=True)
    found = signed.start("lurus")
    for number, name in enumerate(STEPS):
        signed.clock.advance(timedelta(minutes=5))
        signed.complete(found, name, catatan=f"catatan {number}", setuju=True)
    return found


def broken(lab: Lab, verifier: Any = None, **more: Any) -> list[tuple[uuid.UUID, int]]:
    with everywhere(lab.factory) as session:
        found = verify_history(session, verifier=verifier or KEY.public_key(), **more)
    assert all(isinstance(one, Break) and one.reason and str(one.number) in str(one) for one in found)
    return [(one.case_id, one.number) for one in found]


def tamper(lab: Lab, change: Tamper, case_id: uuid.UUID) -> None:
    with everywhere(lab.factory) as session:
        change(session, case_id)


def broken_by(lab: Lab, change: Tamper, case_id: uuid.UUID) -> list[tuple[uuid.UUID, int]]:
    """What is found after a change, which is then undone."""
    with everywhere(lab.factory) as session:
        change(session, case_id)
        session.flush()
        found = verify_history(session, verifier=KEY.public_key())
        session.rollback()
    return [(one.case_id, one.number) for one in found]


def row(case_id: uuid.UUID, number: int) -> Any:
    return (Event.instansi_id == INSTANSI) & (Event.case_id == case_id) & (Event.number == number)


def setting(number: int, **values: Any) -> Tamper:
    return lambda session, case_id: session.execute(update(Event).where(row(case_id, number)).values(**values))


def outside(lab: Lab) -> Mapping[str, tuple[int, str]]:
    """The heads as an auditor keeps them elsewhere."""
    with everywhere(lab.factory) as session:
        return {key: (count, head) for key, count, head, _ in heads(session)}


def test_an_honest_history_has_no_break(signed: Lab, case_id: uuid.UUID) -> None:
    assert broken(signed) == []
    assert broken(signed, heads=outside(signed)) == []
    assert broken(signed, instansi_id=INSTANSI, case_id=case_id) == []


COLUMNS: dict[str, Any] = {
    "at": None,
    "kind": "task_claimed",
    "actor": "petugas-2",
    "actor_name": "Budi",
    "on_behalf_of": "pejabat-1",
    "role": "penghubung",
    "unit": "dinas-b",
    "element": "Task_lain",
    "payload": '{"answers":{"setuju":false}}',
    "personal": {"salt": "00", "answers": {"catatan": "lain"}},
    "personal_commitment": "f" * 64,
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_changed_row_is_named(signed: Lab, case_id: uuid.UUID, number: int) -> None:
    at = signed.timeline(case_id)[number - 1].at + timedelta(microseconds=1)
    for column, value in COLUMNS.items():
        changed = setting(number, **{column: at if column == "at" else value})
        assert broken_by(signed, changed, case_id) == [(case_id, number)], column
    assert broken(signed) == []


def test_texts_of_an_ordinary_case_do_not_vanish_under_a_seal(signed: Lab, case_id: uuid.UUID) -> None:
    """No row of the chain says that the case was sealed."""
    hidden = setting(3, personal={"tersegel": "x"})
    assert broken_by(signed, hidden, case_id) == [(case_id, 3)]

    def flagged(session: Any, case_id: uuid.UUID) -> None:
        session.execute(update(Case).where(Case.id == case_id).values(sealed=True))

    assert broken_by(signed, flagged, case_id) == [(case_id, 1)]
    assert broken_by(signed, lambda *found: (hidden(*found), flagged(*found))[0], case_id) == [(case_id, 3)]


def test_no_column_is_forgotten() -> None:
    identity = {"instansi_id", "case_id", "number"}
    assert set(COLUMNS) | identity == {column.name for column in Event.__table__.columns}


MANGLED: list[Any] = ["x", [], 5, True, {}, {"salt": "", "answers": []}, {"salt": 1, "answers": {}}, {"answers": {}}]


def test_a_mangled_personal_column_is_a_break_and_no_crash(signed: Lab, case_id: uuid.UUID) -> None:
    for personal in MANGLED:
        assert broken_by(signed, setting(2, personal=personal), case_id) == [(case_id, 2)], personal


def test_words_added_beside_the_answers_are_found(signed: Lab, case_id: uuid.UUID) -> None:
    with unit_of_work(signed.factory, INSTANSI) as session:
        event = session.get(Event, (INSTANSI, case_id, 2))
        assert event is not None
        event.personal = {**(event.personal or {}), "tambahan": "x"}
    assert broken(signed) == [(case_id, 2)]


def removing(number: int) -> Tamper:
    return lambda session, case_id: session.execute(delete(Event).where(row(case_id, number)))


def test_a_removed_row_is_named(signed: Lab, case_id: uuid.UUID) -> None:
    for number in (1, 2, 3, 4, 5):
        assert broken_by(signed, removing(number), case_id) == [(case_id, number)]


def shifted(session: Any, case_id: uuid.UUID, first: int) -> None:
    for number in range(5, first - 1, -1):
        session.execute(update(Event).where(row(case_id, number)).values(number=number + 1))


def forged(case_id: uuid.UUID, number: int, previous: str, **more: Any) -> Event:
    """A row with a sound hash of its own."""
    from engine.clock import SystemClock

    values = {
        "kind": "task_completed", "actor": "petugas-1", "actor_name": "Ani", "on_behalf_of": "", "role": "admin",
        "unit": "", "element": "Task_a", "payload": "{}", "personal_commitment": "", "at": SystemClock().now(),
    }  # fmt: skip
    event = Event(instansi_id=INSTANSI, case_id=case_id, number=number, previous_hash=previous, **{**values, **more})
    event.hash = chain.row_hash(event)
    return event


def inserting(number: int, previous: str) -> Tamper:
    def insert(session: Any, case_id: uuid.UUID) -> None:
        shifted(session, case_id, number)
        session.add(forged(case_id, number, previous))

    return insert


def test_an_inserted_row_is_named(signed: Lab, case_id: uuid.UUID) -> None:
    """One that joins on is sound by itself: then the row after it is the first that does not fit."""
    for number in (1, 3, 5):
        joined = signed.timeline(case_id)[number - 1].previous_hash
        assert broken_by(signed, inserting(number, joined), case_id) == [(case_id, number + 1)]
        assert broken_by(signed, inserting(number, "f" * 64), case_id) == [(case_id, number)]


def test_an_appended_row_is_named(signed: Lab, case_id: uuid.UUID) -> None:
    last = signed.timeline(case_id)[-1].hash
    tamper(signed, lambda session, case: session.add(forged(case, 6, last)), case_id)
    assert broken(signed) == [(case_id, 6)]


def test_two_rows_swapped_are_named(signed: Lab, case_id: uuid.UUID) -> None:
    def swap(session: Any, case: uuid.UUID) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(update(Event).where(row(case, old)).values(number=new))

    tamper(signed, swap, case_id)
    assert broken(signed) == [(case_id, 2)]


def cut(session: Any, case_id: uuid.UUID, *, left: int, signer: Any = None) -> None:
    """Drop the tail and make the head fit, signing it anew where the key is known."""
    session.execute(delete(Event).where(Event.case_id == case_id, Event.number > left))
    last = session.scalar(select(Event.hash).where(row(case_id, left)))
    case = session.get(Case, (INSTANSI, case_id))
    case.event_count, case.head_hash = left, last
    if signer:
        case.head_signature = signer.sign(chain.head_message(case)).hex()


def test_a_cut_tail_is_named_by_its_first_missing_row(signed: Lab, case_id: uuid.UUID) -> None:
    known = outside(signed)
    tamper(
        signed,
        lambda session, case: session.execute(delete(Event).where(Event.case_id == case, Event.number > 3)),
        case_id,
    )
    assert broken(signed) == [(case_id, 4)]
    tamper(signed, lambda session, case: cut(session, case, left=3), case_id)
    assert broken(signed) == [(case_id, 3)]  # the head names row 3 now, but its signature does not
    tamper(signed, lambda session, case: cut(session, case, left=3, signer=OTHER_KEY), case_id)
    assert broken(signed) == [(case_id, 3)]
    tamper(signed, lambda session, case: cut(session, case, left=3, signer=KEY), case_id)
    assert broken(signed) == []  # whoever owns the database and the key is seen only from outside
    assert broken(signed, heads=known) == [(case_id, 4)]


def rewritten(session: Any, case_id: uuid.UUID, signer: Any) -> None:
    """Change row 2 and make everything after it fit."""
    previous = session.scalar(select(Event.hash).where(row(case_id, 1)))
    for number in range(2, 6):
        event = session.get(Event, (INSTANSI, case_id, number))
        event.actor = "petugas-2"
        event.previous_hash, event.hash = previous, ""
        previous = event.hash = chain.row_hash(event)
    case = session.get(Case, (INSTANSI, case_id))
    case.head_hash = previous
    case.head_signature = signer.sign(chain.head_message(case)).hex()


def test_a_whole_history_rewritten(signed: Lab, case_id: uuid.UUID) -> None:
    known = outside(signed)
    tamper(signed, lambda session, case: rewritten(session, case, OTHER_KEY), case_id)
    assert broken(signed) == [(case_id, 5)]
    tamper(signed, lambda session, case: rewritten(session, case, KEY), case_id)
    assert broken(signed) == []
    assert broken(signed, heads=known) == [(case_id, 5)]


def test_a_case_that_vanished_is_seen_from_outside(signed: Lab, case_id: uuid.UUID) -> None:
    known = {**outside(signed), f"{INSTANSI}/{uuid.UUID(int=7)}": (4, "a" * 64)}
    assert broken(signed, heads=known) == [(uuid.UUID(int=7), 4)]
    assert broken(signed, heads=known, case_id=case_id) == []
    assert broken(signed, heads=known, instansi_id="lain") == []


def test_a_signature_by_another_key_or_none_is_no_signature(signed: Lab, case_id: uuid.UUID) -> None:
    assert len(broken(signed, verifier=OTHER_KEY.public_key())) == 3, "two cases, and the versions"
    for signature in ("", "zz", "00" * 64):
        with everywhere(signed.factory) as session:
            session.execute(update(Case).where(Case.id == case_id).values(head_signature=signature))
        assert broken(signed) == [(case_id, 5)]


HEADS: list[tuple[dict[str, Any], int]] = [
    ({"event_count": 4}, 5), ({"event_count": 6}, 6), ({"event_count": 0}, 1), ({"head_hash": "a" * 64}, 5), ({"head_hash": ""}, 5),
]  # fmt: skip


def heading(values: dict[str, Any]) -> Tamper:
    return lambda session, case_id: session.execute(update(Case).where(Case.id == case_id).values(**values))


def test_a_changed_head_is_found(signed: Lab, case_id: uuid.UUID) -> None:
    for values, number in HEADS:
        assert broken_by(signed, heading(values), case_id) == [(case_id, number)], values


def test_lawful_erasure_keeps_the_chain_whole(signed: Lab, case_id: uuid.UUID) -> None:
    known = outside(signed)
    with everywhere(signed.factory) as session:
        case, other = (
            session.scalars(select(Case).where(which)).one() for which in (Case.id == case_id, Case.id != case_id)
        )
        with pytest.raises(EngineError, match="masih berjalan"):
            erased(signed, session, other)
        assert erased(signed, session, case) == len(STEPS)
    assert broken(signed, heads=known) == []
    event = signed.timeline(case_id)[2]
    assert event.erased
    assert "catatan 1" not in repr(signed.timeline(case_id))


def erased(lab: Lab, session: Session, case: Case) -> int:
    return erase_texts(session, case, at=lab.clock.now(), by=SISTEM, rule="10 tahun", beside={}, signer=KEY)


def test_a_text_that_vanished_without_a_record_is_found(signed: Lab, case_id: uuid.UUID) -> None:
    tamper(signed, setting(3, personal=None), case_id)
    assert broken(signed) == [(case_id, 3)]
    with everywhere(signed.factory) as session:
        (found,) = verify_history(session, verifier=KEY.public_key())
    assert found.reason == "teks pribadi hilang tanpa catatan penghapusan"


def test_the_commitment_does_not_give_a_short_text_away(signed: Lab, case_id: uuid.UUID) -> None:
    """Equal texts have different commitments, and without the salt none can be guessed."""
    with everywhere(signed.factory) as session:
        query = select(Event.personal, Event.personal_commitment).where(Event.case_id == case_id, Event.number > 1)
        rows = [(dict(personal or {}), committed) for personal, committed in session.execute(query)]
    assert len({committed for _, committed in rows}) == len(rows) == 4
    assert all(chain.commitment("", personal["answers"]) != committed for personal, committed in rows)
    assert all(len(personal["salt"]) == 32 for personal, _ in rows)


def test_every_command_adds_its_row_and_the_head_follows(signed: Lab, case_id: uuid.UUID) -> None:
    case = signed.case(case_id)
    events = signed.timeline(case_id)
    assert (case.event_count, case.head_hash) == (5, events[-1].hash)
    assert [event.previous_hash for event in events] == [chain.GENESIS, *[event.hash for event in events[:-1]]]
    assert {event.actor for event in events[1:]} == {ADMIN.id}


def test_what_a_clock_that_was_set_back_has_dated_before_its_predecessor_is_told(signed: Lab) -> None:
    case_id = signed.start("lurus")
    signed.clock.advance(timedelta(minutes=5))
    signed.complete(case_id, "Task_a", catatan="", setuju=True)
    signed.clock.advance(-timedelta(seconds=50))  # clocks of two machines may differ so much
    signed.complete(case_id, "Task_b", catatan="", setuju=True)
    signed.clock.advance(-timedelta(days=3))
    signed.complete(case_id, "Task_c", catatan="", setuju=True)
    signed.clock.advance(timedelta(days=4))
    signed.complete(case_id, "Task_d", catatan="", setuju=True)
    with everywhere(signed.factory) as session:
        assert [(each.case_id, each.number) for each in examine(session, look=Look.CHAIN).early] == [(case_id, 4)]
        assert examine(session, case_id=uuid.uuid4()).early == []
    assert broken(signed) == []


def test_many_histories_are_asked_for_together_and_each_break_is_named(
    signed: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = sorted(signed.start("lurus") for _ in range(7))
    monkeypatch.setattr(stored_heads, "AT_ONCE", 3)
    with everywhere(signed.factory) as session:
        known = {key: (count, digest) for key, count, digest, _signature in heads(session)}
        session.execute(delete(Event).where(Event.case_id == cases[1]))
        session.execute(update(Event).where(Event.case_id == cases[3]).values(actor_name="lain"))
        session.execute(update(Case).where(Case.id == cases[6]).values(head_signature="00"))
    assert broken(signed, heads=known) == [(cases[1], 1), (cases[3], 1), (cases[6], 1)]
    with statements(signed.factory) as sent:
        broken(signed, heads=known)
    assert len(sent) <= 2 * 4 + 6, sent
