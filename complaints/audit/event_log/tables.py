"""The event log as a table: CSV as spreadsheets in Indonesia read it, and XLSX, both row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import IO

from xlsxwriter import Workbook

from complaints.audit.event_log.logged import LoggedRun
from complaints.reports.exports import plain
from engine.catalogue import N_

COLUMNS = (
    N_("Kasus"), N_("Pelaksanaan"), N_("Proses"), N_("Versi"), N_("Keadaan"), N_("Waktu"), N_("Elemen"), N_("Nama"),
    N_("Jenis"), N_("Daur hidup"), N_("Pelaku"), N_("Peran"), N_("Unit"), N_("Instance"), N_("Langkah jaring"),
)  # fmt: skip
MOST_ROWS = 1_000_000
"""Of a sheet; a spreadsheet holds 1,048,576."""


def lines(runs: Iterable[LoggedRun], zone: tzinfo) -> Iterator[list[str]]:
    """A line for each event, its moment in the office's zone."""
    for run in runs:
        of_run = [run.case, run.run, run.process_id, str(run.version), run.state]
        for each in run.events:
            at = each.at.astimezone(zone).isoformat(timespec="seconds")
            of_event = [each.element, each.name, each.kind, each.step, each.resource, each.role, each.unit]
            yield [*of_run, at, *of_event, each.instance, each.label]


def as_csv(runs: Iterable[LoggedRun], zone: tzinfo) -> Iterator[str]:
    """The file, in pieces."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for line in lines(runs, zone):
        writer.writerow([plain(cell) for cell in line])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def write_xlsx(runs: Iterable[LoggedRun], zone: tzinfo, file: IO[bytes]) -> None:
    """The file; more than a sheet holds goes on in the next."""
    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = None
    for number, line in enumerate(lines(runs, zone)):
        at = number % MOST_ROWS
        if sheet is None or at == 0:
            sheet = book.add_worksheet()
            for column, name in enumerate(COLUMNS):
                sheet.write_string(0, column, name)
        for column, cell in enumerate(line):
            sheet.write_string(at + 1, column, cell)
    if sheet is None:
        book.add_worksheet()
    book.close()
