"""How the tables of the domain came to be: Alembic scripts in one line with those of `engine.migrations`."""

from pathlib import Path

FOLDER = Path(__file__).with_name("versions")
"""Scripts that change tables of the domain."""
