"""What the page of a trial shows: every open form, what the case waits for, its way on the diagrams."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from complaints.people.governments import Government
from complaints.workshop.trial_run import Lists, TrialLook
from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Option
from engine.running.queries import CaseView, TaskView
from web.components.form import error_summary, render_form
from web.components.pictures import trace

JUMPS = (("1 hari_kerja", "1"), ("3 hari_kerja", "3"), ("10 hari_kerja", "10"))
SAMPLE = "00000000-0000-4000-8000-000000000001"
"""Stands for any file: a trial keeps none."""
EVENTS_SHOWN = 40
FACTS = ("jenis", "anonim", "rahasia")
"""What a form shows before anybody decided: what the complainant said. Each tier decides afresh."""


@dataclass(frozen=True)
class Typed:
    """What was sent for one form and refused: shown again with what is wrong at each field."""

    mark: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def mark_of(element: str, unit: str = "") -> str:
    """Begins the ids of one form among several on the page."""
    return f"{element}-{unit}-" if unit else f"{element}-"


def read(form: Form) -> dict[str, Any]:
    """What was typed, without what was left empty; any file that was sent stands for the sample."""
    values = {key: value for key, value in form.read(request.form).items() if value not in ("", None, [], {})}
    for key in form.file_keys():
        if any(upload.filename for upload in request.files.getlist(key)):
            values[key] = [SAMPLE]
    return values


def shown(look: TrialLook, bundle: Bundle, home: Government, typed: Typed | None) -> dict[str, Any]:
    """The variables of the page."""
    case, path = look.case, look.path
    if case is None or path is None:
        return {"case": None, "clock": look.clock}
    ran = {process for process, _element in (*path.element_counts, *path.current)}
    return {
        "case": case,
        "clock": look.clock,
        "timers": _timers(case, bundle),
        "tasks": [_task(bundle, home, case, task, typed, look.lists.get(task.id, {})) for task in case.open_tasks],
        "messages": [_message(bundle, waiting, typed) for waiting in case.waiting_messages],
        "events": look.events[::-1][:EVENTS_SHOWN],
        "drawn": [
            (diagram.name or diagram.process_id, trace(bundle, diagram, path))
            for diagram in bundle.reachable(look.process_id)
            if diagram.process_id in ran
        ],
        "summary": error_summary(typed.errors, typed.mark) if typed else Markup(),
    }


def _timers(case: CaseView, bundle: Bundle) -> list[tuple[str, Any]]:
    """(Name as drawn, due moment), the nearest first."""
    names = {
        element.id: element.name
        for diagram in bundle.diagrams.values()
        for element in diagram.elements.values()
        if element.name
    }
    return sorted(
        ((names.get(timer.element) or _("Batas waktu"), timer.due_at) for timer in case.timers),
        key=lambda each: each[1],
    )


def _task(
    bundle: Bundle, home: Government, case: CaseView, task: TaskView, typed: Typed | None, lists: Lists
) -> dict[str, Any]:
    form, mark = bundle.forms.get(task.form), mark_of(task.element, task.unit)
    drawn = _drawn(form, mark, typed, context=case.variables, lists=lists) if form is not None else ""
    return {"task": task, "form": drawn, "unit": home.units.get(task.unit, task.unit)}


def _message(bundle: Bundle, waiting: tuple[str, str, str], typed: Typed | None) -> dict[str, Any]:
    name, process_id, element_id = waiting
    element = bundle.element(process_id, element_id)
    form = bundle.forms.get(element.form) if element else None
    return {
        "name": name,
        "element": element_id,
        "asks": element.form if element else "",
        "label": (element.name if element else "") or name,
        "form": _drawn(form, mark_of(element_id), typed, context={}, lists={}) if form else "",
    }


def _drawn(form: Form, mark: str, typed: Typed | None, *, context: Mapping[str, Any], lists: Lists) -> str:
    mine = typed is not None and typed.mark == mark
    files = {key: [Option(SAMPLE, _("Berkas contoh.pdf"))] for key in form.file_keys()}
    if typed and mine:
        values = dict(typed.values)
    else:
        facts = {name: context[name] for name in FACTS if name in context}
        values = {**form.initial(facts), **{key: [SAMPLE] for key in files}}
    asked: Mapping[str, list[Option]] = ChainMap(files, lists)  # type: ignore[arg-type]
    return render_form(
        form, values=values, errors=typed.errors if typed and mine else None, options=asked, context=context, mark=mark
    )
