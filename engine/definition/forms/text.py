"""Texts as people and programs send them, made safe to store and to count."""

from __future__ import annotations

import re

LINE_BREAK = re.compile(r"\r\n?")
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters (a database refuses NUL) and lone surrogates (no encoding can carry them)."""
ON_ONE_LINE = re.compile(r"[\n\t]")


def clean_text(value: str, *, lines: bool) -> str:
    """The text without unstorable characters and without white space around it.

    Line ends become `\\n`, and a space each where only one line is wanted.
    """
    value = LINE_BREAK.sub("\n", value)
    value = UNSTORABLE.sub("", value)
    return (value if lines else ON_ONE_LINE.sub(" ", value)).strip()


def scalar_text(value: object) -> str | None:
    """Text of a single value as a form field would carry it; None for lists, objects and the like."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else None
    return repr(value) if isinstance(value, float) else None
