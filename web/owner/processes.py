"""The processes of the government, their versions, and how a draft begins."""

from __future__ import annotations

import io
import zipfile

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.law.bundles import folder_of
from complaints.workshop import overview, shipped_files
from engine import workshop
from engine.definition.bundle import Bundle
from engine.errors import EngineError, NotFoundError
from web.components.pictures import picture
from web.downloads import file_response
from web.owner.blueprint import blueprint, here, owner, process_of
from web.phrases import owner as words
from web.services import services
from web.transactions import command


@blueprint.get("/proses")
@owner
def processes() -> str:
    """All processes with their newest version."""
    now = here()
    return render_template(
        "owner/processes.html", processes=overview.processes(now.session, instansi_id=now.instansi_id)
    )


@blueprint.get("/proses/<process_id>")
@owner
def process(process_id: str) -> str:
    """One process: versions, drafts, a new draft, what differs on disk."""
    now = here()
    found = process_of(now, process_id)
    scope = {"instansi_id": now.instansi_id, "process_id": process_id}
    return render_template(
        "owner/process.html",
        process=found,
        versions=overview.versions(now.session, **scope),
        drafts=overview.drafts(now.session, **scope),
        offered=shipped_files.offered(now.session, **scope),
    )


@blueprint.post("/proses/<process_id>/konsep")
@owner
def begin(process_id: str) -> ResponseReturnValue:
    """Opens a draft on the newest version, or with the files that came with the program."""
    now = here()
    process_of(now, process_id)
    files = None
    if request.form.get("asal") == "program":
        offered = shipped_files.offered(now.session, instansi_id=now.instansi_id, process_id=process_id)
        files = offered.files if offered is not None else None
    try:
        with command() as session:
            draft = workshop.open_draft(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                process_id=process_id,
                title=request.form.get("judul", ""),
                by=now.actor,
                files=files,
            )
            draft_id = draft.id
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
        return redirect(url_for("owner.process", process_id=process_id))
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


@blueprint.post("/proses/<process_id>/pulihkan")
@owner
def restore(process_id: str) -> ResponseReturnValue:
    """Opens a draft that brings an earlier version back; a colleague approves it like any other."""
    now = here()
    process_of(now, process_id)
    number = request.form.get("nomor", "")
    if not number.isdigit():
        abort(400)
    try:
        with command() as session:
            draft = workshop.restore_version(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                process_id=process_id,
                number=int(number),
                by=now.actor,
            )
            draft_id = draft.id
    except NotFoundError:
        abort(404)
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


@blueprint.get("/proses/<process_id>/versi/<int:number>")
@owner
def version(process_id: str, number: int) -> str:
    """One version for ever: its drawings, its story, what it changed."""
    now = here()
    found = process_of(now, process_id)
    scope = {"instansi_id": now.instansi_id, "process_id": process_id}
    rows = {row.number: row for row in overview.versions(now.session, **scope)}
    if number not in rows:
        abort(404)
    bundle = _bundle(process_id, number)
    before = _bundle(process_id, number - 1) if number - 1 in rows else None
    return render_template(
        "owner/version.html",
        process=found,
        version=rows[number],
        newest=max(rows),
        diagrams=bundle.reachable(process_id),
        files=sorted(bundle.files),
        pictures={diagram.process_id: picture(bundle, diagram) for diagram in bundle.reachable(process_id)},
        groups=words.grouped(workshop.differences(before, bundle), before, bundle) if before else None,
    )


@blueprint.get("/proses/<process_id>/versi/<int:number>/berkas.zip")
@owner
def export(process_id: str, number: int) -> Response:
    """All files of a version with its scenarios, as they go back into folders for git or another modeler."""
    now = here()
    process_of(now, process_id)
    bundle = _bundle(process_id, number)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(bundle.files.items()):
            folder = "forms" if name.endswith(".form") else "processes"
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}"), text)
        for name, text in overview.scenarios_of_version(
            now.session, instansi_id=now.instansi_id, process_id=process_id, number=number
        ).items():
            archive.writestr(zipfile.ZipInfo(f"processes/scenarios/{folder_of(now.instansi_id)}/{name}"), text)
    name = f"{process_id}-{_('versi')}-{number}.zip"
    return file_response(packed.getvalue(), name=name, media_type="application/zip")


def _bundle(process_id: str, number: int) -> Bundle:
    now = here()
    try:
        return overview.version_bundle(now.session, instansi_id=now.instansi_id, process_id=process_id, number=number)
    except NotFoundError:
        abort(404)
