"""How many scenarios pass each element and flow: a summary beside the scenarios, written when they are played.

It is true of the files that it was made with. Of a deployed version it is told only when those are the same.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from complaints.law.bundles import FOLDERS, ROOT, bundle_files, changed_at, read_folders
from complaints.workshop.simulation import Scenario, ScenarioResult
from engine.definition.bundle import read_bundle

SUMMARY = ROOT / "processes" / "scenarios" / "cakupan.csv"
COLUMNS = ("proses", "lembar", "unsur", "skenario", "contoh")
Passed = dict[str, dict[tuple[str, str], int]]
"""Process -> (diagram, element or flow) -> number of scenarios."""
Examples = dict[str, dict[tuple[str, str], str]]
"""The same -> the file of one of them."""


def count(results: Iterable[ScenarioResult]) -> Passed:
    """Scenarios, not tokens: one that comes by three times counts once."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for result in results:
        found.setdefault(result.scenario.process, Counter()).update(set(result.path))
    return {process: dict(counts) for process, counts in found.items()}


def examples(results: Iterable[ScenarioResult]) -> Examples:
    """Of each element and flow the first scenario that passes it, in the order of their files."""
    found: Examples = {}
    for result in sorted(results, key=lambda each: each.scenario.file):
        passed = found.setdefault(result.scenario.process, {})
        for place in result.path:
            passed.setdefault(place, place_of(result.scenario))
    return found


def place_of(scenario: Scenario) -> str:
    """The file of a scenario below their folder; its name alone where it lies elsewhere."""
    path, folder = Path(scenario.file).resolve(), SUMMARY.parent
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def as_text(passed: Passed, examples: Examples) -> str:
    """The summary as CSV, in a stable order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for process in sorted(passed):
        for place, number in sorted(passed[process].items()):
            writer.writerow((process, *place, number, examples.get(process, {}).get(place, "")))
    return text.getvalue()


def read_summary(path: Path) -> Passed:
    """The summary; empty when there is none."""
    found: Passed = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["proses"], {})[row["lembar"], row["unsur"]] = int(row["skenario"])
    return found


def read_examples(path: Path) -> Examples:
    """The scenarios that the summary names (itself, where it only counts them); empty when there is none."""
    found: Examples = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["proses"], {})[row["lembar"], row["unsur"]] = row.get("contoh") or SUMMARY.name
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
