"""Long lists as files, row by row: what was written is given away in pieces, so that memory does not grow with it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING

from complaints.reports.exports.csv_file import plain

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PIECE = 64 * 1024
"""Bytes, about, that are given away together."""
MOST_ROWS = 1_000_000
"""Of a sheet, without its head; a spreadsheet holds 1,048,576. More goes on in the next."""
Rows = Iterable[Sequence[str]]
"""The first is the head."""


def csv_of(rows: Rows) -> Iterator[bytes]:
    """CSV for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")

    def lines() -> Iterator[str]:
        for row in rows:
            writer.writerow([plain(cell) for cell in row])
            yield text.getvalue()
            text.seek(0)
            text.truncate()

    yield b"\xef\xbb\xbf"
    yield from gathered_pieces(lines())


def xlsx_of(rows: Rows) -> Iterator[bytes]:
    """A workbook; its bytes lie in a temporary file until they are given away."""
    with tempfile.TemporaryFile() as file:
        _write_xlsx(rows, file)
        file.seek(0)
        yield from pieces_in(file)


TABLES = {"csv": csv_of, "xlsx": xlsx_of}
"""By the ending of the file."""


def _write_xlsx(rows: Rows, file: IO[bytes]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    each = iter(rows)
    head = next(each, ())
    sheet, at = book.add_worksheet(), 0
    _write(sheet, 0, head)
    for row in each:
        if at == MOST_ROWS:
            sheet, at = book.add_worksheet(), 0
            _write(sheet, 0, head)
        at += 1
        _write(sheet, at, row)
    book.close()


def _write(sheet: Worksheet, at: int, row: Sequence[str]) -> None:
    for column, cell in enumerate(row):
        sheet.write_string(at, column, cell)


def gathered_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Many short texts as fewer pieces of bytes."""
    waiting: list[str] = []
    size = 0
    for each in texts:
        waiting.append(each)
        size += len(each)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def pieces_in(file: IO[bytes]) -> Iterator[bytes]:
    """What a file holds from where it stands."""
    while piece := file.read(PIECE):
        yield piece
