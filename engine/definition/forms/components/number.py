"""A number, whole or with a fixed count of decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms import messages
from engine.definition.forms.components.base import Field, Run
from engine.definition.forms.components.texts import adorners
from engine.definition.forms.numbers import decimals, exact, format_number, parse_number, stored_number
from engine.definition.forms.options import Options
from engine.definition.forms.source import Source


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number as Indonesians write it; bounds and steps as in the form editor."""

    kind: ClassVar[str] = "number"

    minimum: int | float | None
    maximum: int | float | None
    decimals: int | None
    step: int | float | None
    prefix: str
    suffix: str

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        if source.flag("serializeToString"):
            source.refuse("form-value", _("`serializeToString` tidak didukung: angka disimpan sebagai angka"))
        step = source.number("increment", least=0)
        return {
            "minimum": validate.number("min"),
            "maximum": validate.number("max"),
            "decimals": source.whole("decimalDigits"),
            "step": step or None,
            **adorners(source),
        }

    def clean(self, value: object, run: Run) -> int | float | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        number = parse_number(value if isinstance(value, str) else _written(value))
        if number is None:
            self.refuse(messages.NOT_NUMBER)
        return stored_number(number)

    def verify(self, value: int | float, run: Run) -> None:
        number = exact(value)
        if self.decimals == 0 and decimals(number):
            self.refuse(messages.WHOLE_NUMBER)
        if self.decimals is not None and decimals(number) > self.decimals:
            self.refuse(messages.DECIMALS, limit=self.decimals)
        if self.minimum is not None and number < exact(self.minimum):
            self.refuse(messages.MINIMUM, limit=format_number(self.minimum))
        if self.maximum is not None and number > exact(self.maximum):
            self.refuse(messages.MAXIMUM, limit=format_number(self.maximum))
        self.verify_step(number)

    def verify_step(self, number: Decimal) -> None:
        if self.step is None:
            return
        step = exact(self.step)
        rest = number % step
        if rest:
            below = number - rest
            self.refuse(
                messages.STEP, step=format_number(step), below=format_number(below), above=format_number(below + step)
            )

    def summarise(self, value: Any, options: Options) -> list[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [] if value is None else [str(value)]
        return [" ".join(part for part in (self.prefix, format_number(value), self.suffix) if part)]


def _written(value: object) -> str:
    """A JSON number as digits; something that is no number for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 1e15:
        return "-"
    return f"{exact(value):f}".replace(".", ",") if value == value else "-"
