"""Sessions of officers, kept on the server: revocable, ended by idleness and by age.

The cookie holds a random token, the table only its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from complaints.models import Instansi, Membership, Passkey, SecondFactor, SessionRow, User
from complaints.people.instansi import PROCESSES, open_processes
from complaints.people.rights import Rights, is_substitute, rights_held
from complaints.people.terms import in_force
from engine.actors import Actor
from engine.government import crossing

TOKEN_BYTES = 32
HANDLE = 16
"""Characters of the stored hash by which a person names one of their sessions."""
SHOWN = 100
PROVED_ELSEWHERE = "sso_dua"
"""The way in (`complaints.people.entrance.LogInWay`) where the government's server asked for a second proof."""
ELSEWHERE = "sso"
"""How the ways in begin that lead over the government's server."""
WITH_CODE = {"": "sandi_kode", "sandi": "sandi_kode", "sso": "sso_kode"}
"""What a session that began with one proof is once a phone was set up in it."""
WITH_KEY = dict.fromkeys(WITH_CODE, "kunci")
"""The same for a passkey."""
ONE_PROOF = tuple(WITH_CODE)
TOUCH_EVERY = timedelta(minutes=1)
"""How exactly idleness is measured: a page writes at most once in this time."""


@dataclass(frozen=True)
class Officer:
    """A logged-in person, with everything that a page asks about them."""

    instansi_id: str
    instansi_name: str
    time_zone: str
    id: UUID
    username: str
    name: str
    language: str
    """The one they chose, "" until they do."""
    must_change_password: bool
    """Of somebody who came in with a password that others know; who came by the government's server needs none."""
    rights: Rights
    last_seen_at: datetime
    proved_at: datetime | None
    """When they last proved who they are; None where their government's server did not say."""
    unlocked: bytes | None = field(repr=False)
    """What `complaints.people.holders.keep` stored with the session."""
    authorities: Mapping[str, str] = field(repr=False)
    """Slug and name of the authorities outside, as their government lists them."""
    second_factor: bool
    """Whether a second proof is set up, or was asked for by the government's own server."""

    @property
    def memberships(self) -> frozenset[tuple[str, str]]:
        """The (role, unit) pairs of their own; unit "" means the whole instansi."""
        return self.rights.memberships

    @property
    def roles(self) -> frozenset[str]:
        """The roles held, whatever the unit."""
        return frozenset(role for role, _ in self.memberships)

    @property
    def actor(self) -> Actor:
        """The author of this person's commands."""
        return self.rights.actor(str(self.id), self.name)

    def stale(self, now: datetime) -> bool:
        """Whether the row should be told that this person is still here."""
        return now - self.last_seen_at >= TOUCH_EVERY


def token_hash(token: str) -> str:
    """How a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session,
    *,
    instansi_id: str,
    user_id: UUID,
    now: datetime,
    lifetime: timedelta,
    way: str = "",
    device: str = "",
    proved_at: datetime | None = None,
) -> str:
    """Starts a session and returns its token, which is not stored anywhere. `proved_at`: when the person proved who
    they are, None where nobody knows."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SessionRow(
            token_hash=token_hash(token),
            instansi_id=instansi_id,
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
            proved_at=proved_at,
            way=way,
            device=device,
        )
    )
    return token


def resume(session: Session, *, token: str, now: datetime, idle: timedelta) -> Officer | None:
    """The person of a token in one statement, a second one for who stands in for somebody; None when the session ended
    or the person may not work any more."""
    with crossing(session, why="the token tells which government its person is of"):
        return _resume(session, token=token, now=now, idle=idle)


def _resume(session: Session, *, token: str, now: datetime, idle: timedelta) -> Officer | None:
    asked = {"token_hash": token_hash(token), "now": now, "seen_after": now - idle}
    rows = session.execute(_session_of_token(), asked).all()
    if not rows:
        return None
    row = rows[0]
    return Officer(
        instansi_id=row.instansi_id,
        instansi_name=row.instansi_name,
        time_zone=row.time_zone,
        id=row.id,
        username=row.username,
        name=row.name,
        language=row.language,
        must_change_password=row.must_change_password and not row.elsewhere,
        rights=rights_held(
            session,
            instansi_id=row.instansi_id,
            user_id=row.id,
            now=now,
            processes=open_processes(row),
            memberships=frozenset((each.role, each.unit) for each in rows if each.role is not None),
            stands_in=row.stands_in,
        ),
        last_seen_at=row.last_seen_at,
        proved_at=row.proved_at,
        unlocked=row.unlocked,
        authorities=row.authorities,
        second_factor=row.proves_twice,
    )


