"""How long texts of finished complaints are kept, what is due, and asking that it is erased."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding.draft_checks import sentence
from complaints.people import retention, unerased, units
from complaints.people.governments import GovernmentFileError
from complaints.people.governments.limits import KEPT_GROUND, KEPT_YEARS, LONGEST_GROUND, YEARS, check_limits
from engine.errors import EngineError
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save
from web.transactions import command

GIVEN = (KEPT_YEARS, KEPT_GROUND)


@blueprint.get("/masa-simpan")
@admin
def kept() -> ResponseReturnValue:
    """The period, and what is due by it."""
    limits = present().values["limits"]
    return _page({name: str(limits.get(name, "")) for name in GIVEN}, {})


@blueprint.post("/masa-simpan")
@admin
def save_kept() -> ResponseReturnValue:
    """Sets the period with its ground; with both empty everything is kept."""
    data = present()
    given = {name: " ".join(request.form.get(name, "").replace("\x00", "").split()) for name in GIVEN}
    said = {name: value for name, value in given.items() if value}
    try:
        check_limits(said)
        others = {name: value for name, value in data.values["limits"].items() if name not in GIVEN}
        save(here(), replace(data, values=data.values | {"limits": others | said}))
    except GovernmentFileError as refused:
        name = KEPT_YEARS if str(refused).startswith(KEPT_YEARS) else KEPT_GROUND
        return _page(given, {name: sentence(str(refused).removeprefix(f"{name}: "))})
    flash(_("Tersimpan."))
    return redirect(url_for("admin.kept"), code=303)


@blueprint.post("/masa-simpan/hapus")
@admin
def ask_erasure() -> ResponseReturnValue:
    """Leaves the erasure of what is due for a second administrator."""
    now = here()
    try:
        with command() as session:
            count = retention.ask(session, now.runtime, instansi_id=now.instansi_id, by=now.actor)
    except EngineError as refused:
        flash(str(refused).capitalize() + ".", "error")
    else:
        flash(_("Penghapusan %(num)s pengaduan menunggu persetujuan administrator kedua.", num=count))
    return redirect(url_for("admin.kept"), code=303)


def _page(given: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    now = here()
    period = retention.period_of(now.session, instansi_id=now.instansi_id)
    due, count, before = [], 0, None
    if period is not None:
        moment = now.runtime.clock.now()
        before = retention.cutoff(now.session, instansi_id=now.instansi_id, years=period.years, now=moment)
        count = retention.due_count(now.session, instansi_id=now.instansi_id, before=before, most=retention.COUNTED_TO)
        due = retention.due_first(now.session, instansi_id=now.instansi_id, before=before)
    page = render_template(
        "admin/retention.html",
        given=given,
        errors=errors,
        years=YEARS,
        longest=LONGEST_GROUND,
        period=period,
        before=before,
        count=count,
        counted_to=retention.COUNTED_TO,
        due=due,
        units=units.units(now.session, instansi_id=now.instansi_id),
        orders=retention.orders(now.session, instansi_id=now.instansi_id),
        unerased=unerased.unerased_of(now.session, instansi_id=now.instansi_id),
    )
    return make_response(page, 422 if errors else 200)
