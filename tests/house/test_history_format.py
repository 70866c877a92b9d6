"""The format of histories: described as it is, never changed behind its number, titled for every reader, read in one way."""

from __future__ import annotations

import ast
import json

import pytest

from engine.record.description import description
from engine.record.events import CASE_EVENTS, EVENTS, FORMAT
from engine.record.payload import said_by
from tests.house.files import ROOT, name, python_files, tree
from web.desk.timeline import TITLES
from web.phrases.audit import EVENTS as AUDIT_TITLES

KINDS = {event.KIND for event in EVENTS}
OF_CASES = {event.KIND for event in CASE_EVENTS}
PROMISES = ROOT / "tests" / "data" / "history_format"


def test_the_description_is_what_the_program_says() -> None:
    told = (ROOT / "docs" / "format-riwayat.md").read_text(encoding="utf-8")
    assert told == description(), "app.py history-format > docs/format-riwayat.md"


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_what_a_format_promised_is_kept(number: int) -> None:
    """Kinds and fields with their shapes. A new one gets the next number and a file of its own, an old one never goes."""
    promised = json.loads((PROMISES / f"{number}.json").read_text(encoding="utf-8"))
    found = {
        event.KIND: {field: said.shape.name for field, (_, said) in said_by(event).items() if said.since <= number}
        for event in EVENTS
        if number >= event.SINCE
    }
    assert found == promised


def test_every_kind_is_new_enough_for_its_fields() -> None:
    for event in EVENTS:
        for field, (_, said) in said_by(event).items():
            own = said_by(event)[field][0] in event.__annotations__
            assert (event.SINCE if own else 1) <= said.since <= FORMAT, (event.KIND, field)
            assert said.meaning.endswith("."), (event.KIND, field)


def test_every_kind_has_a_title_on_the_desk_and_for_the_auditor_and_no_title_is_for_nothing() -> None:
    assert set(TITLES) == OF_CASES
    assert set(AUDIT_TITLES) == OF_CASES


def test_every_kind_is_written_by_somebody() -> None:
    """Commands name the class of what they append; one that nobody names could never be shown."""
    named = {
        node.id
        for path in python_files("engine")
        if name(path) != "engine/record/events.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name)
    }
    assert {event.__name__ for event in EVENTS} <= named


def test_kinds_and_payloads_are_read_only_through_the_format() -> None:
    """No module spells a kind but the two tables of titles, and none takes a payload apart by itself."""
    titled = {
        "engine/models/event.py",  # its index leaves the usual kinds out
        "engine/record/events.py",
        "engine/record/interventions.py",
        "engine/record/notes.py",
        "web/desk/timeline.py",
        "web/phrases/audit.py",
    }
    found = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and node.value in KINDS and name(path) not in titled:
                found.append(f"{name(path)}:{node.lineno} {node.value}")
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("loads")
                and "payload" in ast.unparse(node)
            ):
                found.append(f"{name(path)}:{node.lineno} {ast.unparse(node)}")
    assert [each for each in found if not each.startswith("engine/record/payload.py")] == []
