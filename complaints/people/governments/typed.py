"""Lists of a government as people type them, one entry a line, and the lines that say the same again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from complaints.people.governments.file import LONGEST_UNIT, MOST_CHARACTERS, SLUG, UNIT_KINDS
from complaints.people.governments.refusal import GovernmentFileError
from complaints.people.governments.service import SUBDISTRICT, VILLAGE
from engine.catalogue import _

HOURS = tuple(f"{hour:02}:00" for hour in range(6, 22))
"""At which officers can be reminded."""
MOST_LINES = 1_000
PUBLIC_COMPANY = re.compile(r"\s*\(bumd\)$", re.IGNORECASE)


def lines(text: str) -> list[tuple[str, str]]:
    """`name: rest` of every line that says something; at most a thousand."""
    said = [line for line in text[:MOST_CHARACTERS].splitlines() if line.strip()][:MOST_LINES]
    return [(name.strip(), rest.strip()) for name, _colon, rest in (line.partition(":") for line in said)]


def slug_of(name: str) -> str:
    """A name as an id: `Dinas Kesehatan` is `dinas-kesehatan`; at most 60 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")


def read_places(text: str) -> dict[str, list[str]]:
    """`Bati-Bati: Padang, Nusa Indah` of every line; official codes may stand before the names (`read_codes`)."""
    return {name: [each for _code, each in below] for (_, name), below in _places(text)}


def read_codes(text: str) -> dict[str, str]:
    """The official codes in `63.01.02 Bati-Bati: 63.01.02.2001 Padang`: by `Bati-Bati` and `Bati-Bati/Padang`."""
    found: dict[str, str] = {}
    for (code, name), below in _places(text):
        found |= {name: code} if code else {}
        found |= {f"{name}/{each}": code for code, each in below if code}
    return found


def written_places(places: Mapping[str, list[str]], codes: Mapping[str, str]) -> str:
    """The lines that `read_places` and `read_codes` read."""
    return "\n".join(
        f"{_coded(codes, name, name)}: {', '.join(_coded(codes, f'{name}/{each}', each) for each in below)}"
        for name, below in places.items()
    )


def _places(text: str) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    return [
        (_code_of(name, SUBDISTRICT), [_code_of(each, VILLAGE) for part in below.split(",") if (each := part.strip())])
        for name, below in lines(text)
    ]


def _code_of(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Code, or "", and name."""
    first, _space, rest = text.partition(" ")
    return (first, rest.strip()) if pattern.fullmatch(first) and rest.strip() else ("", text)


def _coded(codes: Mapping[str, str], key: str, name: str) -> str:
    return f"{codes[key]} {name}" if key in codes else name


def read_authorities(text: str) -> dict[str, str]:
    """`bpn: Badan Pertanahan Nasional` of every line. Raises GovernmentFileError."""
    found = dict(lines(text))
    if any(not SLUG.fullmatch(slug) or not name for slug, name in found.items()):
        raise GovernmentFileError(_("instansi lain: tulis seperti bpn: Badan Pertanahan Nasional"))
    return found


def written_authorities(authorities: Mapping[str, str]) -> str:
    """The lines that `read_authorities` reads."""
    return "\n".join(f"{slug}: {name}" for slug, name in authorities.items())


def read_units(text: str) -> dict[str, Any]:
    """`Dinas Kesehatan`, `Perumdam (bumd)` or, with an id of its own, `dinkes: Dinas Kesehatan` of every line: as the
    file has them. Raises GovernmentFileError.
    """
    found: dict[str, Any] = {}
    for first, rest in lines(text):
        name = PUBLIC_COMPANY.sub("", rest or first)
        slug = first if rest else slug_of(name)
        if not SLUG.fullmatch(slug) or not 2 <= len(name) <= LONGEST_UNIT or slug in found:
            raise GovernmentFileError(_("unit %(line)s: tulis namanya, sekali saja", line=(rest or first)[:60]))
        found[slug] = {"name": name, "kind": UNIT_KINDS[1]} if PUBLIC_COMPANY.search(rest or first) else name
    return found
