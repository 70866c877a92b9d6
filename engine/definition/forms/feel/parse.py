"""Reads the subset of FEEL that forms may use: literals, dotted paths, comparison, and, or, not(), parentheses."""

from __future__ import annotations

import re

from engine.definition.forms.feel.nodes import Both, Compare, Constant, Either, Node, Not, Path

MAX_LENGTH = 500
MAX_DEPTH = 20
TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\["\\nt])*")
    | (?P<number>-?\d{1,15}(?:\.\d{1,15})?(?![\w.]))
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<operator>!=|<=|>=|=|<|>)
    | (?P<mark>[().])
    )""",
    re.VERBOSE,
)
ESCAPE = re.compile(r"\\(.)")
WORDS = {"true": True, "false": False, "null": None}
RESERVED = {
    *WORDS,
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "some",
    "every",
    "in",
    "between",
    "return",
    "function",
}


class FeelError(ValueError):
    """The expression is outside the subset; the text says where, in Indonesian."""


class Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.peek()[0] != "end":
            raise FeelError(f"tidak terduga: `{self.peek()[1]}`")
        return node

    def either(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelError("terlalu banyak kurung bersarang")
        node = self.both()
        while self.take("name", "or"):
            node = Either(node, self.both())
        self.depth -= 1
        return node

    def both(self) -> Node:
        node = self.comparison()
        while self.take("name", "and"):
            node = Both(node, self.comparison())
        return node

    def comparison(self) -> Node:
        left = self.single()
        kind, text = self.peek()
        if kind != "operator":
            return left
        self.at += 1
        return Compare(left, text, self.single())

    def single(self) -> Node:
        kind, text = self.peek()
        self.at += 1
        if kind == "text":
            return Constant(_unescape(text))
        if kind == "number":
            return Constant(float(text) if "." in text else int(text))
        if (kind, text) == ("mark", "("):
            return self.closed()
        if kind != "name":
            raise FeelError(f"tidak terduga: `{text}`" if text else "ungkapan belum selesai")
        if text in WORDS:
            return Constant(WORDS[text])
        if text == "not" and self.take("mark", "("):
            return Not(self.closed())
        return self.path(text)

    def closed(self) -> Node:
        node = self.either()
        if not self.take("mark", ")"):
            raise FeelError("kurung tutup tidak ada")
        return node

    def path(self, first: str) -> Path:
        names = [first]
        while self.take("mark", "."):
            kind, text = self.peek()
            if kind != "name":
                raise FeelError("nama sesudah titik tidak ada")
            names.append(text)
            self.at += 1
        if forbidden := RESERVED.intersection(names):
            raise FeelError(f"`{min(forbidden)}` tidak didukung di sini")
        if self.peek() == ("mark", "("):
            raise FeelError(f"fungsi `{'.'.join(names)}` tidak didukung")
        return Path(tuple(names))

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, kind: str, text: str) -> bool:
        if self.peek() != (kind, text):
            return False
        self.at += 1
        return True


def parse_feel(text: str) -> Node:
    """Read an expression as form-js stores it, with its leading `=`. Raises FeelError outside the subset."""
    if len(text) > MAX_LENGTH:
        raise FeelError(f"ungkapan lebih panjang dari {MAX_LENGTH} karakter")
    if not text.startswith("="):
        raise FeelError("ungkapan harus diawali `=`")
    return Parser(text[1:]).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise FeelError(f"di luar bahasa yang didukung: `{text[at:].strip()[:20]}`")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


def _unescape(text: str) -> str:
    return ESCAPE.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text[1:-1])
