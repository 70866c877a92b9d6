"""What a scenario would have to expect where something else came out: the same things, as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from complaints.workshop.simulation.expectations import (
    CHECKS,
    MismatchError,
    kinds_told,
    late_tasks,
    tasks_meant,
    told_to,
    zone_of,
)
from complaints.workshop.simulation.stage import Stage
from engine.running.queries import CaseView, EventView, TaskView

ABOUT_A_TASK = ("task", "unit", "role", "due")


@dataclass(frozen=True)
class DepartedStep:
    """An expectation that something else came out of."""

    step: int
    """Counted from 1."""
    told: tuple[str, ...]
    """What was expected and what was found, in words."""
    old: Mapping[str, Any]
    anew: Mapping[str, Any]
    """What the step has to say so that it holds."""


def departure(expected: Mapping[str, Any], stage: Stage, *, step: int, since: int) -> DepartedStep | None:
    """Every part of an expectation that does not hold; None where all of it does. `since`: see `check`."""
    now = _Now(stage, since)
    told, failing = [], set()
    tasks = now.tasks = list(now.case.open_tasks)
    try:
        tasks = now.tasks = tasks_meant(expected, now.case, stage)
    except MismatchError as mismatch:
        told.append(str(mismatch))
        failing |= set(ABOUT_A_TASK) & set(expected)
    for key, value in expected.items():
        if key in failing or key not in CHECKS:
            continue
        try:
            CHECKS[key](value, now.case, tasks, now.recent, stage)
        except MismatchError as mismatch:
            told.append(str(mismatch))
            failing.add(key)
    return DepartedStep(step, tuple(told), dict(expected), _anew(expected, failing, now)) if told else None


class _Now:
    """How the case stands, with what happened since the last action."""

    def __init__(self, stage: Stage, since: int) -> None:
        self.case: CaseView = stage.case()
        self.recent: list[EventView] = stage.timeline()[since:]
        self.late = late_tasks(self.case, stage)
        self.zone: tzinfo = zone_of(stage)
        self.tasks: Sequence[TaskView] = ()


def _anew(expected: Mapping[str, Any], failing: set[str], now: _Now) -> dict[str, Any]:
    found = {key: value for key, value in expected.items() if key not in failing}
    if "task" in failing:
        found |= _other_task(expected, now)
        failing = failing - {*ABOUT_A_TASK, "not_task"}
    for key in sorted(failing):
        for name, value in FOUND[key](expected[key], now).items():
            found[name] = [*_many(found[name]), *value] if name in found and name != key else value
    if "ended" in failing and "task" not in expected and now.case.status == "running" and now.case.open_tasks:
        found["task"] = now.case.open_tasks[0].element  # what it stands at instead of its end
    found = found or _ended(None, now)
    return {key: found[key] for key in sorted(found, key=[*expected, *found].index)}


def _other_task(expected: Mapping[str, Any], now: _Now) -> dict[str, Any]:
    """Another task is open instead, or none."""
    closed = _not_task(expected.get("not_task", ()), now).get("not_task", ())
    gone = {"not_task": [*_many(closed), expected["task"]]}
    same = [each for each in now.case.open_tasks if each.element == expected["task"]]  # in another unit
    if not (standing := same or list(now.case.open_tasks)):
        return gone
    task = standing[0]
    unit = {"unit": task.unit} if task.unit else {}
    due = _due(None, now, task) if "due" in expected else {}
    return {**({} if same else gone), "task": task.element, "role": task.role, **unit, **due}


def _due(_value: Any, now: _Now, task: TaskView | None = None) -> dict[str, Any]:
    dated = [each for each in ([task] if task else now.tasks) if each.due_at is not None]
    return {"due": dated[0].due_at.astimezone(now.zone).date().isoformat()} if dated and dated[0].due_at else {}


def _role(_value: Any, now: _Now) -> dict[str, Any]:
    return {"role": now.tasks[0].role} if now.tasks else {}


def _status(_value: Any, now: _Now) -> dict[str, Any]:
    return {"status": now.case.phase} if now.case.phase else {}


def _ended(_value: Any, now: _Now) -> dict[str, Any]:
    return {"ended": now.case.end_element if now.case.status == "completed" else False}


def _overdue(value: Any, now: _Now) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"overdue": bool(now.late)}
    return {"overdue": _few(now.late) or False}


def _notice_to(value: Any, now: _Now) -> dict[str, Any]:
    told = told_to(now.recent)
    missing = [each for each in _many(value) if each not in told]
    kept = [each for each in _many(value) if each in told]
    return {**({"notice_to": _few(kept)} if kept else {}), "not_notice_to": missing}


def _not_notice_to(value: Any, now: _Now) -> dict[str, Any]:
    told = told_to(now.recent)
    kept = [each for each in _many(value) if each not in told]
    return {
        **({"not_notice_to": _few(kept)} if kept else {}),
        "notice_to": [each for each in _many(value) if each in told],
    }


def _notice(value: Any, now: _Now) -> dict[str, Any]:
    kept = [each for each in _many(value) if each in kinds_told(now.recent)]
    return {"notice": _few(kept)} if kept else {}


def _event(value: Any, now: _Now) -> dict[str, Any]:
    passed = {each.element for event in now.recent for each in event.path}
    kept = [each for each in _many(value) if each in passed]
    return {"event": _few(kept)} if kept else {}


def _not_task(value: Any, now: _Now) -> dict[str, Any]:
    stands = {each.element for each in now.case.open_tasks}
    kept = [each for each in _many(value) if each not in stands]
    return {"not_task": _few(kept)} if kept else {}


def _variables(value: Any, now: _Now) -> dict[str, Any]:
    known = {name: now.case.variables[name] for name in dict(value) if now.case.variables.get(name) is not None}
    return {"variables": known} if known else {}


def _many(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _few(values: Iterable[Any]) -> Any:
    """One alone stands without brackets."""
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed


FOUND: dict[str, Callable[[Any, _Now], dict[str, Any]]] = {
    "not_task": _not_task,
    "role": _role,
    "due": _due,
    "status": _status,
    "ended": _ended,
    "notice_to": _notice_to,
    "not_notice_to": _not_notice_to,
    "notice": _notice,
    "overdue": _overdue,
    "event": _event,
    "variables": _variables,
}
