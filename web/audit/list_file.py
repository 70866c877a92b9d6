"""The list of cases as a file, page by page as it is read; that somebody took it along is noted before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import Response, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import AuditedCase, CaseCursor
from complaints.casework.readings import note_list
from complaints.reports.exports import MEDIA_TYPES
from complaints.reports.exports.rows import TABLES
from engine.db import Session, reading_at_once
from web.audit.asked import ListQuestion, question
from web.audit.blueprint import blueprint, examiner
from web.desk_context import Desk, current_desk
from web.downloads import streamed_response
from web.phrases import audit as words
from web.phrases import desk as desk_words
from web.phrases.moments import time_zone
from web.services import services
from web.transactions import command

AT_ONCE = 500
MOST = {"csv": 100_000, "xlsx": 20_000}
"""Rows, by form: of a workbook nothing goes out before all of it is there."""


@blueprint.get("/pengaduan/unduh")
@examiner
def list_file() -> Response:
    """Every case that the filters find, at most so many, as CSV; `?bentuk=xlsx` as a workbook."""
    kind = "xlsx" if request.args.get("bentuk") == "xlsx" else "csv"
    desk = current_desk()
    wanted = question(desk)
    with command() as session:
        note_list(session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now, form=kind)
    return streamed_response(
        TABLES[kind](_rows(desk, wanted, MOST[kind])), name=f"{_('daftar-kasus')}.{kind}", media_type=MEDIA_TYPES[kind]
    )


def _rows(desk: Desk, wanted: ListQuestion, most: int) -> Iterator[Sequence[str]]:
    yield [_("Nomor atau kegiatan"), _("Jenis"), _("Kanal"), _("Unit"), _("Status"), _("Tahap"), _("Masuk"),
           _("Berakhir"), _("Tenggat terdekat"), _("Versi")]  # fmt: skip
    if wanted.unanswered:
        return
    units = {slug: unit.name for slug, unit in desk.units.items()}
    with reading_at_once(services().session_factory, desk.instansi_id) as session:
        for row in _cases(session, desk, wanted, most):
            if row is None:
                yield [_("Terpotong: berkas ini memuat paling banyak %(num)s kasus.", num=format_decimal(most))]
                return
            moments = (each.astimezone(time_zone()).isoformat() if each else "" for each in _moments(row))
            status = _("Selesai") if row.status == "completed" else _("Berjalan")
            kanal = desk_words.kanal(row.kanal) if row.kanal else ""
            told = [words.name_of(row), desk_words.jenis(row.jenis), kanal, units.get(row.unit, row.unit)]
            yield [*told, status, desk_words.phase(row.phase), *moments, str(row.version)]


def _moments(row: AuditedCase) -> tuple[datetime | None, ...]:
    return row.entered_at, row.ended_at, row.due_at


def _cases(session: Session, desk: Desk, wanted: ListQuestion, most: int) -> Iterator[AuditedCase | None]:
    """All of them, so many at once, up to `most`; then None, where there are more."""
    after: CaseCursor | None = None
    left = most
    while left > 0:
        page = audit.search(
            session,
            instansi_id=desk.instansi_id,
            now=desk.now,
            reach=audit.reach_of(desk.actor),
            filters=wanted.filters,
            after=after,
            limit=min(AT_ONCE, left),
        )
        yield from page.rows
        left, after = left - len(page.rows), page.after
        if after is None:
            return
    yield None
