"""What people write is stored in few places, and each of them closes it for a sealed report: whoever adds one finds it here."""

from __future__ import annotations

import ast
from functools import cache

from tests.house.files import name, python_files, tree

ROWS = {"ComplaintMessage", "Attachment", "Reporter", "TaskDraft", "LodgingDraft"}
WRITERS = {
    "complaints/casework/disclosure.py": "ComplaintMessage: for the public, never of a restricted report",
    "complaints/intake/draft_rows.py": "LodgingDraft: under the token of the browser",
    "complaints/intake/lodging.py": "Attachment, Reporter: none and closed ones for a sealed report",
    "complaints/operations.py": "ComplaintMessage: close_text",
    "complaints/tracking/replies.py": "ComplaintMessage: close_text",
    "engine/running/commands/task_draft.py": "TaskDraft: what it gets was closed by Runtime.kept, or was stored before",
}
"""Module -> which rows with texts of people it makes, and why none lies open."""
HISTORIES = {
    "complaints/people/acts.py": "a government's own history: of no report",
    "engine/record/ledger.py": "likewise",
    "engine/workshop/version_record.py": "words of owners about a version: of no report",
    "engine/running/commands/case_run.py": "Runtime.kept",
    "engine/running/commands/handing.py": "Runtime.kept",
    "engine/running/commands/incidents.py": "Runtime.kept",
    "engine/running/commands/interventions.py": "goes through case_run",
    "engine/running/commands/messages.py": "goes through case_run",
    "engine/running/commands/notes.py": "Runtime.kept",
    "engine/running/commands/tasks.py": "goes through case_run",
}
"""Module -> how what it passes as `personal` of a history row is closed."""


@cache
def _calls() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in python_files("engine", "complaints"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                words = {called} & ROWS | {each.arg for each in node.keywords if each.arg == "personal"}
                found.setdefault(name(path), set()).update(words)
    return found


def test_rows_with_texts_of_people_are_made_where_the_list_says() -> None:
    assert {path for path, words in _calls().items() if words & ROWS} == set(WRITERS)


def test_texts_enter_histories_where_the_list_says() -> None:
    found = {path for path, words in _calls().items() if "personal" in words}
    assert found == set(HISTORIES) | {"engine/record/chain.py"}
    for path in (each for each, how in HISTORIES.items() if how == "Runtime.kept"):
        assert "runtime.kept(" in next(p for p in python_files("engine") if name(p) == path).read_text("utf-8")
