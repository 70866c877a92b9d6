"""The package that went to another body, for the author of the complaint: what they wrote, were told, and may see."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework.file_copies import AUTHOR, file_copies
from complaints.tracking import progress, reported
from complaints.tracking.progress import TrackingView
from engine.catalogue import as_written
from engine.definition.forms import Summary
from web.components.handover_file import answers, handover_file, moments_table, pairs_table
from web.guards import public
from web.phrases import desk
from web.phrases.moments import waktu
from web.public.blueprint import blueprint, instansi
from web.public.tracking import opened_complaint
from web.services import services
from web.transactions import page_session


@blueprint.get("/<instansi_id>/lacak/penyerahan.zip")
@public
@as_written()
def handover_package() -> ResponseReturnValue:
    """Only with number and code, and only once the complaint was handed over."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    now = services().clock.now()
    view = progress.view(page_session(), instansi_id=instansi().id, complaint_id=complaint_id, now=now)
    if not view.handed_over:
        abort(404)
    told = reported.answers(page_session(), instansi_id=instansi().id, complaint_id=complaint_id)
    notes = [(note.at, desk.message(note.kind), note.text) for note in reversed(view.notes)]
    return handover_file(
        number=view.number,
        instansi=instansi().name,
        time_zone=instansi().time_zone,
        now=now,
        tables=[pairs_table(_("Pengaduan"), _reported(view, told)), moments_table(_("Surat-menyurat"), notes)],
        files=file_copies(
            page_session(), services().files, instansi_id=instansi().id, case_id=complaint_id, reader=AUTHOR
        ),
    )


def _reported(view: TrackingView, told: Sequence[Summary]) -> list[tuple[str, str]]:
    return [
        (_("Nomor"), view.number),
        (_("Diterima"), waktu(view.received_at)),
        *answers(told),
    ]
