"""In whose hands a task is, is written in one place, and who may do what with it is decided in one."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.files import name, python_files, tree

WRITERS = {
    "engine/running/commands/handing.py": "from hand to hand",
    "engine/running/commands/tasks.py": "who completes a free task has had it",
    "engine/running/commands/interventions.py": "who puts a case right gives its work to somebody else",
    "engine/running/commands/corrections.py": "work that another unit does after a correction is in nobody's hands",
    "engine/running/commands/move.py": "work of another role is in nobody's hands",
}
JUDGES = {
    "engine/running/commands/rights.py": "the rule",
    "engine/running/commands/handing.py": "whether the colleague may do it who shall get it",
    "engine/running/commands/interventions.py": "likewise",
}
HANDS = {"claimed_by", "claimed_at", "on_behalf_of"}


def _targets(path: Path) -> set[str]:
    """Attributes of this name that the file assigns."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in HANDS:
            found.add(node.attr)
    return found


def test_whose_hands_is_written_by_the_commands_alone() -> None:
    assert {name(path) for path in python_files() if _targets(path)} == set(WRITERS)


def test_the_engine_judges_in_one_function() -> None:
    asked = {"may_do", "stand_in_for", "headship_of"}
    found = {
        name(path)
        for path in python_files("engine/running")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in asked
    }
    assert found == set(JUDGES)
