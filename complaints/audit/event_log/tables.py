"""The event log as a table, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from complaints.audit.event_log.logged import LoggedRun
from engine.catalogue import N_

COLUMNS = (
    N_("Kasus"), N_("Pelaksanaan"), N_("Proses"), N_("Versi"), N_("Keadaan"), N_("Waktu"), N_("Elemen"), N_("Nama"),
    N_("Jenis"), N_("Daur hidup"), N_("Pelaku"), N_("Peran"), N_("Unit"), N_("Instance"), N_("Langkah jaring"),
    N_("Pembetulan"),
)  # fmt: skip


def lines(runs: Iterable[LoggedRun], zone: tzinfo) -> Iterator[Sequence[str]]:
    """The head, and a line for each event, its moment in the office's zone."""
    yield COLUMNS
    for run in runs:
        of_run = [run.case, run.run, run.process_id, str(run.version), run.state]
        for each in run.events:
            at = each.at.astimezone(zone).isoformat(timespec="seconds")
            of_event = [each.element, each.name, each.kind, each.step, each.resource, each.role, each.unit]
            yield [*of_run, at, *of_event, each.instance, each.label, each.intervention]
