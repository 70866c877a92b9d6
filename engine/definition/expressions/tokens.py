"""Splits the text of an expression into tokens, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.catalogue import _
from engine.errors import ExpressionError

MAX_LENGTH = 1_000
"""Characters of one expression."""
MAX_DIGITS = 15
"""Digits of a number before, and again behind, its point: what a browser's number holds exactly."""
SPACED = ("date and time", "list contains", "string length")
"""Names of standard functions that are written with blanks."""
TOKEN = re.compile(
    rf"""\s*(?:
      (?P<text>"(?:[^"\\]|\\["\\nt])*")
    | (?P<quoted>'[^'\\]*')
    | (?P<number>[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})?(?!\w|\.[0-9]))
    | (?P<name>{"|".join(name.replace(" ", "[ ]+") for name in SPACED)}|[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark>==|!=|<=|>=|\*\*|\.\.|[-+*/=<>()\[\],.])
    )""",
    re.VERBOSE,
)
ESCAPE = re.compile(r"\\(.)")


class Token(NamedTuple):
    """One word, literal or mark of an expression."""

    kind: str
    """`text`, `quoted` (in single quotes, an old spelling), `number`, `name`, `mark` or `end`."""
    text: str
    """As written; `end` has none. Several blanks inside a name are one."""
    at: int
    """Index of its first character."""
    spaced: bool = False
    """Whether a blank stands before it."""


def tokens_of(source: str) -> list[Token]:
    """All tokens of an expression, the last of kind `end`.

    Raises ExpressionError, with the place, for an empty or too long text and for a character outside the language.
    """
    if not source.strip() or len(source) > MAX_LENGTH:
        raise ExpressionError(_("ungkapan kosong atau lebih dari %(max_length)s huruf", max_length=MAX_LENGTH))
    found: list[Token] = []
    at, end = 0, len(source.rstrip())
    while at < end:
        match = TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise _unknown(source, at)
        text = match[match.lastgroup]
        start = match.end() - len(text)
        name = " ".join(text.split()) if match.lastgroup == "name" else text
        found.append(Token(match.lastgroup, name, start, spaced=start > at))
        at = match.end()
    return [*found, Token("end", "", end)]


def unescaped(text: str) -> str:
    """What a text in double quotes says: without the quotes, `\\"`, `\\\\`, `\\n` and `\\t` replaced."""
    return ESCAPE.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text[1:-1])


def failure(message: str, source: str, at: int) -> ExpressionError:
    """An error that says where: the message, the place (counted from 1) and the text around it."""
    begin = max(0, at - 30)
    around = source[begin : at + 30].encode("utf-8", "replace").decode()
    shown = f"{'…' if begin else ''}{around}{'…' if begin + len(around) < len(source) else ''}"
    return ExpressionError(
        _("%(message)s (huruf ke-%(value)s dari `%(shown)s`)", message=message, value=at + 1, shown=shown)
    )


def _unknown(source: str, at: int) -> ExpressionError:
    at += len(source[at:]) - len(source[at:].lstrip())
    char = source[at]
    if char in "\"'":
        return failure(_("tanda kutip tidak ditutup, atau teks memuat garis miring terbalik"), source, at)
    if char.isalpha() and not char.isascii():  # one that looks like another would read another variable than the eye
        return failure(_("huruf `%(char)s` di luar a-z", char=char), source, at)
    if char.isdigit():
        return failure(
            _("angka tidak terbaca; paling banyak %(max_digits)s angka, desimal dengan titik", max_digits=MAX_DIGITS),
            source,
            at,
        )
    return failure(_("tanda `%(char)s` tidak dikenal", char=_printable(char)), source, at)


def _printable(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"
