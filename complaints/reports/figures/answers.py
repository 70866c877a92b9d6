"""Answers that people gave in an activity, and what the forms call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from complaints.reports.figures.request import Request
from complaints.reports.figures.tables import Value
from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.choices import FromList
from engine.definition.forms.components.containers import DynamicList, Group
from engine.models import Event
from engine.record.events import TaskCompleted
from engine.record.payload import read


@dataclass(frozen=True)
class Answered:
    """The answers of one completed task."""

    unit: str
    answers: Mapping[str, Any]


def answered(request: Request) -> list[Answered]:
    """Every completed task of the activity, the one that is being completed last. One statement."""
    rows = request.session.execute(
        select(Event.unit, Event.kind, Event.payload, Event.personal)
        .where(
            Event.instansi_id == request.instansi_id,
            Event.case_id == request.activity_id,
            Event.kind == TaskCompleted.KIND,
        )
        .order_by(Event.number)
    )
    found = [
        Answered(unit, {**event.answers, **((personal or {}).get("answers") or {})})
        for unit, kind, payload, personal in rows
        if isinstance(event := read(kind, payload), TaskCompleted)
    ]
    if request.just_answered:
        found.append(Answered(request.answered_in, request.just_answered))
    return found


def latest(request: Request) -> dict[str, Any]:
    """The last answer to each question of the activity, whoever gave it."""
    return {key: value for each in answered(request) for key, value in each.answers.items()}


def lists(request: Request) -> Iterator[DynamicList]:
    """Every list of rows that a form of the activity asks for."""
    for component in _parts(request):
        if isinstance(component, DynamicList):
            yield component


def groups(request: Request) -> Iterator[Group]:
    """Every group of questions of the activity's forms, in the order of the form."""
    for component in _parts(request):
        if isinstance(component, Group):
            yield component


def fields(request: Request) -> dict[str, Field]:
    """Every single question of the activity by key."""
    found: dict[str, Field] = {}
    for form in request.bundle.forms.values():
        found |= {key: field for key, field in form.fields.items() if isinstance(field, Field)}
    return found


def _parts(request: Request) -> Iterator[Component]:
    for _name, form in sorted(request.bundle.forms.items()):
        yield from form.components


def in_words(request: Request, field: Field, value: Any) -> Value:
    """An answer as people read it: the label of a choice, the name of a unit, a number as a number."""
    if value in (None, "", []):
        return None
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, int | float):
        return value
    named = {option.value: option.label for option in field.fixed} if isinstance(field, FromList) else {}
    each = value if isinstance(value, list) else [value]
    return ", ".join(str(named.get(one) or request.unit_name(str(one))) for one in each)
