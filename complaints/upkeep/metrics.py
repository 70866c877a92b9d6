"""Figures for a monitor, in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

Numbers of the installation alone: nothing by government, nothing of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from complaints.upkeep.condition import Condition
from complaints.upkeep.installation import Totals, Verification
from complaints.upkeep.storage import Storage

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """A figure: name, what it means, value."""

    name: str
    meaning: str
    value: float


def text(gauges: Iterator[Gauge]) -> str:
    """The whole answer."""
    return "".join(
        f"# HELP {each.name} {each.meaning}\n# TYPE {each.name} gauge\n{each.name} {each.value:.15g}\n"
        for each in gauges
    )


def gauges(
    *, now: datetime, state: Condition, waiting: Totals, room: Storage | None, verified: Verification | None
) -> Iterator[Gauge]:
    """All figures. Moments are seconds since 1970, spans seconds, sizes bytes; what is unknown is left out."""

    def age(moment: datetime | None) -> float:
        return max(0.0, (now - moment).total_seconds()) if moment else 0.0

    yield Gauge("alur_up", "1 while the database answers", 1)
    yield Gauge("alur_faults", "Conditions that stop work: deadlines, disk, clock", len(state.faults))
    if state.workers.seen_at is not None:
        yield Gauge("alur_worker_silent_seconds", "Since any worker was seen last", age(state.workers.seen_at))
    yield Gauge("alur_timers_due", "Cases and starts that have been due for five minutes", state.timers_due)
    yield Gauge("alur_timers_oldest_seconds", "How long the oldest of them has been due", age(state.oldest_due_at))
    yield Gauge("alur_incidents_open", "Cases set aside after a fault", waiting.incidents)
    yield Gauge("alur_letters_waiting", "Letters not sent yet", waiting.letters)
    yield Gauge("alur_letters_failed", "Of these, tried three times or more", waiting.letters_failed)
    yield Gauge("alur_letters_oldest_seconds", "Age of the oldest of them", age(waiting.oldest_letter_at))
    yield Gauge("alur_jobs_open", "Long checks not finished", waiting.jobs)
    yield Gauge("alur_moves_open", "Cases that shall go over to another version", waiting.moves)
    yield Gauge("alur_disk_free_bytes", "Left on the disk of the data folder", state.free_bytes)
    if room is not None:
        yield Gauge("alur_database_bytes", "Size of the database", room.database_bytes)
        if room.files_bytes is not None:
            yield Gauge("alur_files_bytes", "Size of the files that people sent", room.files_bytes)
    if verified is not None:
        yield Gauge(
            "alur_history_verified_timestamp_seconds", "When every history was verified", verified.at.timestamp()
        )
        # What the key of the histories did not sign may say anything.
        broken = verified.broken if verified.signed else max(verified.broken, 1)
        yield Gauge("alur_history_broken", "Histories that were not whole then", broken)
