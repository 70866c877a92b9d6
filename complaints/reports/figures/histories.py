"""Histories of many cases for figures: the timers that count in each version, and of each row only what is asked of it.

A year has hundreds of thousands of rows. They are read along the key of the histories, so that nothing is sorted; and
of a row only the fields that can matter are built.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, null, select
from sqlalchemy.orm import Session

from complaints.properties import WARNING
from engine.definition.versions import bundle_of
from engine.models import Event
from engine.record.advance import HistoryEvent
from engine.record.events import (
    CaseMigrated,
    CaseStarted,
    DeadlinesRecomputed,
    MessageReceived,
    TaskCompleted,
    TimersFired,
)
from engine.record.payload import phase_in, read

SETTLEMENT = "penyelesaian"
"""How diagrams name the deadline of the settlement."""
BEFORE_CLASS = "penyelesaian_awal"
"""The same deadline as long as nobody has classified the complaint: it runs from the legal start, whoever holds it."""

KINDS = (
    *(kind.KIND for kind in (CaseStarted, TaskCompleted, MessageReceived, TimersFired)),
    CaseMigrated.KIND,
    DeadlinesRecomputed.KIND,
)
READ = frozenset({"answers", "moved", "path", "phase", "timers", "timers_gone"})
ALWAYS_READ = frozenset({CaseMigrated.KIND, DeadlinesRecomputed.KIND})
ANSWERS = ('"kategori"', '"penyebab', '"penilaian"')
"""Answers that figures count, as they stand in a row."""
REPLY = case((Event.kind == MessageReceived.KIND, Event.personal), else_=null())
"""What complainants answered, their rating among it. The texts of officers are not read."""
ROWS = (
    select(Event.case_id, Event.at, Event.kind, Event.unit, Event.payload, REPLY)
    .where(
        Event.instansi_id == bindparam("instansi"),
        Event.case_id.in_(bindparam("cases", expanding=True)),
        Event.kind.in_(KINDS),
    )
    .order_by(Event.case_id, Event.number)
)


class RowOfHistory(NamedTuple):
    """A row of a history, as far as figures ask."""

    case_id: uuid.UUID
    at: datetime
    phase: str
    completed_in: str | None
    """The unit whose task was completed; None for any other row."""
    event: HistoryEvent | None
    """Read only when it may say something of a clock or an answer that counts."""
    reply: Mapping[str, Any]


@dataclass(frozen=True)
class Clocks:
    """Timers of the settlement in one version of a process, as its diagrams mark them."""

    deadlines: frozenset[str]
    """Their firing marks the settlement as late: `param.tenggat` of what follows."""
    before_class: frozenset[str]
    """Those among them that another one follows when the complaint is classified."""
    warnings: frozenset[str]
    """They warn before that: property `peringatan`."""

    def concern(self, payload: str) -> bool:
        """Whether a row names a timer or an answer that counts; of any other row only the phase matters."""
        return any(mark in payload for mark in self._marks)

    @cached_property
    def _marks(self) -> list[str]:
        return [*ANSWERS, *(f'"{element}"' for element in sorted(self.deadlines | self.warnings))]


def clocks_of(session: Session, instansi_id: str, version_id: uuid.UUID) -> Clocks:
    """The timers that count for reports."""
    deadlines, before_class, warnings = set(), set(), set()
    for diagram in bundle_of(session, instansi_id, version_id).diagrams.values():
        for element in diagram.elements.values():
            targets = [diagram.elements.get(flow.target) for flow in diagram.outgoing(element.id)]
            named = {target.parameters.get("tenggat") for target in targets if target is not None}
            if element.event == "timer" and named & {SETTLEMENT, BEFORE_CLASS}:
                deadlines.add(element.id)
            if element.event == "timer" and BEFORE_CLASS in named:
                before_class.add(element.id)
            if element.event == "timer" and element.properties.get(WARNING) == SETTLEMENT:
                warnings.add(element.id)
    return Clocks(frozenset(deadlines), frozenset(before_class), frozenset(warnings))


def histories(session: Session, instansi_id: str, clocks: Mapping[uuid.UUID, Clocks]) -> Iterator[RowOfHistory]:
    """The rows of these cases, each case whole and in its order."""
    for case_id, at, kind, unit, payload, personal in session.execute(
        ROWS, {"instansi": instansi_id, "cases": list(clocks)}
    ):
        reply = (personal or {}).get("answers") or {}
        matters = reply or kind in ALWAYS_READ or clocks[case_id].concern(payload)
        event = read(kind, payload, wanted=READ) if matters else None
        yield RowOfHistory(case_id, at, phase_in(payload), unit if kind == TaskCompleted.KIND else None, event, reply)
