"""Who comes in: the proofs that are asked for, one after the other, and the session that opens behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import Membership, SignOn, User
from complaints.people import (
    guesses,
    holders,
    log_ins,
    names,
    oidc,
    passkeys,
    passwords,
    second_factor,
    sessions,
    sign_on,
)
from complaints.people.accounts import canonical
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.guesses import CODE, PASSWORD, Guess
from complaints.people.roles import Role
from complaints.people.sealing import SealBrokenError, seal, unseal
from complaints.settings import Settings
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.government import crossing
from engine.running.runtime import Runtime

HOLDER = "holder key"


class LogInWay(StrEnum):
    """How somebody came in, by its stored value."""

    PASSWORD = "sandi"
    CODE = "sandi_kode"
    SIGN_ON = "sso"
    SIGN_ON_CODE = "sso_kode"
    SIGN_ON_TWICE = "sso_dua"
    """The server asked for a second proof itself."""
    PASSKEY = "kunci"


@dataclass(frozen=True)
class Visitor:
    """Where somebody tries to come in from, and when."""

    source: str
    """The address; counted, never stored in clear."""
    now: datetime
    device: str = ""
    """The id of a device that the person has come in from before."""
    browser: str = ""
    """Browser and system in words: "Chrome di Windows"."""


@dataclass(frozen=True)
class LoggedIn:
    """Every proof was right: the token of a new session."""

    token: str
    user_id: UUID


@dataclass(frozen=True)
class SecondStep:
    """The first proof was right; this person has to give a second one."""

    instansi_id: str
    user_id: UUID
    way: LogInWay = LogInWay.CODE
    """How the person comes in when the second proof is right."""
    key: str = field(default="", repr=False)
    """Of who handles whistleblowers' reports: what their password unlocked, sealed with the installation's key."""


@dataclass(frozen=True)
class LogInRefused:
    """Not logged in. `until` is set when no attempt is allowed before that moment, right or wrong."""

    until: datetime | None = None
    by_sign_on: bool = False
    """The password was right, but the government's people log in by its server."""


def named(factory: SessionFactory, username: str) -> tuple[str, UUID] | None:
    """Government and id of who has this name, however it is written; nobody is let in by it."""
    with reading(factory) as session:
        user = _find(session, canonical(username))
        return None if user is None else (user.instansi_id, user.id)


def log_in(
    factory: SessionFactory, settings: Settings, runtime: Runtime, *, username: str, password: str, visitor: Visitor
) -> LoggedIn | SecondStep | LogInRefused:
    """Tries a name and a password. Unknown names cost and answer the same as known ones.

    Three short steps, so that no transaction waits for argon2: count the attempt, check the password, open the session.
    """
    name = canonical(username)
    guess = Guess(PASSWORD, name, visitor.source, visitor.device)
    with unit_of_work(factory) as session:
        until = guesses.admit(session, settings, guess, now=visitor.now)
        user = _find(session, name) if until is None else None
    right = passwords.matches(user.password_hash if user else None, password)
    if until is not None or user is None:
        return LogInRefused(until)
    home, me = user.instansi_id, user.id
    key = None
    if right:
        key = holders.at_log_in(factory, runtime, instansi_id=home, user_id=me, password=password)
    with unit_of_work(factory, user.instansi_id) as session:
        if not right:
            _note_failure(session, user, LogInWay.PASSWORD, visitor)
            return LogInRefused()
        guesses.rightful(session, settings, guess)
        _renew_hash(session, runtime, user, password)
        if _logs_in_by_server_alone(session, user, visitor.now):
            return LogInRefused(by_sign_on=True)
        if _has_second_proof(session, user):
            return SecondStep(home, me, key=_carried(settings, home, me, key))
        return _enter(session, settings, user, LogInWay.PASSWORD, visitor, key=key)


def second_step(
    factory: SessionFactory, settings: Settings, *, step: SecondStep, code: str, visitor: Visitor, wall: datetime
) -> LoggedIn | LogInRefused:
    """Tries a code of the phone or a recovery code after the first proof. `wall`: the moment that the phone shows."""
    guess = Guess(CODE, guesses.of_person(step.instansi_id, step.user_id), visitor.source, visitor.device)
    with unit_of_work(factory, step.instansi_id) as session:
        until = guesses.admit(session, settings, guess, now=visitor.now)
        user = session.get(User, (step.instansi_id, step.user_id))
        if until is not None or user is None or not user.active:
            return LogInRefused(until)
        if not second_factor.accepts(
            session, settings, instansi_id=user.instansi_id, user_id=user.id, code=code, now=wall
        ):
            _note_failure(session, user, step.way, visitor)
            return LogInRefused()
        guesses.rightful(session, settings, guess)
        return _enter(session, settings, user, step.way, visitor, key=_given(settings, step))


