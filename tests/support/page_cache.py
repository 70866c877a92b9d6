"""Templates compiled once for all applications of a test run: each test makes one of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

from tests.support import snapshots

if TYPE_CHECKING:
    from flask import Flask


def share_templates(app: Flask) -> Flask:
    """The same application, which takes compiled templates from the run's cache."""
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ[snapshots.DIR])
    return app
