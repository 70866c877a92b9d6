"""One diagram can carry out the law of several governments. What a government runs names only its own articles.

A shared sheet cites the norms of each regulation it serves (`TL-VI.C.1,LT-VI.C.1`), and a shared rule of a decision
table has one line of articles for each. Which regulation a government's process follows is read from its main sheet.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, unescape

_BASIS = re.compile(r'(name="dasarHukum" value=")([^"]*)(")')
_DESCRIPTION = re.compile(r"(<description>)(.*?)(</description>)", re.DOTALL)
_CODE = re.compile(r"\b([A-Z]{2})-[A-Za-z]")


def code_of(main_sheet: str) -> str:
    """The code of the regulation that a main sheet carries out (`TL`); "" when it cites nothing."""
    found = _BASIS.search(main_sheet)
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
