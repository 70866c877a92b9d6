"""The page behind an invitation: a person chooses their own password, once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import invitations
from complaints.people.accounts import PasswordRefusedError
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from web.auth.blueprint import blueprint
from web.auth.phrases import fault_text
from web.guards import public
from web.services import services
from web.transactions import command, enter_government, page_session

ADDRESS = "/undangan/<instansi_id>/<uuid:invitation_id>/<proof>"


@blueprint.get(ADDRESS)
@public
def invitation(instansi_id: str, invitation_id: UUID, proof: str) -> ResponseReturnValue:
    """The form, or a page that says what to do when the link opens nothing any more. Looking uses nothing up."""
    enter_government(instansi_id[:40])
    person = invitations.find(
        page_session(), services().settings.secret_key, instansi_id=instansi_id[:40], invitation_id=invitation_id,
        proof=proof, now=services().clock.now(),
    )  # fmt: skip
    return _page(person.username if person else "", {}, 200 if person else 410)


@blueprint.post(ADDRESS)
@public
def accept_invitation(instansi_id: str, invitation_id: UUID, proof: str) -> ResponseReturnValue:
    """Sets the password and sends the person to the log-in."""
    enter_government(instansi_id[:40])
    now, new = services().clock.now(), request.form.get("sandi_baru", "")
    with command() as session:
        person = invitations.find(
            session, services().settings.secret_key, instansi_id=instansi_id[:40], invitation_id=invitation_id,
            proof=proof, now=now,
        )  # fmt: skip
        if person is None:
            return _page("", {}, 410)
        username = person.username
        if new != request.form.get("sandi_ulang", ""):
            return _page(username, {"sandi_ulang": _("Ketik kata sandi baru yang sama dua kali.")}, 422)
        try:
            invitations.accept(session, services().runtime, invitation_id=invitation_id, person=person, password=new)
        except PasswordRefusedError as error:
            return _page(username, {"sandi_baru": fault_text(error.fault)}, 422)
        record_act(
            session, services().runtime, instansi_id=instansi_id[:40], by=Actor(str(person.id), person.name),
            act=Act.PASSWORD_CHOSEN, subject=Subject(About.PERSON, str(person.id)),
        )  # fmt: skip
    flash(_("Kata sandi Anda sudah dibuat. Masuklah dengan nama pengguna dan kata sandi itu."))
    return redirect(url_for("auth.login"))


def _page(username: str, errors: dict[str, str], status: int) -> ResponseReturnValue:
    return make_response(render_template("auth/invitation.html", username=username, errors=errors), status)
