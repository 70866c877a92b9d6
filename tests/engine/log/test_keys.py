"""Another key takes over: what the former one signed still holds, and no key outside the list does. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.models import Case, LogEntry, LogKey
from engine.record.chain import head_message
from engine.record.examining import verify_history
from engine.record.log import appending, key_changes
from engine.record.log.checking import LogVerdict, verify_log
from engine.record.log.keys import KeyChain, KeyListError, KeyStatement, Succession, chain_of, read_list, spelt_list
from engine.record.log.note import (
    COSIGNATURE,
    NoteError,
    SignedNote,
    cosigned,
    named,
    read_checkpoint,
    read_note,
    signed,
)
from engine.record.log.own_keys import SLOW, OtherKeyError, head_verifier, listed
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab

KEYS = [Ed25519PrivateKey.generate() for _each in range(4)]
WITNESS = Ed25519PrivateKey.generate()
NAME = "pengaduan.contoh.go.id"
NAMED = [named(NAME, each.public_key()) for each in KEYS]
CONSENTING = named("saksi.contoh.id", WITNESS.public_key(), kind=COSIGNATURE)


@pytest.fixture
def lab_at_work(lab: Lab) -> Lab:
    lab.deploy(
        "lurus",
        lurus=d.process(
            "lurus",
            [d.start(), d.user("Task_a", form="catat"), d.end()],
            d.chain("Start_mulai", "Task_a", "End_selesai"),
        ),
        catat=d.form("catat", catatan="textarea"),
    )
    return lab


def seal(lab: Lab, key: int) -> int:
    with everywhere(lab.factory) as session:
        return appending.append_new(session, name=NAME, key=KEYS[key], at=lab.clock.now())


def rotate(lab: Lab, former: int, new: int) -> KeyStatement:
    with everywhere(lab.factory) as session:
        return key_changes.rotate(session, former=KEYS[former], new=KEYS[new], at=lab.clock.now())


def notes(lab: Lab) -> list[SignedNote]:
    with everywhere(lab.factory) as session:
        return [read_note(row.note) for row in listed(session)]


def verdict(
    lab: Lab, key: int, *known: SignedNote, tamper: Callable[[Session], object] = lambda session: None
) -> LogVerdict:
    with everywhere(lab.factory) as session:
        tamper(session)
        session.flush()
        session.expire_all()
        found = verify_log(session, key=NAMED[key], known=known)
        session.rollback()
    return found


def reasons(found: LogVerdict) -> str:
    return "; ".join(each.reason for each in found.breaks)


@pytest.fixture
def changed_twice(lab_at_work: Lab) -> Lab:
    """A year with three keys: cases and checkpoints before, between and after."""
    for key in range(3):
        if key:
            rotate(lab_at_work, key - 1, key)
        lab_at_work.start("lurus")
        lab_at_work.clock.advance(timedelta(days=120))
        assert seal(lab_at_work, key) > 0
    return lab_at_work


def test_what_former_keys_signed_holds(changed_twice: Lab) -> None:
    found = verdict(changed_twice, 2)
    assert (found.breaks, found.outside, found.checkpoints) == ([], 0, 5)
    with everywhere(changed_twice.factory) as session:
        entries = session.execute(select(LogEntry.position, LogEntry.number).where(LogEntry.government == "-")).all()
    assert [number for _position, number in entries] == [2, 3]
    assert [each.size for each in chain_of(notes(changed_twice), NAMED[0]).statements] == [
        0,
        *(place for place, _n in entries),
    ]


@pytest.mark.parametrize("trusted", [0, 1, 2])
def test_whoever_trusts_one_key_reaches_the_others(changed_twice: Lab, trusted: int) -> None:
    found = chain_of(read_list(spelt_list(notes(changed_twice))), NAMED[trusted])
    assert [each.key for each in found.statements] == NAMED[:3]
    assert [each.way for each in found.statements] == [Succession.FIRST, Succession.ROTATED, Succession.ROTATED]


def test_a_key_outside_the_list_is_refused(changed_twice: Lab) -> None:
    with pytest.raises(KeyListError, match="tidak ada dalam daftar"):
        chain_of(notes(changed_twice), NAMED[3])
    assert "tidak ada dalam daftar" in reasons(verdict(changed_twice, 3))


Forge = Callable[[list[SignedNote]], None]


def _cut(given: list[SignedNote]) -> None:
    given.pop(1)


def _unsigned(given: list[SignedNote]) -> None:
    given[1] = SignedNote(given[1].text, given[1].signatures[1:])


def _of_a_stranger(given: list[SignedNote]) -> None:
    """A third key instead of the true one: only a stranger signed for it."""
    said = given[1].text.replace(str(NAMED[1]), str(NAMED[3]))
    given[1:] = [SignedNote(said, (*signed(said, NAME, KEYS[3]).signatures, *signed(said, NAME, KEYS[2]).signatures))]


def _dated_otherwise(given: list[SignedNote]) -> None:
    given[1] = SignedNote(given[1].text.replace("+00:00", "+00:01"), given[1].signatures)


def _first_again(given: list[SignedNote]) -> None:
    given.append(given[0])


@pytest.mark.parametrize("forge", [_cut, _unsigned, _of_a_stranger, _dated_otherwise, _first_again])
def test_a_forged_chain_is_refused(changed_twice: Lab, forge: Forge) -> None:
    given = notes(changed_twice)
    forge(given)
    with pytest.raises((KeyListError, NoteError)):
        chain_of(given, NAMED[0])


def test_another_list_before_the_trusted_key_is_refused(changed_twice: Lab) -> None:
    """Who holds a former key tells another past of the newest one: the newest statement names the one before it."""
    given = notes(changed_twice)
    said = given[1].text.replace("+00:00", "+00:00").replace(str(NAMED[1]), str(NAMED[3]))
    given[1] = SignedNote(said, (*signed(said, NAME, KEYS[0]).signatures, *signed(said, NAME, KEYS[3]).signatures))
    with pytest.raises(KeyListError):
        chain_of(given, NAMED[2])


def test_a_former_key_signs_no_later_checkpoint(changed_twice: Lab) -> None:
    with everywhere(changed_twice.factory) as session:
        last = appending.newest(session)
        assert last is not None
    text = read_note(last.note).text
    assert verdict(changed_twice, 2, read_note(last.note)).breaks == []
    assert "tanda tangan titik periksa tidak sah" in reasons(verdict(changed_twice, 2, signed(text, NAME, KEYS[0])))
    changed_twice.start("lurus")
    with pytest.raises(OtherKeyError):
        seal(changed_twice, 1)


def _list_cut(session: Session) -> object:
    return session.execute(delete(LogKey).where(LogKey.number == 3))


def _list_gone(session: Session) -> object:
    return session.execute(delete(LogKey))


def _moved(session: Session) -> object:
    return session.execute(update(LogKey).where(LogKey.number == 2).values(size=1))


def _nonsense(session: Session) -> object:
    return session.execute(update(LogKey).where(LogKey.number == 2).values(note="x"))


@pytest.mark.parametrize("tamper", [_list_cut, _list_gone, _moved, _nonsense])
def test_a_list_that_was_changed_is_found(changed_twice: Lab, tamper: Callable[[Session], object]) -> None:
    assert verdict(changed_twice, 2, tamper=tamper).breaks != []


def test_an_older_key_with_its_older_list_is_not_the_newest(changed_twice: Lab) -> None:
    """The list of a backup is put back over a log that went on."""
    assert "bukan kunci terakhir" in reasons(verdict(changed_twice, 1))
    kept = notes(changed_twice)
    with everywhere(changed_twice.factory) as session:
        last = appending.newest(session)
        assert last is not None
        elsewhere = read_note(last.note)
    assert reasons(verdict(changed_twice, 1, elsewhere, tamper=_list_cut)).count("tidak sah") >= 1
    assert notes(changed_twice) == kept


def test_two_rotations_at_once_leave_one(lab_at_work: Lab) -> None:
    lab_at_work.start("lurus")
    seal(lab_at_work, 0)
    with everywhere(lab_at_work.factory) as first:
        key_changes.rotate(first, former=KEYS[0], new=KEYS[1], at=lab_at_work.clock.now())
        first.rollback()
    rotate(lab_at_work, 0, 1)
    with pytest.raises((KeyListError, IntegrityError)):
        rotate(lab_at_work, 0, 2)
    assert [each.key for each in chain_of(notes(lab_at_work), NAMED[0]).statements] == NAMED[:2]


def test_before_the_log_begins_nothing_is_rotated(lab_at_work: Lab) -> None:
    with pytest.raises(Exception, match="belum dimulai"):
        rotate(lab_at_work, 0, 1)


def test_a_lost_key_is_replaced_openly_and_only_with_consent(lab_at_work: Lab) -> None:
    lab_at_work.start("lurus")
    seal(lab_at_work, 0)
    with everywhere(lab_at_work.factory) as session:
        key_changes.found_anew(session, new=KEYS[1], name="x", at=lab_at_work.clock.now())
    lab_at_work.start("lurus")
    seal(lab_at_work, 1)
    assert verdict(lab_at_work, 1).breaks == []
    first, anew = notes(lab_at_work)
    assert chain_of([first, anew], NAMED[1]).statements[1].way is Succession.LOST
    with pytest.raises(KeyListError, match="tanpa persetujuan saksi"):
        chain_of([first, anew], NAMED[0])
    with pytest.raises(KeyListError, match="tanpa persetujuan saksi"):
        chain_of([first, anew], NAMED[0], witnesses=[CONSENTING])
    agreed = cosigned(anew, CONSENTING.name, WITNESS, seconds=1)
    assert chain_of([first, agreed], NAMED[0], witnesses=[CONSENTING]).newest == NAMED[1]


def test_heads_that_a_former_key_signed_hold_and_later_ones_do_not(lab_at_work: Lab) -> None:
    lab = lab_at_work
    case_id = lab.start("lurus")

    def sign(key: int) -> None:
        with everywhere(lab.factory) as session:
            case = session.scalars(select(Case).where(Case.id == case_id)).one()
            case.head_signature = KEYS[key].sign(head_message(case)).hex()

    def broken(key: int) -> list[str]:
        with everywhere(lab.factory) as session:
            found = verify_history(session, verifier=head_verifier(session, KEYS[key]))
            return [each.reason for each in found if each.case_id == case_id]

    sign(0)
    seal(lab, 0)
    rotate(lab, 0, 1)
    assert broken(1) == []
    assert broken(2) == ["tanda tangan kepala riwayat tidak sah"]
    lab.complete(case_id, "Task_a", catatan="sesudahnya")
    sign(0)
    assert broken(1) == [], "signed by what had begun before the change"
    seal(lab, 1)
    assert broken(1) == []
    lab.clock.advance(SLOW + timedelta(minutes=1))
    lab.start("lurus")
    seal(lab, 1)
    assert broken(1) == [], "it entered the log in time"
    case_id = lab.start("lurus")
    seal(lab, 1)
    sign(0)
    assert broken(1) == ["tanda tangan kepala riwayat tidak sah"], "long after the change, with a key that was stolen"


def test_each_statement_names_the_one_before_it(changed_twice: Lab) -> None:
    chain: KeyChain = chain_of(notes(changed_twice), NAMED[0])
    for former, new in pairwise(chain.statements):
        assert new.previous == former.digest
    assert all(
        read_checkpoint(f"{NAME}\n{each.size}\n{each.text.splitlines()[6]}\n").root == each.root
        for each in chain.statements
    )
