"""The way of a complaint as its author reads it: few steps in plain words, taken from the deployed diagrams.

An element with both `labelPublik` and `status` begins a stage. Stages that no way from the start to the good end can
avoid are announced beforehand; the others (completion of data, the inspectorate …) show up when they are reached. No
list of stages stands in code: another regulation's diagrams give another path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from complaints.intake.starts import WEBSITE
from complaints.properties import CHANNELS, PUBLIC_LABEL
from complaints.tracking.diagram_walk import Walk
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.properties import PHASE
from engine.record.advance import Advance
from engine.record.events import CaseMigrated
from engine.running.queries import ToldRow

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
    at: datetime | None = None
    """When the case last came to it; None for what lies ahead."""
    before: tuple[datetime, ...] = ()
    """When it was there earlier: it came back, or will pass here once more."""


Visits = Mapping[str, tuple[datetime, ...]]
"""Statuses in the order in which the case last came to them, each with every moment at which it did."""


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

    def steps(
        self, *, visits: Visits, phase: str | None, ended: bool, began: datetime | None = None
    ) -> list[PublicStep]:
        """The steps of a case in the order in which it took them, then what lies ahead. `phase`: where it stands."""
        labels = {stage.status: stage.label for stage in self.stages}
        here = phase or ""
        if here == FINISHED and not ended:  # gone on with after its end: it is where it was before
            here = next((status for status in reversed(list(visits)) if status in labels and status != FINISHED), here)
        again = frozenset() if ended else self._once_more(visits, here)
        steps = [PublicStep(self.start_label, "done", at=began)] if self.start_label else []
        for status, moments in visits.items():
            if status in labels and status not in again and status != here and (ended or status != FINISHED):
                steps.append(PublicStep(labels[status], "done", at=moments[-1], before=moments[:-1]))
        moments = visits.get(here, ())
        at, before = (moments[-1] if moments else None), moments[:-1]
        if here in labels:
            steps.append(PublicStep(labels[here], "current", ended and here == FINISHED, at, before))
        elif ended:
            steps.append(PublicStep(self.endings.get(here, here), "current", at=at))
        elif steps:
            steps[-1] = replace(steps[-1], state="current")
        for stage in self.stages if not ended else ():
            if stage.status in self.announced and stage.status != here:
                known = visits.get(stage.status, ())
                if not known or stage.status in again or stage.status == FINISHED:
                    steps.append(PublicStep(stage.label, "ahead", before=known if stage.status != FINISHED else ()))
        return steps

    def _once_more(self, visits: Visits, here: str) -> frozenset[str]:
        """Announced stages that the case has passed and cannot avoid again, because it went back before them.

        The announced ones dominate each other in their order: none is reached but through those before it.
        """
        order = [stage.status for stage in self.stages if stage.status in self.announced]
        been = [status for status in visits if status in order and status != here]
        where = here if here in order else (been[-1] if been else "")
        return frozenset(order[order.index(where) + 1 :]) & frozenset(been) if where else frozenset()


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


def visits(bundle: Bundle, told: Iterable[ToldRow]) -> Visits:
    """When a case came to which status: where a row left it, and what it only passed on the way."""
    found: dict[str, tuple[datetime, ...]] = {}
    last = ""
    for row in told:
        for passed in row.path:
            element = bundle.element(passed.process, passed.element)
            status = element.properties.get(PHASE, "") if element else ""
            if status and status not in found:
                found[status] = (row.at,)
        phase = (row.what.phase or "") if isinstance(row.what, Advance | CaseMigrated) else ""
        if phase and phase != last:
            before = found.pop(phase, ())
            found[phase] = before if before[-1:] == (row.at,) else (*before, row.at)
            last = phase
    return found


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
