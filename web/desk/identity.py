"""A hidden identity is opened by two: who needs it asks, a keeper of identities consents or refuses."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework import consent, consent_steps
from complaints.casework.consent import ASKABLE, KEEPERS, VALID_FOR, WAITS_FOR, ConsentState
from complaints.casework.readings import Ground
from complaints.casework.reasons import LONGEST_REASON
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_of
from web.desk_context import Desk, current_desk, worker
from web.guards import role
from web.phrases import readings as words
from web.transactions import command

keeper = role(*sorted(KEEPERS))
"""Guard: whoever keeps identities."""


@blueprint.get("/berkas/<uuid:case_id>/identitas")
@worker
def identity(case_id: UUID) -> ResponseReturnValue:
    """How far the own request is, and the form to ask. Not found where nobody can open the identity."""
    return _asking_page(current_desk(), case_id)


@blueprint.post("/berkas/<uuid:case_id>/identitas")
@worker
def ask_for_identity(case_id: UUID) -> ResponseReturnValue:
    """Asks the keepers."""
    desk = current_desk()
    complaint = complaint_of(desk, case_id)
    chosen, text = request.form.get("alasan", ""), request.form.get("keterangan", "").strip()
    errors = words.reason_errors(chosen, text, restricted=complaint.restricted)
    if errors:
        return _asking_page(desk, case_id, errors=errors)
    with command() as session:
        consent_steps.ask_for_identity(
            session, **desk.reader, case_id=case_id, ground=Ground(chosen), text=text, now=desk.now
        )
    return redirect(url_for("desk.identity", case_id=case_id))


def _asking_page(desk: Desk, case_id: UUID, *, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    complaint = complaint_of(desk, case_id)
    found = consent.standing(
        desk.session, instansi_id=desk.instansi_id, actor=desk.actor, case_id=case_id, now=desk.now
    )
    if complaint.access.identity not in ASKABLE and found.state is not ConsentState.OPENED:
        abort(404)
    page = render_template(
        "desk/identity.html",
        complaint=complaint,
        standing=found,
        choices=words.choices(restricted=complaint.restricted),
        days=VALID_FOR.days,
        typed=request.form,
        errors=errors or {},
    )
    return page, 422 if errors else 200


@blueprint.get("/identitas")
@keeper
def identities() -> ResponseReturnValue:
    """Requests that wait for this keeper."""
    return _waiting_page(current_desk())


@blueprint.post("/identitas/<uuid:request_id>")
@keeper
def decide_identity(request_id: UUID) -> ResponseReturnValue:
    """Consents or refuses."""
    desk = current_desk()
    opens, text = request.form.get("putusan", "") == "setuju", request.form.get("alasan", "").strip()
    if not _is_reason(desk, request_id, text):
        error = _("Tulis alasannya, paling banyak %(num)s karakter.", num=LONGEST_REASON)
        return _waiting_page(desk, about=request_id, error=error)
    with command() as session:
        consent_steps.decide_identity(
            session, instansi_id=desk.instansi_id, actor=desk.actor, request_id=request_id, opens=opens, text=text,
            now=desk.now,
        )  # fmt: skip
    told = _("Identitas dibuka %(num)s hari; tercatat.", num=VALID_FOR.days)
    flash(told if opens else _("Permintaan ditolak; tercatat."))
    return redirect(url_for("desk.identities"))


def _is_reason(desk: Desk, request_id: UUID, text: str) -> bool:
    """Whether that can be kept as the reason. Of a whistleblower's report none is kept, and none asked for."""
    waiting = consent.waiting(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now)
    if any(each.id == request_id and each.restricted for each in waiting):
        return True
    return bool(text) and len(text) <= LONGEST_REASON


def _waiting_page(desk: Desk, *, about: UUID | None = None, error: str = "") -> ResponseReturnValue:
    found = consent.waiting(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now)
    if about is not None and about not in {each.id for each in found}:
        abort(404)
    page = render_template(
        "desk/identities.html",
        waiting=found,
        words=words,
        unit_name=desk.unit_name,
        days=VALID_FOR.days,
        waits=WAITS_FOR.days,
        about=about,
        typed=request.form,
        error=error,
    )
    return page, 422 if error else 200
