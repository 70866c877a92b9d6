"""Do persons, roles, units, data and decrees of a government still stand as its own history tells?

Compared is what acts told. What was there before a history began is counted as not bound; in a government whose
history begins with its founding a person or a role that no act gave was added from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.decrees.scopes import NATIONAL
from complaints.decrees.seed import read_seed
from complaints.models import DecreeDay, Instansi, Membership, PlannedRole, SecondPersonRequest, Unit, User
from complaints.people.acts import LEDGER
from complaints.people.governments.change import COLUMNS
from complaints.upkeep.told_acts import ToldGovernment, last_day
from engine.catalogue import _
from engine.models import Ledger, LedgerEvent
from engine.record.belongings import commitment_to, part_salt
from engine.record.beside import Beside
from engine.record.chain import Break
from engine.record.events import ActRecorded
from engine.record.payload import read
from engine.record.told_rows import GONE, told_parts, told_since

Problem = tuple[int, str]
"""Number of the act, and what does not fit."""
OF_PERSONS: dict[str, Callable[[], str]] = {
    "active": lambda: _("aktif atau tidak"),
    "name": lambda: _("nama"),
    "username": lambda: _("nama pengguna"),
    "email": lambda: _("surel"),
}

_PASSING = f"{SecondPersonRequest.__tablename__}:"
"""Of these it is no harm that one is gone: whoever still wants the act asks for it again."""


@dataclass
class ActsVerdict(Beside):
    """`unbound`: persons, roles, days and other rows from before the histories."""

    unbound: int = 0
    since: dict[str, datetime] = field(default_factory=dict)
    """Name of a government that is older than what binds its rows → when they were bound as they stood."""


def verify_acts(session: Session, *, instansi_id: str | None = None) -> ActsVerdict:
    """Every government's rows against its acts. The session crosses governments, or belongs to the selected one."""
    found = ActsVerdict()
    homes = select(Instansi).order_by(Instansi.id)
    if instansi_id is not None:
        homes = homes.where(Instansi.id == instansi_id)
    for home in session.scalars(homes).all():
        ledger = session.scalars(
            select(Ledger).where(Ledger.instansi_id == home.id, Ledger.name == LEDGER)
        ).one_or_none()
        if ledger is None:
            continue
        told = told_of(session, ledger, home.time_zone)
        if told.whole_since is not None:
            found.since[home.name] = told.whole_since
        for problems in (_persons, _roles, _units, _data, _days, _rows):
            for number, reason in problems(session, home, told, found):
                found.breaks.append(Break(home.id, ledger.id, number, reason, LEDGER))
    return found


def told_of(session: Session, ledger: Ledger, zone: str = "UTC") -> ToldGovernment:
    """What the acts of a government's own history tell."""
    told = ToldGovernment(zone=zone)
    rows = select(
        LedgerEvent.number, LedgerEvent.at, LedgerEvent.element, LedgerEvent.kind, LedgerEvent.payload,
        LedgerEvent.personal,
    ).where(LedgerEvent.instansi_id == ledger.instansi_id, LedgerEvent.ledger_id == ledger.id)  # fmt: skip
    for row in session.execute(rows.order_by(LedgerEvent.number).execution_options(yield_per=1_000)):
        act = read(row.kind, row.payload)
        if isinstance(act, ActRecorded):
            told.take_in(row, act)
    return told


