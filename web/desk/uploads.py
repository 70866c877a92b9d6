"""Files that an officer adds to a task form: checked, sealed, and put into the file of the complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from complaints.files import attachments
from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import StorageError
from complaints.intake import lodging
from complaints.intake.drafts import add_file, keep_only, store_file
from engine.db import Session
from engine.definition.forms import Form
from web.components.form.draw import translated
from web.desk_context import Desk
from web.services import services


@dataclass
class Uploads:
    """What came with a post: ids of the stored files by field, and what is wrong with the others."""

    stored: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def sent_files(keys: Iterable[str]) -> dict[str, list[FileStorage]]:
    """The files that were really chosen, by field."""
    found = {key: [file for file in request.files.getlist(key) if file.filename] for key in keys}
    return {key: files for key, files in found.items() if files}


def store(session: Session, desk: Desk, *, case_id: UUID, files: dict[str, list[FileStorage]]) -> Uploads:
    """Check and keep every file; one that is refused leaves the others alone."""
    done = Uploads()
    for key, uploads in files.items():
        for upload in uploads[: attachments.MAX_FILES]:
            try:
                checked = attachments.check(upload.stream.read(), name=upload.filename or "")
                done.stored.setdefault(key, []).append(_keep(session, desk, case_id, checked))
            except RefusedFileError as refused:
                done.errors[key] = str(refused.problem)
            except StorageError:
                done.errors[key] = _("Berkas belum dapat disimpan di server. Isian Anda tetap ada; coba lagi nanti.")
        if len(uploads) > attachments.MAX_FILES:
            done.errors[key] = _("Paling banyak %(num)s berkas sekali kirim.", num=attachments.MAX_FILES)
    return done


def _keep(session: Session, desk: Desk, case_id: UUID, checked: CheckedFile) -> str:
    row = lodging.attachment(
        store_file(session, services().files, checked),
        instansi_id=desk.instansi_id,
        complaint_id=case_id,
        by=desk.actor,
        now=desk.now,
    )
    session.add(row)
    session.flush()
    return str(row.id)


def keep_in_draft(session: Session, desk: Desk, form: Form, *, token: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed into a start form with its files, kept with the entry that is not finished yet.

    Gives the answers, and what is wrong with files by question. Good files are kept whatever else is wrong.
    """
    answers, errors = form.read(request.form), {}
    for key, uploads in sent_files(form.file_keys()).items():
        added = []
        for upload in uploads:
            try:
                checked = attachments.check(
                    upload.stream.read(attachments.MAX_FILE_BYTES + 1), name=upload.filename or ""
                )
                added.append(
                    add_file(
                        session, services().files, token=token, instansi_id=desk.instansi_id, file=checked, now=desk.now
                    )
                )
            except RefusedFileError as refused:
                errors[key] = translated(refused.problem)
            except StorageError:
                errors[key] = _("Berkas belum dapat disimpan di server. Coba lagi nanti, atau kirim tanpa berkas.")
        answers[key] = form.files_after(key, list(answers.get(key) or []), list(dict.fromkeys(filter(None, added))))
    for key in form.file_keys():
        keep_only(
            session,
            services().files,
            token=token,
            instansi_id=desk.instansi_id,
            key=key,
            kept=answers.get(key) or [],
            now=desk.now,
        )
    return answers, errors
