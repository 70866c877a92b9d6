"""The ways that complaints took: how many went each, how long that lasted, and one of them to be drawn."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.audit.mining.asked import FigureFilter, on_cases
from complaints.audit.reach import Reach
from complaints.models import MinedCase, MinedVariant
from complaints.reports.figures.arithmetic import share
from engine.catalogue import _
from engine.errors import NotFoundError

SHOWN = 10
"""Ways that are listed; the others are told together."""


@dataclass(frozen=True)
class Variant:
    """One way."""

    name: str
    count: int
    share: float | None
    """Percent of those that ended."""
    median: int
    """Working hours from receipt to end: half of them took no longer."""
    steps: int


@dataclass(frozen=True)
class Variants:
    """The most frequent ways, and what there is beside them."""

    rows: list[Variant]
    ended: int
    ways: int


@dataclass(frozen=True)
class TakenWay:
    """A way in full."""

    version_id: uuid.UUID
    steps: list[tuple[str, str]]
    """Process and element of each step, in order."""
    elements: dict[tuple[str, str], int]
    flows: dict[tuple[str, str], int]


def variants(session: Session, *, instansi_id: str, filters: FigureFilter, reach: Reach) -> Variants:
    """The ways of those that ended, the most frequent first: three statements along one index."""
    ended = [*on_cases(instansi_id, filters, reach), MinedCase.variant != ""]
    number = func.count()
    counted = select(MinedCase.variant, number, func.sum(number).over(), func.count().over()).where(*ended)
    often = counted.group_by(MinedCase.variant).order_by(number.desc(), MinedCase.variant).limit(SHOWN)
    first: list[tuple[str, int]] = []
    total = ways_there = 0
    for name, many, over_all, total_ways in session.execute(often):
        first.append((name, many))
        total, ways_there = int(over_all), int(total_ways)
    names = [name for name, _many in first]
    lasted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    hours = select(MinedCase.variant, MinedCase.hours, func.count()).where(*ended, MinedCase.variant.in_(names))
    grouped = hours.group_by(MinedCase.variant, MinedCase.hours).order_by(MinedCase.variant, MinedCase.hours)
    for name, hour, count in session.execute(grouped):
        lasted[name].append((hour, count))
    known = select(MinedVariant.variant, MinedVariant.way)
    ways = session.execute(known.where(MinedVariant.instansi_id == instansi_id, MinedVariant.variant.in_(names)))
    lengths = {name: len(json.loads(way)["steps"]) for name, way in ways}
    rows = [
        Variant(name, count, share(count, total), median(lasted[name]), lengths.get(name, 0)) for name, count in first
    ]
    return Variants(rows, total, ways_there)


def way(session: Session, *, instansi_id: str, variant: str) -> TakenWay:
    """One way in full. Raises NotFoundError."""
    found = session.get(MinedVariant, (instansi_id, variant))
    if found is None:
        raise NotFoundError(_("Jalur ini tidak ada."))
    told = json.loads(found.way)
    counts = [{(process, each): n for process, each, n in told[name]} for name in ("elements", "flows")]
    return TakenWay(found.version_id, [(process, element) for process, element in told["steps"]], *counts)


def median(counted: list[tuple[int, int]]) -> int:
    """Of hours with how often each was taken, in order; 0 for none."""
    half, seen = sum(count for _hour, count in counted) / 2, 0
    for hour, count in counted:
        seen += count
        if seen >= half:
            return hour
    return 0
