"""Who holds the key to whistleblowers' reports: each person a pair of their own, locked with their password, and the
role's private key in a box for it. Whoever holds it hands it to a new colleague, and changes it when one has left.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.models import CaseKey, HolderKey, Instansi, Membership, RoleKey, SessionRow, User
from complaints.people import sessions
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.roles import RESTRICTED_ROLES
from complaints.people.terms import in_force
from complaints.people.told import is_told
from complaints.sealed import boxes
from complaints.sealed.boxes import ClosedError, KeyPair
from complaints.sealed.content import role_key
from complaints.sealed.keyrings import HolderRing, about
from engine.actors import SISTEM
from engine.catalogue import N_, _, as_written, written
from engine.db import SessionFactory, reading, unit_of_work
from engine.running.runtime import Runtime

NEW_PASSWORD = N_("kata sandi yang menguncinya hilang atau diatur ulang")
AT_ONCE = 50
"""Authors who get access in one go; the others with the next."""
_SESSION = "alur holder session"


class Lock(NamedTuple):
    """A private key as it is stored, locked with a password."""

    salt: bytes
    locked: bytes


def at_log_in(
    factory: SessionFactory, runtime: Runtime, *, instansi_id: str, user_id: UUID, password: str
) -> bytes | None:
    """The private key of a person whose password was right, made with their first log-in; None for who handles no such
    reports, and where another password locks it. No transaction waits for argon2.
    """
    with reading(factory, instansi_id) as session:
        if not handles(session, instansi_id=instansi_id, user_id=user_id, now=runtime.clock.now()):
            return None
        lock = lock_of(session, instansi_id=instansi_id, user_id=user_id)
    return unlocked(lock, password) if lock is not None else make(factory, runtime, instansi_id, user_id, password)


def make(factory: SessionFactory, runtime: Runtime, instansi_id: str, user_id: UUID, password: str) -> bytes | None:
    """A new pair for a person who has none; gives its private half. Of two log-ins at once both get the first's."""
    pair = boxes.new_pair()
    row = holder_row(instansi_id, user_id, pair, password=password, now=runtime.clock.now())
    try:
        with unit_of_work(factory, instansi_id) as session:
            begin(session, runtime, row)
    except IntegrityError:
        with reading(factory, instansi_id) as session:
            lock = lock_of(session, instansi_id=instansi_id, user_id=user_id)
        return None if lock is None else unlocked(lock, password)
    return pair.private


def holder_row(instansi_id: str, user_id: UUID, pair: KeyPair, *, password: str, now: datetime) -> HolderKey:
    """The row of a person's pair, locked with their password."""
    lock = _locked(pair, password)
    return HolderKey(
        instansi_id=instansi_id,
        user_id=user_id,
        public_key=pair.public,
        salt=lock.salt,
        locked=lock.locked,
        created_at=now,
    )


def begin(session: Session, runtime: Runtime, row: HolderKey) -> None:
    """The person has a pair from now on; the government's history commits to its public half."""
    session.add(row)
    session.flush()
    _tell(session, runtime, row.instansi_id, Act.REPORTS_KEY_MADE, row.user_id, {})


def lock_of(session: Session, *, instansi_id: str, user_id: UUID) -> Lock | None:
    """How a person's key is locked; None when they have none."""
    row = session.get(HolderKey, (instansi_id, user_id))
    return None if row is None else Lock(row.salt, row.locked)


def unlocked(lock: Lock, password: str) -> bytes | None:
    """The private key; None for another password."""
    try:
        return boxes.unlock(boxes.key_from_words(password, lock.salt), lock.locked)
    except ClosedError:
        return None


def relocked(lock: Lock | None, present: str, new: str) -> Lock | None:
    """The lock of the same key under a new password; None where the present one does not lock it."""
    private = unlocked(lock, present) if lock is not None else None
    return None if private is None else _locked(boxes.pair_of(private), new)


