"""A session that came in without a password gets its key to whistleblowers' reports: by passkey or by SSO."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NoReturn
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints.models import HolderKey, SessionRow, SignOn, User
from complaints.people import holders, log_ins, passwords, throttle
from complaints.people.accounts import PasswordRefusedError, TooManyGuessesError, WrongPasswordError
from complaints.sealed.content import role_key
from complaints.sealed.keyrings import HolderRing, ring_of
from complaints.settings import Settings
from engine.catalogue import N_, written
from engine.db import SessionFactory, reading, unit_of_work
from engine.running.runtime import Runtime


class ReportAccess(StrEnum):
    """How a session stands to sealed reports."""

    UNSEALED = "unsealed"
    """The government has not begun to seal."""
    READS = "reads"
    WAITS = "waits"
    """The person's own key is unlocked; nobody has handed the role's over yet."""
    LOCKED = "locked"
    """Their password unlocks it."""
    NEW = "new"
    """They have no key yet; their password makes one."""
    CHOOSES = "chooses"
    """The same for who may have no password here: they choose one for the key alone."""


def access(session: Session, *, instansi_id: str, user_id: UUID) -> ReportAccess:
    """How the person's session stands to sealed reports."""
    ring = ring_of(session)
    role = role_key(session, instansi_id)
    if isinstance(ring, HolderRing):
        reads = role is not None and role.number in ring.role_keys(session)
        return ReportAccess.READS if reads else ReportAccess.UNSEALED if role is None else ReportAccess.WAITS
    if session.get(HolderKey, (instansi_id, user_id)) is not None:
        return ReportAccess.LOCKED
    return ReportAccess.CHOOSES if has_own_phrase(session, instansi_id=instansi_id) else ReportAccess.NEW


def has_own_phrase(session: Session, *, instansi_id: str) -> bool:
    """Whether people may have no password here, so that the key has a pass phrase of its own."""
    return session.get(SignOn, instansi_id) is not None


def unlock_session(
    factory: SessionFactory,
    settings: Settings,
    runtime: Runtime,
    *,
    instansi_id: str,
    user_id: UUID,
    token: str,
    password: str,
    again: str | None,
    browser: str,
) -> None:
    """The session of `token` reads from now on. `again`: the same password, typed twice by who chooses one.

    Raises WrongPasswordError, TooManyGuessesError (counted by person: no second session
    guesses on) or PasswordRefusedError. A wrong one stands among the person's log-ins, with their `browser`.
    """
    now = runtime.clock.now()
    counter = _counted(factory, settings, instansi_id=instansi_id, user_id=user_id, now=now)
    with reading(factory, instansi_id) as session:
        lock = holders.lock_of(session, instansi_id=instansi_id, user_id=user_id)
        user = session.get_one(User, (instansi_id, user_id))
        known, username = user.password_hash, user.username
        chooses = has_own_phrase(session, instansi_id=instansi_id)
    private = None
    if lock is not None:
        private = holders.unlocked(lock, password)
    elif passwords.matches(known, password) or _is_chosen(password, again if chooses else None, username):
        private = holders.make(factory, runtime, instansi_id, user_id, password)
    if private is None:
        _refuse(factory, instansi_id=instansi_id, user_id=user_id, browser=browser, now=now)
    with unit_of_work(factory, instansi_id) as session:
        throttle.forgive(session, key=counter)
        holders.keep(session, instansi_id=instansi_id, token=token, private=private)


def change_phrase(
    factory: SessionFactory,
    settings: Settings,
    *,
    instansi_id: str,
    user_id: UUID,
    present: str,
    new: str,
    browser: str,
    now: datetime,
) -> None:
    """Locks the person's key with another pass phrase; open sessions go on. Raises as `unlock_session`; nothing is
    changed then."""
    counter = _counted(factory, settings, instansi_id=instansi_id, user_id=user_id, now=now)
    with reading(factory, instansi_id) as session:
        lock = holders.lock_of(session, instansi_id=instansi_id, user_id=user_id)
        username = session.get_one(User, (instansi_id, user_id)).username
    _is_chosen(new, new, username)
    fresh = holders.relocked(lock, present, new)
    if fresh is None:
        _refuse(factory, instansi_id=instansi_id, user_id=user_id, browser=browser, now=now)
    with unit_of_work(factory, instansi_id) as session:
        throttle.forgive(session, key=counter)
        holders.put_lock(session, instansi_id=instansi_id, user_id=user_id, lock=fresh)


def begin_anew(session: Session, runtime: Runtime, *, instansi_id: str, user_id: UUID) -> None:
    """The person lost the pass phrase: their pair goes, no session of theirs reads any more, and with a new one they
    wait for a colleague, or for the recovery key."""
    holders.withdraw(
        session, runtime, instansi_id=instansi_id, user_id=user_id, rule=written(N_("sandi kuncinya hilang"))
    )
    mine = SessionRow.instansi_id == instansi_id, SessionRow.user_id == user_id
    session.execute(update(SessionRow).where(*mine).values(unlocked=None))


def _counted(factory: SessionFactory, settings: Settings, *, instansi_id: str, user_id: UUID, now: datetime) -> str:
    """Counts one guess of this person; gives where. Raises TooManyGuessesError."""
    limit = throttle.Limit("kunci", settings.lockout_after, settings.lockout_for)
    counter = throttle.key_for(settings.secret_key, limit, f"{instansi_id}/{user_id}")
    with unit_of_work(factory, instansi_id) as session:
        until = throttle.charge(session, key=counter, limit=limit, now=now)
    if until is not None:
        raise TooManyGuessesError(until)
    return counter


def _refuse(factory: SessionFactory, *, instansi_id: str, user_id: UUID, browser: str, now: datetime) -> NoReturn:
    with unit_of_work(factory, instansi_id) as session:
        log_ins.note_failure(
            session, instansi_id=instansi_id, user_id=user_id, way=log_ins.REPORT_KEY, device=browser, now=now
        )
    raise WrongPasswordError


def _is_chosen(password: str, again: str | None, username: str) -> bool:
    """Whether it was typed twice. Raises PasswordRefusedError for what cannot be the password of a key."""
    if again is None or again != password:
        return False
    fault = passwords.fault_of(password, username=username)
    if fault is not None:
        raise PasswordRefusedError(fault)
    return True
