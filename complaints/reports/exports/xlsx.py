"""XLSX: one sheet for each table, numbers as numbers, and a sheet of notes. No text becomes a formula or a link."""

from __future__ import annotations

import io
import re
from datetime import UTC

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from complaints.reports.exports.document import Document
from complaints.reports.figures import Column, Table, Value, shown
from complaints.reports.figures.tables import MOMENT, moment_of
from engine.catalogue import N_

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
NARROWEST, WIDEST = 8, 60
NUMBERS = {"hari": "0.0", "persen": '0.00" %"', "nilai": "0.00"}
NOTES = N_("Catatan")


def as_xlsx(document: Document) -> bytes:
    """The workbook as bytes."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {
            "title": document.heading_line(),
            "author": document.instansi,
            "created": document.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    names: list[str] = [NOTES.lower()]
    for table in document.tables:
        _add_table(book, _sheet_name(table.title, names), table)
    _add_notes(book, document)
    book.close()
    return content.getvalue()


def _sheet_name(title: str, names: list[str]) -> str:
    """A name that Excel accepts and no other sheet has."""
    plain = FORBIDDEN.sub(" ", title).strip()[:31] or N_("Tabel")
    name, number = plain, 1
    while name.lower() in names:
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    names.append(name.lower())
    return name


def _add_table(book: Workbook, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"})
    formats: dict[str, Format] = {
        unit: book.add_format({"num_format": shape, "valign": "top"}) for unit, shape in NUMBERS.items()
    }
    for number, column in enumerate(table.columns):
        values = [row.get(column.key) for row in table.rows]
        sheet.set_column(number, number, _width(column, values))
        sheet.write_string(0, number, column.label, head)
        for line, value in enumerate(values, start=1):
            if isinstance(value, str) and column.unit == MOMENT and (at := moment_of(value)):
                sheet.write_datetime(line, number, at, moment)
            elif isinstance(value, str):
                sheet.write_string(line, number, value, text)
            elif value is None:
                sheet.write_blank(line, number, None, text)
            else:
                sheet.write_number(line, number, value, formats.get(column.unit, text))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)  # A4


def _width(column: Column, values: list[Value]) -> float:
    longest = max([len(column.label) * 0.7, *(len(shown(value, column)) for value in values)])
    return min(max(longest + 2, NARROWEST), WIDEST)


def _add_notes(book: Workbook, document: Document) -> None:
    sheet = book.add_worksheet(NOTES)
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, document.title, bold)
    lines = [
        *document.heading(),
        *((table.title, note) for table in document.tables for note in table.notes),
        *document.texts,
    ]
    for number, (label, words) in enumerate(lines, start=1):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, words, wrap)
