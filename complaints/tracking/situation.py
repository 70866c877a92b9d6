"""Where a running complaint stands, as answers to what its author asks first: what happened last, who has it, what
comes, by when, and what follows from their silence. All of it is read from the case and its diagrams.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints.properties import PUBLIC_LABEL
from complaints.tracking.expectations import Expectation
from complaints.tracking.public_path import PublicStep
from complaints.words import role as role_name
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.properties import listed
from engine.record.advance import Advance
from engine.record.events import TimersFired
from engine.running.queries import CaseView, TimerView, ToldRow

OVERDUE = "tandai_terlambat"
"""The operation that tells officers that a period is over."""


@dataclass(frozen=True)
class Situation:
    """What is true now. An answer that there is not is empty, and the page says so in words."""

    happened: str
    since: datetime | None
    holders: tuple[str, ...]
    """Units, or roles of officers who belong to none, that have it in hand; none while it waits for its author."""
    comes: str
    """The next stage that no way avoids."""
    due: Expectation | None
    """What is due first, of its author before others."""


def situation(
    case: CaseView,
    steps: Sequence[PublicStep],
    expected: Sequence[Expectation],
    *,
    units: Mapping[str, str],
    restricted: bool,
) -> Situation:
    """The answers for a running case. `units`: names of the units by their slug.

    Of a restricted report its author does not read who has it.
    """
    here = next((step for step in steps if step.state == "current"), None)
    ahead = next((step for step in steps if step.state == "ahead"), None)
    held = () if restricted else case.open_tasks
    holders = [units.get(task.unit) or role_name(task.role) for task in held]
    return Situation(
        happened=here.label if here else "",
        since=here.at if here else None,
        holders=tuple(dict.fromkeys(holders)),
        comes=ahead.label if ahead else _("Pengaduan berakhir"),
        due=min(expected, key=lambda each: (not each.yours, each.due_at), default=None),
    )


def with_rung(case: CaseView, bundle: Bundle, told: Sequence[ToldRow]) -> CaseView:
    """The case with timers that rang and have words for its author, as long as what they guard is not done: a period
    that is over is still what was promised."""
    rules: dict[str, TimerView] = {}
    rung: dict[str, TimerView] = {}
    for row in told:
        if not isinstance(row.what, Advance):
            continue
        passed = {(each.process, each.element) for each in row.path}
        rung = {name: timer for name, timer in rung.items() if _guarded(bundle, name) not in passed}
        for set_ in row.what.timers:
            if set_.due is not None:
                rules[set_.element] = TimerView(set_.element, set_.due, set_.provisional, set_.rule)
                rung.pop(set_.element, None)
        for fired in row.what.fired if isinstance(row.what, TimersFired) else ():
            if fired.element in rules and _is_promise(bundle, fired.element):
                rung[fired.element] = replace(rules[fired.element], due_at=fired.due)
    return replace(case, timers=(*rung.values(), *case.timers)) if rung else case


def _guarded(bundle: Bundle, timer: str) -> tuple[str, str]:
    diagram = bundle.diagram_with(timer)
    return (diagram.process_id, diagram.elements[timer].attached_to) if diagram else ("", "")


def _is_promise(bundle: Bundle, timer: str) -> bool:
    diagram = bundle.diagram_with(timer)
    element = diagram.elements[timer] if diagram else None
    return element is not None and not element.interrupting and PUBLIC_LABEL in element.properties


def with_warnings(expected: Iterable[Expectation], bundle: Bundle, told: Sequence[ToldRow]) -> list[Expectation]:
    """The expectations with who is told when a period is over, and when that was, if it was."""
    return [_warned(each, bundle, told) if each.timer else each for each in expected]


def _warned(expectation: Expectation, bundle: Bundle, told: Sequence[ToldRow]) -> Expectation:
    rung = [
        (row.at, notice)
        for row in told
        if isinstance(row.what, TimersFired) and any(each.element == expectation.timer for each in row.what.fired)
        for notice in row.what.notices
        if notice.get("kind") == "terlambat"
    ]
    if expectation.overdue and rung:
        roles = [name for _at, notice in rung for name in _roles(notice.get("to"))]
        return replace(expectation, warns=_named(roles), warned_at=rung[-1][0])
    return replace(expectation, warns=_named(_to_be_warned(bundle, expectation.timer)))


def _to_be_warned(bundle: Bundle, timer: str) -> list[str]:
    """The roles that the steps behind a timer tell that it rang."""
    diagram = bundle.diagram_with(timer)
    if diagram is None:
        return []
    behind = (diagram.elements[flow.target] for flow in diagram.outgoing(timer))
    return [name for each in behind if each.topic == OVERDUE for name in listed(each.parameters.get("peran", ""))]


def _roles(to: object) -> list[str]:
    return [to] if isinstance(to, str) else [str(each) for each in to] if isinstance(to, list) else []


def _named(roles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role_name(name) for name in roles))
