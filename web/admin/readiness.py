"""What the government lacks before it is announced, and a trial letter to the administrator's own address."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding.readiness import Point, checklist
from complaints.people import person_list
from complaints.people.acts import About, Act, Subject, record_act
from complaints.upkeep.letters import send_trial
from web.admin.blueprint import admin, blueprint, here
from web.services import services
from web.transactions import close_page_session, command


@blueprint.get("/kesiapan")
@admin
def readiness() -> ResponseReturnValue:
    """The list, worked out from what is there."""
    return _page("")


@blueprint.post("/kesiapan/surat")
@admin
def trial_letter() -> ResponseReturnValue:
    """Sends a letter without content to the administrator's own address, and says what the mail server answered."""
    now = here()
    me = person_list.person(
        now.session, instansi_id=now.instansi_id, user_id=now.officer.id, now=now.runtime.clock.now()
    )
    own = me.row.email if me else ""
    if not own:
        return _page(_("Akun Anda belum punya surel; minta administrator lain mengisinya."))
    close_page_session()
    fault = send_trial(services().settings, to=own, now=now.runtime.clock.now())
    if fault:
        return _page(_("Surat percobaan tidak diterima: %(fault)s.", fault=fault))
    with command() as session:
        record_act(
            session, now.runtime, instansi_id=now.instansi_id, by=now.actor, act=Act.TRIAL_LETTER_SENT,
            subject=Subject(About.LETTER),
        )  # fmt: skip
    return redirect(url_for("admin.readiness"), code=303)


def _page(fault: str) -> ResponseReturnValue:
    now = here()
    page = render_template(
        "admin/readiness.html",
        checks=checklist(now.session, instansi_id=now.instansi_id, now=now.runtime.clock.now()),
        links=_links(now.instansi_id),
        errors={"surat": fault} if fault else {},
    )
    return make_response(page, 422 if fault else 200)


def _links(instansi_id: str) -> dict[Point, tuple[str, str]]:
    """Where each point is done."""
    return {
        Point.ADMINS: (url_for("admin.new_person"), _("Tambah orang")),
        Point.ROLES: (url_for("admin.import_page"), _("Impor orang dari berkas")),
        Point.REACHED: (url_for("admin.government"), _("Pemerintah daerah")),
        Point.CHANNELS: (url_for("admin.service"), _("Saluran dan tim")),
        Point.DAYS: (url_for("admin.calendar"), _("Kalender")),
        Point.TRIAL: (url_for("public.lodge", instansi_id=instansi_id), _("Sampaikan pengaduan percobaan")),
    }
