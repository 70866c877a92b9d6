"""What people reported is read in few places; each notes who of the staff reads it, or is read by nobody of them."""

from __future__ import annotations

import ast
from functools import cache

from tests.house.files import name, python_files, tree

WORDS = {
    "Complaint": {"judul", "uraian", "lokasi", "pihak_terlibat", "answers"},
    "ComplaintMessage": {"text"},
    "Reporter": {"nama", "identitas", "telepon", "email", "alamat", "answers"},
}
"""Columns with words of the reporter, by model."""
READERS = {
    "complaints/audit/file.py": "noted",
    "complaints/casework/case_file.py": "noted",
    "complaints/casework/copies.py": "titles: never of a secret complaint (visibility.listed)",
    "complaints/casework/done_tasks.py": "titles: likewise",
    "complaints/casework/inbox.py": "titles: likewise",
    "complaints/casework/search.py": "titles: likewise, and the search is noted",
    "complaints/notices/channels.py": "the address to which the reporter's own letter goes, shown to nobody",
    "complaints/reports/figures/substance.py": "masked, none of a secret one; taking a report along is noted",
    "complaints/reports/results.py": "what everybody may read",
    "complaints/tracking/progress.py": "its author",
    "complaints/tracking/replies.py": "its author",
    "complaints/tracking/reported.py": "its author",
}
"""Module -> why nobody of the staff reads there unnoted."""


@cache
def _found() -> dict[str, set[str]]:
    """Modules that read words of reporters, make the row, or say that somebody is noted."""
    found: dict[str, set[str]] = {"reads": set(), "makes": set(), "says": set()}
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.attr in WORDS.get(node.value.id, ()):
                    found["reads"].add(name(path))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reading":
                found["makes"].add(name(path))
            elif isinstance(node, ast.keyword) and node.arg == "noted":
                found["says"].add(name(path))
    return found


def test_words_of_reporters_are_selected_where_the_list_says() -> None:
    assert _found()["reads"] == set(READERS)


def test_what_is_kept_to_be_found_is_looked_through_in_one_place() -> None:
    """Which opens no secret text and no hidden name; whoever searches notes it."""
    kept = ("INDEXED", '"number_parts"', '"place_words"')
    found = {name(path) for path in python_files() if any(each in path.read_text("utf-8") for each in kept)}
    found = {each for each in found if "/migrations/" not in each}
    assert found == {"complaints/casework/words.py", "complaints/models/__init__.py", "complaints/models/words.py"}


def test_a_reading_is_written_in_one_place_and_nothing_else_says_that_somebody_is_noted() -> None:
    """`noted=True` opens files and history."""
    assert _found()["makes"] == {"complaints/casework/readings.py"}
    assert _found()["says"] == {
        "complaints/audit/file.py",  # an activity
        "complaints/casework/copies.py",  # carries it on
        "complaints/casework/readings.py",
        "complaints/reports/activities/views.py",  # activities
    }
