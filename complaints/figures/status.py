"""What a phase means in a report: a decision table of the regulation says it, never this program.

The table reads `tahap` (phase of the case) and `diverifikasi` (the unit has completed its first task). It gives
`status` (row or column of the report), `ditindaklanjuti` (a follow-up has begun) and `tuntas` (answered or ended: the
clock of the settlement stands); where a report needs them also `diselesaikan` (it counts as solved, else: followed up
and ended), `memenuhi_syarat` (it qualifies for a follow-up, else: every complaint does) and `dihitung` (a column of the
table of units and part of its total, else: every status is). A monitoring process names it on its `rekap` tasks:
`param.status`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.figures.words import words
from engine.bundle import Bundle
from engine.decisions import Decision
from engine.models import Case
from engine.versions.store import bundle_of


class FigureError(LookupError):
    """A report cannot be computed; the text says what the diagram does not say."""


@dataclass(frozen=True)
class Standing:
    """Where a complaint stands, in the words of the report."""

    status: str
    label: str
    followed_up: bool
    settled: bool
    solved: bool
    qualifies: bool
    """It qualifies for a follow-up."""
    counted: bool
    """It is a column of the table of units, and part of its total."""


class Values:
    """What a table of figures may look at: values by name, no moment and no calendar."""

    now: Any = None
    calendar: Any = None

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def variable(self, name: str) -> Any:
        return self._values.get(name)


class Statuses:
    """Asks the decision table once for each pair of values."""

    def __init__(self, decision: Decision) -> None:
        self._decision = decision
        self._known: dict[tuple[str, bool], Standing] = {}

    def of(self, phase: str, *, verified: bool) -> Standing:
        """Raises DecisionError when the table has no rule for this phase."""
        key = (phase, verified)
        if key not in self._known:
            found, _rule = self._decision.decide(Values({"tahap": phase, "diverifikasi": verified}))
            self._known[key] = _standing(found)
        return self._known[key]

    def all(self) -> list[Standing]:
        """Every status of the table once, in the order of its rules."""
        rows = [
            _standing(dict(zip(self._decision.outputs, rule.outputs, strict=True))) for rule in self._decision.rules
        ]
        return list({row.status: row for row in reversed(rows)}.values())[::-1]


def _standing(found: Mapping[str, Any]) -> Standing:
    followed_up, settled = found["ditindaklanjuti"] is True, found["tuntas"] is True
    return Standing(
        status=str(found["status"]),
        label=words(str(found["status"])),
        followed_up=followed_up,
        settled=settled,
        solved=bool(found.get("diselesaikan", followed_up and settled)),
        qualifies=bool(found.get("memenuhi_syarat", True)),
        counted=bool(found.get("dihitung", True)),
    )


def statuses_for(session: Session, *, instansi_id: str, activity_id: uuid.UUID, kind: str) -> Statuses:
    """The table that the process of this activity names for this report. Raises FigureError when it names none."""
    name, bundle = named_table(session, instansi_id=instansi_id, activity_id=activity_id, kind=kind, parameter="status")
    if name not in bundle.decisions:
        raise FigureError(f"laporan '{kind}': sebut tabel keputusan status dengan param.status pada tugas rekap")
    return Statuses(bundle.decisions[name])


def named_table(
    session: Session, *, instansi_id: str, activity_id: uuid.UUID, kind: str, parameter: str
) -> tuple[str, Bundle]:
    """The decision that a task of the activity's process names for this kind of report, else for any; "" for none."""
    version = select(Case.version_id).where(Case.instansi_id == instansi_id, Case.id == activity_id)
    bundle = bundle_of(session, instansi_id, session.execute(version).scalar_one())
    elements = [element for sheet in bundle.sheets.values() for element in sheet.elements.values()]
    named = [(element.parameters.get("laporan") == kind, element.parameters.get(parameter, "")) for element in elements]
    return max((pair for pair in named if pair[1]), default=(False, ""))[1], bundle
