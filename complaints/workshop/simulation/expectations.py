"""What a scenario may expect, checked against the case as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from complaints.workshop.simulation.stage import Stage
from engine.catalogue import _
from engine.db import reading
from engine.definition.forms.moments import format_date
from engine.record.events import Advance
from engine.running.queries import CaseView, EventView, TaskView


class MismatchError(Exception):
    """Something else was found than expected; the text names both."""


def check(expected: Mapping[str, Any], stage: Stage, *, since: int) -> None:
    """Raises MismatchError. `since` is how many history rows there were before the last action."""
    case = stage.case()
    recent = stage.timeline()[since:]
    tasks = _tasks(expected, case, stage)
    for key, value in expected.items():
        if key in ("task", "unit"):
            continue
        CHECKS[key](value, case, tasks, recent, stage)


def _tasks(expected: Mapping[str, Any], case: CaseView, stage: Stage) -> list[TaskView]:
    """The open tasks that the other expectations speak of."""
    if "task" not in expected:
        return [t for t in case.open_tasks if expected.get("unit") in (None, t.unit)]
    names = [t.element for t in case.open_tasks]
    tasks = [t for t in case.open_tasks if t.element == expected["task"] and expected.get("unit") in (None, t.unit)]
    if not tasks:
        where = f" unit {expected['unit']}" if "unit" in expected else ""
        raise MismatchError(
            _(
                "diharapkan tugas %(value)s%(where)s, ditemukan %(names)s",
                value=_named([expected["task"]], stage),
                where=where,
                names=_named(sorted(names), stage),
            )
        )
    return tasks


def _listed(values: Iterable[Any]) -> str:
    """`“a”, “b”`; "tidak ada" for none: nothing of this is written for machines."""
    told = [f"“{value}”" for value in values]
    return ", ".join(told) if told else _("tidak ada")


def _plain(value: Any) -> str:
    if value is None or value == "":
        return _("tidak ada")
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return _listed(value) if isinstance(value, list | tuple) else f"“{value}”"


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text


def _named(elements: Iterable[str], stage: Stage) -> str:
    """Elements by the names that stand in the drawing."""
    return _listed(element_name(each, stage) for each in elements)


def element_name(element_id: str, stage: Stage) -> str:
    """What an element is called in its drawing; its id where it is nameless or not drawn."""
    diagram = stage.bundle.diagram_with(element_id)
    return (diagram.elements[element_id].name if diagram else "") or element_id


def _same(what: str, expected: Any, found: Any) -> None:
    if expected != found:
        raise MismatchError(
            _(
                "%(what)s: diharapkan %(expected)s, ditemukan %(found)s",
                what=what,
                expected=_plain(expected),
                found=_plain(found),
            )
        )


def _not_task(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    unwanted = {value} if isinstance(value, str) else set(value)
    found = unwanted & {task.element for task in case.open_tasks}
    if found:
        raise MismatchError(_("tidak diharapkan tugas %(found)s, tetapi terbuka", found=_named(sorted(found), stage)))


def _role(value: Any, _case: CaseView, tasks: list[TaskView], _recent: list[EventView], _stage: Stage) -> None:
    if value not in [task.role for task in tasks]:
        raise MismatchError(
            _(
                "peran: diharapkan %(value)s, ditemukan %(value_2)s",
                value=_plain(value),
                value_2=_listed(sorted({task.role for task in tasks})),
            )
        )


def _due(value: Any, _case: CaseView, tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    zone = stage.clock.now().tzinfo
    with reading(stage.factory, stage.instansi_id) as session:
        zone = stage.runtime.calendar_for(session, stage.instansi_id).zone
    expected = value.isoformat() if isinstance(value, date | datetime) else str(value)
    found = [task.due_at.astimezone(zone).date().isoformat() if task.due_at else "" for task in tasks]
    if expected[:10] not in found:
        raise MismatchError(
            _(
                "tenggat %(tasks)s: diharapkan %(value)s, ditemukan %(found)s",
                tasks=_named(dict.fromkeys(task.element for task in tasks), stage),
                value=_day(expected[:10]),
                found=", ".join(_day(each) if each else _("tanpa tenggat") for each in found) or _("tidak ada tugas"),
            )
        )


def _status(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], _stage: Stage) -> None:
    _same("status", value, case.phase)


def _ended(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    if value is False:
        _same(_("proses masih berjalan"), True, case.status == "running")
        return
    open_now = sorted(task.element for task in case.open_tasks)
    if case.status != "completed":
        standing = _(
            "tugas %(open_now)s dan menunggu %(waiting_messages)s",
            open_now=_named(open_now, stage),
            waiting_messages=_named([element for _name, _process, element in case.waiting_messages], stage),
        )
        raise MismatchError(_("diharapkan berakhir, masih berjalan dengan %(standing)s", standing=standing))
    if value is not True:
        _same(_("akhir"), element_name(str(value), stage), element_name(str(case.end_element or ""), stage))


def _notice_to(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], _stage: Stage) -> None:
    told = sorted({recipient for notice in _notices(recent) for recipient in _recipients(notice)})
    missing = set([value] if isinstance(value, str) else value) - set(told)
    if missing:
        raise MismatchError(
            _(
                "pemberitahuan kepada %(missing)s tidak ada; yang diberi tahu: %(told)s",
                missing=_listed(sorted(missing)),
                told=_listed(told),
            )
        )


def _not_notice_to(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], _stage: Stage) -> None:
    told = {recipient for notice in _notices(recent) for recipient in _recipients(notice)}
    unwanted = told & ({value} if isinstance(value, str) else set(value))
    if unwanted:
        raise MismatchError(
            _(
                "tidak diharapkan pemberitahuan kepada %(unwanted)s, tetapi diberi tahu",
                unwanted=_listed(sorted(unwanted)),
            )
        )


def _notice(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], _stage: Stage) -> None:
    kinds = sorted({str(notice.get("kind")) for notice in _notices(recent)})
    missing = set([value] if isinstance(value, str) else value) - set(kinds)
    if missing:
        raise MismatchError(
            _(
                "pemberitahuan %(missing)s tidak ada; yang ada: %(kinds)s",
                missing=_listed(sorted(missing)),
                kinds=_listed(kinds),
            )
        )


def _notices(recent: list[EventView]) -> list[Mapping[str, Any]]:
    return [notice for event in recent if isinstance(event.what, Advance) for notice in event.what.notices]


def _recipients(notice: Mapping[str, Any]) -> Iterable[str]:
    to = notice.get("to", [])
    return [to] if isinstance(to, str) else to


def _overdue(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], stage: Stage) -> None:
    now = stage.clock.now()
    late = sorted(task.element for task in case.open_tasks if task.due_at is not None and task.due_at <= now)
    if isinstance(value, bool):
        _same(_("terlambat"), value, bool(late))
        return
    missing = set([value] if isinstance(value, str) else value) - set(late)
    if missing:
        raise MismatchError(
            _(
                "diharapkan terlambat: %(missing)s; yang terlambat: %(late)s",
                missing=_named(sorted(missing), stage),
                late=_named(late, stage),
            )
        )


def _event(value: Any, _case: CaseView, _tasks: list[TaskView], recent: list[EventView], stage: Stage) -> None:
    passed = [each.element for event in recent for each in event.path]
    missing = set([value] if isinstance(value, str) else value) - set(passed)
    if missing:
        raise MismatchError(
            _(
                "%(missing)s tidak dilalui; yang dilalui: %(passed)s",
                missing=_named(sorted(missing), stage),
                passed=_named(passed, stage),
            )
        )


def _variables(value: Any, case: CaseView, _tasks: list[TaskView], _recent: list[EventView], _stage: Stage) -> None:
    for name, wanted in dict(value).items():
        _same(f"variabel {name}", wanted, case.variables.get(name))


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
