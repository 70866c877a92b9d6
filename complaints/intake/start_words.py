"""Answers of a start form in words: under the labels of the form by which the report was lodged, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from complaints.intake.start_form import FLAGS, TEXTS, StartForm, start_form
from complaints.intake.starts import TIER_OF_ROLE, entrances_of
from engine.definition.bundle import Bundle
from engine.definition.forms import Option, Summary
from engine.definition.forms.components.choices import Checkbox, FromList, ManyOf
from engine.definition.forms.components.moment import Moment
from engine.definition.forms.moments import format_date
from engine.errors import NotFoundError
from engine.models import Case, Event
from engine.record.events import CaseMigrated
from engine.record.payload import read
from engine.running import queries

OPEN = ("pengaduan.jenis", *FLAGS)
"""Columns that say how to treat a report: no secret."""
SUBSTANCE = (
    *(name for name in TEXTS if name.startswith("pengaduan.") and name not in OPEN),
    "pengaduan.tanggal_kejadian",
)
IDENTITY = tuple(name for name in TEXTS if name.startswith("pelapor."))


@dataclass(frozen=True)
class Lodged:
    """By which way a report came, and under which version of which process."""

    process_id: str
    version_id: UUID
    kanal: str
    role: str
    """Of the officer who entered it; "" for a citizen."""


def first_move() -> ScalarSelect[Any]:
    """What a statement about `Case` reads besides, for `lodged_under`: when the case first changed its version."""
    moves = select(Event.payload).where(
        Event.instansi_id == Case.instansi_id, Event.case_id == Case.id, Event.kind == CaseMigrated.KIND
    )
    return moves.order_by(Event.number).limit(1).correlate(Case).scalar_subquery()


def lodged_under(version_id: UUID, move: str | None) -> UUID:
    """The version whose form asked: that of the case before its first move, which may have changed the form."""
    event = read(CaseMigrated.KIND, move) if move else None
    try:
        return UUID(event.from_) if isinstance(event, CaseMigrated) else version_id
    except ValueError:
        return version_id


@dataclass(frozen=True)
class Stored:
    """What is to be said, and what conditions of the form may read besides. Columns under the names in `kolom`."""

    columns: Mapping[str, Any]
    answers: Mapping[str, Any]
    known: Mapping[str, Any]


def told(session: Session, lodged: Lodged, stored: Stored, *, instansi_id: str) -> tuple[Summary, ...]:
    """Each stored answer as label and lines; the key of a column's answer is the name of the column.

    A column that no form of the version asks, or whose version cannot be read, stands as it is stored and without a
    label. An answer without a column then stands under its key.
    """
    try:
        bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=lodged.version_id)
        forms = _forms(bundle, lodged)
    except NotFoundError:
        forms = []
    columns = {name: value for name, value in stored.columns.items() if value not in (None, "")}
    answers, found = dict(stored.answers), list[Summary]()
    for asked in forms:
        keys = _keys(asked, Stored(columns, answers, stored.known))
        for key in [key for key in asked.form.fields if key in keys or key in answers]:
            if key in keys:
                value = _as_answered(asked.form.fields[key], columns.pop(keys[key]))
                found += [replace(each, key=keys[key]) for each in asked.form.summarise({key: value})]
            else:
                found += asked.form.summarise({key: answers.pop(key)})
    return tuple(each for each in (*found, *_unasked(columns, answers)) if each.lines)


def _forms(bundle: Bundle, lodged: Lodged) -> list[StartForm]:
    """The start forms of the process, that of the way in first."""
    if lodged.process_id not in bundle.diagrams:
        return []
    tier = TIER_OF_ROLE.get(lodged.role, "")
    role = lodged.role if tier else ""
    ways = sorted(
        entrances_of(bundle, process_id=lodged.process_id),
        key=lambda way: (lodged.kanal not in way.kanal, way.tingkat != tier),
    )
    forms = {way.form.name: way.form for way in ways if way.form is not None}
    return [start_form(form, kanal=lodged.kanal, role=role) for form in forms.values()]


def _keys(asked: StartForm, stored: Stored) -> dict[str, str]:
    """The column of each question that filled one: where several could, that which was asked after these answers."""
    fields, columns = asked.form.fields, {**stored.known, **stored.columns}
    mapped = {key: _as_answered(fields[key], columns[name]) for key, name in asked.columns.items() if name in columns}
    raw = {**stored.answers, **mapped}
    lists = {
        part.list_name: [Option(raw[key], raw[key])]
        for key, part in fields.items()
        if isinstance(part, FromList) and part.list_name and isinstance(raw.get(key), str)
    }
    visible = asked.form.asked(raw, options=lists, context=asked.context)
    found = {asked.key_of(name, visible) or asked.key_of(name): name for name in stored.columns}
    return {key: name for key, name in found.items() if key}


def _as_answered(part: object, value: Any) -> Any:
    """A column's value as its question gave it."""
    if isinstance(value, date):
        return value.isoformat() if isinstance(part, Moment) else format_date(value)
    if isinstance(part, Checkbox):
        return value in (True, "true", "ya")
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(part, ManyOf):
        return str(value).split("; ")
    return value


def _unasked(columns: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Summary]:
    for name, value in columns.items():
        yield Summary(name, "", (format_date(value) if isinstance(value, date) else str(value),))
    for key, value in answers.items():
        yield Summary(key, key.replace("_", " ").capitalize(), (str(value),))
