"""A report as a file to take along: CSV, XLSX, PDF. The same report always gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable

from complaints.reports.exports.csv_file import as_csv, plain
from complaints.reports.exports.document import Document
from complaints.reports.exports.pdf import as_pdf
from complaints.reports.exports.xlsx import as_xlsx

__all__ = ["FORMATS", "MEDIA_TYPES", "Document", "plain"]

FORMATS: dict[str, Callable[[Document], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
