"""A session that came in without a password gets its key to whistleblowers' reports: by passkey or by SSO."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import HolderKey, SignOn, User
from complaints.people import holders, log_ins, passwords, throttle
from complaints.people.accounts import PasswordRefusedError, TooManyGuessesError, WrongPasswordError
from complaints.sealed.content import role_key
from complaints.sealed.keyrings import HolderRing, ring_of
from complaints.settings import Settings
from engine.db import SessionFactory, reading, unit_of_work


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
    return ReportAccess.CHOOSES if session.get(SignOn, instansi_id) is not None else ReportAccess.NEW


def unlock_session(
    factory: SessionFactory,
    settings: Settings,
    *,
    instansi_id: str,
    user_id: UUID,
    token: str,
    password: str,
    again: str | None,
    browser: str,
    now: datetime,
) -> None:
    """The session of `token` reads from now on. `again`: the same password, typed twice by who chooses one.

    Raises WrongPasswordError, TooManyGuessesError (counted by person: no second session
    guesses on) or PasswordRefusedError. A wrong one stands among the person's log-ins, with their `browser`.
    """
    limit = throttle.Limit("kunci", settings.lockout_after, settings.lockout_for)
    counter = throttle.key_for(settings.secret_key, limit, f"{instansi_id}/{user_id}")
    with unit_of_work(factory, instansi_id) as session:
        until = throttle.charge(session, key=counter, limit=limit, now=now)
    if until is not None:
        raise TooManyGuessesError(until)
    with reading(factory, instansi_id) as session:
        lock = holders.lock_of(session, instansi_id=instansi_id, user_id=user_id)
        user = session.get_one(User, (instansi_id, user_id))
        known, username = user.password_hash, user.username
        chooses = session.get(SignOn, instansi_id) is not None
    private = None
    if lock is not None:
        private = holders.unlocked(lock, password)
    elif passwords.matches(known, password) or _is_chosen(password, again if chooses else None, username):
        private = holders.make(factory, instansi_id, user_id, password, now)
    if private is None:
        with unit_of_work(factory, instansi_id) as session:
            log_ins.note_failure(
                session, instansi_id=instansi_id, user_id=user_id, way=log_ins.REPORT_KEY, device=browser, now=now
            )
        raise WrongPasswordError
    with unit_of_work(factory, instansi_id) as session:
        throttle.forgive(session, key=counter)
        holders.keep(session, instansi_id=instansi_id, token=token, private=private)


def _is_chosen(password: str, again: str | None, username: str) -> bool:
    """Whether it was typed twice. Raises PasswordRefusedError for what cannot be the password of a key."""
    if again is None or again != password:
        return False
    fault = passwords.fault_of(password, username=username)
    if fault is not None:
        raise PasswordRefusedError(fault)
    return True
