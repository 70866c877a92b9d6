"""Which government runs which regulation: its processes as deployed, and what of them carries out which norm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.law.carriers import citing
from complaints.law.own_law import code_of
from complaints.models import Instansi
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element
from engine.definition.versions import bundle_of
from engine.government import crossing
from engine.models import ProcessVersion


@dataclass(frozen=True)
class Process:
    """The newest version of a process, with everything it calls."""

    process_id: str
    number: int
    deployed_at: datetime
    digest: str
    bundle: Bundle

    @cached_property
    def diagrams(self) -> list[Diagram]:
        """The process first, then what it calls."""
        return self.bundle.reachable(self.process_id)


Reached = tuple[Process, Diagram]
"""A diagram, and the process that reaches it."""


@dataclass(frozen=True)
class CarrierPlace:
    """An element in a process."""

    process: Process
    diagram: Diagram
    element: Element


@dataclass(frozen=True)
class Running:
    """A government with the regulation and the processes that it runs."""

    instansi_id: str
    name: str
    time_zone: str
    process_id: str
    """Its process of complaints."""
    code: str
    """Code of the regulation, `TL`."""
    processes: tuple[Process, ...]
    articles: Mapping[str, str] = field(default_factory=dict)
    """Norm -> the article of the government's own regulation, where it borrows this one's diagrams."""

    @cached_property
    def places(self) -> dict[str, list[CarrierPlace]]:
        """Norm -> the elements that name it as their basis. A diagram that several processes call counts once."""
        found: dict[str, list[CarrierPlace]] = {}
        for process, diagram in self.diagrams.values():
            for norm, _, element in citing([diagram]):
                found.setdefault(norm, []).append(CarrierPlace(process, diagram, element))
        return found

    @cached_property
    def diagrams(self) -> dict[str, Reached]:
        """Every diagram by the id of its process, with the version that reaches it first."""
        found: dict[str, Reached] = {}
        for process in self.processes:
            for diagram in process.diagrams:
                found.setdefault(diagram.process_id, (process, diagram))
        return found

    @cached_property
    def decisions(self) -> dict[str, str]:
        """All decision tables: id -> name."""
        found = {d.id: d.name for process in self.processes for d in process.bundle.decisions.values()}
        return dict(sorted(found.items()))

    @cached_property
    def forms(self) -> frozenset[str]:
        """Names of all forms."""
        return frozenset(name for process in self.processes for name in process.bundle.forms)

    def shows(self, kind: str, name: str) -> bool:
        """Whether a diagram (`elemen`), form (`formulir`) or decision table (`keputusan`) belongs to what runs."""
        if kind == "elemen":
            return name in self.diagrams
        return name in self.forms if kind == "formulir" else name in self.decisions

    def called(self, name: str) -> str:
        """What a form, table or diagram is called in its file, by its id; "" where the file gives no name."""
        form = next((p.bundle.forms[name] for p in self.processes if name in p.bundle.forms), None)
        if form is not None:
            return form.title
        drawn = self.diagrams.get(name)
        return drawn[1].name if drawn else self.decisions.get(name, "")

    def question(self, form: str, key: str) -> str:
        """The question of a form's field; its key where it has none or is not there."""
        part = next((p.bundle.forms[form].fields.get(key) for p in self.processes if form in p.bundle.forms), None)
        return str(getattr(part, "label", "")) or key.replace("_", " ")

    def row(self, decision: str, rule_id: str) -> int:
        """In which row of its table a rule stands, counted from 1; 0 when it is not there."""
        tables = (p.bundle.decisions[decision] for p in self.processes if decision in p.bundle.decisions)
        rules = next((table.rules for table in tables), ())
        return next((number for number, rule in enumerate(rules, 1) if rule.id == rule_id), 0)

    @cached_property
    def digest(self) -> str:
        """Changes when any version changes, or an own article."""
        own = sha256(repr(sorted(self.articles.items())).encode()).hexdigest()[:16]
        return "-".join([*(process.digest[:16] for process in self.processes), own])


def running(session: Session) -> list[Running]:
    """Every government that has deployed its process of complaints, by name."""
    with crossing(session, why="the register shows which government runs which regulation"):
        newest = _newest(session)
    return [
        found
        for row in session.scalars(select(Instansi).order_by(Instansi.name))
        if (found := _running(row, newest)) is not None
    ]


def _newest(session: Session) -> dict[tuple[str, str], Process]:
    latest = (
        select(ProcessVersion.instansi_id, ProcessVersion.process_id, func.max(ProcessVersion.number).label("number"))
        .group_by(ProcessVersion.instansi_id, ProcessVersion.process_id)
        .subquery()
    )
    rows = session.execute(
        select(
            ProcessVersion.instansi_id,
            ProcessVersion.process_id,
            ProcessVersion.id,
            ProcessVersion.number,
            ProcessVersion.deployed_at,
            ProcessVersion.content_hash,
        ).join(
            latest,
            (ProcessVersion.instansi_id == latest.c.instansi_id)
            & (ProcessVersion.process_id == latest.c.process_id)
            & (ProcessVersion.number == latest.c.number),
        )
    )
    return {
        (row.instansi_id, row.process_id): Process(
            row.process_id,
            row.number,
            row.deployed_at,
            row.content_hash,
            bundle_of(session, row.instansi_id, row.id),
        )
        for row in rows
    }


def _running(row: Instansi, newest: dict[tuple[str, str], Process]) -> Running | None:
    processes = tuple(newest[row.id, name] for name in _names(row) if (row.id, name) in newest)
    main = next((process for process in processes if process.process_id == row.process_id), None)
    if main is None:
        return None
    code = code_of(main.bundle.files[main.diagrams[0].file])
    return Running(row.id, row.name, row.time_zone, row.process_id, code, processes, dict(row.articles))


def _names(row: Instansi) -> Iterator[str]:
    yield row.process_id
    if row.restricted_process_id:
        yield row.restricted_process_id
    yield from row.activity_process_ids
