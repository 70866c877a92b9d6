"""The moment of a timer or a task, written a day sooner, a day later, or in the other kind of days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from engine.deadlines.rules import UNITS
from engine.workshop.mutation.mutant import Breakage

CALL = re.compile(r"(?P<name>jangka|sebelum|hari_kerja|hari)\(")
UNIT_AT = {"jangka": 1, "sebelum": 2}
"""Which parameter of a function of deadlines is the kind of days."""
CYCLE = re.compile(r"R\d*/(?P<start>[^/]+)/P.+")


def changed_days(expression: str) -> Iterator[tuple[Breakage, str]]:
    """Each change of an expression that counts days, or of a cycle with a beginning; none of any other."""
    cycle = CYCLE.fullmatch(expression)
    if cycle is not None:
        start = datetime.fromisoformat(cycle["start"])
        for kind, days in ((Breakage.SOONER, -1), (Breakage.LATER, 1)):
            yield kind, expression.replace(cycle["start"], (start + timedelta(days=days)).isoformat())
        return
    call = CALL.search(expression)
    if call is None:
        return
    arguments, end = _arguments(expression, call.end())
    backwards = call["name"] == "sebelum"
    for kind, step in (
        (Breakage.SOONER, "+ 1" if backwards else "- 1"),
        (Breakage.LATER, "- 1" if backwards else "+ 1"),
    ):
        yield kind, _with(expression, call, end, [f"{arguments[0]} {step}", *arguments[1:]])
    if call["name"] in UNITS:
        other = next(unit for unit in UNITS if unit != call["name"])
        yield Breakage.OTHER_DAYS, f"{expression[: call.start()]}{other}({expression[call.end() :]}"
    elif len(arguments) > UNIT_AT[call["name"]]:
        at = UNIT_AT[call["name"]]
        one, other = UNITS
        turned = f'if {arguments[at]} = "{one}" then "{other}" else "{one}"'
        yield Breakage.OTHER_DAYS, _with(expression, call, end, [*arguments[:at], turned, *arguments[at + 1 :]])


def _arguments(expression: str, begin: int) -> tuple[list[str], int]:
    """The arguments of the call whose bracket opens before `begin`, and where it closes."""
    found: list[str] = []
    depth, last = 0, begin
    for at in range(begin, len(expression)):
        character = expression[at]
        if character == ")" and depth == 0:
            return [*found, expression[last:at].strip()], at
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append(expression[last:at].strip())
            last = at + 1
    return [*found, expression[last:].strip()], len(expression)


def _with(expression: str, call: re.Match[str], end: int, arguments: list[str]) -> str:
    return f"{expression[: call.end()]}{', '.join(arguments)}{expression[end:]}"
