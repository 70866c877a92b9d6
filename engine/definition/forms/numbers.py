"""Numbers as Indonesians write them: 1.250,5. The Anglo-Saxon 12.5 is understood where it cannot mean thousands."""

from __future__ import annotations

import re
from decimal import Decimal

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
MAX_DIGITS = 15
"""More digits than a JSON number keeps exactly."""


def parse_number(text: str) -> Decimal | None:
    """The number, or None when the text is none or has more than 15 digits."""
    text = text.strip().replace("−", "-")
    if len(text) > 2 * MAX_DIGITS:
        return None
    if GROUPED.fullmatch(text):
        text = text.replace(".", "")
    elif not PLAIN.fullmatch(text):
        return None
    if sum(char.isdigit() for char in text) > MAX_DIGITS:
        return None
    return Decimal(text.replace(",", "."))


def stored_number(value: Decimal) -> int | float:
    """What goes into the answers: an integer where it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def decimals(value: Decimal) -> int:
    """Digits behind the point that matter: 2.50 has one."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def format_number(value: Decimal | int | float) -> str:
    """`1.250,5`: thousands with dots, decimals with a comma."""
    text = f"{Decimal(str(value)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def exact(value: int | float) -> Decimal:
    """A JSON number as the decimal that was written."""
    return Decimal(str(value))
