"""What a complainant may expect until when, and by which article: from the running case and the decision tables.

No number of days stands here. A dated expectation comes from an open task or a waiting timer of the case; a period
that has not begun comes from the rules of the deployed tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.articles import AS_DRAWN, OwnLaw, cite, join
from complaints.intake.kinds import kinds
from complaints.properties import CONTINUATION, DEADLINE, PUBLIC_LABEL
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision, Rule
from engine.definition.diagram import Element
from engine.definition.expressions import nodes_in, unwrap
from engine.definition.expressions.cells import passes
from engine.definition.expressions.nodes import Call, Path
from engine.definition.properties import LEGAL_BASIS, SOURCE
from engine.running.queries import CaseView, TimerView

COUNT, UNIT = "tenggat_hari", "tenggat_satuan"
"""Output columns of a decision table that sets the period of settlement."""
_SOURCE = re.compile(r"[A-Z]{2}-[A-Z]\w*(?:\.\w+)*(?:\(\d+\)\w?)?(?:-\d+)?")


@dataclass(frozen=True)
class Expectation:
    """Something due: by whom is said by `yours` (the complainant) or not (the government)."""

    label: str
    due_at: datetime
    count: int
    unit: str
    """`hari_kerja` or `hari`."""
    article: str
    """The article that sets this period, or leaves it open (`by_default`); "" when none speaks of it."""
    provisional: bool
    overdue: bool
    yours: bool
    by_default: bool = False
    """Whether no article sets the period: a sister regulation's, or a choice of the government."""
    timer: str = ""
    """The id of the timer that rings when it is over."""
    warns: Sequence[str] = ()
    """The roles that are told then, as people call them; once it is over and they were told, those who were."""
    warned_at: datetime | None = None


@dataclass(frozen=True)
class ExpectedPeriod:
    """A period of settlement; `unit` is `hari_kerja` or `hari`."""

    count: int
    unit: str


@dataclass(frozen=True)
class Promise:
    """All periods of settlement of a kind of report, shortest first, and the articles together."""

    periods: tuple[ExpectedPeriod, ...]
    articles: str = ""
    since: str = ""
    """Name of the moment from which they count, as the diagram notes it: `diterima_penghubung`, `diverifikasi` …"""


def expectations(case: CaseView, bundle: Bundle, *, now: datetime, own: OwnLaw = AS_DRAWN) -> list[Expectation]:
    """What is due in a running case, earliest first; several tasks under one deadline count once. `own`: whose
    articles are cited."""
    everything = (*_clocks(case, bundle, now, own), *_tasks(case, bundle, now, own), *_own(case, bundle, now, own))
    found = {(each.label, each.due_at): each for each in everything}
    return sorted(found.values(), key=lambda each: each.due_at)


def promise(bundle: Bundle, *, process_id: str, jenis: str, own: OwnLaw = AS_DRAWN) -> Promise:
    """The periods of settlement that a version knows for a kind of report."""
    tables = [each for each in bundle.decisions.values() if {COUNT, UNIT} <= set(each.outputs)]
    called = {kind.value: kind.names for kind in kinds(bundle, process_id=process_id)}
    found = sorted({_period(decision, rule, own) for decision in tables for rule in _about(decision, jenis, called)})
    periods = dict.fromkeys((count, unit) for count, unit, _ in found)
    return Promise(
        tuple(ExpectedPeriod(*period) for period in periods),
        articles=join([article for _, _, article in found if article]),
        since=_since(bundle, process_id),
    )


def _since(bundle: Bundle, process_id: str) -> str:
    timers = (e.timer for diagram in bundle.reachable(process_id) for e in diagram.elements.values() if e.attached_to)
    for node in (node for timer in timers for node in nodes_in(timer)):
        match node:
            case Call(arguments=(Path((count,)), Path((unit,)), Path((since,)))) if (count, unit) == (COUNT, UNIT):
                return since
    return ""


def _about(decision: Decision, jenis: str, called: Mapping[str, frozenset[str]]) -> list[Rule]:
    """The rules for a kind of report: those that name it, by whatever name, else those that name none."""
    rules = [rule for rule in decision.rules if _concerns(decision, rule, jenis)]
    own, any_kind = called.get(jenis, frozenset({jenis})), frozenset[str]().union(*called.values())
    return [rule for rule in rules if _names(rule) & own] or [rule for rule in rules if not _names(rule) & any_kind]


def _names(rule: Rule) -> set[str]:
    """The values that a rule asks for by name."""
    return {str(value) for operator, operands in rule.tests if operator == "in" for value in operands}


def _tasks(case: CaseView, bundle: Bundle, now: datetime, law: OwnLaw) -> Iterable[Expectation]:
    """Work of officers. The boundary timer with the same due expression names the deadline and its article; without one
    the step itself does, if it has words for the complainant."""
    for task in case.open_tasks:
        element = bundle.element(task.process_id, task.element)
        if element is None or task.due_at is None:
            continue
        timer = _deadline_of(bundle, element)
        if timer is None and not element.properties.get(PUBLIC_LABEL):
            continue
        timer = timer or element
        yield _expectation(
            _words(bundle, timer),
            task.due_at,
            task.due_rule,
            _article(bundle, timer, task.due_rule, law, own=DEADLINE in element.properties),
            provisional=task.due_provisional,
            now=now,
            yours=False,
            by_default=_by_default(timer),
            timer=timer.id if timer is not element else "",
        )


