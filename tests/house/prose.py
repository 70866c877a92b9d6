"""Finds sentences for people in Python and JavaScript that do not go through the catalogue.

A sentence is a literal of two words or more, at least half of which also stand in texts that do. What it misses: single
words, and sentences made of words that no text uses.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.jslexer import tokenize

MARKS = {"_", "_l", "N_", "gettext", "ngettext", "lazy_gettext", "Message", "Refused"}
NOT_SAID = {"compile", "execute", "exec_driver_sql", "getLogger", "debug", "info", "warning", "exception", "alarm"}
"""Calls whose text no reader of a page sees: patterns, statements, and what goes to the log."""
WORD = re.compile(r"(?<![\w/.{(:#$@-])[A-Za-z]{2,}(?![\w/{(=:@-]|\.\w)")
QUOTED = re.compile(r"'[^']*'|`[^`]*`|%\(\w+\)[sr]|\{[^}]*\}|<[^>]*>|\w+=\"[^\"]*\"")
ENGLISH = {
    "cannot",
    "the",
    "of",
    "and",
    "is",
    "to",
    "in",
    "not",
    "no",
    "for",
    "with",
    "by",
    "from",
    "be",
    "at",
    "are",
    "an",
    "if",
}


def words(text: str) -> list[str]:
    """The words of a text without names, placeholders and markup, in small letters."""
    return [word.lower() for word in WORD.findall(QUOTED.sub(" ", text))]


def is_prose(text: str, known: frozenset[str]) -> bool:
    """Whether a person would read this as a sentence in Indonesian."""
    found = words(text)
    return len(found) > 1 and not ENGLISH & set(found) and 2 * len(known & set(found)) >= len(set(found))


def marked(path: Path) -> Iterator[str]:
    """Texts of a Python file that go through the catalogue."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and _name(node.func) in MARKS and node.args:
            yield from (str(each.value) for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant))


def unmarked(path: Path, known: frozenset[str]) -> Iterator[str]:
    """`line: text` of each sentence of a Python file that does not."""
    yield from _below(_tree(path), known)


def _below(node: ast.AST, known: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and _name(node.func) in NOT_SAID):
        return
    text = _text(node)
    if text is not None and is_prose(text, known):
        yield f"{node.lineno}: {text}"  # type: ignore[attr-defined]
        return
    inner = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call) and _name(node.func) in MARKS:
        inner = [keyword.value for keyword in node.keywords]
    for each in inner:
        yield from _below(each, known)


def unmarked_in_script(path: Path, known: frozenset[str]) -> Iterator[str]:
    """The same for JavaScript: a sentence there is the argument of `_`."""
    before = ("", "")
    for token in tokenize(path.read_text(encoding="utf-8")):
        if token.type in ("string", "template_string") and before != ("_", "(") and is_prose(token.value[1:-1], known):
            yield f"{token.lineno}: {token.value}"
        if token.type not in ("linecomment", "multilinecomment"):
            before = (before[1], token.value)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
