"""A bench for the engine alone: no complaint, no web; a clock in hand, one person who may do everything."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.deadlines import OfficeCalendar, WorkCalendar
from engine.definition.operations import OperationContext
from engine.definition.versions import current_version
from engine.running import commands, queries
from engine.running.queries import CaseView, EventView, TaskView
from engine.running.runtime import Runtime
from tests.support.deploying import deploy

INSTANSI = "uji"
ROLES = frozenset({"admin", "penghubung"})
UNITS = ("dinas-a", "dinas-b")
OUTSIDER = Actor("luar", "Pihak luar")
"""Somebody without roles, who starts cases and sends messages."""
ADMIN = Actor("petugas-1", "Ani", frozenset({("admin", ""), ("penghubung", "")}))
RIVAL = Actor("petugas-2", "Budi", frozenset({("admin", ""), ("penghubung", "")}))
YEARS = range(2020, 2036)


@dataclass
class Lab:
    """Drives cases of one process. Every command stores the case and the next one restores it."""

    factory: SessionFactory
    clock: FixedClock
    called: list[str] = field(default_factory=list)
    broken: bool = False
    calendar: OfficeCalendar = field(
        default_factory=lambda: OfficeCalendar(WorkCalendar(decreed_years=YEARS), ZoneInfo("Asia/Makassar"))
    )
    signer: Any = None

    @property
    def runtime(self) -> Runtime:
        return Runtime(
            clock=self.clock,
            calendar_for=lambda _session, _instansi: self.calendar,
            operations={"catat": self._note, "gagal": self._fail},
            given=frozenset({"semua", "banyak", "satuan"}),
            signer=self.signer,
        )

    def _note(self, context: OperationContext) -> Mapping[str, Any] | None:
        self.called.append(context.element.id)
        return None

    def _fail(self, context: OperationContext) -> None:
        if self.broken:
            raise RuntimeError("operasi rusak")
        self.called.append(context.element.id)

    def deploy(self, process_id: str, **files: str) -> None:
        """`deploy("a", a=process(...), lagi=form(...))`: BPMN, DMN and forms are told apart by their text."""
        named = {f"{name}.{_kind(text)}": text for name, text in files.items()}
        self._do(deploy, process_id=process_id, files=named, roles=ROLES, by=ADMIN)

    def migrate(self, case_id: uuid.UUID, process_id: str, **options: Any) -> commands.Moved:
        """Move a case to the newest version of its process."""
        with reading(self.factory, INSTANSI) as session:
            version_id = current_version(session, INSTANSI, process_id).id
        moved: commands.Moved = self._do(
            commands.migrate_case, case_id=case_id, version_id=version_id, by=ADMIN, **options
        )
        return moved

    def start(self, process_id: str, start_element: str = "Start_mulai", **variables: Any) -> uuid.UUID:
        case_id = uuid.uuid4()
        self._do(
            commands.start_case,
            process_id=process_id,
            case_id=case_id,
            start_element=start_element,
            variables=variables,
            by=OUTSIDER,
        )
        return case_id

    def complete(self, case_id: uuid.UUID, element: str, *, by: Actor = ADMIN, **answers: Any) -> None:
        task = self.task(case_id, element)
        self._do(commands.complete, task_id=task.id, by=by, answers=answers, token=uuid.uuid4().hex)

    def send(self, case_id: uuid.UUID, message: str = "Pesan_jawab", **answers: Any) -> None:
        self._do(commands.send_message, case_id=case_id, message=message, by=OUTSIDER, answers=answers)

    def at(self, moment: str) -> int:
        """Move the clock and let the worker's command do what is due; gives how many cases were handled.

        `moment` may be a day alone: it is over then, and the next one begins.
        """
        over = len(moment) == len("2026-03-09")
        self.clock.set(midnight_after(moment) if over else datetime.fromisoformat(moment))
        return self.fire()

    def fire(self) -> int:
        return commands.fire_due(self.factory, self.runtime)

    def case(self, case_id: uuid.UUID) -> CaseView:
        with reading(self.factory, INSTANSI) as session:
            return queries.case(session, instansi_id=INSTANSI, case_id=case_id)

    def task(self, case_id: uuid.UUID, element: str) -> TaskView:
        return next(task for task in self.case(case_id).open_tasks if task.element == element)

    def open_tasks(self, case_id: uuid.UUID) -> list[str]:
        return sorted(task.element for task in self.case(case_id).open_tasks)

    def timers(self, case_id: uuid.UUID) -> dict[str, str]:
        """Element -> due moment on the office's wall, to the minute."""
        zone = ZoneInfo("Asia/Makassar")
        return {
            timer.element: timer.due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            for timer in self.case(case_id).timers
        }

    def timeline(self, case_id: uuid.UUID) -> list[EventView]:
        with reading(self.factory, INSTANSI) as session:
            return queries.timeline(session, instansi_id=INSTANSI, case_id=case_id)

    def visits(self, case_id: uuid.UUID) -> dict[str, int]:
        with reading(self.factory, INSTANSI) as session:
            found = queries.path(session, instansi_id=INSTANSI, case_id=case_id)
        return {element: count for (_, element), count in found.element_counts.items()}

    def flows(self, case_id: uuid.UUID) -> dict[str, int]:
        with reading(self.factory, INSTANSI) as session:
            found = queries.path(session, instansi_id=INSTANSI, case_id=case_id)
        return {flow: count for (_, flow), count in found.flow_counts.items()}

    def _do(self, command: Callable[..., Any], **arguments: Any) -> Any:
        with unit_of_work(self.factory, INSTANSI) as session:
            return command(session, self.runtime, instansi_id=INSTANSI, **arguments)


def midnight_after(day: str) -> datetime:
    """The moment at which a day of the lab's office is over."""
    return datetime.fromisoformat(f"{day}T00:00+08:00") + timedelta(days=1)


def _kind(text: str) -> str:
    if text.lstrip().startswith("{"):
        return "form"
    return "dmn" if "decisionTable" in text else "bpmn"
