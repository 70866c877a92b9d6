"""Officers: who they are, how they prove it, which roles and units they hold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import Membership, PlannedRole, Unit, User
from complaints.people import holders, passkeys, passwords, sessions, throttle
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.passwords import PasswordFault
from complaints.people.roles import ROLES, SYSTEM_ROLES
from complaints.settings import Settings
from engine.actors import Actor
from engine.catalogue import _
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import new_id
from engine.running.runtime import Runtime

LONGEST_NAME = 101
"""Characters of a user name (60) and of a government's id behind it."""


class PasswordRefusedError(ValueError):
    """The new password is not allowed."""

    def __init__(self, fault: PasswordFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class WrongPasswordError(ValueError):
    """The present password was not given right."""


class TooManyGuessesError(ValueError):
    """The present password was guessed at too often; none is allowed before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class RoleRefusedError(ValueError):
    """The role cannot be given so: unknown, for a unit that is not there, or for a unit though it counts everywhere."""


def add_user(
    session: Session,
    *,
    instansi_id: str,
    username: str,
    name: str,
    password: str,
    email: str = "",
    must_change_password: bool = True,
) -> UUID:
    """Adds an officer and returns the id. The first password is somebody else's, so it is changed at first log-in;
    with "" nobody can log in yet."""
    user_id = new_id()
    session.add(
        User(
            instansi_id=instansi_id,
            id=user_id,
            username=canonical(username),
            name=name,
            email=email,
            password_hash=passwords.hash_password(password) if password else passwords.unknown_hash(),
            must_change_password=must_change_password,
        )
    )
    session.flush()
    return user_id


def grant(
    session: Session,
    *,
    instansi_id: str,
    user_id: UUID,
    role: str,
    unit: str = "",
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Gives a person a role in one unit, or ("") in the whole instansi. Giving it again gives it the new end.

    With `begins_at` it waits for that moment (see `complaints.people.terms`). Raises what `refuse_odd_role` raises.
    """
    refuse_odd_role(session, instansi_id=instansi_id, role=role, unit=unit)
    held = {"instansi_id": instansi_id, "user_id": user_id, "role": str(role), "unit": unit, "ends_at": ends_at}
    session.merge(Membership(**held) if begins_at is None else PlannedRole(**held, begins_at=begins_at))


def refuse_odd_role(session: Session, *, instansi_id: str, role: str, unit: str) -> None:
    """Raises RoleRefusedError for a role that the program does not have, a unit that the instansi does not have, or a
    role of the system (auditor, process owner, operator) in one unit.
    """
    if role not in ROLES:
        raise RoleRefusedError(_("peran '%(role)s' tidak dikenal", role=role))
    if unit and role in SYSTEM_ROLES:
        raise RoleRefusedError(_("peran '%(role)s' berlaku untuk seluruh instansi; jangan sebutkan unit", role=role))
    if unit and session.get(Unit, (instansi_id, unit)) is None:
        raise RoleRefusedError(_("unit '%(unit)s' tidak ada pada %(instansi_id)s", unit=unit, instansi_id=instansi_id))


def change_password(
    factory: SessionFactory,
    settings: Settings,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    present: str,
    new: str,
    token: str,
) -> None:
    """Sets the own password of `by` and ends their other sessions; the session of `token` goes on.

    Raises WrongPasswordError, TooManyGuessesError or PasswordRefusedError; nothing is changed then. Guesses are
    counted by session: who found an open one cannot use it to find the password.
    """
    user_id, now = UUID(by.id), runtime.clock.now()
    limit = throttle.Limit("sandi", settings.lockout_after, settings.lockout_for)
    key = throttle.key_for(settings.secret_key, limit, sessions.token_hash(token))
    with unit_of_work(factory, instansi_id) as session:
        until = throttle.charge(session, key=key, limit=limit, now=now)
        user = session.get_one(User, (instansi_id, user_id))
    if until is not None:
        raise TooManyGuessesError(until)
    if not passwords.matches(user.password_hash, present):
        raise WrongPasswordError
    with unit_of_work(factory, instansi_id) as session:
        throttle.forgive(session, key=key)
    fault = PasswordFault.UNCHANGED if present == new else passwords.fault_of(new, username=user.username)
    if fault is not None:
        raise PasswordRefusedError(fault)
    fresh = passwords.hash_password(new)
    with reading(factory, instansi_id) as session:
        former = holders.lock_of(session, instansi_id=instansi_id, user_id=user_id)
    lock = holders.relocked(former, present, new)
    with unit_of_work(factory, instansi_id) as session:
        user = session.get_one(User, (instansi_id, user_id))
        user.password_hash, user.must_change_password = fresh, False
        if lock is not None:
            holders.put_lock(session, instansi_id=instansi_id, user_id=user_id, lock=lock)
        sessions.close_sessions_of(session, instansi_id=instansi_id, user_id=user_id, but=token)
        about = Subject(About.PERSON, by.id)
        record_act(session, runtime, instansi_id=instansi_id, by=by, act=Act.PASSWORD_CHANGED, subject=about)


def reset_password(session: Session, *, instansi_id: str, user_id: UUID, password: str) -> None:
    """Sets a first password for somebody who lost theirs: to be changed at log-in, every session and passkey ends. "":
    none. Who held a key to sealed reports lost it before (`holders.withdraw`)."""
    user = session.get_one(User, (instansi_id, user_id))
    fresh = passwords.hash_password(password) if password else passwords.unknown_hash()
    user.password_hash, user.must_change_password = fresh, True
    passkeys.remove(session, instansi_id=instansi_id, user_id=user_id)
    sessions.close_sessions_of(session, instansi_id=instansi_id, user_id=user_id)


def deactivate(session: Session, *, instansi_id: str, user_id: UUID) -> None:
    """The person works here no more: no log-in, and every session ends. Who held a key to sealed reports lost it before
    (`holders.withdraw`)."""
    session.get_one(User, (instansi_id, user_id)).active = False
    sessions.close_sessions_of(session, instansi_id=instansi_id, user_id=user_id)


def choose_language(session: Session, *, instansi_id: str, user_id: UUID, language: str) -> None:
    """Remembers in which language ("id", "en") a person wants the program's own words, on every device."""
    session.get_one(User, (instansi_id, user_id)).language = language


def canonical(username: str) -> str:
    """A user name as it is stored and counted, however it was typed; a government may stand behind it."""
    return username.strip().casefold()[:LONGEST_NAME]
