"""A log over all histories: what is changed, removed, cut, swapped or written anew is named, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.models import Case, Event, LedgerEvent, LogCheckpoint, LogEntry, LogTile
from engine.record.chain import row_hash
from engine.record.log import appending
from engine.record.log.checking import LogVerdict, verify_log
from engine.record.log.note import SignedNote, named, read_checkpoint, read_note, signed
from engine.record.log.own_keys import OtherKeyError
from engine.record.log.proofs import is_consistent
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, Lab

KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NAME = "pengaduan.contoh.go.id"
PUBLIC = named(NAME, KEY.public_key())
STEPS = [f"Task_{letter}" for letter in "abc"]
Tamper = Callable[[Session, uuid.UUID], object]


@pytest.fixture
def lab_at_work(lab: Lab) -> Lab:
    ids = ["Start_mulai", *STEPS, "End_selesai"]
    nodes = [d.start(), *[d.user(name, form="catat") for name in STEPS], d.end()]
    lab.deploy("lurus", lurus=d.process("lurus", nodes, d.chain(*ids)), catat=d.form("catat", catatan="textarea"))
    return lab


@pytest.fixture
def case_id(lab_at_work: Lab) -> uuid.UUID:
    """Two finished cases in a log that was sealed after each; the first is the one that is tampered with."""
    found = finished(lab_at_work)
    seal(lab_at_work)
    finished(lab_at_work)
    seal(lab_at_work)
    return found


def finished(lab: Lab) -> uuid.UUID:
    found = lab.start("lurus")
    for name in STEPS:
        lab.clock.advance(timedelta(minutes=5))
        lab.complete(found, name, catatan="tetap")
    return found


def seal(lab: Lab, *, key: Ed25519PrivateKey = KEY, limit: int = appending.AT_ONCE) -> int:
    with everywhere(lab.factory) as session:
        return appending.append_new(session, name=NAME, key=key, at=lab.clock.now(), limit=limit)


def newest(lab: Lab) -> SignedNote:
    with everywhere(lab.factory) as session:
        found = appending.newest(session)
        assert found is not None
        return read_note(found.note)


def verdict(lab: Lab, *known: SignedNote, tamper: Callable[[Session], object] = lambda session: None) -> LogVerdict:
    """What is found after a change, which is then undone."""
    with everywhere(lab.factory) as session:
        tamper(session)
        session.flush()
        session.expire_all()
        found = verify_log(session, key=PUBLIC, known=known)
        session.rollback()
    return found


def row(case_id: uuid.UUID, number: int) -> Any:
    return (Event.instansi_id == INSTANSI) & (Event.case_id == case_id) & (Event.number == number)


def test_everything_that_was_written_is_in_the_log_once(lab_at_work: Lab, case_id: uuid.UUID) -> None:
    assert seal(lab_at_work) == 0
    found = verdict(lab_at_work)
    assert (found.breaks, found.outside, found.checkpoints) == ([], 0, 2)
    with everywhere(lab_at_work.factory) as session:
        rows = [
            *session.execute(select(Event.case_id, Event.number)),
            *session.execute(select(LedgerEvent.ledger_id, LedgerEvent.number)),
        ]
        entries = session.execute(select(LogEntry.history_id, LogEntry.number)).all()
    assert found.entries == len(rows) == len(entries) == 9, "eight of cases, one of a version"
    assert {tuple(each) for each in rows} == {tuple(each) for each in entries}
    lab_at_work.start("lurus")
    assert verdict(lab_at_work).outside == 1


def test_what_waits_enters_in_pieces_and_the_tree_is_the_same(lab_at_work: Lab) -> None:
    finished(lab_at_work)
    finished(lab_at_work)
    pieces = list(iter(lambda: seal(lab_at_work, limit=3), 0))
    assert set(pieces[:-1]) == {3}
    assert verdict(lab_at_work).breaks == []


def test_each_checkpoint_continues_the_last(lab_at_work: Lab, case_id: uuid.UUID) -> None:
    note = read_checkpoint(newest(lab_at_work).text)
    with everywhere(lab_at_work.factory) as session:
        oldest = select(LogCheckpoint.note).order_by(LogCheckpoint.size).limit(1)
        first = read_checkpoint(read_note(session.scalars(oldest).one()).text)
        between = appending.proof_between(session, first.size, note.size)
    assert is_consistent(first.size, note.size, between, first.root, note.root)
    assert not is_consistent(first.size, note.size, between, note.root, first.root)


def _rewritten(session: Session, case_id: uuid.UUID) -> None:
    """A row says something else, and the chain behind it fits again."""
    rows = session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.number)).all()
    rows[1].actor_name = "Orang lain"
    before = rows[0].hash
    for each in rows[1:]:
        each.previous_hash = before
        each.hash = before = row_hash(each)
    session.flush()
    session.execute(update(Case).where(Case.id == case_id).values(head_hash=before))


TAMPERINGS: dict[str, tuple[Tamper, str]] = {
    "a chain written anew": (_rewritten, "berbeda dari yang ada di log segel"),
    "a row removed": (lambda session, case: session.execute(delete(Event).where(row(case, 4))), "hilang dari riwayat"),
    "a whole case removed": (
        lambda session, case: session.execute(delete(Event).where(Event.case_id == case)),
        "hilang dari riwayat",
    ),
    "an entry removed": (
        lambda session, _case: session.execute(delete(LogEntry).where(LogEntry.position == 1)),
        "entri hilang",
    ),
    "the end cut": (
        lambda session, _case: session.execute(delete(LogEntry).where(LogEntry.position > 3)),
        "pohon log segel",
    ),
    "a tile changed": (
        lambda session, _case: session.execute(update(LogTile).values(hashes=bytes(32 * 10))),
        "berbeda dari yang ada di log segel",
    ),
    "a tile shortened": (
        lambda session, _case: session.execute(update(LogTile).values(hashes=b"kacau")),
        "pohon log segel",
    ),
    "a hash that is none": (
        lambda session, case: session.execute(update(Event).where(row(case, 2)).values(hash="kacau ☂")),
        "berbeda dari yang ada di log segel",
    ),
    "a checkpoint that says another size": (
        lambda session, _case: session.execute(update(LogCheckpoint).values(root="0" * 64)),
        "titik periksa diubah",
    ),
    "a checkpoint that is none": (
        lambda session, _case: session.execute(update(LogCheckpoint).values(note="kacau")),
        "titik periksa tidak terbaca",
    ),
}


@pytest.mark.parametrize(("tamper", "said"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_named(lab_at_work: Lab, case_id: uuid.UUID, tamper: Tamper, said: str) -> None:
    found = verdict(lab_at_work, tamper=lambda session: tamper(session, case_id)).breaks
    assert said in " ".join(str(each) for each in found)


def test_the_case_and_the_row_are_named(lab_at_work: Lab, case_id: uuid.UUID) -> None:
    found = verdict(lab_at_work, tamper=lambda session: _rewritten(session, case_id)).breaks
    assert {each.case_id for each in found} == {case_id}
    assert min(each.number for each in found) == 2


def test_a_log_written_anew_with_database_and_key_is_found_by_what_was_kept_elsewhere(
    lab_at_work: Lab, case_id: uuid.UUID
) -> None:
    kept = newest(lab_at_work)
    with everywhere(lab_at_work.factory) as session:
        _rewritten(session, case_id)
        for model in (LogEntry, LogTile, LogCheckpoint):
            session.execute(delete(model))
    seal(lab_at_work)
    assert verdict(lab_at_work).breaks == []
    assert "ditulis ulang" in str(verdict(lab_at_work, kept).breaks[0])
    with everywhere(lab_at_work.factory) as session:
        for model in (LogEntry, LogTile, LogCheckpoint):
            session.execute(delete(model))
    seal(lab_at_work, limit=2)
    assert "terpotong" in str(verdict(lab_at_work, kept).breaks[0])


def test_another_key_signs_nothing(lab_at_work: Lab, case_id: uuid.UUID) -> None:
    finished(lab_at_work)
    with pytest.raises(OtherKeyError):
        seal(lab_at_work, key=OTHER_KEY)
    forged = signed(newest(lab_at_work).text, NAME, OTHER_KEY)
    assert any("tanda tangan" in str(each) for each in verdict(lab_at_work, forged).breaks)


def test_the_log_keeps_its_first_name(lab_at_work: Lab, case_id: uuid.UUID) -> None:
    finished(lab_at_work)
    with everywhere(lab_at_work.factory) as session:
        appending.append_new(session, name="nama.lain", key=KEY, at=lab_at_work.clock.now())
    assert read_checkpoint(newest(lab_at_work).text).origin == NAME
    assert verdict(lab_at_work).breaks == []


@pytest.fixture
def _small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of four hashes: the same tree, over several levels of them."""
    for module in ("tiles", "checking"):
        monkeypatch.setattr(f"engine.record.log.{module}.WIDTH", 4)
        monkeypatch.setattr(f"engine.record.log.{module}.FULL_BYTES", 128)
    monkeypatch.setattr("engine.record.log.tiles.HEIGHT", 2)


@pytest.mark.usefixtures("_small_tiles")
def test_a_tree_of_several_levels_is_proved_and_compared(lab_at_work: Lab) -> None:
    case_id = finished(lab_at_work)
    for _ in range(4):
        finished(lab_at_work)
    while seal(lab_at_work, limit=3):
        pass
    assert verdict(lab_at_work).breaks == []
    with everywhere(lab_at_work.factory) as session:
        assert max(session.scalars(select(LogTile.level))) == 2
    found = verdict(lab_at_work, tamper=lambda session: _rewritten(session, case_id)).breaks
    assert {each.case_id for each in found} == {case_id}
    changed = update(LogTile).where(LogTile.level == 1, LogTile.number == 0).values(hashes=bytes(128))
    assert "pohon log segel" in str(verdict(lab_at_work, tamper=lambda session: session.execute(changed)).breaks[0])
