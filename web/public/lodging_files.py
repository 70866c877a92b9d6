"""The page of files: each is checked and stored at once, so that a later error loses none."""

from __future__ import annotations

from datetime import timedelta

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from complaints.files import attachments
from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import StorageError
from complaints.intake import drafts
from complaints.people.throttle import Limit
from web.guards import public
from web.public.blueprint import blueprint, charge_source, instansi, words
from web.public.draft_cookie import current_draft, draft_token, remember
from web.public.ways import way
from web.services import services
from web.transactions import command

UPLOADS_PER_SOURCE = Limit("lapor.berkas", 200, timedelta(hours=1))


@blueprint.get("/<instansi_id>/lapor/berkas")
@public
def files() -> ResponseReturnValue:
    draft = current_draft()
    if draft is not None and draft.complaint_id is not None:
        return redirect(way().url("receipt"))
    return _files_page([])


@blueprint.post("/<instansi_id>/lapor/berkas")
@public
def add_files() -> ResponseReturnValue:
    chosen = chosen_files()
    token = draft_token()
    errors = []
    if chosen:
        charge_source(UPLOADS_PER_SOURCE)
        errors = _store_each(chosen, token)
    if errors:
        return remember(_files_page(errors), token)
    to = "files" if request.form.get("langkah") == "unggah" else "check"
    return remember(redirect(way().url(to)), token)


@blueprint.post("/<instansi_id>/lapor/berkas/hapus")
@public
def drop_file() -> ResponseReturnValue:
    token = draft_token()
    with command() as session:
        drafts.remove_file(
            session,
            services().files,
            token=token,
            instansi_id=instansi().id,
            file_id=request.form.get("berkas", "")[:40],
            now=services().clock.now(),
        )
    return redirect(way().url("files"))


def chosen_files() -> list[FileStorage]:
    """The files of this request; an empty file field counts as none."""
    return [upload for upload in request.files.getlist("berkas") if upload.filename]


def check_upload(upload: FileStorage) -> CheckedFile:
    """Reads no more than allowed, then checks. Raises RefusedFileError."""
    content = upload.stream.read(attachments.MAX_FILE_BYTES + 1)
    return attachments.check(content, name=upload.filename or "")


def storage_words() -> str:
    """What to tell when the disk is full."""
    return _("Berkas tidak dapat disimpan karena ruang penyimpanan kami penuh. Isian Anda aman; coba lagi nanti.")


def _store_each(chosen: list[FileStorage], token: str) -> list[str]:
    """Stores what is good and tells about the rest, so that nobody uploads a good file twice."""
    errors = []
    for upload in chosen:
        try:
            checked = check_upload(upload)
            with command() as session:
                drafts.add_file(
                    session,
                    services().files,
                    token=token,
                    instansi_id=instansi().id,
                    file=checked,
                    now=services().clock.now(),
                )
        except RefusedFileError as refusal:
            errors.append(words(refusal.problem))
        except StorageError:
            errors.append(storage_words())
    return errors


def _files_page(errors: list[str]) -> Response:
    draft = current_draft()
    page = render_template(
        "public/files.html",
        files=draft.files if draft else (),
        errors={"berkas": " ".join(errors)} if errors else {},
        accept=attachments.ACCEPT,
        max_files=attachments.MAX_FILES,
        max_mb=attachments.MAX_FILE_BYTES // attachments.MEBIBYTE,
        max_total_mb=attachments.MAX_TOTAL_BYTES // attachments.MEBIBYTE,
    )
    return make_response(page, 422 if errors else 200)
