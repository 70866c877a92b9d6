"""What a government's own history tells of its persons, roles, units, data and decrees, read act by act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from complaints.people.acts import About, Act
from engine.record.beside import salt_in
from engine.record.events import ActRecorded
from engine.sealed import is_closed

BOUND_ACTS = 8
"""Format of histories in which acts began to bind rows; the act that founds a government says it since format 10."""
RoleKey = tuple[str, str, str]
"""Person, role, unit."""


@dataclass
class ToldRole:
    """A role that was given, and whether it was ended at once."""

    number: int
    begins: str
    untils: set[str]
    """Until the end of which day, "" for no end; two where one is held and another one planned."""
    over: bool = False
    held: bool = False
    """Whether it has begun; planned only as long as it has not."""


@dataclass
class ToldDay:
    """A day that a decree named."""

    number: int
    kind: str
    name: str
    revoked_by: str = ""


@dataclass
class ToldGovernment:
    """What the acts of one government tell, taken in one after the other."""

    zone: str = "UTC"
    founded: bool = False
    """Whether the history begins with the government itself: then nothing was there before it."""
    began: datetime | None = None
    last: int = 0
    roles: dict[RoleKey, ToldRole] = field(default_factory=dict)
    persons: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    """Person → number of the newest row, and values of columns; one that was erased is not there."""
    units: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    data: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """Name of a value of the government → number of the row, and what it became; of a mapping the entries that changed,
    None for one that was taken out."""
    days: dict[tuple[str, str, str], ToldDay] = field(default_factory=dict)
    """Scope, day and decree."""
    rows: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Part → number of the newest row that binds it, the salt ("" when it was erased), commitment ("" for removed)."""
    whole: int = 0
    """Format of histories of which everything that acts bind has been bound, since `whole_since`; 0: not yet."""
    whole_since: datetime | None = None
    """None where it has been since the government began."""
    revoked: set[tuple[str, str]] = field(default_factory=set)
    """Scope and day of what any decree took back."""

    @property
    def always_whole(self) -> bool:
        """Whether everything that acts bind has been bound since the government began."""
        return bool(self.whole) and self.whole_since is None

    def take_in(self, row: Any, act: ActRecorded) -> None:
        """The next act."""
        if not self.last:
            self.founded, self.began = act.act == Act.GOVERNMENT_FOUNDED, row.at
            self.whole = BOUND_ACTS if self.founded and "instansi" in act.bound else 0
        if act.whole > self.whole:
            self.whole, self.whole_since = act.whole, None if act.act == Act.GOVERNMENT_FOUNDED else row.at
        self.last = row.number
        for part, digest in act.bound.items():
            self.rows[part] = (row.number, salt_in(row.personal), str(digest))
        about, _colon, subject = row.element.partition(":")
        if about == About.PERSON:
            self._person(row, act, subject)
        elif about == About.UNIT:
            closed = act.act == Act.UNIT_CLOSED
            said = {"active": False} if closed else {"name": act.after.get("unit_name"), "kind": act.after.get("kind")}
            self.units[subject] = (row.number, {"active": True, **said})
        elif act.act == Act.GOVERNMENT_CHANGED:
            for name in {*act.before, *act.after}:
                self._value(row.number, name, act.before.get(name), act.after.get(name))
        elif act.act == Act.DECREE_ISSUED:
            self._decree(row, act.after)

    def _person(self, row: Any, act: ActRecorded, person: str) -> None:
        if act.act in (Act.PERSON_ADDED, Act.PERSON_CHANGED):
            said = _words(row.personal)
            known = self.persons.get(person, (0, {"active": True}))[1]
            self.persons[person] = (row.number, known | said)
        elif act.act in (Act.PERSON_DEACTIVATED, Act.PERSON_REACTIVATED):
            active = act.act == Act.PERSON_REACTIVATED
            self.persons[person] = (row.number, self.persons.get(person, (0, {}))[1] | {"active": active})
            for (whose, _role, _unit), told in self.roles.items():
                if whose == person and not active and told.begins > row.at.date().isoformat():
                    told.over = True
        elif act.act == Act.ROLE_GRANTED:
            key = (person, str(act.after.get("role")), str(act.after.get("unit")))
            self._granted(row, key, act)
        elif act.act == Act.ROLE_ENDED:
            self._ended(row, (person, str(act.before.get("role")), str(act.before.get("unit"))), act)
        elif act.act in (Act.ROLE_BEGUN, Act.ROLE_OVER):
            key = (person, str(act.after.get("role")), str(act.after.get("unit")))
            over, until = act.act == Act.ROLE_OVER, str(act.after.get("until") or "")
            self.roles[key] = ToldRole(row.number, "", {until}, over=over, held=True)

    def _granted(self, row: Any, key: RoleKey, act: ActRecorded) -> None:
        begins, until = str(act.after.get("from") or ""), str(act.after.get("until") or "")
        known, later = self.roles.get(key), begins > row.at.astimezone(ZoneInfo(self.zone)).date().isoformat()
        goes_on = known is not None and later and not known.over
        untils = known.untils if known is not None and goes_on else set()
        held = not later or (known is not None and goes_on and known.held)
        self.roles[key] = ToldRole(row.number, begins, {until, *untils}, held=held)

    def _ended(self, row: Any, key: RoleKey, act: ActRecorded) -> None:
        told, until = self.roles.get(key), str(act.after.get("until") or "")
        if told is None:
            told = self.roles[key] = ToldRole(row.number, "", {""}, held=True)
        told.number = row.number
        if not _is_day(until) or until < told.begins:
            told.over = True
        else:
            told.untils = {min(until, each or until) for each in told.untils}

    def _value(self, number: int, name: str, before: Any, after: Any) -> None:
        if isinstance(after, dict) and isinstance(before, dict | None):
            known = self.data.get(name, (0, {}))[1]
            gone = dict.fromkeys({*(before or {})} - {*after})
            self.data[name] = (number, {**(known if isinstance(known, dict) else {}), **gone, **after})
        else:
            self.data[name] = (number, after)

    def _decree(self, row: Any, said: Mapping[str, Any]) -> None:
        scope, decree = str(said.get("scope")), str(said.get("decree"))
        for day in said.get("revoked", ()):
            self.revoked.add((scope, str(day)))
            for (where, when, _decree), told in self.days.items():
                if (where, when) == (scope, day) and not told.revoked_by:
                    told.revoked_by = decree
        for line in said.get("days", ()):
            when, kind, name = str(line).split(" ", 2)
            self.days[scope, when, decree] = ToldDay(row.number, kind, name)


def last_day(moment: datetime | None, zone: str) -> str:
    """The last day of what ends at this moment, as acts write it; "" for no end."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    whole_day = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return date.fromordinal(local.toordinal() - 1).isoformat() if whole_day else local.isoformat()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _words(personal: Any) -> dict[str, Any]:
    """Name, user name and address that the row says; nothing when it was erased."""
    if not isinstance(personal, dict) or is_closed(personal):
        return {}
    answers = personal.get("answers")
    found = answers.get("sesudah") if isinstance(answers, dict) else None
    return dict(found) if isinstance(found, dict) else {}
