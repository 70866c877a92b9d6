"""The diagrams, tables and forms that come with the program, read once for all tests."""

from __future__ import annotations

from functools import cache

from complaints.law.bundles import FOLDERS, bundle_files, read_folders


def shipped() -> dict[str, str]:
    """All of them, by the name that a version calls them."""
    return dict(_all())


def shipped_for(process_id: str) -> dict[str, str]:
    """Those that a process reaches."""
    return dict(_reached(process_id))


@cache
def _all() -> dict[str, str]:
    return read_folders(FOLDERS)


@cache
def _reached(process_id: str) -> dict[str, str]:
    return bundle_files(_all(), process_id)
