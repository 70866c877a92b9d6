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
from complaints.workshop.simulation.stage import Stage
from engine.db import reading
from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Option
from engine.running import queries
from engine.running.queries import CaseView, TaskView
from engine.running.runtime import OptionsRequest
from web.components.form import error_summary, render_form
from web.owner.pictures import trace

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


def shown(stage: Stage, bundle: Bundle, home: Government, typed: Typed | None) -> dict[str, Any]:
    """The variables of the page."""
    if stage.case_id is None:
        return {"case": None, "clock": stage.clock.now()}
    case = stage.case()
    with reading(stage.factory, stage.instansi_id) as session:
        path = queries.path(session, instansi_id=stage.instansi_id, case_id=stage.the_case)
    ran = {process for process, _element in (*path.element_counts, *path.current)}
    return {
        "case": case,
        "clock": stage.clock.now(),
        "timers": _timers(case, bundle),
        "tasks": [_task(stage, bundle, home, case, task, typed) for task in case.open_tasks],
        "messages": [_message(bundle, waiting, typed) for waiting in case.waiting_messages],
        "events": stage.timeline()[::-1][:EVENTS_SHOWN],
        "drawn": [
            (diagram.name or diagram.process_id, trace(bundle, diagram, path))
            for diagram in bundle.reachable(stage.process_id)
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
    stage: Stage, bundle: Bundle, home: Government, case: CaseView, task: TaskView, typed: Typed | None
) -> dict[str, Any]:
    form, mark = bundle.forms.get(task.form), mark_of(task.element, task.unit)
    drawn = ""
    if form is not None:
        asked = OptionsRequest(stage.instansi_id, stage.the_case, task.unit, task.role, stage.clock.now())
        with reading(stage.factory, stage.instansi_id) as session:
            lists = stage.runtime.options_for(session, asked)
            drawn = _drawn(form, mark, typed, context=case.variables, lists=lists)
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


def _drawn(
    form: Form, mark: str, typed: Typed | None, *, context: Mapping[str, Any], lists: Mapping[str, list[Option]]
) -> str:
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