@cache
def _session_of_token() -> Select[Any]:
    """Asked with each page of an officer, and therefore built once: a row for each role that the person has now."""
    now: BindParameter[datetime] = bindparam("now")
    columns: tuple[Any, ...] = (
        SessionRow.last_seen_at,
        SessionRow.proved_at,
        SessionRow.unlocked,
        User.instansi_id,
        User.id,
        User.username,
        User.name,
        User.language,
        User.must_change_password,
        Instansi.name.label("instansi_name"),
        Instansi.time_zone,
        Instansi.authorities,
        or_(_has_second_proof(), SessionRow.way == PROVED_ELSEWHERE).label("proves_twice"),
        SessionRow.way.startswith(ELSEWHERE).label("elsewhere"),
        *PROCESSES,
        Membership.role,
        Membership.unit,
        is_substitute(now).label("stands_in"),
    )
    return (
        select(*columns)
        .join(User, (User.instansi_id == SessionRow.instansi_id) & (User.id == SessionRow.user_id))
        .join(Instansi, Instansi.id == SessionRow.instansi_id)
        .outerjoin(
            Membership,
            (Membership.instansi_id == User.instansi_id) & (Membership.user_id == User.id) & in_force(now),
        )
        .where(
            SessionRow.token_hash == bindparam("token_hash"),
            SessionRow.expires_at > now,
            SessionRow.last_seen_at > bindparam("seen_after"),
            User.active,
            SessionRow.way.not_in(ONE_PROOF) | ~_has_second_proof(),  # opened before it, or beside it: over
        )
    )


def _has_second_proof() -> ColumnElement[bool]:
    """Whether the session's person has set one up here."""
    own = exists().where(
        SecondFactor.instansi_id == SessionRow.instansi_id,
        SecondFactor.user_id == SessionRow.user_id,
        SecondFactor.confirmed_at.is_not(None),
    )
    key = exists().where(Passkey.instansi_id == SessionRow.instansi_id, Passkey.user_id == SessionRow.user_id)
    return or_(own, key)


def prove_twice(session: Session, *, instansi_id: str, user_id: UUID, token: str, ways: Mapping[str, str]) -> None:
    """A second proof was set up in the session of `token`: it goes on, the person's other ones end. `ways` is what the
    session is now (`WITH_CODE`, `WITH_KEY`)."""
    close_sessions_of(session, instansi_id=instansi_id, user_id=user_id, but=token)
    row = session.get(SessionRow, (instansi_id, token_hash(token)))
    if row is not None:
        row.way = ways.get(row.way, row.way)


def touch(session: Session, *, token: str, now: datetime) -> None:
    """The person is still here."""
    with crossing(session, why="the token tells which session it is"):
        session.execute(update(SessionRow).where(SessionRow.token_hash == token_hash(token)).values(last_seen_at=now))


def close_session(session: Session, *, token: str) -> None:
    """Log-out: the token opens nothing any more, whoever kept the cookie."""
    with crossing(session, why="the token tells which session it is"):
        session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))


def close_sessions_of(session: Session, *, instansi_id: str, user_id: UUID, but: str = "") -> int:
    """Ends every session of a person except the one with token `but`: after a change of password or of duties. Gives
    how many."""
    ended = delete(SessionRow).where(
        SessionRow.instansi_id == instansi_id,
        SessionRow.user_id == user_id,
        SessionRow.token_hash != token_hash(but),
    )
    return len(session.scalars(ended.returning(SessionRow.token_hash)).all())


@dataclass(frozen=True)
class OpenSession:
    """A session of a person as they see it themselves."""

    handle: str
    """Names it on the page; opens nothing."""
    device: str
    way: str
    opened_at: datetime
    last_seen_at: datetime
    here: bool
    """Whether it is the one that asks."""


def open_sessions(
    session: Session, *, instansi_id: str, user_id: UUID, token: str, now: datetime, idle: timedelta
) -> list[OpenSession]:
    """The sessions of a person that still open something, the latest used first, at most `SHOWN`."""
    mine = (SessionRow.instansi_id == instansi_id, SessionRow.user_id == user_id)
    alive = (SessionRow.expires_at > now, SessionRow.last_seen_at > now - idle)
    rows = session.scalars(
        select(SessionRow).where(*mine, *alive).order_by(SessionRow.last_seen_at.desc()).limit(SHOWN)
    )
    own = token_hash(token)
    return [
        OpenSession(
            row.token_hash[:HANDLE], row.device, row.way, row.created_at, row.last_seen_at, row.token_hash == own
        )
        for row in rows
    ]


def close_by_handle(session: Session, *, instansi_id: str, user_id: UUID, handle: str) -> int:
    """Ends one session of this person; gives how many ended (0 when it was over already or is somebody else's)."""
    if len(handle) != HANDLE:
        return 0
    ended = delete(SessionRow).where(
        SessionRow.instansi_id == instansi_id,
        SessionRow.user_id == user_id,
        SessionRow.token_hash.startswith(handle, autoescape=True),
    )
    return len(session.scalars(ended.returning(SessionRow.token_hash)).all())


def sweep(session: Session, *, now: datetime, limit: int) -> int:
    """Removes sessions that are over, of every government (see engine.government.crossing), at most so many; gives
    how many."""
    over = select(SessionRow.token_hash).where(SessionRow.expires_at <= now).limit(limit)
    return len(
        session.scalars(
            delete(SessionRow).where(SessionRow.token_hash.in_(over)).returning(SessionRow.token_hash)
        ).all()
    )
