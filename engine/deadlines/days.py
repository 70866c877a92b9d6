"""What a decree says about one day, and which decree wins when several speak of the same day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Unit = Literal["hari_kerja", "hari"]
"""`hari_kerja` counts working days, `hari` calendar days: the regulations use both, and they are not the same."""

NATIONAL_RANK = 0


class DayKind(StrEnum):
    """What a day is. The first four come from decrees, the last two from the week alone."""

    LIBUR_NASIONAL = "libur_nasional"
    CUTI_BERSAMA = "cuti_bersama"
    LIBUR_DAERAH = "libur_daerah"
    HARI_KERJA_PENGGANTI = "hari_kerja_pengganti"
    AKHIR_PEKAN = "akhir_pekan"
    HARI_KERJA = "hari_kerja"


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One day of one decree. `rank` grows as the scope narrows: 0 national, then province, instansi, unit.

    An empty `decree` means an estimate: the day is counted so, but no decree has fixed it yet.
    """

    date: date
    kind: DayKind
    name: str = ""
    decree: str = ""
    scope: str = "ID"
    rank: int = NATIONAL_RANK


def is_weekend(day: date) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day.weekday() >= 5


def decisive(entries: Iterable[DayEntry], cuti_bersama_stops: bool) -> DayEntry | None:
    """The entry that decides about its day, or None when the week decides.

    A make-up working day beats every holiday of the same or a wider scope; a holiday of a narrower scope beats it.
    Joint leave that does not stop the clock decides nothing.
    """
    speaking = [entry for entry in entries if cuti_bersama_stops or entry.kind is not DayKind.CUTI_BERSAMA]
    return max(speaking, key=_weight, default=None)


def _weight(entry: DayEntry) -> tuple[int, bool, bool]:
    return entry.rank, entry.kind is DayKind.HARI_KERJA_PENGGANTI, entry.kind is DayKind.LIBUR_NASIONAL
