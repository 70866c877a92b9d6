"""Changes of forms: each question that must be answered may be left open."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from engine.workshop.mutation.mutant import Breakage, Mutant

CONDITION = "wajib"
"""Custom property of a question: when it must be answered."""


def in_form(file: str, text: str, at: Collection[str] = ()) -> Iterator[Mutant]:
    """Every question that must be answered, always or under a condition, may be left open."""
    form: dict[str, Any] = json.loads(text)
    for component in _questions(form):
        place = f"{file.removesuffix('.form')}#{component['key']}"
        if at and place not in at:
            continue
        kept: dict[str, Any] = {name: dict(component[name]) for name in ("validate", "properties") if name in component}
        component.get("validate", {}).pop("required", None)
        component.get("properties", {}).pop(CONDITION, None)
        changed = json.dumps(form, ensure_ascii=False)
        component.update(kept)
        yield Mutant(
            kind=Breakage.OPTIONAL,
            part="formulir",
            place=place,
            detail="",
            file=file,
            text=changed,
        )


def _questions(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for component in part.get("components", ()):
        if component.get("key") and (
            component.get("validate", {}).get("required") or component.get("properties", {}).get(CONDITION)
        ):
            yield component
        if component.get("type") != "dynamiclist":
            yield from _questions(component)
