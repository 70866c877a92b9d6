"""Steps of scenarios as a process owner says them: names of tasks, roles and units, dates; no id of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from complaints.words import readable, role
from engine.catalogue import N_, _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram
from engine.definition.forms.moments import format_date

PEOPLE = {"pengadu": N_("pengadu"), "publik": N_("umum"), "pemegang_nomor": N_("pemegang nomor pengaduan")}
UNITS_OF_TIME = {"hari_kerja": N_("hari kerja"), "hari": N_("hari")}
EXPECTED = {
    "task": N_("tugas terbuka"),
    "not_task": N_("tugas tidak terbuka"),
    "role": N_("peran"),
    "unit": N_("unit"),
    "due": N_("tenggat"),
    "status": N_("tahap"),
    "ended": N_("akhir"),
    "notice_to": N_("diberi tahu"),
    "not_notice_to": N_("tidak diberi tahu"),
    "notice": N_("kabar"),
    "overdue": N_("terlambat"),
    "event": N_("dilalui"),
    "variables": N_("nilai"),
}
CHOICE = re.compile(r"[a-z]+(_[a-z]+)*")
ELEMENTS = frozenset({"task", "not_task", "overdue", "event"})
RECIPIENTS = frozenset({"notice_to", "not_notice_to"})


@dataclass(frozen=True)
class NamesInScenario:
    """What things are called in the drawings and in the government."""

    bundle: Bundle
    called: Mapping[str, str] = field(default_factory=dict)
    """Units and authorities outside, by slug."""

    def element(self, element_id: str) -> str:
        """Its name as drawn; a nameless one by what stands before it."""
        diagram = self.bundle.diagram_with(element_id)
        if diagram is None:
            return _("%(name)s (tidak ada dalam diagram)", name=_without_kind(element_id))
        element = diagram.elements[element_id]
        return element.name or _nameless(diagram, element_id)

    def place(self, slug: str) -> str:
        """A unit or an authority."""
        return self.called.get(slug) or readable(slug.replace("-", " "))

    def recipient(self, name: str) -> str:
        """Who is told: people, a role, a unit, an authority; what has a name already keeps it."""
        if name in PEOPLE:
            return _(PEOPLE[name])
        if name in self.called:
            return self.called[name]
        return role(name) if name.islower() and " " not in name else name

    def question(self, key: str) -> str:
        """A variable by the question of the form that asks it."""
        asked = (form.fields[key].label for form in self.bundle.forms.values() if key in form.fields)
        return next((label for label in asked if label), "") or readable(key)

    def answer(self, value: Any) -> str:
        """What was answered: units by name, of a list each, of a row of several questions each answer."""
        if isinstance(value, Mapping):
            return "; ".join(map(self.answer, value.values()))
        if isinstance(value, list | tuple):
            return ", ".join(map(self.answer, value))
        return self.called.get(str(value)) or plain_words(value)

    def message(self, name: str) -> str:
        """A message by the event that waits for it."""
        drawn = (each for diagram in self.bundle.diagrams.values() for each in diagram.elements.values())
        return next((each.name for each in drawn if each.message == name and each.name), "") or readable(name)


def _without_kind(element_id: str) -> str:
    return readable(element_id.partition("_")[2] or element_id)


def _nameless(diagram: Diagram, element_id: str) -> str:
    element = diagram.elements[element_id]
    if element.attached_to and (host := diagram.elements[element.attached_to].name):
        return _("peristiwa pada “%(name)s”", name=host)
    before = (diagram.elements[flow.source].name for flow in diagram.flows.values() if flow.target == element_id)
    if after := next((name for name in before if name), ""):
        return _("langkah sesudah “%(name)s”", name=after)
    return _("langkah pada “%(name)s”", name=diagram.name or diagram.process_id)


def step_words(verb: str, given: Mapping[str, Any], names: NamesInScenario) -> str:
    """One step in a sentence without a full stop; `given` as the file says it below the verb."""
    match verb:
        case "complete":
            who = _(" oleh %(role)s", role=role(str(given["as"]))) if given.get("as") else ""
            unit = f", {names.place(str(given['unit']))}" if given.get("unit") else ""
            return _("Tugas “%(name)s” diselesaikan", name=names.element(str(given.get("task")))) + who + unit
        case "message":
            return _("Kabar masuk pada “%(name)s”", name=names.message(str(given.get("name") or given.get("for"))))
        case "wait":
            return _waited(given)
        case _:
            return _("Harapan: %(what)s", what="; ".join(expected_words(given, names)))


def expected_words(expected: Mapping[str, Any], names: NamesInScenario) -> list[str]:
    """Each expectation: `tenggat: Senin, 9 Maret 2026`."""
    told = {key: value for key, value in expected.items() if key in EXPECTED}
    return [f"{_(EXPECTED[key])}: {value_words(key, value, names)}" for key, value in told.items()]


def value_words(key: str, value: Any, names: NamesInScenario) -> str:
    """What a key of an expectation says, in words."""
    if isinstance(value, bool):
        return _("ya") if value else _("belum") if key == "ended" else _("tidak")
    if key == "due":
        return day_words(value)
    if key == "variables":
        return "; ".join(f"{names.question(name)}: {plain_words(each)}" for name, each in dict(value).items())
    if key in ELEMENTS or key == "ended":
        return listed(map(names.element, many(value)))
    if key in RECIPIENTS:
        return listed(map(names.recipient, many(value)))
    called = {"role": role, "unit": names.place}.get(key, readable)
    return listed(called(str(each)) for each in many(value))


def _waited(given: Mapping[str, Any]) -> str:
    if "until" in given:
        return _("Menunggu sampai %(day)s", day=day_words(given["until"]))
    count, _space, unit = str(given.get("for")).partition(" ")
    return _("Menunggu %(count)s %(unit)s", count=count, unit=_(UNITS_OF_TIME.get(unit, unit)))


def day_words(value: Any) -> str:
    """A day, or a moment by its day and hour; what is neither as it stands."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == len("2026-03-27") else datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        return _("%(day)s pukul %(hour)s", day=format_date(value.date()), hour=f"{value:%H.%M}")
    return format_date(value) if isinstance(value, date) else str(value)


def many(value: Any) -> list[Any]:
    """One or several, as several."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def listed(values: Iterable[Any]) -> str:
    """`“a”, “b”`; "tidak ada" for none: nothing of this is written for machines."""
    told = [f"“{value}”" for value in values]
    return ", ".join(told) if told else _("tidak ada")


def plain_words(value: Any) -> str:
    """A value of a case."""
    if value is None or value == "":
        return _("tidak ada")
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return listed(_chosen(each) for each in many(value))


def _chosen(value: Any) -> Any:
    """`permohonan_informasi`, the id of a choice, as people read it."""
    return readable(value) if isinstance(value, str) and CHOICE.fullmatch(value) else value
