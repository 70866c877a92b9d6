"""The way of a complaint as its author reads it: few steps in plain words, taken from the deployed diagrams.

An element with both `labelPublik` and `status` begins a stage. Stages that no way from the start to the good end can
avoid are announced beforehand; the others (completion of data, the inspectorate …) show up when they are reached. No
list of stages stands in code: another regulation's diagrams give another path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from complaints.intake.starts import WEBSITE
from complaints.properties import CHANNELS, PUBLIC_LABEL
from complaints.tracking.diagram_walk import Walk
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.properties import PHASE

FINISHED = "selesai"
"""The status of the end that every complaint should reach."""


@dataclass(frozen=True)
class PublicStage:
    """One step: its status in the diagram and the words for the complainant."""

    status: str
    label: str


@dataclass(frozen=True)
class PublicStep:
    """A stage of one case: `done`, `current` or `ahead`."""

    label: str
    state: str
    finished: bool = False
    """Whether this is the good end."""


@dataclass(frozen=True)
class PublicPath:
    """What the diagrams of one version say about stages, for one start event."""

    start_label: str
    stages: tuple[PublicStage, ...]
    """In the order in which they can be reached."""
    announced: frozenset[str]
    """Statuses that the complainant is told of beforehand."""
    endings: Mapping[str, str] = field(default_factory=dict)
    """Name of the end event by its status."""

    def steps(self, *, reached: frozenset[str], phase: str | None, ended: bool) -> list[PublicStep]:
        """The steps of a case that has passed through the statuses `reached` and stands in `phase`."""
        steps = [PublicStep(self.start_label, "done")] if self.start_label else []
        here = phase or ""
        for stage in self.stages:
            if stage.status == here:
                steps.append(PublicStep(stage.label, "current", finished=ended and here == FINISHED))
            elif stage.status in reached and (ended or stage.status != FINISHED):  # what goes on again is not finished
                steps.append(PublicStep(stage.label, "done"))
            elif stage.status in self.announced and not ended:
                steps.append(PublicStep(stage.label, "ahead"))
        if ended and all(stage.status != here for stage in self.stages):
            steps.append(PublicStep(self.endings.get(here, here), "current"))
        if steps and all(step.state != "current" for step in steps):
            steps[0] = PublicStep(steps[0].label, "current")
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


def expected_way(bundle: Bundle, *, process_id: str) -> list[str]:
    """What a version announces to whoever reports by the website, in order."""
    way = public_path(bundle, process_id=process_id, start=_website_start(bundle, process_id))
    return [label for label in (way.start_label, *(s.label for s in way.stages if s.status in way.announced)) if label]


def _website_start(bundle: Bundle, process_id: str) -> str:
    starts = list(bundle.diagrams[process_id].start_events())
    return next((e.id for e in starts if WEBSITE in e.properties.get(CHANNELS, "").split(",")), starts[0].id)


def reached_statuses(bundle: Bundle, elements: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Statuses of the elements that a case has passed."""
    found = (bundle.element(process_id, element_id) for process_id, element_id in elements)
    return frozenset(element.properties[PHASE] for element in found if element and element.properties.get(PHASE))


def _read(bundle: Bundle, process_id: str, start: str) -> PublicPath:
    walk = Walk(bundle, process_id, start)
    elements = list({(e.process_id, e.id): e for e in walk.elements()}.values())
    stages: dict[str, str] = {}
    for element in elements:
        if _begins_stage(element) and element.kind != "startEvent":
            stages.setdefault(element.properties[PHASE], element.properties[PUBLIC_LABEL])
    ends = [element for element in reversed(elements) if element.kind == "endEvent"]
    ends.sort(key=lambda element: element.process_id == process_id)  # those of the process itself win
    return PublicPath(
        start_label=elements[0].properties.get(PUBLIC_LABEL, ""),
        stages=tuple(PublicStage(status, label) for status, label in stages.items()),
        announced=frozenset(status for status in stages if not _can_finish(walk, avoid=status)),
        endings={element.properties.get(PHASE, ""): element.name for element in ends},
    )


def _can_finish(walk: Walk, *, avoid: str) -> bool:
    def avoided(element: Element) -> bool:
        return _begins_stage(element) and element.properties[PHASE] == avoid

    return any(element.properties.get(PHASE) == FINISHED for element in walk.elements(avoiding=avoided))


def _begins_stage(element: Element) -> bool:
    return bool(element.properties.get(PHASE) and element.properties.get(PUBLIC_LABEL))
