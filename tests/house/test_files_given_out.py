"""Bytes of stored files have one way out, and files have one way to the browser: who looks for another finds it here."""

from __future__ import annotations

import ast

from tests.house.files import name, python_files, tree

WAYS_OUT = {"bytes_of": {"file_store.py", "file_copies.py", "sealing.py"}, "_locate": {"file_store.py"}}
PLACES = {"sealed_path", "view_path"}
WHO_KEEPS_PLACES = {
    "complaint.py",
    "drafts.py",
    "erasing.py",
    "file_copies.py",
    "lodging.py",
    "sealing.py",
    "taking.py",
}
"""The table, what writes into it, the one who reads it, the backup, which holds every file against its digest, and
`complaints/upkeep/sealing.py`, which locks what lay open and shows it to nobody; `erasing.py` beside it removes them."""
DISPOSITIONS = {"send_file", "send_from_directory", "Content-Disposition", "as_attachment"}


def test_only_the_rule_opens_a_stored_file() -> None:
    wrong = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            used = node.attr if isinstance(node, ast.Attribute) else ""
            if path.name not in WAYS_OUT.get(used, {path.name}):
                wrong.append(f"{name(path)}:{getattr(node, 'lineno', 0)} {used}")
            if used in PLACES and path.name not in WHO_KEEPS_PLACES:
                wrong.append(f"{name(path)}:{getattr(node, 'lineno', 0)} {used}")
    assert wrong == []


def test_only_one_place_names_files_for_the_browser() -> None:
    wrong = []
    for path in python_files("web"):
        for node in ast.walk(tree(path)):
            words = {getattr(node, key, None) for key in ("attr", "id", "arg", "value", "name")}
            found = {each for each in words if isinstance(each, str)} & DISPOSITIONS
            if found and path.name != "downloads.py":
                wrong.append(f"{name(path)}:{getattr(node, 'lineno', 0)} {found}")
    assert wrong == []
