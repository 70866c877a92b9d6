"""The way of a complaint as its author reads it: few steps in plain words, taken from the deployed diagrams.

An element with both `labelPublik` and `status` begins a stage. Stages that no way from the start to the good end can
avoid, and those that the diagram marks with `jalur=utama`, are announced beforehand; the others (completion of data,
the inspectorate …) show up when they are reached. No list of stages stands in code: another regulation's diagrams give
another path.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.bundle import Bundle
from engine.sheets import Element, Sheet

Place = tuple[str, ...]
"""Where a token can stand: the call activities on the way down, then the element."""

FINISHED = "selesai"
"""The status of the end that every complaint should reach."""
DEEPEST = 6


@dataclass(frozen=True)
class Stage:
    """One step: its status in the diagram and the words for the complainant."""

    status: str
    label: str


@dataclass(frozen=True)
class Step:
    """A stage of one case: `done`, `current` or `ahead`."""

    label: str
    state: str


@dataclass(frozen=True)
class PublicPath:
    """What the diagrams of one version say about stages, for one start event."""

    start_label: str
    stages: tuple[Stage, ...]
    """In the order in which they can be reached."""
    announced: frozenset[str]
    """Statuses that the complainant is told of beforehand."""
    endings: Mapping[str, str] = field(default_factory=dict)
    """Name of the end event by its status."""

    def steps(self, *, reached: frozenset[str], phase: str | None, ended: bool) -> list[Step]:
        """The steps of a case that has passed through the statuses `reached` and stands in `phase`."""
        steps = [Step(self.start_label, "done")] if self.start_label else []
        here = phase or ""
        for stage in self.stages:
            if stage.status == here:
                steps.append(Step(stage.label, "current"))
            elif stage.status in reached:
                steps.append(Step(stage.label, "done"))
            elif stage.status in self.announced and not ended:
                steps.append(Step(stage.label, "ahead"))
        if ended and all(stage.status != here for stage in self.stages):
            steps.append(Step(self.endings.get(here, here), "current"))
        if steps and all(step.state != "current" for step in steps):
            steps[0] = Step(steps[0].label, "current")
        return steps


CACHE_SIZE = 64
_known: dict[tuple[str, str, str], PublicPath] = {}


def public_path(bundle: Bundle, *, process_id: str, start: str) -> PublicPath:
    """The stages of a process from one of its start events. Read once per version."""
    key = (bundle.content_hash, process_id, start)
    if key not in _known:
        if len(_known) >= CACHE_SIZE:
            _known.clear()
        _known[key] = _read(bundle, process_id, start)
    return _known[key]


def reached_statuses(bundle: Bundle, elements: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Statuses of the elements that a case has passed."""
    found = (bundle.element(process_id, element_id) for process_id, element_id in elements)
    return frozenset(element.properties["status"] for element in found if element and element.properties.get("status"))


def _read(bundle: Bundle, process_id: str, start: str) -> PublicPath:
    order = list(_reachable(bundle, (process_id, start), avoid=""))
    elements = [_element(bundle, place) for place in order]
    stages: dict[str, str] = {}
    for element in elements:
        status, label = element.properties.get("status", ""), element.properties.get("labelPublik", "")
        if status and label and element.kind != "startEvent":
            stages.setdefault(status, label)
    announced = {status for status in stages if not _can_finish(bundle, (process_id, start), avoid=status)}
    announced |= {e.properties.get("status", "") for e in elements if e.properties.get("jalur") == "utama"}
    ends = [element for element in reversed(elements) if element.kind == "endEvent"]  # those of the process itself win
    ends.sort(key=lambda element: element.process_id == process_id)
    return PublicPath(
        start_label=elements[0].properties.get("labelPublik", ""),
        stages=tuple(Stage(status, label) for status, label in stages.items()),
        announced=frozenset(announced),
        endings={element.properties.get("status", ""): element.name for element in ends},
    )


def _can_finish(bundle: Bundle, start: Place, *, avoid: str) -> bool:
    return any(
        _element(bundle, place).properties.get("status") == FINISHED for place in _reachable(bundle, start, avoid=avoid)
    )


def _reachable(bundle: Bundle, start: Place, *, avoid: str) -> Iterator[Place]:
    """Places in breadth-first order, without stepping on elements of the avoided status that wait for somebody."""
    seen = {start}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        yield place
        for following in _next(bundle, place):
            properties = _element(bundle, following).properties
            avoided = avoid and properties.get("status") == avoid and properties.get("labelPublik")
            if following not in seen and not avoided:
                seen.add(following)
                waiting.append(following)


def _next(bundle: Bundle, place: Place) -> Iterator[Place]:
    """Where a token can go from here: along flows, into a call, out of one, over an interrupting boundary event."""
    sheet, element = _sheet(bundle, place), _element(bundle, place)
    inner = bundle.sheets.get(element.called) if element.called else None
    if inner is not None and len(place) < DEEPEST:
        for begin in inner.start_events():
            yield (*place, inner.process_id, begin.id)
    elif element.kind == "subProcess":
        inside = (each for each in sheet.elements.values() if each.scope == element.id)
        yield from (_beside(place, each) for each in inside if each.kind == "startEvent")
    else:
        yield from (_beside(place, sheet.elements[flow.target]) for flow in sheet.outgoing(element.id))
    for attached in sheet.elements.values():
        if attached.attached_to == element.id and attached.interrupting:
            yield _beside(place, attached)
    if element.kind == "endEvent":
        yield from _out(bundle, place, sheet, element)


def _out(bundle: Bundle, place: Place, sheet: Sheet, element: Element) -> Iterator[Place]:
    """The flows behind the call or sub-process that this end event ends."""
    if element.scope != sheet.process_id:
        yield from (_beside(place, sheet.elements[flow.target]) for flow in sheet.outgoing(element.scope))
    elif len(place) > 2:
        caller = place[:-2]
        outer = _sheet(bundle, caller)
        yield from (_beside(caller, outer.elements[flow.target]) for flow in outer.outgoing(caller[-1]))


def _beside(place: Place, element: Element) -> Place:
    return (*place[:-1], element.id)


def _sheet(bundle: Bundle, place: Place) -> Sheet:
    return bundle.sheets[place[-2]]


def _element(bundle: Bundle, place: Place) -> Element:
    return _sheet(bundle, place).elements[place[-1]]
