"""A list of persons as a file (CSV or XLSX), read within limits: rows of texts, no formula, nothing else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from engine.catalogue import _
from engine.errors import EngineError

MOST_BYTES = 1_000_000
MOST_SHEET = 4_000_000
MOST_PART = 300_000
"""Unpacked bytes of the sheets and their texts together, and of any other part: 500 rows need a tenth of it."""
STYLES = "xl/styles.xml"
SHEETS = ("xl/worksheets/", "xl/sharedStrings")
MOST_ROWS = 500
COLUMNS = ("nama", "nama_pengguna", "surel", "peran", "unit")
REQUIRED = ("nama", "nama_pengguna")
LONGEST_CELL = 300
MARKS = ("=", "+", "@", "\t")
"""What a formula begins with."""


class SheetRefusedError(EngineError):
    """The file is no list of persons; the text says what to mend."""


class SheetRow(NamedTuple):
    """A row as it is written, with its number in the file."""

    number: int
    values: dict[str, str]


def read_sheet(data: bytes) -> list[SheetRow]:
    """The rows below the heading; empty ones are left out. Raises SheetRefusedError."""
    if len(data) > MOST_BYTES:
        raise SheetRefusedError(_("berkas lebih besar dari 1 MB; bagi menjadi beberapa"))
    lines = _workbook(data) if data[:2] == b"PK" else _text(data)
    found: list[SheetRow] = []
    columns: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        cells = [_cell(each) for each in line]
        if not any(cells):
            continue
        if columns is None:
            columns = _heading(cells)
            continue
        if len(found) >= MOST_ROWS:
            raise SheetRefusedError(_("lebih dari %(n)s baris; bagi menjadi beberapa berkas", n=MOST_ROWS))
        found.append(SheetRow(number, {name: text for name, text in zip(columns, cells, strict=False) if name}))
    if not found:
        raise SheetRefusedError(_("berkas ini tidak memuat baris orang"))
    return found


def _heading(cells: list[str]) -> list[str]:
    names = [cell.lower().replace(" ", "_") for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        known = ", ".join(COLUMNS)
        raise SheetRefusedError(_("baris pertama memuat judul kolom: %(known)s", known=known))
    return [name if name in COLUMNS else "" for name in names]


def _text(data: bytes) -> Iterable[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetRefusedError(
            _("berkas ini bukan XLSX dan bukan CSV dalam UTF-8; simpan lagi sebagai XLSX")
        ) from error
    first = text.partition("\n")[0]
    try:
        return list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        raise SheetRefusedError(_("berkas CSV ini tidak dapat dibaca; simpan lagi sebagai XLSX")) from error


def _workbook(data: bytes) -> Iterator[list[Any]]:
    """The first sheet, row by row; never more rows or bytes than the limits."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if not _is_small(packed.infolist()):
                raise SheetRefusedError(_("isi berkas ini terlalu besar; bagi menjadi beberapa"))
            plain = _without_styles(packed)
        book = load_workbook(plain, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        yield from (list(row[:20]) for row in sheet.iter_rows(max_row=MOST_ROWS * 4, max_col=20, values_only=True))
    except SheetRefusedError:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the library raise
        raise SheetRefusedError(_("berkas XLSX ini tidak dapat dibaca; simpan lagi, atau pakai CSV")) from error


def _is_small(parts: list[zipfile.ZipInfo]) -> bool:
    """Told by what the parts say of themselves: nothing longer is unpacked of them."""
    rows = sum(each.file_size for each in parts if each.filename.startswith(SHEETS))
    others = [each.file_size for each in parts if not each.filename.startswith(SHEETS)]
    return rows <= MOST_SHEET and all(size <= MOST_PART for size in others) and sum(others) <= MOST_SHEET


def _without_styles(packed: zipfile.ZipFile) -> io.BytesIO:
    """The same workbook without what only formats: the library takes seconds for some thousands of formats."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as kept:
        for each in packed.infolist():
            if each.filename != STYLES:
                kept.writestr(each.filename, packed.read(each))
    return plain


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).replace("\x00", "").split())[:LONGEST_CELL]
    if text.startswith(MARKS):
        raise SheetRefusedError(_("sel “%(text)s” adalah rumus; tempelkan nilainya saja", text=text[:40]))
    return text
