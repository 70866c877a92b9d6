"""The files of the project, for tests that read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "complaints", "web", "console")


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders (default: the whole program without its tests), sorted."""
    found: list[Path] = []
    for folder in folders or PACKAGES:
        found += [path for path in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in path.parts]
    return found if folders else [ROOT / "app.py", *found]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def templates() -> list[Path]:
    return sorted((ROOT / "web" / "templates").rglob("*.html"))


def name(path: Path) -> str:
    """The path as a person names it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
