"""Figures on the diagrams of a version: where time is lost, and one of the ways that complaints took."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.mining.variants import TakenWay
from complaints.audit.mining.work import StepWork
from complaints.audit.path import whole_and_near
from complaints.models import Instansi
from engine.definition.bundle import Bundle
from engine.definition.drawing import Mark, Words, svg
from engine.definition.versions import bundle_of
from engine.models import ProcessVersion

NAMED_BY = 10
"""Versions in which the names of steps are looked for, the newest first."""
Say = Callable[[StepWork], Mark]


@dataclass(frozen=True)
class DrawnPart:
    """One process of a version."""

    process: str
    name: str
    markup: str | None
    """None where it is not drawn now."""
    near: str
    """Of a wide drawing what lies around where most time is lost; "" otherwise."""
    hours: float
    """Working hours that its steps took, of all complaints together."""


@dataclass(frozen=True)
class VersionOf:
    """A deployed version of the process for complaints."""

    id: uuid.UUID
    number: int


def versions(session: Session, *, instansi_id: str) -> list[VersionOf]:
    """Of the government's process for complaints, newest first."""
    process = select(Instansi.process_id).where(Instansi.id == instansi_id).scalar_subquery()
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.number)
        .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process)
        .order_by(ProcessVersion.number.desc())
        .limit(NAMED_BY)
    )
    return [VersionOf(row.id, row.number) for row in rows]


class StepNames:
    """How steps are called: as the newest version that has them calls them."""

    def __init__(self, session: Session, *, instansi_id: str, versions: Sequence[VersionOf]) -> None:
        self._bundles = [bundle_of(session, instansi_id, each.id) for each in versions]

    def step(self, process: str, element: str) -> str:
        """An element; its id where no version has it."""
        for bundle in self._bundles:
            if (known := bundle.element(process, element)) is not None:
                return known.name or element
        return element

    def process(self, process: str) -> str:
        """A process; its id where no version has it."""
        for bundle in self._bundles:
            if process in bundle.diagrams:
                return bundle.diagrams[process].name or process
        return process


def time_map(
    session: Session,
    *,
    instansi_id: str,
    version_id: uuid.UUID,
    work: Sequence[StepWork],
    shown: str,
    mark: Say,
    around: Callable[[float], Mark],
) -> list[DrawnPart]:
    """The processes of a version in which work was done, and the one that is `shown` drawn, else the main one.

    `mark` says what stands on a step; `around` what stands on the call of a process, from the hours lost in it.
    """
    bundle = bundle_of(session, instansi_id, version_id)
    main = session.scalars(select(Instansi.process_id).where(Instansi.id == instansi_id)).one()
    lost: dict[str, float] = {}
    for done in work:
        lost[done.process] = lost.get(done.process, 0.0) + done.total / 3600
    parts = [each for each in bundle.reachable(main) if each.process_id == main or each.process_id in lost]
    chosen = next((each.process_id for each in parts if each.process_id == shown), main)
    heaviest = max((each.total for each in work), default=0)
    found = []
    for each in parts:
        markup, near = None, ""
        if each.process_id == chosen:
            marks = {w.element: mark(w) for w in work if w.process == chosen and w.element in each.elements}
            calls = [
                element
                for element in each.elements.values()
                if element.called and _within(bundle, element.called, lost)
            ]
            marks |= {element.id: around(_within(bundle, element.called, lost)) for element in calls}
            heavy = [max(marks, key=lambda element: marks[element].weight)] if marks else []
            markup, near = _drawn(bundle, each.file, each.name, about=heavy, marks=marks)
        found.append(DrawnPart(each.process_id, each.name, markup, near, round(lost.get(each.process_id, 0.0), 1)))
    return found if heaviest else found[:1]


def drawn_way(session: Session, *, instansi_id: str, way: TakenWay, words: Words) -> list[DrawnPart]:
    """The processes that a way went through, each drawn with its path; the main one first."""
    bundle = bundle_of(session, instansi_id, way.version_id)
    main = session.scalars(select(Instansi.process_id).where(Instansi.id == instansi_id)).one()
    found = []
    for each in bundle.reachable(main):
        counts = {element: n for (process, element), n in way.elements.items() if process == each.process_id}
        flows = {flow: n for (process, flow), n in way.flows.items() if process == each.process_id}
        if counts:
            markup, _near = _drawn(bundle, each.file, each.name, counts=counts, flows=flows, words=words)
            found.append(DrawnPart(each.process_id, each.name, markup, "", 0.0))
    return found


def _within(bundle: Bundle, process: str, lost: Mapping[str, float]) -> float:
    """Hours lost in a process and in all that it calls."""
    return sum(lost.get(each.process_id, 0.0) for each in bundle.reachable(process))


def _drawn(
    bundle: Bundle,
    file: str,
    title: str,
    *,
    about: Iterable[str] = (),
    counts: Mapping[str, int] | None = None,
    flows: Mapping[str, int] | None = None,
    marks: Mapping[str, Mark] | None = None,
    words: Words | None = None,
) -> tuple[str | None, str]:
    """The drawing, and what of a wide one lies around some elements."""
    draw = partial(
        svg, bundle.files[file], counts=counts or {}, flow_counts=flows or {}, current=(), title=title, words=words,
        marks=marks,
    )  # fmt: skip
    return whole_and_near(draw, bundle.files[file], set(about))


def steps_of(names: StepNames, way: TakenWay) -> Iterable[tuple[str, str]]:
    """Each step of a way with the process it is in, as people call them."""
    return [(names.step(process, element), names.process(process)) for process, element in way.steps]
