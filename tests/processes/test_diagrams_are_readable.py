"""What a diagram must look like to be read: nothing overlaps, the way goes from left to right, no diagram is crowded."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree

from complaints.law.bundles import FOLDERS
from engine.definition.diagram import EVENTS, GATEWAYS, read_diagram
from engine.definition.misdrawn import BPMNDI

DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DIAGRAMS = sorted(FOLDERS[0].rglob("*.bpmn"))
MAIN_DIAGRAM = 45
"""A main diagram draws every start and every end of the regulation besides its steps."""
CALLED_DIAGRAM = 25
LARGER = {
    "penyelesaian": 32, "telaah_nasional": 26, "tindak_lanjut_belitung_timur": 26,
    "pengaduan_lombok_tengah": 63, "pengaduan_tanah_laut": 62, "pengaduan_belitung_timur": 48,
}  # fmt: skip
"""Diagrams that grew by copies, reminders, contributors who are released, and what complainants add, ask for and are
protected by at any time, which stands apart. The list is to become shorter, not longer."""
Box = tuple[float, float, float, float]


@cache
def boxes(path: Path) -> dict[str, Box]:
    """Bounds of everything that is drawn, by id."""
    found = {}
    for shape in etree.parse(path).iter(f"{BPMNDI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        if bounds is not None:
            x, y, width, height = (float(bounds.get(side, "0")) for side in ("x", "y", "width", "height"))
            found[shape.get("bpmnElement", "")] = (x, y, x + width, y + height)
    return found


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


@each_diagram
def test_nothing_overlaps(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    drawn = {e.id: boxes(path)[e.id] for e in diagram.elements.values() if not e.attached_to}
    held = {frozenset((e.id, e.scope)) for e in diagram.elements.values()}
    pairs = [pair for pair in combinations(drawn, 2) if frozenset(pair) not in held]
    assert [pair for pair in pairs if overlap(drawn[pair[0]], drawn[pair[1]])] == []


@each_diagram
def test_what_a_part_holds_lies_inside_it(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    outside = []
    for element in diagram.elements.values():
        if element.scope in diagram.elements:
            one, part = boxes(path)[element.id], boxes(path)[element.scope]
            if not (part[0] < one[0] and one[2] < part[2] and part[1] < one[1] and one[3] < part[3]):
                outside.append(element.id)
    assert outside == []


@each_diagram
def test_every_element_lies_in_its_lane(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    lanes = {
        lane.get("name", ""): boxes(path)[lane.get("id", "")]
        for lane in etree.parse(path).iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}lane")
    }
    outside = []
    for element in diagram.elements.values():
        left, top, right, bottom = boxes(path)[element.id]
        lane = lanes[element.lane]
        if not (lane[0] <= left and right <= lane[2] and lane[1] <= top and bottom <= lane[3]):
            outside.append(element.id)
    assert outside == []


@each_diagram
def test_events_and_gateways_have_their_standard_size(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    sizes = dict.fromkeys(EVENTS, 36.0) | dict.fromkeys(GATEWAYS, 50.0)
    odd = [
        e.id
        for e in diagram.elements.values()
        if e.kind in sizes and {boxes(path)[e.id][2] - boxes(path)[e.id][0]} != {sizes[e.kind]}
    ]
    assert odd == []


@each_diagram
def test_a_diagram_is_not_crowded(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    limit = MAIN_DIAGRAM if len(diagram.start_events()) > 1 else CALLED_DIAGRAM
    assert len(diagram.elements) <= LARGER.get(diagram.process_id, limit)


def test_a_larger_diagram_is_as_large_as_is_said() -> None:
    diagrams = [read_diagram(path.name, path.read_text(encoding="utf-8")) for path in DIAGRAMS]
    sizes = {each.process_id: len(each.elements) for each in diagrams}
    assert {name: sizes[name] for name in LARGER} == LARGER


@each_diagram
def test_only_waits_for_the_complainant_are_cut_short_and_what_the_program_does_itself(path: Path) -> None:
    """Forwarding a reply that the reporter has read already holds nobody up."""
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    cutting = {e.id for e in diagram.elements.values() if e.attached_to and e.event == "timer" and e.interrupting}
    assert {
        each for each in cutting if not each.startswith(("Timer_kelengkapan", "Timer_reaksi", "Timer_penerusan"))
    } == set()
