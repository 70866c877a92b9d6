"""What administrators do with persons: each command one act, recorded where it is done.

Commands that take something away need a reason; those on guarded roles and their holders are left for a second person
(see `complaints.people.guarded`) and answer `Effect.WAITS`.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints.models import Instansi, Membership, PlannedRole, User
from complaints.people import (
    accounts,
    guarded,
    held_work,
    helping,
    holders,
    invitations,
    passkeys,
    passwords,
    retention,
    sessions,
    sign_on_asked,
)
from complaints.people.accounts import RoleRefusedError
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.guarded import Effect
from complaints.people.held_work import PassedOn
from complaints.people.name_checks import is_mistakable
from complaints.people.opening import open_anew
from complaints.people.roles import Role
from complaints.people.terms import beginning_of, end_of, in_force, last_day_of
from engine.actors import Actor
from engine.catalogue import N_, _, written
from engine.errors import AnswersRefusedError, EngineError, NotFoundError
from engine.running.runtime import Runtime

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,180}\.[^\s@<>,;.]{2,}")
LONGEST_FULL_NAME = 120


class LastAdminError(EngineError):
    """Nobody would be left who administers the government."""


def add_person(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    username: str,
    name: str,
    email: str = "",
    password: str = "",
) -> UUID:
    """Adds a person without roles. Without `password` nobody can log in before a link or a first password is given.

    Raises AnswersRefusedError, by `username`, `name`, `email`.
    """
    given = _checked(session, runtime, instansi_id, None, username=username, name=name, email=email)
    user_id = accounts.add_user(
        session,
        instansi_id=instansi_id,
        username=given["username"],
        name=given["name"],
        email=given["email"],
        password=password,
    )
    _record(session, runtime, instansi_id, by, Act.PERSON_ADDED, user_id, after=given)
    return user_id


def change_person(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID, confirmed: bool = False,
    **values: str,
) -> Effect:  # fmt: skip
    """Changes `username`, `name` and `email`. Raises AnswersRefusedError, by these names, and NotFoundError.

    Address and user name of somebody with a guarded role are changed by two: they open their account.
    """
    person = _person(session, instansi_id, user_id)
    now_held = {"username": person.username, "name": person.name, "email": person.email}
    given = _checked(session, runtime, instansi_id, user_id, **(now_held | values))
    changed = {name: value for name, value in given.items() if value != now_held[name]}
    opens: dict[str, Any] = {name: changed[name] for name in ("username", "email") if name in changed}
    waits = bool(opens) and not confirmed and _needs_second(session, runtime, instansi_id, user_id, by)
    if waits:
        guarded.ask(
            session, runtime, instansi_id=instansi_id, by=by, user_id=user_id, act=Act.PERSON_CHANGED, values=opens,
            reason="",
        )  # fmt: skip
        changed = {name: value for name, value in changed.items() if name not in opens}
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        before = {name: now_held[name] for name in changed}
        _record(session, runtime, instansi_id, by, Act.PERSON_CHANGED, user_id, before=before, after=changed)
    return Effect.WAITS if waits else Effect.DONE


def grant_role(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    user_id: UUID,
    role: str,
    unit: str = "",
    begins_on: date | None = None,
    ends_on: date | None = None,
    confirmed: bool = False,
) -> Effect:
    """Gives a role from a day (None: now) until the end of a day (None: until somebody ends it). A guarded one waits
    for a second person, who is shown the address that opens the account; that of operators comes from `app.py` alone.

    Raises RoleRefusedError (see `accounts.grant`, or days that do not fit), NotFoundError, EngineError when a guarded
    role is asked for somebody without an address.
    """
    person, zone, now = _person(session, instansi_id, user_id), _zone(session, instansi_id), runtime.clock.now()
    begins_at = beginning_of(begins_on, zone) if begins_on else None
    ends_at = end_of(ends_on, zone) if ends_on else None
    if ends_at is not None and ends_at <= max(begins_at or now, now):
        raise RoleRefusedError(_("hari terakhir sudah lewat atau mendahului hari pertama"))
    if not person.active:
        raise RoleRefusedError(_("orang ini tidak aktif; aktifkan dahulu"))
    values = {"role": role, "unit": unit, "from": _iso(begins_on), "until": _iso(ends_on)}
    if not confirmed and role == Role.OPERATOR:
        raise RoleRefusedError(_("peran operator diberikan dari baris perintah saja (app.py grant-role)"))
    if not confirmed and role in guarded.guarded_roles(session, instansi_id=instansi_id):
        accounts.refuse_odd_role(session, instansi_id=instansi_id, role=role, unit=unit)
        if not guarded.has_guarded_role(session, instansi_id=instansi_id, user_id=user_id):
            _with_address(person)
        guarded.ask(
            session, runtime, instansi_id=instansi_id, by=by, user_id=user_id, act=Act.ROLE_GRANTED,
            values=values | {"email": person.email}, reason="",
        )  # fmt: skip
        return Effect.WAITS
    if role == Role.ADMIN and ends_at is not None:
        _zone(session, instansi_id, lock=True)
        _refuse_last_admin(session, instansi_id, user_id, now)
    later = begins_at if begins_at is not None and begins_at > now else None
    accounts.grant(
        session, instansi_id=instansi_id, user_id=user_id, role=role, unit=unit, begins_at=later, ends_at=ends_at
    )
    session.flush()
    _record(session, runtime, instansi_id, by, Act.ROLE_GRANTED, user_id, after=values)
    return Effect.DONE


def end_role(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    user_id: UUID,
    role: str,
    unit: str = "",
    ends_on: date | None = None,
    reason: str,
) -> None:
    """Ends a role with a day (its last), or now; a role that has not begun is taken out of the plan. An end that is
    nearer already stays.

    Raises ReasonMissingError, LastAdminError, NotFoundError when the person neither holds it nor will.
    """
    now, zone = runtime.clock.now(), _zone(session, instansi_id, lock=True)
    key = (instansi_id, user_id, role, unit)
    held, planned = session.get(Membership, key), session.get(PlannedRole, key)
    if held is None and planned is None:
        raise NotFoundError(_("orang ini tidak memegang peran itu"))
    ends_at = end_of(ends_on, zone) if ends_on else now
    if role == Role.ADMIN and held is not None:
        _refuse_last_admin(session, instansi_id, user_id, now)
    for row, begins_at in ((held, now), (planned, planned.begins_at if planned else now)):
        if row is not None and ends_at <= begins_at:
            session.delete(row)
        elif row is not None:
            row.ends_at = min(ends_at, row.ends_at or ends_at)  # an end comes nearer, never farther: that is a grant
    session.flush()
    if held is not None and ends_at <= now:
        note = _("Perannya berakhir.")
        held_work.let_go(session, runtime, instansi_id=instansi_id, person_id=user_id, by=by, note=note)
    _record(
        session, runtime, instansi_id, by, Act.ROLE_ENDED, user_id,
        before={"role": role, "unit": unit}, after={"until": _iso(ends_on) or _("sekarang")}, reason=reason,
    )  # fmt: skip


def move_to_unit(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID, unit: str, to: str,
    on: date | None = None, reason: str,
) -> Effect:  # fmt: skip
    """Ends every role that the person holds in one unit and gives the same ones in another, from a day or now, until
    the same end. A role that waits for a second person, or ends before that day, stays where it is.

    Raises RoleRefusedError, NotFoundError when they hold none there, ReasonMissingError.
    """
    now = runtime.clock.now()
    mine = (Membership.instansi_id == instansi_id, Membership.user_id == user_id, Membership.unit == unit)
    held = session.scalars(select(Membership).where(*mine, in_force(now)).order_by(Membership.role)).all()
    if not held or unit == to:
        raise NotFoundError(_("orang ini tidak memegang peran pada unit itu"))
    outcomes = []
    before, zone = date.fromordinal(on.toordinal() - 1) if on else None, _zone(session, instansi_id)
    for role, ends_on in [(each.role, last_day_of(each.ends_at, zone)) for each in held]:
        if ends_on is not None and on is not None and ends_on < on:
            continue
        given: dict[str, Any] = {"instansi_id": instansi_id, "by": by, "user_id": user_id, "role": role}
        outcomes.append(grant_role(session, runtime, **given, unit=to, begins_on=on, ends_on=ends_on))
        if outcomes[-1] is Effect.DONE:
            end_role(session, runtime, **given, unit=unit, ends_on=before, reason=reason)
    return Effect.WAITS if Effect.WAITS in outcomes else Effect.DONE


def deactivate(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID, reason: str,
    to: UUID | None = None,
) -> PassedOn:  # fmt: skip
    """The person works here no more: no log-in, no session, no open link. What they have in hand goes to the colleague
    `to` where that one may do it, else back to the list.

    Raises LastAdminError, ReasonMissingError, NotFoundError.
    """
    person = _person(session, instansi_id, user_id)
    if not person.active:
        return PassedOn(0, 0)
    _zone(session, instansi_id, lock=True)
    _refuse_last_admin(session, instansi_id, user_id, runtime.clock.now())
    passed = held_work.pass_on_all(
        session, runtime, instansi_id=instansi_id, person_id=user_id, by=by, to=to, note=reason.strip()
    )
    holders.withdraw(
        session, runtime, instansi_id=instansi_id, user_id=user_id, rule=written(N_("akunnya dinonaktifkan"))
    )
    accounts.deactivate(session, instansi_id=instansi_id, user_id=user_id)
    session.execute(delete(PlannedRole).where(PlannedRole.instansi_id == instansi_id, PlannedRole.user_id == user_id))
    went = {"to_colleague": passed.to_colleague, "to_list": passed.to_list}
    changed = {"before": {"active": True}, "after": {"active": False, **went}}
    _record(session, runtime, instansi_id, by, Act.PERSON_DEACTIVATED, user_id, **changed, reason=reason)
    return passed


def reactivate(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID) -> None:
    """The person works here again, with the roles that were not ended; a new password comes by a link."""
    person = _person(session, instansi_id, user_id)
    if person.active:
        return
    person.active, person.password_hash = True, passwords.unknown_hash()
    passkeys.remove(session, instansi_id=instansi_id, user_id=user_id)
    changed = {"before": {"active": False}, "after": {"active": True}}
    _record(session, runtime, instansi_id, by, Act.PERSON_REACTIVATED, user_id, **changed)


def invite(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID) -> None:
    """Sends a link to choose a password; the present one goes on. Raises EngineError without an address."""
    _with_address(_person(session, instansi_id, user_id))
    invitations.send(session, instansi_id=instansi_id, user_id=user_id, now=runtime.clock.now())
    _record(session, runtime, instansi_id, by, Act.PERSON_INVITED, user_id)


def reset_password(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID, reason: str
) -> str:
    """The present password opens nothing any more and every session ends. Gives a first password to hand over, or ""
    when a link went to the person's address. For holders of a guarded role only the link: nobody else may know it.

    Raises ReasonMissingError, EngineError.
    """
    person = _person(session, instansi_id, user_id)
    if guarded.is_guarded(session, instansi_id=instansi_id, user_id=user_id, now=runtime.clock.now()):
        _with_address(person)
    first = "" if person.email else secrets.token_urlsafe(12)
    holders.withdraw(session, runtime, instansi_id=instansi_id, user_id=user_id, rule=written(holders.NEW_PASSWORD))
    accounts.reset_password(session, instansi_id=instansi_id, user_id=user_id, password=first)
    if not first:
        invitations.send(session, instansi_id=instansi_id, user_id=user_id, now=runtime.clock.now())
    _record(session, runtime, instansi_id, by, Act.PASSWORD_RESET, user_id, reason=reason)
    return first


def end_sessions(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, user_id: UUID, reason: str
) -> None:
    """Ends every session of a person. Raises ReasonMissingError, NotFoundError."""
    _person(session, instansi_id, user_id)
    sessions.close_sessions_of(session, instansi_id=instansi_id, user_id=user_id)
    _record(session, runtime, instansi_id, by, Act.SESSIONS_ENDED, user_id, reason=reason)


def confirm(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, request_id: UUID) -> None:
    """Does what another administrator asked for. Raises SecondPersonError, NotFoundError, and what the act raises."""
    row = guarded.taken(session, runtime, instansi_id=instansi_id, by=by, request_id=request_id)
    given: dict[str, Any] = {"instansi_id": instansi_id, "by": by, "user_id": row.user_id, "confirmed": True}
    if row.act == Act.ERASURE_ORDERED:
        retention.confirm(session, runtime, row=row, by=by)
        return
    if row.act in sign_on_asked.ACTS:
        sign_on_asked.confirm(session, runtime, row=row, by=by)
        return
    if row.act == Act.SECOND_FACTOR_RESET:
        helping.reset_second_factor(session, runtime, **given, reason=row.reason)
        return
    if row.act == Act.PERSON_CHANGED:
        change_person(session, runtime, **given, **row.values)
        return
    if not guarded.has_guarded_role(session, instansi_id=instansi_id, user_id=row.user_id):
        person = _person(session, instansi_id, row.user_id)
        _with_address(person)
        open_anew(session, runtime, person=person, by=by, email=row.values.get("email", ""))
    begins_on, ends_on = _day(row.values["from"]), _day(row.values["until"])
    given |= {"role": row.values["role"], "unit": row.values["unit"], "begins_on": begins_on, "ends_on": ends_on}
    grant_role(session, runtime, **given)


def _checked(
    session: Session, runtime: Runtime, instansi_id: str, user_id: UUID | None, **given: str
) -> dict[str, str]:
    values = {name: " ".join(value.replace("\x00", "").split()) for name, value in given.items()}
    values["username"] = accounts.canonical(values["username"])
    errors = {}
    if not USERNAME.fullmatch(values["username"]):
        errors["username"] = _("Tulis 3–60 huruf kecil, angka, titik, atau garis, misalnya siti.rahma.")
    elif _is_taken(session, instansi_id, user_id, values["username"]):
        errors["username"] = _("Nama pengguna ini sudah dipakai orang lain di pemerintah daerah ini.")
    if not 2 <= len(values["name"]) <= LONGEST_FULL_NAME:
        errors["name"] = _("Tulis nama lengkap, paling banyak %(n)s huruf.", n=LONGEST_FULL_NAME)
    elif is_mistakable(session, runtime.clock.now(), instansi_id=instansi_id, user_id=user_id, name=values["name"]):
        errors["name"] = _("Nama ini dipakai sistem atau seorang administrator; tulis nama yang membedakannya.")
    if values["email"] and not EMAIL.fullmatch(values["email"]):
        errors["email"] = _("Tulis satu alamat surel, misalnya nama@tanahlautkab.go.id, atau kosongkan.")
    if errors:
        raise AnswersRefusedError(errors)
    return values


def _is_taken(session: Session, instansi_id: str, user_id: UUID | None, username: str) -> bool:
    found = session.scalar(select(User.id).where(User.instansi_id == instansi_id, User.username == username))
    return found not in (None, user_id)


def _needs_second(session: Session, runtime: Runtime, instansi_id: str, user_id: UUID, by: Actor) -> bool:
    now = runtime.clock.now()
    return str(user_id) != by.id and guarded.is_guarded(session, instansi_id=instansi_id, user_id=user_id, now=now)


def _refuse_last_admin(session: Session, instansi_id: str, user_id: UUID, now: datetime) -> None:
    """Who remains must be an administrator without an end: else the day comes on which nobody is."""
    remaining = (
        select(Membership.user_id)
        .join(User, (User.instansi_id == Membership.instansi_id) & (User.id == Membership.user_id))
        .where(Membership.instansi_id == instansi_id, Membership.role == Role.ADMIN, Membership.ends_at.is_(None))
        .where(User.active, User.id != user_id)
    )
    mine = (Membership.instansi_id == instansi_id, Membership.user_id == user_id, Membership.role == Role.ADMIN)
    is_admin = session.scalar(select(Membership.user_id).where(*mine, in_force(now)).limit(1)) is not None
    if is_admin and session.scalar(remaining.limit(1)) is None:
        raise LastAdminError(_("ini administrator terakhir; jadikan orang lain administrator dahulu"))


def _person(session: Session, instansi_id: str, user_id: UUID) -> User:
    person = session.get(User, (instansi_id, user_id))
    if person is None:
        raise NotFoundError(_("orang ini tidak ada pada pemerintah daerah ini"))
    return person


def _with_address(person: User) -> None:
    if not person.email:
        raise EngineError(_("isi alamat surelnya dahulu: tautan dikirim ke sana"))


def _zone(session: Session, instansi_id: str, *, lock: bool = False) -> str:
    """Its zone; with `lock` nobody else ends the role of an administrator at the same moment."""
    return session.get_one(Instansi, instansi_id, with_for_update=lock or None, populate_existing=lock).time_zone


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _record(
    session: Session, runtime: Runtime, instansi_id: str, by: Actor, act: Act, user_id: UUID, **more: Any
) -> None:
    subject = Subject(About.PERSON, str(user_id))
    record_act(session, runtime, instansi_id=instansi_id, by=by, act=act, subject=subject, **more)
