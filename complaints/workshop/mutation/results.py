"""What came of every change that was tried: a table beside the scenarios, which the public pages of the law read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from complaints.law.bundles import ROOT
from complaints.workshop.mutation.trial import Seen

COLUMNS = ("proses", "bagian", "tempat", "jenis", "rincian", "hasil", "oleh", "sidik")
"""Of the table, in the order of the fields."""
RESULTS = ROOT / "processes" / "scenarios" / "mutasi.csv"


@dataclass(frozen=True, order=True)
class Outcome:
    """One change of one process and what came of it."""

    process: str
    part: str
    place: str
    kind: str
    detail: str
    seen: str
    by: str
    """The scenario's file or the rule of the gate; of a change that nobody noticed, how much was tried."""
    digest: str
    """Fingerprint of the changed bundle and of what was played: while it fits, nothing has to be tried again."""

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What tells the change apart from all others."""
        return self.process, self.place, self.kind, self.detail

    @property
    def noticed(self) -> bool:
        """Whether anybody noticed."""
        return self.seen != Seen.NOBODY


@dataclass(frozen=True)
class Count:
    """How many changes of a process were tried, and who noticed."""

    tried: int
    by: Mapping[str, int]

    @property
    def noticed(self) -> int:
        """By anybody."""
        return self.tried - self.by.get(Seen.NOBODY, 0)

    @property
    def percent(self) -> float:
        """Of those tried; 100 where nothing was."""
        return 100 * self.noticed / self.tried if self.tried else 100.0


def read(path: Path = RESULTS) -> list[Outcome]:
    """The table; empty when there is none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Outcome(*(row[column] for column in COLUMNS)) for row in csv.DictReader(file)]


def write(rows: Iterable[Outcome], path: Path = RESULTS) -> None:
    """The table in a stable order, as a whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in sorted(rows))
    beside = path.with_suffix(".tmp")
    beside.write_text(text.getvalue(), encoding="utf-8")
    beside.replace(path)


def count(rows: Iterable[Outcome]) -> Count:
    """How many, and who noticed."""
    by: dict[str, int] = {}
    for row in rows:
        by[row.seen] = by.get(row.seen, 0) + 1
    return Count(sum(by.values()), by)


def noticing(carriers: Iterable[str]) -> list[str]:
    """Files of the scenarios that notice when one of these carriers (`process#element`, …) is changed, in order."""
    by_place = scenarios_by_place()
    return sorted({scenario for carrier in carriers for scenario in by_place.get(carrier, ())})


def scenarios_by_place() -> Mapping[str, frozenset[str]]:
    """Of everything that was changed the files of the scenarios that noticed; read again when the table was written."""
    return _scenarios_by_place(RESULTS.stat().st_mtime_ns if RESULTS.is_file() else 0)


@lru_cache(maxsize=1)
def _scenarios_by_place(_changed: int) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _by_scenarios(read(RESULTS)):
        found.setdefault(row.place, set()).add(row.by)
    return {place: frozenset(files) for place, files in found.items()}


def _by_scenarios(rows: Iterable[Outcome]) -> Iterator[Outcome]:
    yield from (row for row in rows if row.seen in (Seen.EXPECTATION, Seen.RECORD))
