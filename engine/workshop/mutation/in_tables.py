"""Changes of the rows of decision tables: each number one less and one more, each kind of days the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from engine.deadlines.rules import UNITS
from engine.definition.safe_xml import parse_xml
from engine.workshop.mutation.mutant import Breakage, Mutant

DAYS = "hari"
"""How the name of a column ends that counts days."""


def in_table(file: str, text: str, asked: Collection[str], at: Collection[str] = ()) -> Iterator[Mutant]:
    """Every change of every rule of those tables of a file that are asked."""
    root = parse_xml(text)
    ns = f"{{{etree.QName(root).namespace}}}"
    for decision in root.iter(f"{ns}decision"):
        if decision.get("id") not in asked:
            continue
        names = [each.get("name", "") for each in decision.iter(f"{ns}output")]
        for rule in decision.iter(f"{ns}rule"):
            entries = [entry.find(f"{ns}text") for entry in rule.findall(f"{ns}outputEntry")]
            place = f"{decision.get('id')}#{rule.get('id')}"
            for name, entry in zip(names, entries, strict=True):
                if entry is not None and (not at or place in at):
                    yield from _changes(root, entry, file=file, place=place, name=name)


def _changes(root: etree._Element, entry: etree._Element, *, file: str, place: str, name: str) -> Iterator[Mutant]:
    before = entry.text or ""
    for kind, after in _others(before.strip(), days=name.endswith(DAYS)):
        entry.text = after
        changed = etree.tostring(root, encoding="unicode")
        entry.text = before
        yield Mutant(kind=kind, part="keputusan", place=place, detail=name, file=file, text=changed)


def _others(value: str, *, days: bool) -> Iterator[tuple[Breakage, str]]:
    unit = value.strip('"')
    if unit in UNITS:
        yield Breakage.OTHER_DAYS, f'"{next(each for each in UNITS if each != unit)}"'
    try:
        number = int(value)
    except ValueError:
        return
    yield Breakage.SOONER if days else Breakage.LESS, str(number - 1)
    yield Breakage.LATER if days else Breakage.MORE, str(number + 1)
