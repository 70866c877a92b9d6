"""Answers of a start form in words: under the labels of the form in force, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Summary


def told(bundle: Bundle, process_id: str, answers: Mapping[str, Any]) -> list[Summary]:
    """Each stored answer as label and lines. What the forms of this version no longer ask stands under its key."""
    found: list[Summary] = []
    left = dict(answers)
    for form in start_forms(bundle, process_id):
        mine = {key: left.pop(key) for key in form.fields if key in left}
        found += form.summarise(mine)
    found += [Summary(key, key.replace("_", " ").capitalize(), (str(value),)) for key, value in left.items()]
    return [each for each in found if each.lines]


def start_forms(bundle: Bundle, process_id: str) -> list[Form]:
    """The forms of a process's start events, each once."""
    diagram = bundle.diagrams.get(process_id)
    names = dict.fromkeys(event.form for event in diagram.start_events()) if diagram else {}
    return [bundle.forms[name] for name in names if name in bundle.forms]
