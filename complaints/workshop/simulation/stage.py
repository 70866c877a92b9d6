"""The stage of a scenario: a fresh database in memory, the decrees, the processes, a clock in hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select

from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.models import Complaint, ComplaintCopy, Instansi, Report, Unit
from complaints.workshop.simulation.words import NamesInScenario
from engine import workshop
from engine.actors import SISTEM, Actor
from engine.catalogue import _
from engine.clock import FixedClock
from engine.db import Engine, SessionFactory, make_engine, make_session_factory, reading, unit_of_work
from engine.definition.bundle import read_bundle
from engine.errors import NotWaitingError, UnboundedRunError
from engine.models import Base, Case, Event, StartTimer
from engine.record.events import CaseStarted
from engine.running import commands, queries
from engine.running.queries import CaseView, EventView, TaskView
from engine.running.runtime import Runtime

MOST_STOPS = 1_000
"""Moments at which something is due that one walk of the clock may meet: a daily one for almost three years."""
_View = TypeVar("_View")
MakeRuntime = Callable[[FixedClock], Runtime]


@dataclass(frozen=True)
class StageBundle:
    """What is deployed for one process."""

    files: Mapping[str, str]
    given: frozenset[str]
    """Variables that its cases have from their start."""


@dataclass(frozen=True)
class ReportMade:
    """A report of the case: its kind and unit, its period, and the headings under which people wrote."""

    kind: str
    unit: str
    first: date
    last: date
    public: bool
    headings: tuple[str, ...]


class Stage:
    """One scenario's world. `close()` gives the memory back."""

    def __init__(
        self,
        *,
        start: datetime,
        instansi: Instansi,
        units: Sequence[Unit],
        process_id: str,
        bundles: Mapping[str, StageBundle],
        make_runtime: MakeRuntime,
        seed: Callable[[Any], None],
        database: Engine | None = None,
        ground: bytes = b"",
    ) -> None:
        """`database`: one in memory that another stage gave back, whose statements are known already.

        `ground`: what `ground()` gave for a stage with the same government, processes and start; seed and deploy
        are spared.
        """
        self.clock = FixedClock(start)
        self.runtime = make_runtime(self.clock)
        self.engine = database or make_engine("sqlite://")
        self.factory: SessionFactory = make_session_factory(self.engine)
        self.instansi_id, self.process_id = instansi.id, process_id
        self.activities = frozenset(instansi.activity_process_ids)
        self.restricted = process_id == instansi.restricted_process_id
        self.bundle = read_bundle(bundles[process_id].files)
        self.names = NamesInScenario(
            self.bundle, {**(instansi.authorities or {}), **{each.id: each.name for each in units}}
        )
        self.asked: dict[int, tuple[str, list[str]]] = {}
        """By the number of a row of the case: the form, and keys of its questions that were not to be left open."""
        self.case_id: uuid.UUID | None = None
        self.others: list[uuid.UUID] = []
        """Complaints that are there besides the case of the scenario."""
        self._views: dict[tuple[Callable[..., Any], uuid.UUID], tuple[int, Any]] = {}
        if ground:
            with _raw(self.engine) as connection:
                connection.deserialize(ground)
        else:
            Base.metadata.create_all(self.engine)
            self._fill(instansi, units, bundles, seed)

    def _fill(
        self, instansi: Instansi, units: Sequence[Unit], bundles: Mapping[str, StageBundle], seed: Callable[[Any], None]
    ) -> None:
        judged = {
            name: workshop.judge(each.files, self.runtime, process_id=name, roles=PROCESS_ROLE_NAMES, given=each.given)
            for name, each in bundles.items()
        }
        with unit_of_work(self.factory, instansi.id) as session:
            session.add(instansi)
            session.flush()
            session.add_all(units)
            seed(session)
            session.flush()
            for name, bundle in judged.items():
                workshop.deploy_judged(
                    session, self.runtime, instansi_id=instansi.id, process_id=name, bundle=bundle, by=SISTEM
                )

    def ground(self) -> bytes:
        """The whole database as it is now."""
        with _raw(self.engine) as connection:
            return bytes(connection.serialize())

    def close(self) -> None:
        self.engine.dispose()

    def do(self, command: Callable[..., Any], **arguments: Any) -> Any:
        with unit_of_work(self.factory, self.instansi_id) as session:
            return command(session, self.runtime, instansi_id=self.instansi_id, **arguments)

    def case(self) -> CaseView:
        return self._read(queries.case)

    def timeline(self) -> list[EventView]:
        """What happened in the case; nothing as long as none has begun."""
        return [] if self.case_id is None else self._read(queries.timeline)

    def tasks(self) -> list[TaskView]:
        """Every task of the case, those that are over included."""
        with reading(self.factory, self.instansi_id) as session:
            return queries.tasks_of_case(session, instansi_id=self.instansi_id, case_id=self.the_case)

    def _read(self, query: Callable[..., _View]) -> _View:
        """What a query says of the case; asked again only when something was written since."""
        case_id = self.the_case
        with _raw(self.engine) as connection:
            at = connection.total_changes
        kept = self._views.get((query, case_id))
        if kept is None or kept[0] != at:
            with reading(self.factory, self.instansi_id) as session:
                kept = at, query(session, instansi_id=self.instansi_id, case_id=case_id)
            self._views[query, case_id] = kept
        view: _View = kept[1]
        return view

    def reports(self) -> list[ReportMade]:
        """What the case reported, in the order of making; nothing where it is a complaint."""
        made = select(Report).where(Report.instansi_id == self.instansi_id, Report.activity_id == self.the_case)
        with reading(self.factory, self.instansi_id) as session:
            rows = sorted(session.scalars(made), key=_when_made)
            return [
                ReportMade(
                    row.kind,
                    row.unit,
                    row.period_from,
                    row.period_to,
                    row.published_at is not None,
                    tuple(heading for heading, _text in row.texts),
                )
                for row in rows
            ]

    def copies(self) -> list[tuple[str, str, str]]:
        """(recipient, role, unit) of every copy of the complaint."""
        copies = ComplaintCopy
        sent = select(copies.recipient, copies.role, copies.unit).where(
            copies.instansi_id == self.instansi_id, copies.complaint_id == self.the_case
        )
        with reading(self.factory, self.instansi_id) as session:
            return sorted((to, role, unit) for to, role, unit in session.execute(sent))

    def complete(self, task: TaskView, *, role: str, answers: Mapping[str, Any]) -> None:
        person = Actor(f"pemeran-{role}", role, frozenset({(role, "")}))
        token = uuid.uuid4().hex
        self.do(commands.complete, task_id=task.id, by=person, answers=answers, token=token)

    @contextmanager
    def about(self, complaint: int) -> Iterator[None]:
        """A step about one of the other complaints, counted from 1; 0 is the case of the scenario."""
        if not complaint:
            yield
            return
        own, self.case_id = self.case_id, self.others[complaint - 1]
        try:
            yield
        finally:
            self.case_id = own

    def number_of(self, complaint: int) -> str:
        """The public number of one of the other complaints, counted from 1. Raises NotWaitingError without it."""
        if not 0 < complaint <= len(self.others):
            raise NotWaitingError(_("belum ada pengaduan lain ke-%(number)s", number=complaint))
        with reading(self.factory, self.instansi_id) as session:
            return session.get_one(Complaint, (self.instansi_id, self.others[complaint - 1])).number

    def pass_time(self, until: datetime) -> None:
        """Walk to a moment, stopping at everything that is due on the way: timers of cases, and starts by the clock.

        Raises UnboundedRunError after MOST_STOPS of them.
        """
        stops = 0
        while (due := self._next_due()) is not None and due <= until:
            if (stops := stops + 1) > MOST_STOPS:
                raise UnboundedRunError(_("lebih dari %(most)s batas waktu berbunyi di perjalanan", most=MOST_STOPS))
            self.clock.set(max(due, self.clock.now()))
            if not commands.fire_due(self.factory, self.runtime) + commands.fire_starts(self.factory, self.runtime):
                break
        self.clock.set(max(until, self.clock.now()))
        self.case_id = self.case_id or self.newest_case()

    def pass_to_start(self, element: str) -> None:
        """Walk to the next moment of a start by the clock; its case becomes the one of the scenario."""
        with reading(self.factory, self.instansi_id) as session:
            key = (self.instansi_id, self.process_id, element)
            row = session.get(StartTimer, key)
            moment = row.due_at if row else None
        if moment is None:
            raise NotWaitingError(_("tidak ada awal '%(element)s' yang menunggu waktunya", element=element))
        self.pass_time(moment)
        self.case_id = self.newest_case(element)

    def newest_case(self, start: str = "") -> uuid.UUID | None:
        """The case of the scenario's process that began last, if any: at one start event, where given."""
        found = select(Case.id).where(Case.instansi_id == self.instansi_id, Case.process_id == self.process_id)
        if start:
            begun = (Event.kind == CaseStarted.KIND) & (Event.element == start)
            found = found.join(Event, (Event.instansi_id == Case.instansi_id) & (Event.case_id == Case.id) & begun)
        with reading(self.factory, self.instansi_id) as session:
            return session.scalars(found.order_by(Case.started_at.desc()).limit(1)).one_or_none()

    @property
    def the_case(self) -> uuid.UUID:
        """Raises NotWaitingError when nothing has begun yet."""
        if self.case_id is None:
            raise NotWaitingError(_("belum ada yang dimulai"))
        return self.case_id

    def _next_due(self) -> datetime | None:
        with reading(self.factory, self.instansi_id) as session:
            cases = select(func.min(Case.next_due_at)).where(Case.instansi_id == self.instansi_id)
            starts = select(func.min(StartTimer.due_at)).where(StartTimer.instansi_id == self.instansi_id)
            return min(
                (due for due in (session.scalar(cases), session.scalar(starts)) if due is not None), default=None
            )


def _when_made(row: Report) -> tuple[Any, ...]:
    """What was made at the same moment is told in the same order each time."""
    return row.made_at, row.kind, row.unit, row.period_from, [heading for heading, _text in row.texts]


@contextmanager
def _raw(database: Engine) -> Iterator[Any]:
    """The driver's connection to a database in memory."""
    pooled = database.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()