def put_lock(session: Session, *, instansi_id: str, user_id: UUID, lock: Lock) -> None:
    """The person's key is locked so from now on."""
    row = session.get_one(HolderKey, (instansi_id, user_id))
    row.salt, row.locked = lock


def keep(session: Session, *, instansi_id: str, token: str, private: bytes) -> None:
    """The session of this token reads from now on."""
    row = session.get_one(SessionRow, (instansi_id, sessions.token_hash(token)))
    row.unlocked = boxes.lock(boxes.key_from_secret(token, purpose=_SESSION), private)


def keyring(instansi_id: str, user_id: UUID, token: str, kept: bytes) -> HolderRing | None:
    """What the session of a person opens. `kept` is what `keep` stored."""
    try:
        private = boxes.unlock(boxes.key_from_secret(token, purpose=_SESSION), kept)
    except ClosedError:
        return None
    return HolderRing(instansi_id, user_id, private)


def let_go(session: Session, runtime: Runtime, *, instansi_id: str, user_id: UUID) -> None:
    """A role of the person ended: who has no other that handles such reports loses the box, and the key will change."""
    session.flush()
    if not _has_role(session, instansi_id, user_id):
        withdraw(session, runtime, instansi_id=instansi_id, user_id=user_id, rule=written(N_("perannya berakhir")))


def _taken(session: Session, *, instansi_id: str, user_id: UUID) -> bool:
    """Whether there was a pair."""
    row = session.get(HolderKey, (instansi_id, user_id))
    if row is None:
        return False
    role = role_key(session, instansi_id)
    if role is not None and row.box is not None:
        role.given_up = True
    session.delete(row)
    session.flush()
    return True


def withdraw(session: Session, runtime: Runtime, *, instansi_id: str, user_id: UUID, rule: str) -> None:
    """The person works here no more, or the password that locked their key is gone and they wait for a colleague with a
    new pair: the box goes, and the key will change. The government's history tells by which rule.
    """
    if _taken(session, instansi_id=instansi_id, user_id=user_id):
        _tell(session, runtime, instansi_id, Act.REPORTS_KEY_WITHDRAWN, user_id, {"rule": rule})


def settle_in(factory: SessionFactory, runtime: Runtime, ring: HolderRing) -> None:
    """As `settle`, in a transaction of its own."""
    with unit_of_work(factory, ring.instansi_id) as session:
        settle(session, runtime, ring)


@as_written()
def settle(session: Session, runtime: Runtime, ring: HolderRing) -> None:
    """What a holder does for the others: takes the key from who handles such reports no more, changes it, hands it to
    who has none yet, and opens reports to authors who came back with their code. Nobody presses a button for it, so the
    government's history tells who got or lost the key, from whom, and by which rule.
    """
    instansi_id, now = ring.instansi_id, runtime.clock.now()
    mine = select(RoleKey.number).where(RoleKey.instansi_id == instansi_id, RoleKey.number == 1)
    session.execute(mine.with_for_update())  # one holder at a time: who waited sees what the other one did
    role = role_key(session, instansi_id)
    keys = ring.role_keys(session)
    if role is None or role.number not in keys:
        return
    present = _holders(session, instansi_id, now)
    for row in session.scalars(select(HolderKey).where(HolderKey.instansi_id == instansi_id)).all():
        if row.user_id not in present:
            rule = _("ia tidak lagi menangani laporan whistleblower")
            withdraw(session, runtime, instansi_id=instansi_id, user_id=row.user_id, rule=rule)
    private, by = keys[role.number], session.get_one(User, (instansi_id, ring.user_id)).name
    if role.given_up:
        role, private = _renewed(session, role, private, now)
        said = {"number": role.number, "given_by": by, "rule": _("yang sebelumnya pernah dipegang orang yang berhenti")}
        _tell(session, runtime, instansi_id, Act.REPORTS_KEY_RENEWED, None, said)
    for user_id in hand_over(session, role, private, now=now):
        said = {"number": role.number, "given_by": by, "rule": _("terjadi sendiri selagi pemegang kunci bekerja")}
        _tell(session, runtime, instansi_id, Act.REPORTS_KEY_HANDED, user_id, said)
    ring.forget()
    _let_authors_in(session, ring)


