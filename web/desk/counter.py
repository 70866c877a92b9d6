"""Help at the counter: the complaint on paper, read out and signed or marked with a thumb, and the scan of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework import ComplaintView, What
from complaints.files.attachments import CheckedFile
from complaints.tracking import counter, replies
from complaints.tracking.progress import Awaited
from engine.db import Session
from engine.errors import AnswersRefusedError, NotWaitingError
from web.components.form import error_summary, render_form
from web.components.uploads import keep_files
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_of
from web.desk_context import Desk, current_desk, worker
from web.services import services
from web.transactions import command


@blueprint.get("/berkas/<uuid:case_id>/loket")
@worker
def counter_page(case_id: UUID) -> ResponseReturnValue:
    """What can be done for the author at the counter; not found for a complaint that came by itself."""
    desk = current_desk()
    complaint = _complaint(desk, case_id)
    return _page(desk, complaint, _heard(desk, complaint))


@blueprint.post("/berkas/<uuid:case_id>/loket")
@worker
def send_at_counter(case_id: UUID) -> ResponseReturnValue:
    """Sends what the author says, with the scan; good files are kept whatever else is wrong."""
    desk = current_desk()
    complaint = _complaint(desk, case_id)
    heard = _heard(desk, complaint)
    chosen = next((each for each in heard if each.element == request.form.get("langkah")), None)
    if chosen is None:
        abort(404)
    answers, errors = _typed(desk, case_id, chosen)
    if not errors:
        try:
            with command() as session:
                counter.send_for_author(
                    session,
                    services().runtime,
                    instansi_id=desk.instansi_id,
                    complaint_id=case_id,
                    awaited=chosen,
                    answers=answers,
                    by=desk.actor,
                )
        except AnswersRefusedError as refused:
            errors = dict(refused.errors)
        except NotWaitingError:
            flash(_("Pengaduan ini tidak menerima tambahan lagi."), "error")
            return redirect(url_for("desk.case", case_id=case_id))
    if errors:
        return _page(current_desk(), complaint, heard, chosen=chosen, answers=answers, errors=errors)
    flash(_("Tercatat sebagai yang disampaikan pengadu di loket."))
    return redirect(url_for("desk.case", case_id=case_id))


def _complaint(desk: Desk, case_id: UUID) -> ComplaintView:
    complaint = complaint_of(desk, case_id, What.PRINT)
    return complaint if counter.on_paper(complaint, desk.actor) else abort(404)


def _heard(desk: Desk, complaint: ComplaintView) -> list[Awaited]:
    return counter.heard(desk.session, complaint, instansi_id=desk.instansi_id, actor=desk.actor)


def _typed(desk: Desk, case_id: UUID, awaited: Awaited) -> tuple[dict[str, Any], dict[str, str]]:
    form, errors = awaited.form, {}
    answers = form.read(request.form)

    def keep(session: Session, file: CheckedFile, present: Sequence[str]) -> str:
        return replies.keep_file(
            session,
            services().files,
            instansi_id=desk.instansi_id,
            complaint_id=case_id,
            file=file,
            present=present,
            now=desk.now,
        )

    for key in form.file_keys():
        kept = list(answers.get(key) or [])
        added, problem = keep_files(key, keep, kept)
        answers[key] = form.files_after(key, kept, [each for each in added if each not in kept])
        if problem:
            errors[key] = problem
    return answers, errors


def _page(
    desk: Desk,
    complaint: ComplaintView,
    heard: Sequence[Awaited],
    *,
    chosen: Awaited | None = None,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    own = replies.own_files(desk.session, instansi_id=desk.instansi_id, complaint_id=complaint.id)
    added = {each for key in (chosen.form.file_keys() if chosen else ()) for each in (answers or {}).get(key) or ()}
    files = [file for file in own if file.value in added]
    asked, mark = [], ""
    for number, each in enumerate(heard):
        mine = chosen is not None and each.element == chosen.element
        own_mark = f"{number}-" if number else ""
        mark = own_mark if mine else mark
        fields = render_form(
            each.form,
            values=answers or {} if mine else each.form.initial({}),
            errors=errors if mine else None,
            options=dict.fromkeys(each.form.file_keys(), files),
            mark=own_mark,
        )
        asked.append((each, fields))
    page = render_template(
        "desk/counter.html",
        complaint=complaint,
        asked=asked,
        keeps_paper=counter.keeps_paper(complaint),
        errors=errors or {},
        summary=error_summary(errors or {}, mark),
    )
    return make_response(page, 422 if errors else 200)
