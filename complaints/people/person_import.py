"""Many persons at once: each row goes through the same commands as on the pages, and is told what became of it.

The report before the application is made by doing it and taking it back: what it says is what will happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import User
from complaints.people import accounts, persons, units
from complaints.people.accounts import RoleRefusedError
from complaints.people.guarded import Effect
from complaints.people.person_sheet import SheetRow
from complaints.people.roles import OWN_ROLES, ROLES
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import AnswersRefusedError, EngineError
from engine.running.runtime import Runtime

AT_ONCE = 25
"""Rows of one transaction: the whole file at once would keep every other writer waiting."""


@dataclass(frozen=True)
class RowReport:
    """What becomes of one row. `error` is "" when it can be done; `note` tells what is special."""

    number: int
    name: str
    username: str
    role: str
    unit: str
    error: str = ""
    note: str = ""


def pieces(rows: Sequence[SheetRow]) -> Iterator[list[SheetRow]]:
    """The rows in pieces of about `AT_ONCE`, each to be imported in a transaction of its own; those with one user name
    stay together."""
    by_name: dict[str, list[SheetRow]] = {}
    for row in rows:
        by_name.setdefault(accounts.canonical(row.values.get("nama_pengguna", "")), []).append(row)
    piece: list[SheetRow] = []
    for group in by_name.values():
        if piece and len(piece) + len(group) > AT_ONCE:
            yield piece
            piece = []
        piece = [*piece, *group]
    if piece:
        yield piece


def import_rows(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, rows: Sequence[SheetRow], invite: bool
) -> list[RowReport]:
    """Does every row that can be done, in the order of the file, and tells each one's fate.

    Two rows with one user name are one person with two roles. A row that is refused leaves nothing behind.
    """
    added: dict[str, UUID] = {}
    reports = []
    for row in rows:
        given = {name: row.values.get(name, "") for name in ("nama", "nama_pengguna", "surel", "peran", "unit")}
        told = RowReport(row.number, given["nama"], given["nama_pengguna"], given["peran"], given["unit"])
        try:
            with session.begin_nested():
                note = _import(session, runtime, instansi_id, by, given, added, invite)
            reports.append(RowReport(*_columns(told), note=note))
        except AnswersRefusedError as refused:
            reports.append(RowReport(*_columns(told), error=" ".join(refused.errors.values())))
        except (RoleRefusedError, EngineError) as refused:
            reports.append(RowReport(*_columns(told), error=str(refused)))
    return reports


def _columns(told: RowReport) -> tuple[int, str, str, str, str]:
    return told.number, told.name, told.username, told.role, told.unit


def _import(
    session: Session, runtime: Runtime, instansi_id: str, by: Actor, given: dict[str, str], added: dict[str, UUID],
    invite: bool,
) -> str:  # fmt: skip
    scope: dict[str, Any] = {"instansi_id": instansi_id, "by": by}
    role, unit = _role(given["peran"]), _unit(session, instansi_id, given["unit"])
    username = accounts.canonical(given["nama_pengguna"])
    notes = []
    user_id = added.get(username)
    if user_id is None or session.get(User, (instansi_id, user_id)) is None:
        user_id = persons.add_person(
            session, runtime, **scope, username=username, name=given["nama"], email=given["surel"]
        )
        if invite and given["surel"]:
            persons.invite(session, runtime, **scope, user_id=user_id)
            notes.append(_("undangan dikirim"))
    else:
        notes.append(_("peran tambahan bagi orang yang sama"))
    if role and persons.grant_role(session, runtime, **scope, user_id=user_id, role=role, unit=unit) is Effect.WAITS:
        notes.append(_("perannya menunggu administrator kedua"))
    added[username] = user_id
    return ", ".join(notes)


def _role(text: str) -> str:
    """A role by its id, however it is spaced; "" for none."""
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    if not wanted or wanted in ROLES:
        return wanted
    named = [role_id for role_id, own in OWN_ROLES.items() if own.name.lower() == text.strip().lower()]
    if not named:
        raise RoleRefusedError(_("peran '%(role)s' tidak dikenal", role=text))
    return named[0]


def _unit(session: Session, instansi_id: str, text: str) -> str:
    """A unit by its id or its name; "" for the whole instansi."""
    if not text:
        return ""
    for unit in units.units(session, instansi_id=instansi_id).values():
        if text.lower() in (unit.id, unit.name.lower()):
            return unit.id
    raise RoleRefusedError(_("unit '%(unit)s' tidak ada pada pemerintah daerah ini", unit=text))
