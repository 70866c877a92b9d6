"""Long lists as files, row by row: what one row needs is in memory, not the list."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, cast

import xlsxwriter

from complaints.reports.exports.csv_file import plain


def csv_of(rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """CSV for a spreadsheet, open at its beginning."""
    content = _file()
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([plain(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()
    content.seek(0)
    return content


def xlsx_of(rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """A workbook with one sheet, open at its beginning."""
    content = _file()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    content.seek(0)
    return content


def _file() -> IO[bytes]:
    return cast(IO[bytes], tempfile.TemporaryFile())
