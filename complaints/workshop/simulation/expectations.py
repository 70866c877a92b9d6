"""What a scenario may expect, checked against the case as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from complaints.words import readable, role
from complaints.workshop.simulation.stage import Stage
from complaints.workshop.simulation.words import day_words, listed, many, plain_words
from engine.catalogue import _
from engine.db import reading
from engine.record.advance import Advance
from engine.running.queries import CaseView, EventView, TaskView


class MismatchError(Exception):
    """Something else was found than expected; the text names both."""


def check(expected: Mapping[str, Any], stage: Stage, *, since: int) -> None:
    """Raises MismatchError. `since` is how many history rows there were before the last action."""
    case = stage.case()
    recent = stage.timeline()[since:]
    tasks = tasks_meant(expected, case, stage)
    for key, value in expected.items():
        if key in ("task", "unit"):
            continue
        CHECKS[key](value, case, tasks, recent, stage)


def tasks_meant(expected: Mapping[str, Any], case: CaseView, stage: Stage) -> list[TaskView]:
    """The open tasks that the other expectations speak of. Raises MismatchError."""
    if "task" not in expected:
        return [t for t in case.open_tasks if expected.get("unit") in (None, t.unit)]
    open_now = sorted(stage.names.element(t.element) for t in case.open_tasks)
    tasks = [t for t in case.open_tasks if t.element == expected["task"] and expected.get("unit") in (None, t.unit)]
    if not tasks:
        where = f", {stage.names.place(str(expected['unit']))}" if "unit" in expected else ""
        raise MismatchError(
            _(
                "diharapkan tugas %(value)s%(where)s, ditemukan %(names)s",
                value=listed([stage.names.element(str(expected["task"]))]),
                where=where,
                names=listed(open_now),
            )
        )
    return tasks


def zone_of(stage: Stage) -> tzinfo:
    """That of the government."""
    with reading(stage.factory, stage.instansi_id) as session:
        return stage.runtime.calendar_for(session, stage.instansi_id).zone


def late_tasks(case: CaseView, stage: Stage) -> list[str]:
    """Elements of the open tasks that are late."""
    now = stage.clock.now()
    return sorted(task.element for task in case.open_tasks if task.due_at is not None and task.due_at <= now)


def told_to(recent: Iterable[EventView]) -> set[str]:
    """Who was told something."""
    return {recipient for notice in _notices(recent) for recipient in many(notice.get("to", []))}


def kinds_told(recent: Iterable[EventView]) -> set[str]:
    """What they were told, by its kind."""
    return {str(notice.get("kind")) for notice in _notices(recent)}


def _notices(recent: Iterable[EventView]) -> list[Mapping[str, Any]]:
    return [notice for event in recent if isinstance(event.what, Advance) for notice in event.what.notices]


def _same(what: str, expected: str, found: str) -> None:
    if expected != found:
        raise MismatchError(
            _("%(what)s: diharapkan %(expected)s, ditemukan %(found)s", what=what, expected=expected, found=found)
        )


def _among(what: str, wanted: Any, found: Iterable[str], called: Callable[[str], str]) -> None:
    """Every one that is wanted has to be found."""
    known = set(found)
    if missing := [each for each in many(wanted) if each not in known]:
        raise MismatchError(
            _(
                "%(what)s: diharapkan %(missing)s, ditemukan %(found)s",
                what=what,
                missing=listed(called(str(each)) for each in missing),
                found=listed(sorted(called(each) for each in known)),
            )
        )


def _none_of(what: str, unwanted: Any, found: Iterable[str], called: Callable[[str], str]) -> None:
    known = set(found)
    if there := [each for each in many(unwanted) if each in known]:
        raise MismatchError(_("%(what)s, tetapi ada: %(found)s", what=what, found=listed(map(called, there))))


def _not_task(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    there = [task.element for task in case.open_tasks]
    _none_of(_("tidak diharapkan tugas"), value, there, stage.names.element)


def _role(value: Any, _case: CaseView, tasks: list[TaskView], _recent: list[EventView], _stage: Stage) -> None:
    _among(_("peran"), value, {task.role for task in tasks}, role)


def _due(value: Any, _case: CaseView, tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    zone = zone_of(stage)
    expected = value.isoformat() if isinstance(value, date | datetime) else str(value)
    found = [task.due_at.astimezone(zone).date().isoformat() if task.due_at else "" for task in tasks]
    if expected[:10] not in found:
        raise MismatchError(
            _(
                "tenggat %(tasks)s: diharapkan %(value)s, ditemukan %(found)s",
                tasks=listed(dict.fromkeys(stage.names.element(task.element) for task in tasks)),
                value=day_words(expected[:10]),
                found=", ".join(day_words(each) if each else _("tanpa tenggat") for each in found)
                or _("tidak ada tugas"),
            )
        )


def _status(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], _stage: Stage) -> None:
    if value != case.phase:
        _same(_("tahap"), plain_words(readable(str(value))), plain_words(case.phase and readable(case.phase)))


def _ended(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    element = stage.names.element
    if value is False:
        if case.status != "running":
            raise MismatchError(
                _("diharapkan masih berjalan, berakhir pada %(end)s", end=listed([element(str(case.end_element))]))
            )
        return
    if case.status != "completed":
        standing = _(
            "tugas %(open_now)s dan menunggu %(waiting_messages)s",
            open_now=listed(sorted(element(task.element) for task in case.open_tasks)),
            waiting_messages=listed(element(each) for _name, _process, each in case.waiting_messages),
        )
        raise MismatchError(_("diharapkan berakhir, masih berjalan dengan %(standing)s", standing=standing))
    if value is not True and value != case.end_element:
        _same(_("akhir"), listed([element(str(value))]), listed([element(str(case.end_element))]))


def _notice_to(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], stage: Stage) -> None:
    _among(_("yang diberi tahu"), value, told_to(recent), stage.names.recipient)


def _not_notice_to(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], stage: Stage) -> None:
    _none_of(_("tidak diharapkan diberi tahu"), value, told_to(recent), stage.names.recipient)


def _notice(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], _stage: Stage) -> None:
    _among(_("kabar"), value, kinds_told(recent), readable)


def _overdue(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    late = late_tasks(case, stage)
    if isinstance(value, bool):
        if value != bool(late):
            _same(_("terlambat"), plain_words(value), listed(map(stage.names.element, late)))
        return
    _among(_("terlambat"), value, late, stage.names.element)


def _event(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], stage: Stage) -> None:
    _among(_("dilalui"), value, [each.element for event in recent for each in event.path], stage.names.element)


def _variables(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    for name, wanted in dict(value).items():
        if wanted != case.variables.get(name):
            _same(stage.names.question(name), plain_words(wanted), plain_words(case.variables.get(name)))


Check = Callable[[Any, CaseView, list[TaskView], list[EventView], Stage], None]
CHECKS: dict[str, Check] = {
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
