"""How the citizen's pages look: the crest of the government, and its colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding.draft_checks import sentence
from complaints.people.governments import GovernmentFileError
from complaints.people.governments.look import MOST_CREST_BYTES, check_look, digest_of, drawn, encoded
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save


@blueprint.get("/rupa")
@admin
def look() -> ResponseReturnValue:
    """Crest and colour as they are."""
    return _page(str(present().values["colour"]), {})


@blueprint.post("/rupa")
@admin
def save_look() -> ResponseReturnValue:
    """Saves them: the crest is drawn anew, a colour on which white cannot be read is refused."""
    data, file = present(), request.files.get("lambang")
    colour = request.form.get("warna", "").strip().lower()[:20]
    errors: dict[str, str] = {}
    values: dict[str, Any] = data.values | {"colour": colour}
    sent = file.stream.read(MOST_CREST_BYTES + 1) if file else b""
    if request.form.get("tanpa_lambang"):
        values["crest"] = ""
    elif sent:
        try:
            values["crest"] = encoded(drawn(sent))
        except GovernmentFileError as refused:
            errors["lambang"] = sentence(refused)
    try:
        check_look(values | {"crest": ""})
    except GovernmentFileError as refused:
        errors["warna"] = sentence(refused)
    if errors:
        return _page(colour, errors)
    save(here(), replace(data, values=values))
    flash(_("Tersimpan."))
    return redirect(url_for("admin.look"), code=303)


def _page(colour: str, errors: dict[str, str]) -> ResponseReturnValue:
    crest = digest_of(str(present().values["crest"]))
    page = render_template("admin/look.html", colour=colour, errors=errors, crest=crest, instansi_id=here().instansi_id)
    return make_response(page, 422 if errors else 200)
