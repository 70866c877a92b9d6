"""How the text of a timer is read: ISO 8601, or an expression of ours."""

from __future__ import annotations

import re
from datetime import datetime

from engine.errors import ExpressionError
from engine.expressions import compile_expression, unwrap

ISO_DURATION = re.compile(r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$")
ISO_CYCLE = re.compile(r"^R(\d*)/(P[^/]+)$")
ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T")


def check_timer(kind: str, text: str) -> None:
    """Refuse at deploy what would fail only when the timer starts. Raises ExpressionError."""
    source = unwrap(text)
    if kind == "timeCycle":
        match = ISO_CYCLE.match(source)
        if not match or not ISO_DURATION.match(match[2]):
            raise ExpressionError(f"siklus '{source}' tidak dapat dibaca; contoh yang benar: R/P1D atau R3/PT12H")
    elif ISO_DURATION.match(source):
        return
    elif ISO_MOMENT.match(source):
        if datetime.fromisoformat(source).tzinfo is None:
            raise ExpressionError(f"waktu '{source}' tidak menyebut zona; tulis misalnya +08:00")
    elif re.match(r"^\d{4}-\d{2}-\d{2}$", source):
        raise ExpressionError(f"tanggal '{source}' tanpa jam dan zona tidak diizinkan")
    else:
        compile_expression(source)


def is_plain_timer(text: str) -> bool:
    """Whether the text is ISO 8601 and not an expression."""
    source = unwrap(text)
    return bool(ISO_CYCLE.match(source) or ISO_DURATION.match(source) or ISO_MOMENT.match(source))
