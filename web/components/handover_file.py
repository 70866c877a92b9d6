"""The tables of a package for another body, in words, and the ZIP as the browser saves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from complaints.casework.file_copies import FileCopy
from complaints.reports.exports import Document
from complaints.reports.figures import Column, Table
from complaints.reports.handover import packed
from engine.definition.forms import Summary
from web.downloads import file_response
from web.phrases.desk import answer
from web.phrases.moments import waktu

Pairs = Sequence[tuple[str, str]]


def pairs_table(title: str, pairs: Pairs) -> Table:
    """Labels and values, those without a value left out."""
    columns = (Column("label", _("Keterangan")), Column("value", _("Isi")))
    return Table(title, columns, [{"label": label, "value": value} for label, value in pairs if value])


def answers(told: Iterable[Summary]) -> list[tuple[str, str]]:
    """Answers of a start form as pairs."""
    return [(label, "; ".join(lines)) for label, lines in map(answer, told)]


def moments_table(title: str, rows: Iterable[tuple[datetime, str, str]]) -> Table:
    """When, what, and by whom or with which words."""
    columns = (Column("at", _("Waktu")), Column("what", _("Peristiwa")), Column("more", _("Keterangan")))
    return Table(title, columns, [{"at": waktu(at), "what": what, "more": more} for at, what, more in rows])


def files_table(files: Iterable[FileCopy]) -> Table:
    """Which files go along, whether as handed in, and the hash of each sealed original."""
    columns = (
        Column("name", _("Berkas")),
        Column("kind", _("Yang disertakan")),
        Column("hash", _("Sidik asli (SHA-256)")),
    )
    kinds = {True: _("asli"), False: _("salinan tanpa data kamera dan tempat; aslinya tersegel")}
    return Table(
        _("Lampiran"),
        columns,
        [{"name": each.name, "kind": kinds[each.original], "hash": each.sha256} for each in files],
    )


def handover_file(
    *,
    number: str,
    instansi: str,
    time_zone: str,
    now: datetime,
    tables: Sequence[Table],
    files: Sequence[FileCopy],
) -> Response:
    """The package, never kept by the browser."""
    document = Document(
        title=_("Berkas pengaduan %(nomor)s", nomor=number),
        instansi=instansi,
        unit="",
        period="",
        made_at=now,
        time_zone=time_zone,
        tables=(*tables, files_table(files)),
        made=_("Disusun"),
    )
    return file_response(packed(document, files), name=f"berkas-{number}.zip", media_type="application/zip")
