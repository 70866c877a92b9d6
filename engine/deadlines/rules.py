"""A due moment together with the rule it came from, so that a changed decree can count it anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from engine.catalogue import _
from engine.deadlines.days import Unit
from engine.errors import DeadlineRefusedError

MAX_COUNT = 10_000
UNITS: tuple[Unit, ...] = ("hari_kerja", "hari")
Function = Literal["due", "before"]
ANCHOR: dict[Function, str] = {"due": "since", "before": "before"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a day, or a warning: aware, with the offset of the instansi. `provisional`: a decree is still missing.

    `anchor` is the moment counted from (`due`) or back from (`before`); a deadline as anchor moves with its own rule.
    """

    moment: datetime
    provisional: bool
    function: Function
    unit: Unit
    count: int
    anchor: datetime | Deadline

    @property
    def date(self) -> date:
        """The due day as the instansi's own calendar reads it."""
        return self.moment.date()

    def to_rule(self) -> dict[str, Any]:
        """JSON-able: {"function", "unit", "count", "since" | "before"}; the anchor is a moment or again such a rule."""
        anchor = self.anchor.to_rule() if isinstance(self.anchor, Deadline) else self.anchor.isoformat()
        return {"function": self.function, "unit": self.unit, "count": self.count, ANCHOR[self.function]: anchor}


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A stored rule, read and checked, its anchor not yet counted."""

    function: Function
    unit: Unit
    count: int
    anchor: datetime | Mapping[str, Any]


def read_rule(rule: Mapping[str, Any]) -> DeadlineRule:
    """Read what `Deadline.to_rule` wrote. Raises DeadlineRefusedError when it is not such a rule."""
    function = rule.get("function")
    if function not in ANCHOR:
        raise DeadlineRefusedError(_("aturan tenggat tidak dikenal: %(function)r", function=function))
    anchor = rule.get(ANCHOR[function])
    if isinstance(anchor, str):
        try:
            anchor = datetime.fromisoformat(anchor)
        except ValueError as error:
            raise DeadlineRefusedError(_("%(anchor)r bukan waktu", anchor=anchor)) from error
    if not isinstance(anchor, Mapping):
        anchor = checked_moment(anchor)
    return DeadlineRule(function, checked_unit(rule.get("unit")), checked_count(rule.get("count")), anchor)


def unit_of(rule: Mapping[str, Any] | None) -> Unit:
    """The unit in which a stored rule counts; calendar days for a moment that no rule gave."""
    return "hari_kerja" if rule is not None and rule.get("unit") == "hari_kerja" else "hari"


def checked_moment(value: Any) -> datetime:
    """The value, when it is an aware moment. A bare date or a naive moment would be read in the server's zone."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise DeadlineRefusedError(
            _("%(value)r bukan waktu dengan zona; tenggat memerlukan tanggal, jam, dan zona", value=value)
        )
    return value


def checked_unit(value: Any) -> Unit:
    """The value, when it is one of UNITS. Raises DeadlineRefusedError."""
    for unit in UNITS:
        if value == unit:
            return unit
    raise DeadlineRefusedError(
        _("satuan %(value)r tidak dikenal; yang ada: %(units)s", value=value, units=", ".join(UNITS))
    )


def checked_count(value: Any) -> int:
    """The value, when it is a whole number of days from 0 to MAX_COUNT."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise DeadlineRefusedError(
            _("jumlah hari harus bilangan bulat 0-%(max_count)s, bukan %(value)r", max_count=MAX_COUNT, value=value)
        )
    return value
