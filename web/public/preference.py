"""By which way the author of a complaint hears: chosen on the page of the complaint, at any time."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.notices import channels
from complaints.people.throttle import Limit
from engine.errors import NotFoundError
from web.guards import public
from web.public.blueprint import blueprint, charged_command, instansi
from web.public.tracking import code_page, opened_complaint
from web.services import services

CHOICES_PER_SOURCE = Limit("lacak.kabar", 60, timedelta(hours=1))


@blueprint.post("/<instansi_id>/lacak/kabar")
@public
def choose_channel() -> ResponseReturnValue:
    """From now on news go this way, or none do."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return code_page({})
    chosen, now = request.form.get("jalan", "")[:20], services().clock.now()
    try:
        with charged_command(CHOICES_PER_SOURCE) as session:
            channels.choose(session, instansi_id=instansi().id, complaint_id=complaint_id, channel=chosen, now=now)
    except NotFoundError:
        abort(404)
    flash(_("Tersimpan: mulai sekarang kabar dikirim lewat jalan yang Anda pilih."))
    return redirect(url_for("public.complaint") + "#kabar-kepada-anda")
