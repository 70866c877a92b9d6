"""Two versions of a process side by side: what differs, on both drawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.definition.bundle import Bundle
from engine.running.queries import Diagram
from engine.workshop import Change
from web.components.pictures import picture


@dataclass(frozen=True)
class Pair:
    """One process before and after, with what differs marked."""

    name: str
    before: str
    after: str
    before_whole: str = ""
    """The whole drawing, where the first shows what lies around the change."""
    after_whole: str = ""


def pairs(old: Bundle, new: Bundle, told: Iterable[Change]) -> list[Pair]:
    """Each diagram that the changes touch, before and after."""
    touched: dict[str, dict[str, set[str]]] = {}
    for change in told:
        if change.part == "element":
            touched.setdefault(change.container, {}).setdefault(change.kind, set()).add(change.id)
        elif change.part == "process" and change.kind in ("added", "removed"):
            touched.setdefault(change.id, {})
    return [_pair(old, new, process_id, kinds) for process_id, kinds in touched.items()]


def _pair(old: Bundle, new: Bundle, process_id: str, kinds: dict[str, set[str]]) -> Pair:
    before, after = old.diagrams.get(process_id), new.diagrams.get(process_id)
    changed, gone, come = (kinds.get(kind, set()) for kind in ("changed", "removed", "added"))
    named = after or before
    about = changed | gone | come | _beside(before, gone) | _beside(after, come)

    def drawn(bundle: Bundle, diagram: Diagram | None, marked: set[str], flag: str) -> tuple[str, str]:
        if diagram is None:
            return "", ""
        seen = about & diagram.elements.keys()
        whole = picture(bundle, diagram, marked=marked, flag=flag)
        return (picture(bundle, diagram, marked=marked, flag=flag, about=seen), whole) if seen else (whole, "")

    earlier, all_earlier = drawn(old, before, changed | gone, _("Berubah atau dihapus"))
    later, all_later = drawn(new, after, changed | come, _("Berubah atau baru"))
    return Pair(named.name if named else process_id, earlier, later, all_earlier, all_later)


def _beside(diagram: Diagram | None, elements: set[str]) -> set[str]:
    """What these are joined to: where something came or went is seen on the other drawing, too."""
    flows = diagram.flows.values() if diagram else ()
    joined = [(flow.source, flow.target) for flow in flows if {flow.source, flow.target} & elements]
    return {end for ends in joined for end in ends} - elements
