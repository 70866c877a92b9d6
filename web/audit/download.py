"""The history of one case as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import Happening
from complaints.casework import What
from complaints.reports.exports import plain
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.audit.case import noted_case, unit_names
from web.desk_context import current_desk
from web.downloads import file_response
from web.phrases import audit as words
from web.phrases.moments import time_zone


@blueprint.get("/pengaduan/<uuid:case_id>/jejak.csv")
@examiner
def history_csv(case_id: UUID) -> Response:
    """One line per answer, or per row of the history that has none."""
    desk = current_desk()
    units = unit_names(desk)
    try:
        whole = partial(audit.whole_history, unit_names=units)
        file, happenings = noted_case(desk, case_id, whole, What.EXPORT)
    except NotFoundError:
        abort(404)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([plain(cell) for cell in line] for line in _lines(happenings, units))
    name = f"jejak-{file.number or file.id}.csv"
    return file_response("\ufeff" + text.getvalue(), name=name, media_type="text/csv; charset=utf-8")


def _lines(happenings: Iterable[Happening], units: dict[str, str]) -> Iterator[list[str]]:
    yield [
        _("Baris"), _("Waktu"), _("Peristiwa"), _("Langkah"), _("Oleh"), _("Pertanyaan"), _("Nilai lama"),
        _("Nilai baru"), _("Sidik baris"),
    ]  # fmt: skip
    for row in happenings:
        at = row.at.astimezone(time_zone()).isoformat()
        head = [str(row.number), at, words.event(row.kind), row.name, words.who(row, units)]
        for change in row.changes or (None,):
            asked = [words.label(change), words.answer(change.old), words.answer(change.new)] if change else [""] * 3
            yield [*head, *asked, row.hash]
