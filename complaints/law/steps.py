"""The elements of a diagram as a table beside its drawing: who, until when, with what, and on which basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints.law.deployed import Process
from engine.definition.diagram import Diagram, Element
from engine.definition.drawing import UnreadableDiagramError, Words, svg
from engine.definition.expressions import nodes_in
from engine.definition.expressions.nodes import Path
from engine.definition.properties import LEGAL_BASIS, SOURCE


@dataclass(frozen=True)
class ElementRow:
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


def steps(process: Process, diagram: Diagram, passed: Mapping[tuple[str, str], int]) -> list[ElementRow]:
    """Every element in the order in which the work runs from the starts."""
    return [_step(process, element, passed) for element in _in_order(diagram)]


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


def answers(diagram: Diagram, passed: Mapping[tuple[str, str], int]) -> list[Answer]:
    """Flows that name a norm, in the order of the diagram."""
    return [
        Answer(
            question=diagram.elements[flow.source].name,
            text=flow.name,
            leads_to=diagram.elements[flow.target].name,
            basis=flow.properties[LEGAL_BASIS],
            source=flow.properties.get(SOURCE, ""),
            passed=passed.get((diagram.process_id, flow.id), 0),
        )
        for flow in diagram.flows.values()
        if flow.properties.get(LEGAL_BASIS)
    ]


def drawing(
    process: Process,
    diagram: Diagram,
    *,
    title: str,
    words: Words,
    linked: bool = True,
    passed: Mapping[tuple[str, str], int] | None = None,
) -> str | None:
    """The diagram as SVG, its elements leading to their rows; with `passed`, how many scenarios come by. None when the
    file holds no drawing.
    """
    counts = {element: number for (of, element), number in (passed or {}).items() if of == diagram.process_id}
    try:
        return svg(
            process.bundle.files[diagram.file],
            counts={key: number for key, number in counts.items() if key in diagram.elements},
            flow_counts={key: number for key, number in counts.items() if key in diagram.flows},
            current=(),
            title=title,
            links={element: f"#{anchor(element)}" for element in diagram.elements} if linked else None,
            words=words,
        )
    except UnreadableDiagramError:
        return None


def _step(process: Process, element: Element, passed: Mapping[tuple[str, str], int]) -> ElementRow:
    deadline = element.due or element.timer
    names = {node.names[0] for node in nodes_in(deadline) if isinstance(node, Path)}
    tables = tuple(sorted(d.id for d in process.bundle.decisions.values() if names & set(d.outputs)))
    return ElementRow(element, deadline, tables, passed.get((element.process_id, element.id), 0))


def _in_order(diagram: Diagram) -> list[Element]:
    """Breadth first from the starts, boundary events behind what they hang on; unreached ones last."""
    waiting = [element.id for element in diagram.elements.values() if element.kind == "startEvent"]
    found: dict[str, Element] = {}
    while waiting:
        element_id = waiting.pop(0)
        if element_id in found or element_id not in diagram.elements:
            continue
        found[element_id] = diagram.elements[element_id]
        beside = [each.id for each in (*diagram.attached(element_id), *diagram.inside(element_id))]
        waiting = [*beside, *waiting, *(flow.target for flow in diagram.outgoing(element_id))]
    return [*found.values(), *(each for each in diagram.elements.values() if each.id not in found)]