def hand_over(session: Session, role: RoleKey, private: bytes, *, now: datetime) -> list[UUID]:
    """The role's key in a box for each person who handles such reports, has a pair and not yet this key; gives them.
    A public key that stands in the table past the government's history gets none: who put it there would read all."""
    present, given = _holders(session, role.instansi_id, now), []
    lacking = (HolderKey.number.is_(None)) | (HolderKey.number != role.number)
    rows = select(HolderKey).where(HolderKey.instansi_id == role.instansi_id, lacking)
    for row in session.scalars(rows).all():
        if row.user_id in present and is_told(session, row):
            row.box = boxes.put(row.public_key, private, about=about(role.instansi_id, role.number))
            row.number = role.number
            given.append(row.user_id)
    session.flush()
    return given


def handles(session: Session, *, instansi_id: str, user_id: UUID, now: datetime) -> bool:
    """Whether this person handles whistleblowers' reports now, in a government that takes such."""
    takes = select(Instansi.id).where(Instansi.id == instansi_id, Instansi.restricted_process_id != "")
    return session.scalar(takes) is not None and user_id in _holders(session, instansi_id, now)


def _holders(session: Session, instansi_id: str, now: datetime) -> set[UUID]:
    held = select(Membership.user_id).where(
        Membership.instansi_id == instansi_id, Membership.role.in_(RESTRICTED_ROLES), in_force(now)
    )
    return set(session.scalars(held))


def _has_role(session: Session, instansi_id: str, user_id: UUID) -> bool:
    held = select(Membership.role).where(
        Membership.instansi_id == instansi_id, Membership.user_id == user_id, Membership.role.in_(RESTRICTED_ROLES)
    )
    return session.scalars(held).first() is not None


def _tell(
    session: Session, runtime: Runtime, instansi_id: str, act: Act, user_id: UUID | None, after: dict[str, Any]
) -> None:
    """A row of the government's history; no key stands in it."""
    subject = Subject(About.PERSON, str(user_id)) if user_id else Subject(About.GOVERNMENT, instansi_id)
    record_act(session, runtime, instansi_id=instansi_id, by=SISTEM, act=act, subject=subject, after=after)


def _renewed(session: Session, role: RoleKey, private: bytes, now: datetime) -> tuple[RoleKey, bytes]:
    """A new pair of the role; the one before lies in a box for it, so that earlier reports stay readable."""
    where, pair = about(role.instansi_id, role.number + 1), boxes.new_pair()
    fresh = RoleKey(
        instansi_id=role.instansi_id,
        number=role.number + 1,
        public_key=pair.public,
        recovery_public=role.recovery_public,
        recovery_box=boxes.put(role.recovery_public, pair.private, about=where),
        earlier_box=boxes.put(pair.public, private, about=about(role.instansi_id, role.number)),
        created_at=now,
    )
    session.add(fresh)
    session.flush()
    return fresh, pair.private


def _let_authors_in(session: Session, ring: HolderRing) -> None:
    waiting = select(CaseKey).where(
        CaseKey.instansi_id == ring.instansi_id, CaseKey.author_public.is_not(None), CaseKey.author_box.is_(None)
    )
    for row in session.scalars(waiting.limit(AT_ONCE)).all():
        key = ring.case_key(session, row.instansi_id, row.case_id)
        if key is not None and row.author_public is not None:
            row.author_box = boxes.put(row.author_public, key, about=about(row.instansi_id, row.case_id))


def _locked(pair: KeyPair, password: str) -> Lock:
    salt = boxes.new_salt()
    return Lock(salt, boxes.lock(boxes.key_from_words(password, salt), pair.private))
