"""A report as a file to take along: CSV, XLSX, PDF. The same report always gives the same bytes.

The libraries of XLSX and PDF are loaded with the first such file: most processes never write one.
"""

from __future__ import annotations

from collections.abc import Callable

from complaints.reports.exports.csv_file import as_csv, plain
from complaints.reports.exports.document import Document

__all__ = ["FORMATS", "MEDIA_TYPES", "Document", "plain"]


def as_pdf(document: Document) -> bytes:
    """The file as bytes."""
    from complaints.reports.exports import pdf

    return pdf.as_pdf(document)


def as_xlsx(document: Document) -> bytes:
    """The workbook as bytes."""
    from complaints.reports.exports import xlsx

    return xlsx.as_xlsx(document)


FORMATS: dict[str, Callable[[Document], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
