"""Ids of legal sources in the words of a citation: `TL-VI.B.1.a-11` → `Lampiran BAB VI.B.1.a angka 11`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BODY = re.compile(r"P(\d+)(?:\.(\d+))?(?:\((\d+)\))?\.?([a-z])?(?:-\d+)?$")
_PLAN = re.compile(r"RA\.(\d+)$")
_CHAPTERS_ALONE = frozenset({"LT"})
"""Codes of texts that consist of chapters alone: their chapters are not those of an annex."""
_ANNEXED = re.compile(r"L\.([IVX]+(?:\.[A-Za-z0-9]+)*)$")
"""A chapter of the annex, where body and annex both have chapters."""
_NUMBERED = re.compile(r"L([IVX]+)((?:\.[A-Za-z0-9]+)*)$")
"""One of several annexes."""
_ANNEX = re.compile(r"([IVX]+)((?:\.[A-Za-z0-9]+)*)(?:-(\d+))?$")


@dataclass(frozen=True)
class OwnLaw:
    """How a government cites that runs the diagrams of another one's regulation under a regulation of its own."""

    borrows: str = ""
    """Code of the borrowed register; "" when the diagrams are those of its own regulation."""
    articles: Mapping[str, str] = field(default_factory=dict)
    """Norm of that register -> its own article."""


AS_DRAWN = OwnLaw()
"""The diagrams are those of the government's own regulation."""


def cite(source: str, own: OwnLaw = AS_DRAWN) -> str:
    """The citation of one id; "" when the text is silent there (`TL-gap.…`) or the id names no article.

    The own article stands for a borrowed one; where there is none, the borrowed one says whose it is:
    `Pasal 6 ayat (2) (NG)`.
    """
    source = source.strip()
    if source in own.articles:
        return own.articles[source]
    text = _cite(source)
    return f"{text} ({own.borrows})" if text and own.borrows and source.startswith(f"{own.borrows}-") else text


def _cite(source: str) -> str:
    code, _, place = source.partition("-")
    if match := _PLAN.match(place):
        return f"Rencana Aksi nomor {match[1]}"
    if match := _BODY.match(place):
        number, point, paragraph, letter = match.groups()
        words = {"Pasal": number, "angka": point, "ayat": paragraph and f"({paragraph})", "huruf": letter}
        return " ".join(f"{word} {value}" for word, value in words.items() if value)
    if match := _ANNEXED.match(place):
        return f"Lampiran BAB {match[1]}"
    if match := _NUMBERED.match(place):
        return f"Lampiran {match[1]}" + (f" angka {match[2][1:]}" if match[2][1:2].isdigit() else _letter(match[2]))
    if (match := _ANNEX.match(place)) and "tier" not in place:
        annex = "" if code in _CHAPTERS_ALONE else "Lampiran "
        return f"{annex}BAB {match[1]}{match[2]}" + (f" angka {match[3]}" if match[3] else "")
    return ""


def _letter(place: str) -> str:
    return f" huruf {place[1:]}" if place else ""


def cite_first(sources: str, own: OwnLaw = AS_DRAWN) -> str:
    """The citation of the first id of a comma-separated list that names an article."""
    return next((cited for source in sources.split(",") if (cited := cite(source, own))), "")


def join(citations: list[str]) -> str:
    """Several citations as one, each once: `Lampiran BAB VI.C.1, VI.C.2`, `Pasal 24 ayat (1) huruf a, b`."""
    parts: list[str] = []
    last = ""
    for citation in dict.fromkeys(citations):
        place, _, number = citation.rpartition(" huruf " if " huruf " in citation else " BAB ")
        parts.append(number if place and place == last else citation)
        last = place
    return ", ".join(part for part in parts if part)
