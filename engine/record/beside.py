"""Do the tables beside the histories still hold what these commit to (`engine.record.belongings`)?"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import Case, Event
from engine.record.advance import Advance
from engine.record.belongings import bound_models, commitment_to, part_salt, parts_of, rule_of
from engine.record.chain import AT_ONCE, Break
from engine.record.events import TextsErased
from engine.record.payload import read
from engine.sealed import is_closed

_WANTED = frozenset({"bound"})


class Commitments:
    """What the histories of some cases commit to, the last word on each part."""

    def __init__(self) -> None:
        self.binding: set[uuid.UUID] = set()
        """Cases of which all that belongs to them is bound: since their first row, or anew when texts were erased."""
        self.told: dict[uuid.UUID, dict[str, tuple[int, str, str]]] = {}
        """Case → part → number of the row, its salt ("" when it was erased or lies sealed), commitment."""

    def read_from(self, session: Session, instansi_id: str, cases: Collection[uuid.UUID]) -> Commitments:
        """Takes in the rows of these cases that commit to something."""
        query = select(Event.case_id, Event.number, Event.kind, Event.payload, Event.personal)
        query = query.where(Event.instansi_id == instansi_id, Event.case_id.in_(cases))
        query = query.where(Event.payload.contains('"bound":{', autoescape=True)).order_by(Event.case_id, Event.number)
        for case_id, number, kind, payload, personal in session.execute(query):
            said = read(kind, payload, wanted=_WANTED)
            bound = said.bound if isinstance(said, Advance | TextsErased) else {}
            salt = salt_in(personal)
            if isinstance(said, TextsErased):
                self.told.pop(case_id, None)
            if (number == 1 or isinstance(said, TextsErased)) and bound and salt:
                self.binding.add(case_id)
            for part, digest in bound.items():
                self.told.setdefault(case_id, {})[str(part)] = (number, salt, str(digest))
        return self


@dataclass
class Beside:
    """What was found beside the histories."""

    breaks: list[Break] = field(default_factory=list)
    compared: int = 0
    """Parts of rows that were compared with what their history commits to."""


def verify_beside(session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None) -> Beside:
    """Where rows beside the histories differ from what these commit to; names parts, never values. What was sealed or
    erased since cannot be compared, and what was written before format 5 is bound by nothing: neither is told, nor
    counted.
    """
    found = Beside()
    for home, cases in portions(session, instansi_id, case_id):
        _compare(session, home, cases, found)
    return found


def portions(
    session: Session, instansi_id: str | None, case_id: uuid.UUID | None
) -> Iterator[tuple[str, list[uuid.UUID]]]:
    """The cases of a selection in their order, so many of one government at a time as are looked at together."""
    if instansi_id is not None and case_id is not None:
        yield instansi_id, [case_id]
        return
    last: tuple[str, uuid.UUID] | None = None
    while keys := _next_cases(session, instansi_id, case_id, last):
        home = keys[0][0]
        cases = [each for government, each in keys if government == home]
        last = (home, cases[-1])
        yield home, cases
        if len(keys) < AT_ONCE and keys[-1][0] == home:
            break


def _next_cases(
    session: Session, instansi_id: str | None, case_id: uuid.UUID | None, after: tuple[str, uuid.UUID] | None
) -> list[tuple[str, uuid.UUID]]:
    query = select(Case.instansi_id, Case.id)
    if instansi_id is not None:
        query = query.where(Case.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(Case.id == case_id)
    if after is not None:
        query = query.where(tuple_(Case.instansi_id, Case.id) > tuple_(*map(literal, after)))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Case.instansi_id, Case.id).limit(AT_ONCE))]


def _compare(session: Session, instansi_id: str, cases: Collection[uuid.UUID], found: Beside) -> None:
    def differs(case_id: uuid.UUID, number: int, reason: str) -> None:
        found.breaks.append(Break(instansi_id, case_id, number, reason))

    known, present = Commitments().read_from(session, instansi_id, cases), set()
    for case_id, part, values in _present(session, instansi_id, cases):
        present.add((case_id, part))
        told = known.told.get(case_id, {}).get(part)
        if told is None:
            if case_id in known.binding and not part.startswith(_later()):
                differs(case_id, 1, _("%(part)s tidak dikenal riwayat: ditambahkan dari luar", part=part))
        elif told[1]:
            found.compared += 1
            if commitment_to(part_salt(told[1], part), values) != told[2]:
                differs(case_id, told[0], _("%(part)s berbeda dari yang diikat riwayat", part=part))
    for case_id, parts in known.told.items():
        for part, (number, salt, _digest) in parts.items():
            if salt and (case_id, part) not in present:
                differs(case_id, number, _("%(part)s hilang tanpa catatan penghapusan", part=part))


def _present(
    session: Session, instansi_id: str, cases: Collection[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, str, list[Any]]]:
    for model in bound_models():
        rule, entity = rule_of(model), model.__mapper__.c
        columns = {"id": entity["id"]} if "id" in entity else {}
        columns |= {name: entity[name] for name in (rule.case, *rule.columns, *rule.changing)}
        query = select(*columns.values()).where(entity["instansi_id"] == instansi_id, entity[rule.case].in_(cases))
        for row in session.execute(query):
            for part, values in parts_of(row, model).items():
                yield getattr(row, rule.case), part, values


def _later() -> tuple[str, ...]:
    """Beginnings of parts that may wait for the row that binds them."""
    return tuple(f"{each.__tablename__}:" for each in bound_models() if rule_of(each).later)


def salt_in(personal: Any) -> str:
    """The salt of a row's personal part; "" where that was erased or lies closed."""
    if not isinstance(personal, dict) or is_closed(personal):
        return ""
    salt = personal.get("salt")
    return salt if isinstance(salt, str) else ""
