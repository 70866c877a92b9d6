"""Scenarios in folders: those that came with the program, and those that a government is deployed with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from complaints.law.bundles import ROOT
from engine.definition.versions import current_version, has_version
from engine.workshop import version_scenarios
from engine.workshop.scenarios import ENDING

FOLDER = ROOT / "processes" / "scenarios"
RECORDED = "rekaman_"
"""Begins the file of a scenario that an owner recorded; it is played in the government as it is now."""
PROCESS = re.compile(r"^process: *(\S+)", re.MULTILINE)
BETWEEN = "---\n"
ByProcess = Mapping[str, Mapping[str, str]]


def in_folders(folders: Iterable[Path]) -> ByProcess:
    """Texts by process and file name, from the folders `scenarios` in these."""
    paths = [path for folder in folders for path in sorted((folder / "scenarios").glob("*/*.yaml"))]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=2)
def _read(paths: tuple[tuple[Path, int], ...]) -> ByProcess:
    found: dict[str, dict[str, str]] = {}
    for path, _changed in paths:
        for name, text in parts(path.name, path.read_text(encoding="utf-8")).items():
            found.setdefault(process_of(text), {})[name] = text
    return found


def process_of(text: str) -> str:
    """The process that a scenario is about; "" where it does not say."""
    found = PROCESS.search(text)
    return found[1] if found else ""


def parts(name: str, text: str) -> dict[str, str]:
    """The scenarios of a file: a version keeps each by a name of its own. Joined by `BETWEEN` they are the file."""
    told = re.split(rf"^{BETWEEN}", text, flags=re.MULTILINE)
    stem = name.removesuffix(ENDING)
    return {f"{stem}_{number}{ENDING}" if number > 1 else name: each for number, each in enumerate(told, 1)}


def beside_recorded(
    session: Session, *, instansi_id: str, process_id: str, found: Mapping[str, str]
) -> dict[str, str] | None:
    """The scenarios of a folder with those that owners recorded since; None (as they are) when the folder has none."""
    if not found:
        return None
    kept: dict[str, str] = {}
    if has_version(session, instansi_id, process_id):
        kept = version_scenarios(session, instansi_id, current_version(session, instansi_id, process_id).id)
    own = shipped_of(kept)
    return {**{name: text for name, text in kept.items() if name not in own}, **found}


def shipped_of(scenarios: Mapping[str, str]) -> dict[str, str]:
    """Those that no owner recorded."""
    return {name: text for name, text in scenarios.items() if not name.startswith(RECORDED)}
