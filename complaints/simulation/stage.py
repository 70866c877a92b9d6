"""The stage of a scenario: a fresh database in memory, the decrees, the process, a clock in hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from complaints.bundles import PROCESS_ROLE_NAMES
from complaints.models import Instansi, Unit
from engine import commands, queries
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, make_engine, make_session_factory, reading, unit_of_work
from engine.models import Base, Case
from engine.queries import CaseView, EventView, TaskView
from engine.runtime import Runtime

MakeRuntime = Callable[[FixedClock], Runtime]


class Stage:
    """One scenario's world. `close()` gives the memory back."""

    def __init__(
        self,
        *,
        start: datetime,
        instansi: Instansi,
        units: Mapping[str, str],
        files: Mapping[str, str],
        make_runtime: MakeRuntime,
        seed: Callable[[Any], None],
    ) -> None:
        self.clock = FixedClock(start)
        self.runtime = make_runtime(self.clock)
        self.engine = make_engine("sqlite://")
        Base.metadata.create_all(self.engine)
        self.factory: SessionFactory = make_session_factory(self.engine)
        self.instansi_id, self.process_id = instansi.id, instansi.process_id
        self.case_id: uuid.UUID | None = None
        with unit_of_work(self.factory) as session:
            session.add(instansi)
            session.flush()
            session.add_all(Unit(instansi_id=instansi.id, id=unit, name=name) for unit, name in units.items())
            seed(session)
            session.flush()
            commands.deploy(
                session,
                self.runtime,
                instansi_id=instansi.id,
                process_id=instansi.process_id,
                files=files,
                roles=PROCESS_ROLE_NAMES,
                by=SISTEM,
            )

    def close(self) -> None:
        self.engine.dispose()

    def do(self, command: Callable[..., Any], **arguments: Any) -> Any:
        with unit_of_work(self.factory) as session:
            return command(session, self.runtime, instansi_id=self.instansi_id, **arguments)

    def case(self) -> CaseView:
        with reading(self.factory) as session:
            return queries.case(session, instansi_id=self.instansi_id, case_id=self.the_case)

    def timeline(self) -> list[EventView]:
        with reading(self.factory) as session:
            return queries.timeline(session, instansi_id=self.instansi_id, case_id=self.the_case)

    def complete(self, task: TaskView, *, role: str, answers: Mapping[str, Any]) -> None:
        person = Actor(f"pemeran-{role}", role, frozenset({(role, "")}))
        token = uuid.uuid4().hex
        self.do(commands.complete, task_id=task.id, by=person, answers=answers, token=token)

    def pass_time(self, until: datetime) -> None:
        """Walk to a moment, stopping at everything that is due on the way."""
        while (due := self._next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            if commands.fire_due(self.factory, self.runtime) == 0:
                break
        self.clock.set(max(until, self.clock.now()))

    @property
    def the_case(self) -> uuid.UUID:
        if self.case_id is None:
            raise RuntimeError("no case was started")
        return self.case_id

    def _next_due(self) -> datetime | None:
        with reading(self.factory) as session:
            return session.scalar(
                select(Case.next_due_at).where(Case.next_due_at.is_not(None)).order_by(Case.next_due_at).limit(1)
            )
