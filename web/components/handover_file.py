"""The tables of a package for another body, in words, and the ZIP as the browser saves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from complaints.reports.exports import Document
from complaints.reports.figures import Column, Table
from complaints.reports.handover import packed
from web.phrases.moments import waktu

Pairs = Sequence[tuple[str, str]]


def pairs_table(title: str, pairs: Pairs) -> Table:
    """Labels and values, those without a value left out."""
    columns = (Column("label", _("Keterangan")), Column("value", _("Isi")))
    return Table(title, columns, [{"label": label, "value": value} for label, value in pairs if value])


def moments_table(title: str, rows: Iterable[tuple[datetime, str, str]]) -> Table:
    """When, what, and by whom or with which words."""
    columns = (Column("at", _("Waktu")), Column("what", _("Peristiwa")), Column("more", _("Keterangan")))
    return Table(title, columns, [{"at": waktu(at), "what": what, "more": more} for at, what, more in rows])


def handover_file(
    *,
    number: str,
    instansi: str,
    time_zone: str,
    now: datetime,
    tables: Sequence[Table],
    files: Sequence[tuple[str, bytes]],
) -> Response:
    """The package, never kept by the browser."""
    document = Document(
        title=_("Berkas pengaduan %(nomor)s", nomor=number),
        instansi=instansi,
        unit="",
        period="",
        made_at=now,
        time_zone=time_zone,
        tables=tuple(tables),
        made=_("Disusun"),
    )
    response = Response(packed(document, files), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="berkas-{number}.zip"'
    response.cache_control.no_store = True
    return response