def _persons(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    seen = set()
    for row in session.scalars(select(User).where(User.instansi_id == home.id)):
        seen.add(str(row.id))
        number, said = told.persons.get(str(row.id), (0, {}))
        if "username" not in said and told.founded and not number:
            yield 1, _("orang %(id)s tidak dikenal riwayat: ditambahkan dari luar", id=row.id)
        found.compared, found.unbound = found.compared + bool(number), found.unbound + (not number)
        odd = [label() for name, label in OF_PERSONS.items() if name in said and getattr(row, name) != said[name]]
        if odd:
            yield number, _("orang %(id)s: %(odd)s berbeda dari riwayat", id=row.id, odd=", ".join(odd))
    for person, (number, said) in told.persons.items():
        if person not in seen and said:
            yield number, _("orang %(id)s hilang", id=person)


def _roles(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    seen = set()
    models: tuple[Any, ...] = (Membership, PlannedRole)
    for model in models:
        for row in session.scalars(select(model).where(model.instansi_id == home.id)):
            key = (str(row.user_id), row.role, row.unit)
            seen.add(key)
            named = {"role": row.role, "id": row.user_id}
            given = told.roles.get(key)
            if given is None:
                found.unbound += 1
                if told.founded:
                    yield 1, _("peran %(role)s bagi orang %(id)s tidak dikenal riwayat: diberikan dari luar", **named)
                continue
            found.compared += 1
            if given.over:
                yield given.number, _("peran %(role)s bagi orang %(id)s sudah diakhiri menurut riwayat", **named)
            elif last_day(row.ends_at, home.time_zone) not in given.untils:
                yield given.number, _("peran %(role)s bagi orang %(id)s: akhirnya berbeda dari riwayat", **named)
            elif model is Membership and told.always_whole and not given.held:
                yield given.number, _("peran %(role)s bagi orang %(id)s berlaku sebelum waktunya", **named)
    for key, given in told.roles.items():
        if key not in seen and not given.over and (told.always_whole or given.untils == {""}):
            named = {"role": key[1], "id": key[0]}
            yield given.number, _("peran %(role)s bagi orang %(id)s hilang", **named)


def _units(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    rows = {row.id: row for row in session.scalars(select(Unit).where(Unit.instansi_id == home.id))}
    for slug, (number, said) in told.units.items():
        found.compared += 1
        row = rows.get(slug)
        if row is None or any(getattr(row, name) != value for name, value in said.items()):
            yield number, _("unit %(id)s berbeda dari riwayat", id=slug)


def _data(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    for name, (number, said) in told.data.items():
        column = COLUMNS.get(name)
        if column is None:
            continue
        found.compared += 1
        now = getattr(home, column)
        if isinstance(said, dict):
            fits = isinstance(now, dict) and all(now.get(key) == value for key, value in said.items())
        else:
            fits = now == said
        if not fits:
            yield number, _("data pemerintah %(name)s berbeda dari riwayat", name=name)


def _days(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    shipped = {(each.scope, each.date.isoformat(), each.decree): each.kind.value for each in read_seed()}
    scopes, seen = (NATIONAL, home.province_scope, home.regency_scope), set()
    for row in session.scalars(select(DecreeDay).where(DecreeDay.scope.in_(scopes))):
        key = (row.scope, row.date.isoformat(), row.decree)
        seen.add(key)
        day, named = told.days.get(key), {"day": row.date, "decree": row.decree or row.scope}
        if day is None:
            known = shipped.get(key) == row.kind.value
            found.compared, found.unbound = found.compared + known, found.unbound + (not known)
            yield from _unknown(row, told, named, shipped=known)
            continue
        found.compared += 1
        if (day.kind, day.name) != (row.kind.value, row.name):
            yield day.number, _("hari %(day)s menurut %(decree)s berbeda dari riwayat", **named)
        if (row.revoked_at is not None) != bool(day.revoked_by):
            yield day.number, _("hari %(day)s menurut %(decree)s: berlaku atau dicabut berbeda dari riwayat", **named)
    for key, day in told.days.items():
        if key not in seen:
            yield day.number, _("hari %(day)s menurut %(decree)s hilang", day=key[1], decree=key[2])


def _unknown(row: DecreeDay, told: ToldGovernment, named: dict[str, Any], *, shipped: bool) -> Iterator[Problem]:
    """A day that no act named: did it come, or was it taken back, while acts were written? Estimates fall by
    themselves."""
    since: datetime | None = told.began
    if since is not None and not shipped and row.valid_from > since:
        yield told.last, _("hari %(day)s menurut %(decree)s tidak dikenal riwayat: ditambahkan dari luar", **named)
    taken = row.revoked_at is not None and (since is None or row.revoked_at > since)
    if taken and row.decree and (row.scope, row.date.isoformat()) not in told.revoked:
        yield told.last, _("hari %(day)s menurut %(decree)s dicabut tanpa riwayat", **named)


def _rows(session: Session, home: Instansi, told: ToldGovernment, found: ActsVerdict) -> Iterator[Problem]:
    """Whatever acts commit to: data, units, absences, applications, entrances, requests, keys of reports."""
    seen = set()
    for part, values in told_parts(session, home.id):
        seen.add(part)
        number, salt, digest = told.rows.get(part, (0, "", GONE))
        if number and salt:
            found.compared += 1
            if digest == GONE:
                yield number, _("%(part)s ada, padahal menurut riwayat sudah dihapus", part=part)
            elif commitment_to(part_salt(salt, part), values) != digest:
                yield number, _("%(part)s berbeda dari yang diikat riwayat", part=part)
        elif not number and told.whole >= told_since(part):
            yield told.last, _("%(part)s tidak dikenal riwayat: ditambahkan dari luar", part=part)
        else:
            found.unbound += not number
    for part, (number, _salt, digest) in told.rows.items():
        if digest != GONE and part not in seen and not part.startswith(_PASSING):
            yield number, _("%(part)s hilang", part=part)
