"""Files of a draft: taken along, brought back from another modeler, begun anew, taken out."""

from __future__ import annotations

import re
from collections.abc import Container
from http import HTTPStatus
from itertools import count
from uuid import UUID

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.law.bundles import name_in
from complaints.workshop.choices import form_choice
from complaints.workshop.foreign import as_ours, our_name, remarks
from complaints.workshop.templates import new_file
from engine import workshop
from engine.errors import EngineError
from engine.workshop.scenarios import is_scenario
from web.downloads import file_response
from web.owner.blueprint import blueprint, draft_of, here, owner
from web.phrases import owner as words
from web.services import services
from web.transactions import command

NAME = re.compile(r"[a-z][a-z0-9_]{0,79}\.(bpmn|dmn|form)")
TYPES = {"bpmn": "application/xml", "dmn": "application/xml", "form": "application/json"}


@blueprint.get("/konsep/<uuid:draft_id>/unduh/<name>")
@owner
def download(draft_id: UUID, name: str) -> Response:
    """A file as it stands, byte for byte what was saved."""
    now = here()
    draft_of(now, draft_id)
    file = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id).get(name)
    if file is None:
        abort(404)
    return file_response(file.text, name=name, media_type=f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")


@blueprint.post("/konsep/<uuid:draft_id>/unggah")
@owner
def upload(draft_id: UUID) -> ResponseReturnValue:
    """Files edited elsewhere replace those of the same name; others are added. What cannot be run is told."""
    now = here()
    found = draft_of(now, draft_id)
    known = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    for sent in request.files.getlist("berkas"):
        given = (sent.filename or "").rpartition("/")[2].rpartition("\\")[2]
        if not given:
            continue
        name = name_in(known, our_name(given), now.instansi_id)
        if not NAME.fullmatch(name):
            flash(_("%(nama)s: hanya berkas .bpmn, .dmn, atau .form yang dapat dimuat.", nama=given[:120]), "error")
            continue
        try:
            with sent.stream as content:
                text = as_ours(name, content.read())
            _save(found.id, name, text)
        except EngineError as error:
            flash(f"{name}: {words.sentence(str(error))}", "error")
            continue
        flash(_("%(nama)s dimuat ke dalam konsep.", nama=name))
        if name_in(known, given.lower(), now.instansi_id) != name:
            flash(_("Berkas “%(lama)s” diberi nama %(nama)s.", lama=given[:120], nama=name), "note")
        for remark in remarks(name, text):
            flash(f"{name}: {remark}", "note")
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


@blueprint.post("/konsep/<uuid:draft_id>/tambah")
@owner
def add(draft_id: UUID) -> ResponseReturnValue:
    """Begins an empty form, table or diagram of a name."""
    now = here()
    draft_of(now, draft_id)
    kind = request.form.get("jenis", "")
    typed = re.sub(r"[^a-z0-9]+", "_", request.form.get("nama", "").strip().lower()).strip("_")
    name = f"{typed}.{kind}"
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    if not NAME.fullmatch(name) or name in saved:
        text = _("Sudah ada berkas dengan nama itu.") if name in saved else _("Beri nama yang diawali huruf.")
        flash(text, "error")
        return redirect(url_for("owner.draft", draft_id=draft_id), code=303)
    try:
        _save(draft_id, name, new_file(kind, typed, request.form.get("nama", "").strip()))
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
        return redirect(url_for("owner.draft", draft_id=draft_id), code=303)
    return redirect(url_for("owner.edit", draft_id=draft_id, name=name), code=303)


@blueprint.post("/konsep/<uuid:draft_id>/buat-formulir")
@owner
def create_form(draft_id: UUID) -> ResponseReturnValue:
    """Begins an empty form for a task of the diagram that is being drawn, and names it as the pick lists do. JSON."""
    now = here()
    draft_of(now, draft_id)
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or not isinstance(title := given.get("nama"), str):
        abort(400)
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    name = _unused(_spelled(title)[:60] or "formulir", saved)
    try:
        _save(draft_id, f"{name}.form", new_file("form", name, title.strip()))
    except EngineError as error:
        return jsonify(message=words.sentence(str(error))), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(form_choice(name, ""))


def _spelled(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.strip().lower()).strip("_").lstrip("0123456789_")


def _unused(name: str, saved: Container[str]) -> str:
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(each for each in numbered if f"{each}.form" not in saved)


@blueprint.post("/konsep/<uuid:draft_id>/keluarkan/<name>")
@owner
def remove(draft_id: UUID, name: str) -> ResponseReturnValue:
    """Takes a file out of the draft; what was saved stays kept."""
    draft_of(here(), draft_id)
    if is_scenario(name):  # a scenario goes with a reason (`delete_scenario`)
        abort(404)
    try:
        _save(draft_id, name, None)
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


def _save(draft_id: UUID, name: str, text: str | None) -> None:
    """Keeps a file on top of whatever is newest."""
    now = here()
    with command() as session:
        newest = workshop.newest_revision(session, instansi_id=now.instansi_id, draft_id=draft_id, name=name)
        workshop.save_file(
            session,
            services().runtime,
            instansi_id=now.instansi_id,
            draft_id=draft_id,
            name=name,
            text=text,
            seen=newest,
            by=now.actor,
        )
