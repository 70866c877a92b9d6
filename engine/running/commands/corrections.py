"""An answer of a running case put right: what the tables made of it, and the deadlines that wait, follow.

Ways that were taken stay taken, and what was told stays told: whoever wants the case elsewhere moves its token.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.deadlines import Deadline
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.expressions import compile_expression
from engine.definition.properties import UNIT
from engine.definition.timer_text import is_plain_timer
from engine.errors import AnswersRefusedError, ExpressionError, InterventionRefusedError
from engine.models import Task, TaskState
from engine.record.digests import task_digest
from engine.record.events import CaseIntervened
from engine.record.interventions import Intervention
from engine.record.parts import AlteredTask
from engine.running.commands.case_run import FAR_FUTURE, CaseRun
from engine.running.commands.interventions import Order, begun, store
from engine.running.commands.rows import locked_case
from engine.running.commands.way import reached, way_of
from engine.running.queries.put_right import GivenAnswer, answers_given
from engine.running.runtime import OptionsRequest, Runtime
from engine.running.spiff.move import reset_timers


def correct_answer(
    session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID, key: str, value: Any, order: Order
) -> Intervention:
    """Puts a typed answer right, as its form would take it. Gives what it was: a class changed when a table that the
    case had asked says something else now.

    Raises AnswersRefusedError, InterventionRefusedError, NotFoundError, CaseBrokenError.
    """
    case = locked_case(session, instansi_id, case_id)
    run = begun(session, runtime, case, order)
    given = next((each for each in answers_given(session, case, run.bundle) if each.key == key), None)
    if given is None:
        raise InterventionRefusedError(_("jawaban ini tidak ada, atau berupa kata-kata orang dan tidak dibetulkan"))
    if given.process_id in _kept_apart(run.bundle):
        raise InterventionRefusedError(
            _("jawaban ini milik panggilan yang menyimpan nilainya sendiri; pindahkan token kembali ke tugasnya")
        )
    accepted = _accepted(run, given, value)
    if accepted == given.value:
        raise InterventionRefusedError(_("jawabannya sudah demikian"))
    before = dict(run.execution.variables)
    if key in run.bundle.names_read:
        run.execution.variables[key] = accepted
    with run.guarded(given.element):
        _ask_tables_again(session, run, key)
        changed = frozenset(n for n, each in run.execution.variables.items() if before.get(n) != each)
        shapes: dict[str, str] = {}
        altered = [*_move_tasks(session, run, changed, shapes), *_move_timers(session, run, changed)]
    names = {key, *changed}
    after = {name: run.execution.variables.get(name) for name in sorted(names)} | {key: accepted}
    kind = Intervention.CLASS_CHANGED if changed - {key} else Intervention.ANSWER_CORRECTED
    told = CaseIntervened(
        answers={key: accepted},
        before={name: before.get(name) for name in sorted(names)} | {key: given.value},
        after=after,
        shapes=shapes,
    )
    store(run, order, kind, process=given.process_id, element=given.element, told=told, altered=altered)
    return kind


def _kept_apart(bundle: Bundle) -> set[str]:
    """Processes inside of calls that keep their values to themselves."""
    called = {e.called for d in bundle.diagrams.values() for e in d.elements.values() if e.maps}
    return {inner.process_id for each in called for inner in bundle.reachable(each)}


def _accepted(run: CaseRun, given: GivenAnswer, value: Any) -> Any:
    """The value as the form takes it, beside its other answers. Raises AnswersRefusedError."""
    case = run.case
    request = OptionsRequest(case.instansi_id, case.id, given.unit, given.role, run.now)
    options = run.runtime.options_for(run.session, request)
    known, today = run.execution.variables, run.execution.calendar.local_date(run.now)
    former = given.form.check(dict(given.beside), options=options, context=known, today=today)
    answers = {**given.beside, given.key: value}
    checked = given.form.check(answers, options=options, context=known, today=today)
    if error := checked.errors.get(given.key):
        raise AnswersRefusedError({given.key: error})
    if given.key not in checked.answers:
        raise InterventionRefusedError(_("dengan jawaban yang lain, pertanyaan ini tidak ditanyakan"))
    missing = sorted(set(checked.errors) - set(former.errors))
    if missing:
        fields = given.form.fields
        labels = [fields[each].label or each if each in fields else each for each in missing]
        raise InterventionRefusedError(
            _(
                "dengan jawaban ini harus dijawab pula: %(labels)s; pindahkan token ke tugasnya",
                labels=", ".join(labels),
            )
        )
    return checked.answers[given.key]


def _ask_tables_again(session: Session, run: CaseRun, key: str) -> None:
    """Tables that the case has asked, in their order, as far as they read what changed."""
    changed, apart = {key}, _kept_apart(run.bundle)
    for _at, passed in list(way_of(session, run.case)):
        element = run.bundle.element(passed.process, passed.element)
        table = run.bundle.decisions.get(element.decision) if element is not None else None
        if table is None or passed.process in apart or not table.names & changed:
            continue
        known = dict(run.execution.variables)
        for outputs, rule in table.decide(run.execution.scope({})):
            run.execution.decided_again(table.id, rule, outputs)
        changed |= {n for n, each in run.execution.variables.items() if known.get(n) != each}


def _move_timers(session: Session, run: CaseRun, changed: frozenset[str]) -> Iterator[AlteredTask]:
    """Timers whose text reads what changed, counted anew from the moment the case came to where they watch."""
    passed = list(way_of(session, run.case))

    def began(element: Element) -> datetime | None:
        if is_plain_timer(element.timer) or not names_of(element.timer) & changed:
            return None
        place = element.attached_to or element.id
        return reached(passed, run.bundle, (element.process_id, place)) or run.now

    reset_timers(run.execution, began)
    for key, timer in run.execution.timers_by_key().items():
        if (known := run.known_timers.get(key)) is not None and known.due != timer.due:
            yield AlteredTask("", timer.element, "due", known.due.isoformat(), timer.due.isoformat())


def _move_tasks(
    session: Session, run: CaseRun, changed: frozenset[str], shapes: dict[str, str]
) -> Iterator[AlteredTask]:
    """Due moments and units of open tasks whose texts read what changed; `shapes` takes in what binds each anew."""
    steps = {step.id: step for step in run.execution.user_steps()}
    own = (Task.instansi_id == run.case.instansi_id, Task.case_id == run.case.id, Task.state == TaskState.OPEN)
    for row in session.scalars(select(Task).where(*own)):
        step = steps[row.id]
        scope = run.execution.scope(step.locals)
        unit = step.element.properties.get(UNIT, "")
        if names_of(unit) & changed and (new := str(compile_expression(unit).evaluate(scope) or "")) != row.unit:
            yield AlteredTask(str(row.id), row.element, "unit", row.unit, new)
            if row.claimed_by:
                yield AlteredTask(str(row.id), row.element, "claimed_by", row.claimed_by, "")
            row.unit, row.claimed_by, row.claimed_at, row.on_behalf_of = new, None, None, None
        if names_of(step.element.due) & changed:
            yield from _due(row, compile_expression(step.element.due).evaluate(replace(scope, now=row.created_at)))
            shapes[str(row.id)] = task_digest(row)
    session.flush()


def _due(row: Task, due: Any) -> Iterator[AlteredTask]:
    deadline = due if isinstance(due, Deadline) else None
    old, row.due_at = row.due_at, deadline.moment if deadline else None
    row.sort_due_at = row.due_at or FAR_FUTURE
    row.due_provisional = bool(deadline and deadline.provisional)
    row.due_rule = deadline.to_rule() if deadline else None
    if old != row.due_at:
        told = [each.isoformat() if each else "" for each in (old, row.due_at)]
        yield AlteredTask(str(row.id), row.element, "due", *told)


def names_of(text: str) -> frozenset[str]:
    """Variables that an expression of a diagram reads; none for a text that is no expression."""
    try:
        return compile_expression(text).names if text else frozenset()
    except ExpressionError:
        return frozenset()
