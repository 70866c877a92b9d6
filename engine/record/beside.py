"""Do the tables beside the histories still hold what these commit to (`engine.record.belongings`)?"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.record.advance import Advance, HistoryEvent
from engine.record.belongings import Parts, bound_models, commitment_to, part_salt, parts_of, rule_of
from engine.record.cells import reader
from engine.record.chain import Break
from engine.record.events import CaseNoted, TextsErased
from engine.sealed import is_closed

_BINDING = (Advance, CaseNoted, TextsErased)
FIRST = 5
"""Format of histories in which rows beside them began to be bound."""


class Commitments:
    """What the histories of some cases commit to, the last word on each part."""

    def __init__(self) -> None:
        self.binding: set[uuid.UUID] = set()
        """Cases of which all that belongs to them is bound: since their first row, or anew when texts were erased."""
        self.newest: set[uuid.UUID] = set()
        """Those of them that began in format 8 or later, which binds the parts that earlier formats left out."""
        self.told: dict[uuid.UUID, dict[str, tuple[int, str, str]]] = {}
        """Case → part → number of the row, its salt ("" when it was erased or lies sealed), commitment."""

    def take_in(self, row: Any, said: HistoryEvent) -> None:
        """The next row of a history, and what it says."""
        if not isinstance(said, _BINDING):
            return
        case_id, bound = row.history_id, said.bound
        if row.number == 1 and isinstance(said, Advance) and said.stands:
            self.newest.add(case_id)
        if isinstance(said, TextsErased):
            self.told.pop(case_id, None)
        if not bound:
            return
        salt = salt_in(row.personal)
        if salt and (row.number == 1 or isinstance(said, TextsErased)):
            self.binding.add(case_id)
        parts = self.told.setdefault(case_id, {})
        for part, digest in bound.items():
            parts[part] = (row.number, salt, str(digest))

    def free(self, case_id: uuid.UUID) -> tuple[str, ...] | None:
        """Beginnings of parts that this case's history need not know; None where it need know none."""
        if case_id not in self.binding:
            return None
        return _later() if case_id in self.newest else (*_later(), *_new())

    def missing(self, present: Mapping[uuid.UUID, set[str]]) -> Iterator[tuple[uuid.UUID, int, str]]:
        """Case, number of the row that binds it, and part, of all that is not among these parts of cases."""
        for case_id, bound in self.told.items():
            there = present.get(case_id, set())
            for part, (number, salt, _digest) in bound.items():
                if salt and part not in there:
                    yield case_id, number, part


@dataclass
class Beside:
    """What was found beside the histories."""

    breaks: list[Break] = field(default_factory=list)
    compared: int = 0
    """Parts of rows that were compared with what their history commits to."""

    def add(self, more: Beside) -> None:
        """Takes in what was found elsewhere."""
        self.breaks += more.breaks
        self.compared += more.compared


def compare_beside(session: Session, instansi_id: str, cases: Collection[uuid.UUID], known: Commitments) -> Beside:
    """Where rows beside these histories differ from what they commit to."""
    found, present = Beside(), defaultdict[uuid.UUID, set[str]](set)

    def differs(case_id: uuid.UUID, number: int, reason: str) -> None:
        found.breaks.append(Break(instansi_id, case_id, number, reason))

    for case_id, parts in _present(session, instansi_id, cases):
        present[case_id] |= parts.keys()
        bound, free = known.told.get(case_id, {}), known.free(case_id)
        for part, values in parts.items():
            told = bound.get(part)
            if told is None:
                if free is not None and not part.startswith(free):
                    differs(case_id, 1, _("%(part)s tidak dikenal riwayat: ditambahkan dari luar", part=part))
            elif told[1]:
                found.compared += 1
                if commitment_to(part_salt(told[1], part), values) != told[2]:
                    differs(case_id, told[0], _("%(part)s berbeda dari yang diikat riwayat", part=part))
    for case_id, number, part in known.missing(present):
        differs(case_id, number, _("%(part)s hilang tanpa catatan penghapusan", part=part))
    return found


def _present(session: Session, instansi_id: str, cases: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, Parts]]:
    for model in bound_models():
        rule, entity = rule_of(model), model.__mapper__.c
        stored = reader(session, model)
        query = stored.select(entity["instansi_id"] == instansi_id, entity[rule.case].in_(cases))
        for row in stored.read(session, query):
            yield getattr(row, rule.case), parts_of(row, model)


@cache
def _later() -> tuple[str, ...]:
    """Beginnings of parts that may wait for the row that binds them."""
    return tuple(f"{each.__tablename__}:" for each in bound_models() if rule_of(each).later)


@cache
def _new() -> tuple[str, ...]:
    """Beginnings of parts that histories of early formats do not bind."""
    return tuple(str(each.__tablename__) for each in bound_models() if rule_of(each).since > FIRST)


def salt_in(personal: Any) -> str:
    """The salt of a row's personal part; "" where that was erased or lies closed."""
    if not isinstance(personal, dict) or is_closed(personal):
        return ""
    salt = personal.get("salt")
    return salt if isinstance(salt, str) else ""
