"""Forms and posts made in a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.definition.forms import Form, parse_form
from engine.errors import DeployRefusedError, Finding

YES_NO = [{"label": "Ya", "value": True}, {"label": "Tidak", "value": False}]
LETTERS = [{"label": "Huruf A", "value": "a"}, {"label": "Huruf B", "value": "b"}]


class Posted:
    """A posted form: the one method that the engine asks for."""

    def __init__(self, **values: str | list[str]) -> None:
        self.values = {name: value if isinstance(value, list) else [value] for name, value in values.items()}

    @classmethod
    def of(cls, values: dict[str, str | list[str]]) -> Posted:
        return cls(**values)

    def getlist(self, key: str, /) -> list[str]:
        return self.values.get(key, [])


def part(kind: str, key: str, **more: Any) -> dict[str, Any]:
    """A component with a label like its key."""
    return {"type": kind, "id": f"Field_{key}", "key": key, "label": key.capitalize(), **more}


def document(*components: Any, **more: Any) -> str:
    """The text of a form file."""
    return json.dumps({"type": "default", "schemaVersion": 19, "components": list(components), **more})


def a_form(*components: Any) -> Form:
    return parse_form(document(*components), name="contoh")


def findings(*components: Any, text: str | None = None, **more: Any) -> list[Finding]:
    """Why the form is refused; fails when it is not."""
    with pytest.raises(DeployRefusedError) as refused:
        parse_form(document(*components, **more) if text is None else text, name="contoh")
    return refused.value.findings


def rules(*components: Any, text: str | None = None, **more: Any) -> set[str]:
    return {finding.rule for finding in findings(*components, text=text, **more)}
