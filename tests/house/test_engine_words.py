"""The engine runs cases of any kind: it says "kasus" and knows no complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.files import name, python_files

FILES = [path for path in python_files("engine") if "versions" not in path.parts or "migrations" not in path.parts]
"""Without the migrations that have run: what they did once is not rewritten."""


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_module_of_the_engine_speaks_of_complaints(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"{name(path)}:{number}" for number, line in enumerate(lines, 1) if "pengadu" in line.lower()] == []
