"""What an operator may do: have a case or a letter tried again, try the mail server. Each changes one government."""

from __future__ import annotations

import uuid

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.roles import Role
from complaints.upkeep.clock import confirm_clock
from complaints.upkeep.letters import send_again, send_all_again, send_trial, waiting_homes
from engine.actors import Actor
from engine.db import unit_of_work
from engine.running import commands
from web.guards import role
from web.identity import current_actor, current_officer
from web.operator.blueprint import blueprint
from web.operator.page import desk
from web.services import services
from web.transactions import close_page_session, command, page_session

LONGEST_REASON = 500


@blueprint.post("/insiden/<home>/<uuid:incident_id>")
@role(Role.OPERATOR)
def retry(home: str, incident_id: uuid.UUID) -> ResponseReturnValue:
    """Has the worker try the case again at once; the reason stands in the history of the case."""
    field = f"alasan-{incident_id}"
    reason = request.form.get("alasan", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        text = _("Tulis mengapa dicoba lagi, paling banyak %(most)s huruf.", most=LONGEST_REASON)
        return desk(errors={field: text}, typed={field: reason}, status=422)
    close_page_session()
    with unit_of_work(services().session_factory, home) as session:
        commands.retry_incident(
            session,
            services().runtime,
            instansi_id=home,
            incident_id=incident_id,
            by=_operator(),
            reason=reason,
        )
    flash(_("Kasus itu dicoba lagi pada putaran pekerja berikutnya."))
    return redirect(url_for("operator.front"))


@blueprint.post("/jam")
@role(Role.OPERATOR)
def clock() -> ResponseReturnValue:
    """Says that the clock is right again, with the reason why it was not."""
    reason = request.form.get("alasan", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        text = _("Tulis mengapa jam mundur, paling banyak %(most)s huruf.", most=LONGEST_REASON)
        return desk(errors={"alasan-jam": text}, typed={"alasan-jam": reason}, status=422)
    home = current_officer().instansi_id
    with command() as session:
        confirm_clock(session, services().runtime, instansi_id=home, by=_operator(), reason=reason)
    flash(_("Jam dinyatakan benar."))
    return redirect(url_for("operator.front"))


@blueprint.post("/surat/<home>/<uuid:letter_id>")
@role(Role.OPERATOR)
def letter(home: str, letter_id: uuid.UUID) -> ResponseReturnValue:
    """Has the worker send a waiting letter at its next turn."""
    close_page_session()
    with unit_of_work(services().session_factory, home) as session:
        send_again(session, services().runtime, instansi_id=home, letter_id=letter_id, by=_operator())
    flash(_("Surat itu dikirim lagi pada putaran pekerja berikutnya."))
    return redirect(url_for("operator.front"))


@blueprint.post("/surat")
@role(Role.OPERATOR)
def letters() -> ResponseReturnValue:
    """Has the worker send everything that waits for a later attempt, e.g. after the mail server came back."""
    homes = waiting_homes(page_session())
    close_page_session()
    count = 0
    for home in homes:
        with unit_of_work(services().session_factory, home) as session:
            count += send_all_again(session, services().runtime, instansi_id=home, by=_operator())
    flash(_("%(count)s surat dikirim lagi pada putaran pekerja berikutnya.", count=count))
    return redirect(url_for("operator.front"))


@blueprint.post("/surat-percobaan")
@role(Role.OPERATOR)
def trial_letter() -> ResponseReturnValue:
    """Sends a letter without content, and says what the mail server answered."""
    to = request.form.get("alamat", "").strip()
    if to.count("@") != 1 or any(mark in to for mark in "\r\n<>, ") or len(to) > 254:
        text = _("Tulis satu alamat surat elektronik, misalnya nama@daerah.go.id.")
        return desk(errors={"alamat": text}, typed={"alamat": to}, status=422)
    close_page_session()
    fault = send_trial(services().settings, to=to, now=services().clock.now())
    if fault:
        text = _("Surat percobaan tidak diterima: %(fault)s.", fault=fault)
        return desk(errors={"alamat": text}, typed={"alamat": to}, status=422)
    home = current_officer().instansi_id
    with unit_of_work(services().session_factory, home) as session:
        record_act(
            session, services().runtime, instansi_id=home, by=_operator(), act=Act.TRIAL_LETTER_SENT,
            subject=Subject(About.LETTER),
        )  # fmt: skip
    flash(_("Server surat menerima surat percobaan. Periksa kotak masuk alamat itu."))
    return redirect(url_for("operator.front"))


def _operator() -> Actor:
    return current_actor().acting_as(role=Role.OPERATOR, unit="")
