"""How often an activity is done that is done a number of times, not once for each of a list."""

from __future__ import annotations

from typing import Any

from engine.catalogue import _
from engine.errors import ExpressionError

MOST_INSTANCES = 100


def instances(value: Any, *, least: int = 0) -> int:
    """The number that a value says. Raises ExpressionError when it is none, or less or more than may be."""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if not whole or not least <= value <= MOST_INSTANCES:
        text = _("jumlahnya bilangan bulat dari %(least)s sampai %(most)s", least=least, most=MOST_INSTANCES)
        raise ExpressionError(text)
    return int(value)
