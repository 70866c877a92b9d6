"""CSV for Excel as it is set up in Indonesia: semicolons, decimal commas, UTF-8 with its mark, Windows line ends."""

from __future__ import annotations

import csv
import io

from complaints.reports.exports.document import Document
from complaints.reports.figures import Column, Value, shown
from complaints.reports.figures.tables import PERCENT

DASHES = ("-", "–")
LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A text that begins so, after whatever white space, would be read as a formula."""


def as_csv(document: Document) -> bytes:
    """Heading, tables one below the other with their notes, then the texts."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([plain(document.title)])
    writer.writerows([label, plain(value)] for label, value in document.heading())
    for table in document.tables:
        writer.writerow([])
        writer.writerow([plain(table.title)])
        writer.writerow([plain(column.label) for column in table.columns])
        for row in table.rows:
            writer.writerow([_cell(row.get(column.key), column) for column in table.columns])
        writer.writerows([plain(note)] for note in table.notes)
    for heading, words in document.texts:
        writer.writerows([[], [plain(heading)], [plain(words)]])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Value, column: Column) -> str:
    """A number without its sign of unit, no value as an empty cell."""
    if value is None:
        return ""
    return plain(value) if isinstance(value, str) else shown(value, column).removesuffix(PERCENT)


def plain(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: where it would, a quotation mark goes before it."""
    live = text[:1] in ("\t", "\r", "\n") or text.lstrip().startswith(LIVE)
    return f"'{text}" if live and text not in DASHES else text
