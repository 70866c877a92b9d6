"""What a phase means in a report: a decision table of the regulation says it, never this program.

The table reads `tahap` (phase of the case) and `diverifikasi` (the unit has completed its first task). It gives
`status` (row or column of the report), `ditindaklanjuti` (a follow-up has begun) and `tuntas` (answered or ended: the
clock of the settlement stands); where a report needs them also `diselesaikan` (it counts as solved, else: followed up
and ended), `memenuhi_syarat` (it qualifies for a follow-up, else: every complaint does) and `dihitung` (a column of the
table of units and part of its total, else: every status is). A monitoring process names it on its `rekap` tasks:
`param.status`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints.reports.figures.labels import words
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision, Values


class FigureError(LookupError):
    """A report cannot be computed; the text says what the diagram does not say."""


@dataclass(frozen=True)
class ReportStatus:
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


class Statuses:
    """Asks the decision table once for each pair of values."""

    def __init__(self, decision: Decision) -> None:
        self._decision = decision
        self._known: dict[tuple[str, bool], ReportStatus] = {}

    def of(self, phase: str, *, verified: bool) -> ReportStatus:
        """Raises DecisionError when the table has no rule for this phase."""
        key = (phase, verified)
        if key not in self._known:
            found = self._decision.answer(Values({"tahap": phase, "diverifikasi": verified}))
            self._known[key] = _standing(found)
        return self._known[key]

    def all(self) -> list[ReportStatus]:
        """Every status of the table once, in the order of its rules."""
        rows = [_standing(self._decision.named(rule)) for rule in self._decision.rules]
        return list({row.status: row for row in reversed(rows)}.values())[::-1]


def _standing(found: Mapping[str, Any]) -> ReportStatus:
    followed_up, settled = found["ditindaklanjuti"] is True, found["tuntas"] is True
    return ReportStatus(
        status=str(found["status"]),
        label=words(str(found["status"])),
        followed_up=followed_up,
        settled=settled,
        solved=bool(found.get("diselesaikan", followed_up and settled)),
        qualifies=bool(found.get("memenuhi_syarat", True)),
        counted=bool(found.get("dihitung", True)),
    )


def statuses_of(bundle: Bundle, kind: str) -> Statuses:
    """The table that the process of an activity names for this report. Raises FigureError when it names none."""
    table = named_table(bundle, kind, "status")
    if table is None:
        raise FigureError(
            _("laporan '%(kind)s': sebut tabel keputusan status dengan param.status pada tugas rekap", kind=kind)
        )
    return Statuses(table)


def named_table(bundle: Bundle, kind: str, parameter: str) -> Decision | None:
    """The decision that a task of the process names by a parameter for this kind of report, else for any."""
    elements = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
    named = [(element.parameters.get("laporan") == kind, element.parameters.get(parameter, "")) for element in elements]
    return bundle.decisions.get(max((pair for pair in named if pair[1]), default=(False, ""))[1])
