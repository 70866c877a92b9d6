"""What the editors offer to choose from, instead of free text. Labels of roles and phases are the caller's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from complaints.articles import cite
from complaints.law.library import library
from complaints.law.own_law import code_of
from complaints.operations import OPERATIONS
from complaints.people.roles import PROCESS_ROLES
from engine.definition.bundle import Bundle
from engine.definition.forms.registry import KINDS
from engine.definition.properties import PARAMETER, PHASE, SOURCES

Choice = dict[str, str]


def choices(bundle: Bundle, process_id: str, *, words: Callable[[str, str], str]) -> dict[str, Any]:
    """Every list of the editors for this bundle; what lies in a file of its own says in which.

    `words(kind, value)` gives the label of a role, phase or source.
    """
    elements = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
    phases = sorted({element.properties[PHASE] for element in elements if PHASE in element.properties})
    return {
        "roles": [_choice(str(role), words("role", role)) for role in sorted(PROCESS_ROLES)],
        "forms": [form_choice(name, form.title) for name, form in sorted(bundle.forms.items())],
        "decisions": [_choice(key, table.name or key, table.file) for key, table in sorted(bundle.decisions.items())],
        "processes": [_choice(key, each.name or key, each.file) for key, each in sorted(bundle.diagrams.items())],
        "operations": [_choice(name, words("operation", name)) for name in sorted(OPERATIONS)],
        "parameters": _parameters(bundle),
        "phases": [_choice(phase, words("phase", phase)) for phase in phases],
        "sources": [_choice(source, words("source", source)) for source in SOURCES],
        "norms": list(_norms(bundle, process_id)),
        "components": sorted(KINDS),
    }


def _parameters(bundle: Bundle) -> dict[str, list[str]]:
    """For each operation the parameters that the diagrams of this bundle give it, by name."""
    found: dict[str, set[str]] = {}
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.topic:
                found.setdefault(element.topic, set()).update(
                    name for name in element.properties if name.startswith(PARAMETER)
                )
    return {topic: sorted(names) for topic, names in sorted(found.items())}


def form_title(name: str) -> str:
    """What a form whose file gives no name is called."""
    return name.replace("_", " ").capitalize()


def form_choice(name: str, title: str) -> Choice:
    """A form as the lists of the editors name it."""
    return _choice(name, title or form_title(name), f"{name}.form")


def _choice(value: str, label: str, file: str = "") -> Choice:
    return {"value": value, "label": label} | ({"file": file} if file else {})


def _norms(bundle: Bundle, process_id: str) -> Iterable[Choice]:
    """The norms of the government's own regulation: id, article, beginning of the text."""
    diagram = bundle.diagrams.get(process_id)
    code = code_of(bundle.files[diagram.file]) if diagram else ""
    register = next((each for each in library().registers if each.code == code), None)
    for norm in register.norms if register else ():
        yield _choice(norm.id, f"{norm.id} · {norm.article or cite(norm.id)} · {norm.quote[:90]}")
