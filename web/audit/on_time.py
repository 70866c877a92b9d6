"""Were deadlines kept: of the government, by unit, month and step; and what falls due next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from complaints.audit.mining import on_time as figures
from complaints.audit.mining.drawing import StepNames
from complaints.audit.mining.on_time import DueCursor, Kept
from complaints.reports.figures import Column, Table
from web.audit.blueprint import blueprint, examiner
from web.audit.figure_filter import FigureRequest, asked
from web.components.paging import packed, unpacked
from web.desk_context import current_desk
from web.phrases import figures as words

PAGE = 25


@blueprint.get("/ketepatan")
@examiner
def on_time() -> str:
    """Shares with their formula, and open work by the time that is left."""
    found = asked(current_desk())
    desk = found.desk
    kept = figures.on_time(desk.session, now=desk.now, **found.scope)
    names = StepNames(desk.session, instansi_id=desk.instansi_id, versions=found.choices.versions)
    after = unpacked(request.args.get("sesudah", ""))
    page = figures.next_due(
        desk.session, now=desk.now, after=DueCursor(*after) if after else None, limit=PAGE, **found.scope
    )
    given = dict(found.given)
    return render_template(
        "audit/on_time.html",
        asked=found,
        total=kept.total,
        steps_cut=format_decimal(figures.MOST_LATE) if kept.steps_cut else "",
        tables=[
            _table(
                _("Menurut unit yang memimpin"),
                _("Unit"),
                kept.units,
                lambda unit: desk.unit_name(unit) or words.NO_UNIT,
            ),
            _table(_("Menurut bulan diterima"), _("Bulan"), kept.months, words.month),
            _table(_("Menurut langkah"), _("Langkah"), kept.steps, lambda key: words.step(names, key)),
        ],
        due=[(row, desk.unit_name(row.unit), desk.time_left(row.due_at, row.due_rule)) for row in page.rows],
        first=url_for("audit.on_time", **given, _anchor="berikutnya") if after else "",
        next=_next(found, page.after, given),
    )


def _table(title: str, about: str, rows: Mapping[Any, Kept], name: Callable[[Any], Any]) -> Table:
    columns = (
        Column("nama", about),
        Column("tepat", _("Selesai tepat waktu")),
        Column("lewat", _("Selesai terlambat")),
        Column("terbuka", _("Terbuka dan lewat tenggat")),
        Column("bagian", _("Tepat waktu"), "persen"),
    )
    shown = [
        {"nama": str(name(key)), "tepat": each.met, "lewat": each.missed, "terbuka": each.overdue, "bagian": each.share}
        for key, each in rows.items()
    ]
    return Table(title, columns, shown)


def _next(found: FigureRequest, after: DueCursor | None, given: Mapping[str, Any]) -> str:
    if after is None:
        return ""
    return url_for("audit.on_time", **given, sesudah=packed(after.due, after.id), _anchor="berikutnya")
