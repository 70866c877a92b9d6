"""Auditors' pages: find a case, see everything that happened to it and why."""

from web.audit import (
    case,
    conformance,
    deadline,
    download,
    event_log,
    flow,
    kept,
    list_file,
    on_time,
    package,
    readings,
    replay,
    search,
    taken,
    texts,
    versions,
)
from web.audit.blueprint import blueprint

__all__ = [
    "blueprint",
    "case",
    "conformance",
    "deadline",
    "download",
    "event_log",
    "flow",
    "kept",
    "list_file",
    "on_time",
    "package",
    "readings",
    "replay",
    "search",
    "taken",
    "texts",
    "versions",
]
