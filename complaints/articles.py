"""Ids of legal sources in the words of a citation: `TL-VI.B.1.a-11` → `Lampiran BAB VI.B.1.a angka 11`."""

from __future__ import annotations

import re

_BODY = re.compile(r"P(\d+)(?:\.(\d+))?(?:\.([a-z]))?$")
_PLAN = re.compile(r"RA\.(\d+)$")
_CHAPTERS_ALONE = frozenset({"LT"})
"""Codes of texts that consist of chapters alone: their chapters are not those of an annex."""
_ANNEX = re.compile(r"([IVX]+)((?:\.[A-Za-z0-9]+)*)(?:-(\d+))?$")


def cite(source: str) -> str:
    """The citation of one id; "" when the text is silent there (`TL-gap.…`) or the id names no article."""
    code, _, place = source.strip().partition("-")
    if match := _PLAN.match(place):
        return f"Rencana Aksi nomor {match[1]}"
    if match := _BODY.match(place):
        words = [f"Pasal {match[1]}", f"angka {match[2]}" if match[2] else "", f"huruf {match[3]}" if match[3] else ""]
        return " ".join(word for word in words if word)
    if (match := _ANNEX.match(place)) and "tier" not in place:
        annex = "" if code in _CHAPTERS_ALONE else "Lampiran "
        return f"{annex}BAB {match[1]}{match[2]}" + (f" angka {match[3]}" if match[3] else "")
    return ""


def cite_first(sources: str) -> str:
    """The citation of the first id of a comma-separated list that names an article."""
    return next((cited for source in sources.split(",") if (cited := cite(source))), "")


def join(citations: list[str]) -> str:
    """Several citations as one: `Lampiran BAB VI.C.1, VI.C.2` for two of the same place, each once."""
    parts: list[str] = []
    last = ""
    for citation in dict.fromkeys(citations):
        place, _, number = citation.rpartition(" BAB ")
        parts.append(number if place and place == last else citation)
        last = place
    return ", ".join(part for part in parts if part)
