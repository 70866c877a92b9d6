"""Files come in by one check and their bytes have one way out and one way to the browser: who looks for another finds it
here."""

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
    "verification.py",
}
"""The table, what writes into it, the one who reads it, the backup and the verification,
which hold every file against its digest, and `complaints/upkeep/sealing.py`, which locks what lay open and shows it to nobody; `erasing.py` beside it removes them."""
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


READERS = {
    "web/components/uploads.py": "read_checked(",
    "web/api/complaints.py": "read_checked(",
    "web/admin/government.py": "",
    "web/admin/look.py": "",
    "web/admin/person_import.py": "",
    "web/owner/files.py": "",
    "web/owner/trial_page.py": "",
    "web/kept.py": "",
    "web/seal/receipts.py": "",
}
"""Who reads files from a request. The last seven keep none with a report: a government's file, its crest, a list of
persons, files of a diagram's draft, each with a bound of its own; two only ask whether any came; the last hashes them."""


def test_whatever_keeps_a_file_with_a_report_asks_the_limits_of_its_government() -> None:
    texts = {name(path): path.read_text(encoding="utf-8") for path in python_files()}
    assert {place for place, text in texts.items() if "request.files" in text} == set(READERS)
    assert {place for place, text in texts.items() if " read_checked(upload" in text} == {
        place for place, how in READERS.items() if how
    }
    for place, text in texts.items():
        if "store_file(session" in text:
            assert "refuse_beyond(session" in text or "refuse_more(" in text, place
