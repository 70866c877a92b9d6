"""Long lists as files, row by row: in memory is what leaves, not the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from complaints.reports.exports.csv_file import plain


def csv_of(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    """CSV for a spreadsheet, open at its beginning."""
    content = io.BytesIO()
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([plain(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()
    content.seek(0)
    return content


def xlsx_of(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    """A workbook with one sheet, open at its beginning."""
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    content.seek(0)
    return content
