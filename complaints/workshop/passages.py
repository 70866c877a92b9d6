"""How many scenarios pass each element and flow: a summary beside the scenarios, written when they are played.

It is true of the files that it was made with. Of a deployed version it is told only when those are the same.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from complaints.law.bundles import FOLDERS, ROOT, bundle_files, changed_at, read_folders
from complaints.workshop.simulation.run import ScenarioResult
from engine.definition.bundle import read_bundle

SUMMARY = ROOT / "processes" / "scenarios" / "cakupan.csv"
COLUMNS = ("proses", "lembar", "unsur", "skenario")
Passed = dict[str, dict[tuple[str, str], int]]
"""Process -> (diagram, element or flow) -> number of scenarios."""


def count(results: Iterable[ScenarioResult]) -> Passed:
    """Scenarios, not tokens: one that comes by three times counts once."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for result in results:
        found.setdefault(result.scenario.process, Counter()).update(set(result.path))
    return {process: dict(counts) for process, counts in found.items()}


def as_text(passed: Mapping[str, Mapping[tuple[str, str], int]]) -> str:
    """The summary as CSV, in a stable order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for process in sorted(passed):
        writer.writerows((process, *place, number) for place, number in sorted(passed[process].items()))
    return text.getvalue()


def read_summary(path: Path) -> Passed:
    """The summary; empty when there is none."""
    found: Passed = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["proses"], {})[row["lembar"], row["unsur"]] = int(row["skenario"])
    return found


def passed_in(process_id: str, digest: str, *, law_of: str) -> dict[tuple[str, str], int]:
    """What the summary says of a deployed version; empty when that was made of other files than these.

    `law_of` is the process of complaints of the government: its regulation is the one that the version names.
    """
    if digest_here(process_id, law_of, changed_at()) != digest:
        return {}
    return read_summary(SUMMARY).get(process_id, {})


@lru_cache(maxsize=32)
def digest_here(process_id: str, law_of: str, _changed: int) -> str:
    """The fingerprint of a process as the files of this program have it."""
    files = read_folders(FOLDERS)
    return (
        read_bundle(bundle_files(files, process_id, law_of=law_of)).content_hash
        if f"{process_id}.bpmn" in files
        else ""
    )
