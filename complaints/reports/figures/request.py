"""What is asked of a report, with what its makers share: facts and statuses are read at most once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Instansi
from complaints.people.units import UnitName, units
from complaints.reports.figures.balance import BalanceMovement, moved
from complaints.reports.figures.facts import Fact, FactScope, read_facts, scope_of
from complaints.reports.figures.status import ReportStatus, Statuses, named_table, statuses_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision
from engine.definition.versions import bundle_of
from engine.models import Case


@dataclass(frozen=True)
class Request:
    """One report of one activity. `unit`: only this unit's assignments; "" the whole instansi."""

    session: Session
    kind: str
    instansi_id: str
    activity_id: uuid.UUID
    period_from: date
    period_to: date
    now: datetime
    unit: str = ""
    just_answered: Mapping[str, Any] = field(default_factory=dict)
    """Answers of the task that is being completed: its row of the history is not written yet."""
    answered_in: str = ""
    """The unit of that task."""

    @cached_property
    def bundle(self) -> Bundle:
        """Diagrams, tables and forms of the activity's process."""
        version = select(Case.version_id).where(Case.instansi_id == self.instansi_id, Case.id == self.activity_id)
        return bundle_of(self.session, self.instansi_id, self.session.execute(version).scalar_one())

    def table(self, parameter: str) -> Decision | None:
        """The decision table that the process names by this parameter of its `rekap` task."""
        return named_table(self.bundle, self.kind, parameter)

    @cached_property
    def scope(self) -> FactScope:
        return scope_of(
            self.session, instansi_id=self.instansi_id, period_from=self.period_from, period_to=self.period_to
        )

    @cached_property
    def statuses(self) -> Statuses:
        return statuses_of(self.bundle, self.kind)

    @cached_property
    def facts(self) -> list[Fact]:
        """The complaints received in the period; with a unit, those that it has or had."""
        return [fact for fact in self._known if fact.received_at >= self.scope.since]

    @cached_property
    def facts_still_open(self) -> list[Fact]:
        """Complaints received up to the end of the period, however long ago, whose case still runs."""
        return [fact for fact in self._known if fact.ended_at is None]

    @cached_property
    def movement(self) -> BalanceMovement:
        """What was open when the period began, came, was settled in it, and was open at its end."""
        return moved(self._known, since=self.scope.since, until=self.scope.until)

    @cached_property
    def _read(self) -> tuple[list[Fact], int]:
        return read_facts(self.session, self.scope, self.statuses)

    @cached_property
    def _known(self) -> list[Fact]:
        facts = self._read[0]
        if not self.unit:
            return facts
        own = (fact for fact in facts if self.unit in fact.assignments)
        return [fact for fact in own if not fact.assignments[self.unit].left]

    @property
    def examined(self) -> str | None:
        """What was read for the figures, in words; None when no complaint was asked for."""
        if "_read" not in self.__dict__:
            return None
        facts, live = self._read
        return _(
            "Diperiksa: %(all)s pengaduan; %(live)s dihitung saat itu dari riwayatnya, karena belum berakhir atau "
            "hitungannya belum disimpan.",
            all=len(facts),
            live=live,
        )

    @cached_property
    def units(self) -> dict[str, UnitName]:
        return units(self.session, instansi_id=self.instansi_id)

    @cached_property
    def instansi_name(self) -> str:
        return self.session.execute(select(Instansi.name).where(Instansi.id == self.instansi_id)).scalar_one()

    def unit_name(self, unit: str) -> str:
        """As people read it; a slug that is no unit stands as it is."""
        return self.units[unit].name if unit in self.units else unit

    def standing(self, fact: Fact) -> ReportStatus:
        """Where a complaint stands now."""
        return self.statuses.of(fact.phase, verified=fact.verified)