def _clocks(case: CaseView, bundle: Bundle, now: datetime, law: OwnLaw) -> Iterable[Expectation]:
    """Periods of the whole that run whoever holds the case: timers that stop nobody, with words for the complainant."""
    for timer in case.timers:
        diagram = bundle.diagram_with(timer.element)
        element = diagram.elements[timer.element] if diagram else None
        if element is not None and not element.interrupting and element.properties.get(PUBLIC_LABEL):
            yield _of_timer(timer, element, bundle, now, law, yours=False)


def _own(case: CaseView, bundle: Bundle, now: datetime, law: OwnLaw) -> Iterable[Expectation]:
    """What the complainant is waited for: the interrupting timer on the waiting step."""
    waiting = {(process_id, element_id) for _, process_id, element_id in case.waiting_messages}
    for timer in case.timers:
        diagram = bundle.diagram_with(timer.element)
        element = diagram.elements[timer.element] if diagram else None
        if element is None or not element.interrupting or (element.process_id, element.attached_to) not in waiting:
            continue
        if CONTINUATION in bundle.diagrams[element.process_id].elements[element.attached_to].properties:
            continue  # closed: nothing is due, its author may go on with it
        yield _of_timer(timer, element, bundle, now, law, yours=True)


def _of_timer(
    timer: TimerView, element: Element, bundle: Bundle, now: datetime, law: OwnLaw, *, yours: bool
) -> Expectation:
    return _expectation(
        _words(bundle, element),
        timer.due_at,
        timer.rule,
        _article(bundle, element, timer.rule, law),
        provisional=timer.provisional,
        now=now,
        yours=yours,
        by_default=_by_default(element),
        timer=element.id,
    )


def _words(bundle: Bundle, timer: Element) -> str:
    """What is due, in the words of the timer itself, else of the step that it guards."""
    guarded = bundle.element(timer.process_id, timer.attached_to) or timer
    return timer.properties.get(PUBLIC_LABEL) or guarded.properties.get(PUBLIC_LABEL) or guarded.name


def _article(bundle: Bundle, timer: Element, rule: Mapping[str, Any] | None, law: OwnLaw, *, own: bool = False) -> str:
    """Where the regulation says so: of several articles that the timer cites, the one of the rule with this period.

    `own`: the step is due by a date of its own, so a period that the timer does not know has its article in the table.
    """
    sources = timer.properties.get(LEGAL_BASIS, "")
    cited = [text for source in sources.split(",") if (text := cite(source, law))]
    period = ((rule or {}).get("count"), (rule or {}).get("unit"))
    tables = [each for each in bundle.decisions.values() if {COUNT, UNIT} <= set(each.outputs)]
    found = [_period(table, row, law) for table in tables for row in table.rules]
    of_period = {article for *days, article in found if tuple(days) == period and article}
    fitting = [text for text in cited if text in of_period] or (sorted(of_period) if own else [])
    return next(iter([*fitting, *cited]), "")


def _deadline_of(bundle: Bundle, element: Element) -> Element | None:
    """The timer that a step names (`batas`: its own due date is another), else the one with the same due date."""
    due, named = unwrap(element.due), element.properties.get(DEADLINE)
    timers = (each for diagram in bundle.diagrams.values() for each in diagram.elements.values() if each.attached_to)
    return next((t for t in timers if (t.id == named if named else t.timer and unwrap(t.timer) == due)), None)


def _expectation(
    label: str,
    due_at: datetime,
    rule: Any,
    article: str,
    *,
    provisional: bool,
    now: datetime,
    yours: bool,
    by_default: bool,
    timer: str,
) -> Expectation:
    rule = rule or {}
    return Expectation(
        label=label,
        due_at=due_at,
        count=int(rule.get("count", 0)),
        unit=str(rule.get("unit", "")),
        article=article,
        provisional=provisional,
        overdue=due_at < now,
        yours=yours,
        by_default=by_default,
        timer=timer,
    )


def _by_default(timer: Element) -> bool:
    """Whether the period is nobody's text: taken from a sister regulation, or chosen (`sumber`)."""
    return timer.properties.get(SOURCE) in ("sibling", "default")


def _concerns(decision: Decision, rule: Rule, jenis: str) -> bool:
    tests = zip(decision.inputs, rule.tests, strict=True)
    return all(passes(test, jenis) for expression, test in tests if expression.names == {"jenis"})


def _period(decision: Decision, rule: Rule, law: OwnLaw) -> tuple[int, str, str]:
    """Days, unit and first article of a rule."""
    values = dict(zip(decision.outputs, rule.outputs, strict=True))
    cited = (cite(source, law) for source in _SOURCE.findall(rule.annotation))
    return int(values[COUNT] or 0), str(values[UNIT] or ""), next((text for text in cited if text), "")
