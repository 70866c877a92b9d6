"""Which program runs on what: told to the operator, and written into every backup."""

from __future__ import annotations

import platform
import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[2]


@cache
def program_version() -> str:
    """As the project's own file says it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def table_version(session: Session) -> str:
    """Number of the last migration that the database has seen; "" before the first. Needs a crossing."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return ""
    return str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")


def versions(session: Session) -> dict[str, str]:
    """Part → version: program, tables, database, Python, the library that runs BPMN. Needs a crossing."""
    dialect = session.get_bind().dialect.name
    asked = "SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"
    return {
        "Alur": program_version(),
        "tabel": table_version(session),
        dialect: str(session.scalar(text(asked))),
        "Python": platform.python_version(),
        "SpiffWorkflow": version("SpiffWorkflow"),
    }
