"""Messages and letters of a case as they were sent, and its files."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Response, abort, render_template, request, url_for

from complaints import audit
from complaints.audit import SentCursor
from complaints.casework import What
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.audit.case import noted_case
from web.components.paging import packed, unpacked
from web.desk_context import current_desk
from web.downloads import file_response
from web.services import services
from web.transactions import noted


@blueprint.get("/pengaduan/<uuid:case_id>/pesan")
@examiner
def texts(case_id: UUID) -> str:
    """All messages and letters, oldest first, so many on a page."""
    desk = current_desk()
    after = unpacked(request.args.get("sesudah", ""))
    try:
        asked = partial(audit.texts_of, after=SentCursor(*after) if after else None)
        file, page, rows = noted_case(desk, case_id, asked)
    except NotFoundError:
        abort(404)
    here = url_for("audit.texts", case_id=case_id)
    return render_template(
        "audit/texts.html",
        file=file,
        texts=page.texts,
        rows=rows,
        first=here if after else "",
        next=url_for("audit.texts", case_id=case_id, sesudah=packed(page.after.at, page.after.id))
        if page.after
        else "",
    )


@blueprint.get("/pengaduan/<uuid:case_id>/lampiran/<uuid:file_id>")
@examiner
def attachment(case_id: UUID, file_id: UUID) -> Response:
    """The cleaned copy of a file; with `?asli=1` the original where the rule of files allows it."""
    desk = current_desk()
    case = {**desk.reader, "case_id": case_id, "opening": desk.opening(What.FILE), "file_id": file_id}
    original = request.args.get("asli") == "1"
    try:
        file = noted(lambda session: audit.file_of(session, services().files, **case, original=original))
    except NotFoundError:
        abort(404)
    return file_response(file.content, name=file.name, media_type=file.media_type, inline=not file.original)
