"""The editors: a page around each, and the few answers in JSON that they ask for."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.workshop import overview
from complaints.workshop.choices import choices
from engine import workshop
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.forms import parse_form
from engine.errors import EngineError, Finding
from engine.workshop import DraftClosedError, DraftConflictError, SavedFile
from engine.workshop.scenarios import is_scenario
from web.owner import form_preview
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.owner.verdicts import verdict_of
from web.phrases import owner as words
from web.phrases.catalogues import language
from web.phrases.moments import jam
from web.services import services
from web.transactions import command
from web.translations import SOURCE, texts_of_scripts

EDITORS = {"bpmn": "modeler", "dmn": "tables", "form": "forms"}
EDITOR_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # The editors set styles of single elements from their scripts; nothing else is relaxed.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


@blueprint.get("/konsep/<uuid:draft_id>/berkas/<name>")
@owner
def edit(draft_id: UUID, name: str) -> Response:
    """The editor for a diagram, a decision table or a form."""
    now = here()
    found = draft_of(now, draft_id)
    file = _file(now, draft_id, name)
    kind = EDITORS.get(name.rpartition(".")[2])
    if kind is None:
        abort(404)
    page = render_template(
        "owner/editor.html",
        draft=found,
        process=process_of(now, found.process_id),
        file=file,
        editor=kind,
        choices=_choices(now, found),
        texts={} if language() == SOURCE else texts_of_scripts(language()),
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = EDITOR_POLICY
    return answer


def _choices(now: Owner, found: overview.DraftRow) -> str:
    """The pick lists as JSON that cannot end the element it stands in."""
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=found.id)
    listed = choices(_readable(saved), found.process_id, words=words.choice)
    return json.dumps(listed, ensure_ascii=False).replace("<", "\\u003c")


def _readable(saved: dict[str, SavedFile]) -> Bundle:
    """What of the files can be read: one broken file must not take the lists from the others."""
    good: dict[str, str] = {}
    for name, file in saved.items():
        try:
            read_bundle({name: file.text})
            good[name] = file.text
        except EngineError:
            continue
    return read_bundle(good)


def _file(now: Owner, draft_id: UUID, name: str) -> SavedFile:
    found = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id).get(name)
    if found is None:
        abort(404)
    return found


@blueprint.get("/konsep/<uuid:draft_id>/isi/<name>")
@owner
def content(draft_id: UUID, name: str) -> Response:
    """A file as it stands, for the editor."""
    now = here()
    draft_of(now, draft_id)
    file = _file(now, draft_id, name)
    return jsonify(name=name, text=file.text, revision=file.revision)


@blueprint.post("/konsep/<uuid:draft_id>/simpan/<name>")
@owner
def save(draft_id: UUID, name: str) -> ResponseReturnValue:
    """Keeps a file as typed. 409 when somebody saved it meanwhile: nothing is overwritten. 410 when the draft is
    closed, 422 for what is refused for another reason: the editor keeps what was typed, and says why.
    """
    now = here()
    draft_of(now, draft_id)
    if is_scenario(name):  # a scenario is checked, and changed with a reason
        abort(404)
    text, seen = _typed()
    try:
        with command() as session:
            revision = workshop.save_file(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                name=name,
                text=text,
                seen=seen,
                by=now.actor,
            )
    except DraftConflictError as conflict:
        when = jam(conflict.at)
        message = _(
            "%(siapa)s menyimpan berkas ini pukul %(kapan)s, setelah Anda membukanya. Ketikan Anda tidak menimpanya: "
            "unduh ketikan Anda, lalu muat ulang halaman.",
            siapa=conflict.by,
            kapan=when,
        )
        return jsonify(message=message), HTTPStatus.CONFLICT
    except DraftClosedError as closed:
        return jsonify(message=words.sentence(str(closed))), HTTPStatus.GONE
    except EngineError as error:
        return jsonify(message=words.sentence(str(error))), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(revision=revision, at=jam(services().clock.now()))


@blueprint.post("/konsep/<uuid:draft_id>/periksa/<name>")
@owner
def check(draft_id: UUID, name: str) -> Response:
    """What the gate says of the draft with this file as it stands in the editor."""
    now = here()
    draft_of(now, draft_id)
    text = str(_json().get("text", ""))
    found = verdict_of(now, draft_id, {name: text})
    bundle = found.bundle
    told = [_told(finding, name, bundle, "error") for finding in found.findings]
    told += [
        _told(Finding(w.file, w.element or None, "law", words.warning(w)), name, bundle, "law")
        for w in found.open_warnings
    ]
    return jsonify(findings=told)


def _told(finding: Finding, name: str, bundle: Bundle | None, weight: str) -> dict[str, Any]:
    element = finding.element or ""
    named = words.place(finding, bundle)
    return {
        "file": finding.file,
        "here": finding.file == name,
        "element": element,
        "message": words.sentence(finding.message),
        "place": "" if finding.file == name and not element else named,
        "weight": weight,
    }


@blueprint.post("/konsep/<uuid:draft_id>/pratinjau/<name>")
@owner
def preview(draft_id: UUID, name: str) -> ResponseReturnValue:
    """A form drawn by the same renderer that draws it for officers."""
    now = here()
    found = draft_of(now, draft_id)
    try:
        form = parse_form(str(_json().get("text", "")), name=name.removesuffix(".form"))
    except EngineError as error:
        return jsonify(message=words.sentence(str(error))), HTTPStatus.UNPROCESSABLE_ENTITY
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    parts = form_preview.drawn(form, _readable(saved), found.process_id)
    return jsonify(html="".join(part.html for part in parts), css="".join(part.css for part in parts))


def _typed() -> tuple[str, int]:
    """The text to keep, and the revision that was opened. 400 for anything else: nothing is saved by mistake."""
    given = _json()
    text, seen = given.get("text"), given.get("seen")
    if not isinstance(text, str) or not isinstance(seen, int):
        abort(400)
    return text, seen


def _json() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        abort(400)
    return given
