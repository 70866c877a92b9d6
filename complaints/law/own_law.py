"""One diagram can carry out the law of several governments. What a government runs names only its own articles.

A shared diagram cites the norms of each regulation it serves (`TL-VI.C.1,LT-VI.C.1`), and a shared rule of a decision
table has one line of articles for each. Which regulation a government's process follows is read from its main diagram.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, unescape

_BASIS = re.compile(r'(name="dasarHukum" value=")([^"]*)(")')
_DESCRIPTION = re.compile(r"(<description>)(.*?)(</description>)", re.DOTALL)
_CODE = re.compile(r"\b([A-Z]{2})-[A-Za-z]")
_ID = re.compile(r'<[\w:]+ [^<>]*?\bid="([^"]*)"')

Key = tuple[str, int]


def code_of(main_diagram: str) -> str:
    """The code of the regulation that a main diagram carries out (`TL`); "" when it cites nothing."""
    found = _BASIS.search(main_diagram)
    code = _CODE.search(found[2]) if found else None
    return code[1] if code else ""


def narrowed(text: str, code: str) -> str:
    """A diagram or table without the articles of other regulations. What cites only others stays as it is."""
    if not code:
        return text
    text = _BASIS.sub(lambda match: f"{match[1]}{_own_ids(match[2], code)}{match[3]}", text)
    return _DESCRIPTION.sub(lambda match: f"{match[1]}{_own_lines(match[2], code)}{match[3]}", text)


def _own_ids(value: str, code: str) -> str:
    own = [part.strip() for part in value.split(",") if part.strip().startswith(f"{code}-")]
    return ",".join(own) or value


def _own_lines(value: str, code: str) -> str:
    lines = unescape(value).split("\n")
    own = [line for line in lines if not _CODE.search(line) or code in _CODE.findall(line)]
    return escape("\n".join(own or lines))


def widened(text: str, known: str, code: str) -> str:
    """A narrowed file with the articles of the other regulations put back, as `known` (a file on disk) names them.

    Where the own articles are still those of `known` its words come back unharmed; where an owner changed them, the
    others' stay beside the new ones.
    """
    if not code:
        return text
    if narrowed(known, code) == text:
        return known
    for pattern, own, merged in ((_BASIS, _own_ids, _with_ids), (_DESCRIPTION, _own_lines, _with_lines)):
        kept = {key: match[2] for key, match in _placed(known, pattern)}
        text = _replaced(text, pattern, kept, code, own, merged)
    return text


Own = Callable[[str, str], str]


def _replaced(
    text: str, pattern: re.Pattern[str], kept: Mapping[Key, str], code: str, own: Own, merged: Callable[..., str]
) -> str:
    parts, end = [], 0
    for key, match in _placed(text, pattern):
        before = kept.get(key, "")
        value = before if before and own(before, code) == match[2] else merged(match[2], before, code)
        parts += [text[end : match.start()], match[1], value, match[3]]
        end = match.end()
    return "".join([*parts, text[end:]])


def _placed(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[Key, re.Match[str]]]:
    """Each place with the id of the element that it stands in, and its number there."""
    ids = [(found.start(), found[1]) for found in _ID.finditer(text)]
    counted: Counter[str] = Counter()
    at = 0
    for match in pattern.finditer(text):
        while at < len(ids) and ids[at][0] < match.start():
            at += 1
        element = ids[at - 1][1] if at else ""
        counted[element] += 1
        yield (element, counted[element]), match


def _with_ids(value: str, before: str, code: str) -> str:
    others = [part.strip() for part in before.split(",") if part.strip() and not part.strip().startswith(f"{code}-")]
    own = [part.strip() for part in value.split(",") if part.strip()]
    return ",".join(dict.fromkeys([*own, *others]))


def _with_lines(value: str, before: str, code: str) -> str:
    own = unescape(value).split("\n")
    lines = unescape(before).split("\n") if before else []
    others = [line for line in lines if _CODE.search(line) and code not in _CODE.findall(line)]
    return escape("\n".join(dict.fromkeys([*own, *others])))
