"""Units of the government: listed, added, renamed, closed and opened again."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import units as unit_list
from complaints.people.governments import LONGEST_UNIT, SLUG, UNIT_KINDS, Government, GovernmentFileError
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save


@blueprint.get("/unit")
@admin
def units() -> ResponseReturnValue:
    """Every unit, closed ones too, and a new one."""
    return _page({})


@blueprint.post("/unit")
@admin
def save_unit() -> ResponseReturnValue:
    """Adds, renames, closes or opens one unit (`tindakan`)."""
    now, data = here(), present()
    slug, name = request.form.get("id", "").strip()[:60], " ".join(request.form.get("nama", "").split())[:LONGEST_UNIT]
    kind, act = request.form.get("jenis", ""), request.form.get("tindakan", "")
    reason = request.form.get("alasan", "")
    try:
        wanted = _without(data, slug, reason) if act == "tutup" else _with(data, slug, name, kind, new=act == "tambah")
        save(now, wanted, reason=reason)
    except GovernmentFileError as refused:
        text = str(refused)
        return _page({f"nama_{slug}" if act != "tambah" else "id": text[:1].upper() + text[1:] + "."})
    flash(_("Tersimpan."))
    return redirect(url_for("admin.units"), code=303)


def _with(data: Government, slug: str, name: str, kind: str, *, new: bool) -> Government:
    if not SLUG.fullmatch(slug) or len(name) < 2 or kind not in UNIT_KINDS:
        raise GovernmentFileError(_("id memuat huruf kecil, angka, dan tanda hubung; nama dan jenis wajib"))
    if new and slug in data.units:
        raise GovernmentFileError(_("id unit ini sudah ada"))
    return replace(data, units=data.units | {slug: name}, unit_kinds=data.unit_kinds | {slug: kind})


def _without(data: Government, slug: str, reason: str) -> Government:
    if slug not in data.units:
        abort(404)
    if not reason.strip():
        raise GovernmentFileError(_("tulis alasan menutup unit ini"))
    return replace(data, units={each: name for each, name in data.units.items() if each != slug})


def _page(errors: dict[str, str]) -> ResponseReturnValue:
    now, data = here(), present()
    page = render_template(
        "admin/units.html",
        open=[(slug, name, data.unit_kinds[slug]) for slug, name in data.units.items()],
        closed=unit_list.closed_units(now.session, instansi_id=now.instansi_id),
        errors=errors,
        asked=request.form,
    )
    return make_response(page, 422 if errors else 200)
