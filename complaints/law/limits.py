"""What a norm allows, as data: how many days from which event, for which class of complaints, at which step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.expressions import compile_expression
from engine.errors import ExpressionError

AT_MOST, AT_LEAST, JUST, SELDOM = "paling_lama", "paling_singkat", "tepat", "paling_jarang"
DAYS = ("hari", "hari_kerja")
MONTHS = {"bulan": 1, "tahun": 12}
_CYCLE = re.compile(r"R\d*/.+/P(\d+)([MY])")


@dataclass(frozen=True)
class LegalLimit:
    """One limit at one step."""

    norm: str
    place: str
    """`process#element`: the due date of a task, or a timer."""
    count: int
    unit: str
    """One of DAYS; one of MONTHS where it says how often something begins."""
    least: bool
    """Whether it may not be shorter; otherwise it may not be longer."""
    since: str
    """The noted moment from which it counts; "" for the beginning of the step."""
    when: str
    """The condition on a complaint, in the language of diagrams; "" for all."""
    before: int = 0
    """So many days before its end, of the same unit."""

    @property
    def process_id(self) -> str:
        """Of the place."""
        return self.place.partition("#")[0]

    @property
    def element_id(self) -> str:
        """Of the place."""
        return self.place.partition("#")[2]

    @property
    def comes_round(self) -> bool:
        """Whether it says how often something begins."""
        return self.unit in MONTHS

    @property
    def text(self) -> str:
        """As the expression of a diagram."""
        since = f", {self.since}" if self.since else ""
        period = f'jangka({self.count}, "{self.unit}"{since})'
        return f'${{sebelum({self.before}, {period}, "{self.unit}")}}' if self.before else f"${{{period}}}"

    def kept_by(self, cycle: str) -> bool:
        """Whether a timer comes round often enough; not when that cannot be read off it."""
        found = _CYCLE.fullmatch(cycle.strip())
        return found is not None and int(found[1]) * (12 if found[2] == "Y" else 1) <= self.count * MONTHS[self.unit]


def limits_in(norm_id: str, rows: Any) -> Iterator[LegalLimit]:
    """The limits that a register writes below `batas` of a norm. Raises ValueError."""
    for row in rows or ():
        yield from _limits(norm_id, row)


def _limits(norm_id: str, row: Mapping[str, Any]) -> Iterator[LegalLimit]:
    known = {AT_MOST, AT_LEAST, JUST, SELDOM, "elemen", "satuan", "sejak", "bila", "sebelum"}
    kinds = [kind for kind in (AT_MOST, AT_LEAST, JUST, SELDOM) if kind in row]
    unit, when = str(row.get("satuan")), str(row.get("bila") or "")
    units = tuple(MONTHS) if kinds == [SELDOM] else DAYS
    if set(row) - known or len(kinds) != 1 or unit not in units or not row.get("elemen"):
        raise ValueError(f"{norm_id}: {row}")
    try:
        if when:
            compile_expression(f"${{{when}}}")
    except ExpressionError as error:
        raise ValueError(f"{norm_id}: {error}") from error
    for place in row["elemen"]:
        for least in (False, True):
            if kinds[0] == JUST or (kinds[0] == AT_LEAST) == least:
                yield LegalLimit(
                    norm=norm_id, place=str(place), count=int(row[kinds[0]]), unit=unit, least=least,
                    since=str(row.get("sejak") or ""), when=when, before=int(row.get("sebelum") or 0),
                )  # fmt: skip