def by_sign_on(
    factory: SessionFactory,
    settings: Settings,
    runtime: Runtime,
    *,
    instansi_id: str,
    claims: Mapping[str, Any],
    visitor: Visitor,
    wall: datetime,
) -> LoggedIn | SecondStep | LogInRefused:
    """Somebody came back from the government's server, whose checked claims these are. `wall`: the moment there."""
    ago = oidc.proved_ago(claims, now=wall)
    with unit_of_work(factory, instansi_id) as session:
        user = sign_on.person_of(session, runtime, instansi_id=instansi_id, claims=claims)
        server = session.get(SignOn, instansi_id)
        if user is None or server is None:
            return LogInRefused()
        if server.proves_twice:
            return _enter(session, settings, user, LogInWay.SIGN_ON_TWICE, visitor, ago=ago)
        if _has_second_proof(session, user):
            return SecondStep(instansi_id, user.id, LogInWay.SIGN_ON_CODE)
        return _enter(session, settings, user, LogInWay.SIGN_ON, visitor, ago=ago)


def by_passkey(
    factory: SessionFactory, settings: Settings, *, answer: str, challenge: str, visitor: Visitor
) -> LoggedIn | LogInRefused:
    """A device answered the challenge with one of its keys: both proofs in one."""
    with unit_of_work(factory) as session:
        instansi_id = passkeys.owner_of(session, answer)
    if instansi_id is None:
        return LogInRefused()
    with unit_of_work(factory, instansi_id) as session:
        user = passkeys.person_of(
            session, settings, instansi_id=instansi_id, answer=answer, challenge=challenge, now=visitor.now
        )
        if user is None:
            return LogInRefused()
        if _logs_in_by_server_alone(session, user, visitor.now):
            return LogInRefused(by_sign_on=True)
        return _enter(session, settings, user, LogInWay.PASSKEY, visitor)


def _has_second_proof(session: Session, user: User) -> bool:
    """Whether a first proof is not enough for this person: a phone's codes or a passkey are set up."""
    home, me = user.instansi_id, user.id
    phone = second_factor.state(session, instansi_id=home, user_id=me).since is not None
    return phone or bool(passkeys.of_person(session, instansi_id=home, user_id=me))


def _logs_in_by_server_alone(session: Session, user: User, now: datetime) -> bool:
    """Whether the password is not enough: administrators keep it for an emergency."""
    server = session.get(SignOn, user.instansi_id)
    if server is None or server.passwords:
        return False
    admin = session.get(Membership, (user.instansi_id, user.id, Role.ADMIN.value, ""))
    return admin is None or (admin.ends_at is not None and admin.ends_at <= now)


def _enter(
    session: Session,
    settings: Settings,
    user: User,
    way: LogInWay,
    visitor: Visitor,
    *,
    ago: timedelta | None = timedelta(),
    key: bytes | None = None,
) -> LoggedIn:
    """Opens the session. `ago`: how long ago the person proved who they are; None where nobody knows. `key`: as
    `holders.at_log_in` gave it."""
    log_ins.note(
        session, instansi_id=user.instansi_id, user_id=user.id, way=way, device=visitor.browser, now=visitor.now
    )
    token = sessions.open_session(
        session,
        instansi_id=user.instansi_id,
        user_id=user.id,
        now=visitor.now,
        lifetime=settings.session_absolute,
        way=way,
        device=visitor.browser,
        proved_at=None if ago is None else visitor.now - ago,
    )
    if key is not None:
        session.flush()
        holders.keep(session, instansi_id=user.instansi_id, token=token, private=key)
    return LoggedIn(token=token, user_id=user.id)


def _carried(settings: Settings, instansi_id: str, user_id: UUID, key: bytes | None) -> str:
    """The key as it may wait in a cookie for the second proof; "" for none."""
    if key is None:
        return ""
    return seal(settings.secret_key, key.hex(), purpose=HOLDER, owner=f"{instansi_id}/{user_id}")


def _given(settings: Settings, step: SecondStep) -> bytes | None:
    if not step.key:
        return None
    owner = f"{step.instansi_id}/{step.user_id}"
    try:
        return bytes.fromhex(unseal(settings.secret_key, step.key, purpose=HOLDER, owner=owner))
    except SealBrokenError:
        return None


def _note_failure(session: Session, user: User, way: LogInWay, visitor: Visitor) -> None:
    log_ins.note_failure(
        session, instansi_id=user.instansi_id, user_id=user.id, way=way, device=visitor.browser, now=visitor.now
    )


def _find(session: Session, name: str) -> User | None:
    with crossing(session, why="a name at log-in tells which government it is of"):
        return names.of(session, name)


def _renew_hash(session: Session, runtime: Runtime, user: User, password: str) -> None:
    if passwords.outdated(user.password_hash):
        home, about = user.instansi_id, Subject(About.PERSON, str(user.id))
        session.get_one(User, (home, user.id)).password_hash = passwords.hash_password(password)
        record_act(session, runtime, instansi_id=home, by=SISTEM, act=Act.PASSWORD_STORED_ANEW, subject=about)
