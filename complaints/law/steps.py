"""The elements of a sheet as a table beside its drawing: who, until when, with what, and on which basis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from complaints.law.deployed import Process
from engine.definition.diagram import Element, Sheet
from engine.definition.drawing import UnreadableDiagramError, Words, svg

_NAME = re.compile(r"\b[a-z_][a-z0-9_]*\b")


@dataclass(frozen=True)
class Step:
    """One element with its table row."""

    element: Element
    deadline: str
    """The expression of its due date or timer, "" where there is none."""
    tables: tuple[str, ...]
    """Decision tables that give the numbers in it."""
    passed: int
    """Scenarios that pass it; 0 where that is not known."""

    @property
    def anchor(self) -> str:
        return anchor(self.element.id)


def anchor(element_id: str) -> str:
    """The fragment that names an element on the page of its diagram."""
    return f"elemen-{element_id}"


def steps(process: Process, sheet: Sheet, passed: Mapping[tuple[str, str], int]) -> list[Step]:
    """Every element in the order in which the work runs from the starts."""
    return [_step(process, element, passed) for element in _in_order(sheet)]


@dataclass(frozen=True)
class Answer:
    """A way out of a decision that the diagram bases on the law."""

    question: str
    text: str
    leads_to: str
    basis: str
    """Its `dasarHukum`."""
    source: str
    passed: int


def answers(sheet: Sheet, passed: Mapping[tuple[str, str], int]) -> list[Answer]:
    """Flows that name a norm, in the order of the sheet."""
    return [
        Answer(
            question=sheet.elements[flow.source].name,
            text=flow.name,
            leads_to=sheet.elements[flow.target].name,
            basis=flow.properties["dasarHukum"],
            source=flow.properties.get("sumber", ""),
            passed=passed.get((sheet.process_id, flow.id), 0),
        )
        for flow in sheet.flows.values()
        if flow.properties.get("dasarHukum")
    ]


def drawing(
    process: Process,
    sheet: Sheet,
    *,
    title: str,
    words: Words,
    linked: bool = True,
    passed: Mapping[tuple[str, str], int] | None = None,
) -> str | None:
    """The sheet as SVG, its elements leading to their rows; with `passed`, how many scenarios come by. None when the
    file holds no drawing.
    """
    counts = {element: number for (of, element), number in (passed or {}).items() if of == sheet.process_id}
    try:
        return svg(
            process.bundle.files[sheet.file],
            counts={key: number for key, number in counts.items() if key in sheet.elements},
            flow_counts={key: number for key, number in counts.items() if key in sheet.flows},
            current=(),
            title=title,
            links={element: f"#{anchor(element)}" for element in sheet.elements} if linked else None,
            words=words,
        )
    except UnreadableDiagramError:
        return None


def _step(process: Process, element: Element, passed: Mapping[tuple[str, str], int]) -> Step:
    deadline = element.due or element.timer
    names = set(_NAME.findall(deadline))
    tables = tuple(sorted(d.id for d in process.bundle.decisions.values() if names & set(d.outputs)))
    return Step(element, deadline, tables, passed.get((element.process_id, element.id), 0))


def _in_order(sheet: Sheet) -> list[Element]:
    """Breadth first from the starts, boundary events behind what they hang on; unreached ones last."""
    waiting = [element.id for element in sheet.elements.values() if element.kind == "startEvent"]
    found: dict[str, Element] = {}
    while waiting:
        element_id = waiting.pop(0)
        if element_id in found or element_id not in sheet.elements:
            continue
        found[element_id] = sheet.elements[element_id]
        attached = [each.id for each in sheet.elements.values() if each.attached_to == element_id]
        inside = [each.id for each in sheet.elements.values() if each.scope == element_id]
        waiting = [*attached, *inside, *waiting, *(flow.target for flow in sheet.outgoing(element_id))]
    return [*found.values(), *(each for each in sheet.elements.values() if each.id not in found)]
