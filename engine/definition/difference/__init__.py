"""What differs between two bundles, element by element, field by field, rule by rule: facts, not yet words."""

from __future__ import annotations

from engine.definition.bundle import Bundle
from engine.definition.difference.change import Change, members
from engine.definition.difference.diagrams import diagram_changes, diagram_name, facts
from engine.definition.difference.forms import form_changes
from engine.definition.difference.tables import table_changes
from engine.definition.difference.whole import whole

__all__ = ["Change", "differences", "facts", "whole"]


def differences(old: Bundle, new: Bundle) -> list[Change]:
    """Everything that differs, in the order of reading: processes with their elements, forms, decisions."""
    return [
        *members(
            "process",
            "",
            old.diagrams,
            new.diagrams,
            name=diagram_name,
            inside=lambda was, now: diagram_changes(was, now, old.files[was.file], new.files[now.file]),
        ),
        *members(
            "form",
            "",
            {name: name for name in old.forms},
            {name: name for name in new.forms},
            name=str,
            inside=lambda was, now: form_changes(now, old.files[f"{was}.form"], new.files[f"{now}.form"]),
        ),
        *members(
            "decision",
            "",
            old.decisions,
            new.decisions,
            name=lambda decision: decision.name or decision.id,
            inside=table_changes,
        ),
    ]
