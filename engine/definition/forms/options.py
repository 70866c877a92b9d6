"""Lists to choose from, fixed in the form or supplied when it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.definition.forms.text import scalar_text

Scalar = str | int | bool


@dataclass(frozen=True)
class Option:
    """One choice: the value that is stored, what people read, and at most a line of explanation."""

    value: Scalar
    label: str
    hint: str = ""

    @property
    def wire(self) -> str:
        """The value as a browser sends it back."""
        return scalar_text(self.value) or ""


Options = Mapping[str, Iterable[Option]]
"""List name (`valuesKey`, or the key of a file field) -> its options at this moment."""


def find_option(options: Iterable[Option], value: object) -> Option | None:
    """The option meant by a posted or stored value, or None. Types do not matter, so that `"14"` finds 14."""
    wire = scalar_text(value)
    if not wire:
        return None
    return next((option for option in options if option.wire == wire), None)


def listed(value: object) -> tuple[Option, ...]:
    """Options out of a process variable: a list of texts, or of objects with `value` and `label`; else none."""
    if not isinstance(value, list | tuple):
        return ()
    found = []
    for item in value[:1000]:
        pair = (item.get("value"), item.get("label")) if isinstance(item, Mapping) else (item, item)
        if isinstance(pair[0], str | int) and isinstance(pair[1], str | int):
            found.append(Option(pair[0], str(pair[1])))
    return tuple(found)
