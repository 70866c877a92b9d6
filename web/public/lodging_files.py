"""Files of the lodging pages: each is checked and stored at once, so that a later error loses none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from complaints.files import attachments
from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import StorageError
from complaints.intake import drafts
from complaints.people.throttle import Limit
from engine.definition.forms import Form
from web.public.blueprint import charge_source, instansi, words
from web.services import services
from web.transactions import command

UPLOADS_PER_SOURCE = Limit("lapor.berkas", 200, timedelta(hours=1))


def keep_files(form: Form, typed: Mapping[str, Any], *, token: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers with the files that came along, and what is wrong with the others, by question.

    Files that were ticked off leave the draft.
    """
    answers, errors = dict(typed), {}
    for key in form.file_keys():
        chosen = [upload for upload in request.files.getlist(key) if upload.filename]
        if chosen:
            charge_source(UPLOADS_PER_SOURCE)
        added, problems = _store_each(chosen, token)
        answers[key] = form.files_after(key, list(typed.get(key) or []), added)
        _drop_others(form, key, answers[key], token)
        if problems:
            errors[key] = " ".join(problems)
    return answers, errors


def check_upload(upload: FileStorage) -> CheckedFile:
    """Reads no more than allowed, then checks. Raises RefusedFileError."""
    content = upload.stream.read(attachments.MAX_FILE_BYTES + 1)
    return attachments.check(content, name=upload.filename or "")


def storage_words() -> str:
    """What to tell when the disk is full."""
    return _("Berkas tidak dapat disimpan karena ruang penyimpanan kami penuh. Isian Anda aman; coba lagi nanti.")


def _store_each(chosen: list[FileStorage], token: str) -> tuple[list[str], list[str]]:
    """Stores what is good and tells about the rest, so that nobody uploads a good file twice."""
    added: list[str] = []
    problems = []
    for upload in chosen:
        try:
            checked = check_upload(upload)
            with command() as session:
                added.append(
                    drafts.add_file(
                        session,
                        services().files,
                        token=token,
                        instansi_id=instansi().id,
                        file=checked,
                        now=services().clock.now(),
                    )
                )
        except RefusedFileError as refusal:
            problems.append(words(refusal.problem))
        except StorageError:
            problems.append(storage_words())
    return list(dict.fromkeys(filter(None, added))), problems


def _drop_others(form: Form, key: str, kept: list[str], token: str) -> None:
    with command() as session:
        drafts.keep_only(
            session,
            services().files,
            token=token,
            instansi_id=instansi().id,
            key=key,
            kept=kept,
            now=services().clock.now(),
        )
