"""What an officer tells a running complaint outside a task: oversight, a request for coordination, letting a
contribution go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework import officer_messages
from complaints.casework.case_file import ComplaintView
from complaints.casework.officer_messages import OfficerMessage
from engine.errors import AnswersRefusedError, ConflictError, NotWaitingError
from engine.running import queries
from web.components.form import error_summary, render_form
from web.desk.blueprint import blueprint
from web.desk.form_style import style_of
from web.desk.matter import complaint_of
from web.desk_context import Desk, current_desk, worker
from web.services import services
from web.transactions import command


@blueprint.get("/berkas/<uuid:case_id>/kabar/<message_name>")
@worker
def officer_message(case_id: UUID, message_name: str) -> ResponseReturnValue:
    """The form of a message that the complaint waits for from this person."""
    desk = current_desk()
    complaint, message = _message(desk, case_id, message_name)
    return _page(desk, complaint, message, {}, {})


@blueprint.post("/berkas/<uuid:case_id>/kabar/<message_name>")
@worker
def send_officer_message(case_id: UUID, message_name: str) -> ResponseReturnValue:
    """Send it. What was typed comes back with what is wrong with it."""
    desk = current_desk()
    complaint, message = _message(desk, case_id, message_name)
    answers = message.form.read(request.form)
    try:
        with command() as session:
            officer_messages.send(
                session,
                services().runtime,
                complaint=complaint,
                instansi_id=desk.instansi_id,
                message=message,
                by=desk.actor,
                answers=answers,
                seen=request.form.get("sesudah", type=int),
            )
    except AnswersRefusedError as refused:
        return _page(desk, complaint, message, answers, refused.errors), 422
    except (NotWaitingError, ConflictError):
        return _page(desk, complaint, message, answers, {}, late=True), 409
    flash(_("“%(nama)s” tercatat dan diteruskan.", nama=message.title))
    return redirect(url_for("desk.case", case_id=case_id))


def _message(desk: Desk, case_id: UUID, name: str) -> tuple[ComplaintView, OfficerMessage]:
    complaint = complaint_of(desk, case_id)
    bundle = queries.bundle_of_version(
        desk.session, instansi_id=desk.instansi_id, version_id=complaint.state.version_id
    )
    found = [each for each in officer_messages.sendable(complaint, bundle, desk.actor) if each.name == name]
    if not found:
        abort(404)
    return complaint, found[0]


def _page(
    desk: Desk,
    complaint: ComplaintView,
    message: OfficerMessage,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    late: bool = False,
) -> str:
    options = officer_messages.lists(desk.session, services().runtime, desk.instansi_id, complaint)
    return render_template(
        "desk/officer_message.html",
        complaint=complaint,
        message=message,
        form=render_form(
            message.form,
            values=values,
            errors=errors,
            options=options,
            context=complaint.state.variables,
            style=style_of(message.form, complaint.state.version_id),
        ),
        summary=error_summary(errors),
        errors=errors,
        late=late,
    )
