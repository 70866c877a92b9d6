"""Files that come with a form: each is checked and stored at once, so that whatever is wrong later loses none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from complaints.files.attachments import CheckedFile, RefusedFileError, read_checked
from complaints.files.file_store import StorageError
from complaints.intake import drafts
from engine.db import Session
from engine.definition.forms import Form
from web.components.file_limits import file_limits
from web.components.form import translated
from web.services import services
from web.transactions import command

Keep = Callable[[Session, CheckedFile, Sequence[str]], str]
"""Stores a file beside those (ids) that the question has already, and gives its id; "" when there is no place for it
any more. Raises RefusedFileError (too many), StorageError (disk full)."""


def came(keys: Iterable[str]) -> bool:
    """Whether a file was chosen for any of these questions."""
    return any(_chosen(key) for key in keys)


def keep_files(key: str, keep: Keep, present: Iterable[str] = ()) -> tuple[list[str], str]:
    """Check and store the files of a question that has some already (`present`: ids), each in a transaction of its own.

    Gives the ids of the good ones, and in words what is wrong with the others; "" when nothing is.
    """
    chosen, limits, before = _chosen(key), file_limits(), list(present)
    added: list[str] = []
    problems: list[str] = []
    for upload in chosen[: limits.files]:
        try:
            checked = read_checked(upload.stream, name=upload.filename or "", limits=limits)
            with command() as session:
                added.append(keep(session, checked, [*before, *added]))
        except RefusedFileError as refused:
            problems.append(translated(refused.problem))
        except StorageError:
            problems.append(
                _("Berkas tidak dapat disimpan karena ruang penyimpanan kami penuh. Isian Anda aman; coba lagi nanti.")
            )
    if len(chosen) > limits.files:
        problems.append(_("Paling banyak %(num)s berkas sekali kirim.", num=limits.files))
    return list(dict.fromkeys(filter(None, added))), " ".join(problems)


def read_files(key: str) -> tuple[list[CheckedFile], str]:
    """The good files of a question, checked and not stored; and in words what is wrong with the others."""
    limits, found, problems = file_limits(), [], []
    chosen = _chosen(key)
    for upload in chosen[: limits.files]:
        try:
            found.append(read_checked(upload.stream, name=upload.filename or "", limits=limits))
        except RefusedFileError as refused:
            problems.append(translated(refused.problem))
    if len(chosen) > limits.files:
        problems.append(_("Paling banyak %(num)s berkas sekali kirim.", num=limits.files))
    return found, " ".join(problems)


def keep_in_draft(
    form: Form,
    typed: Mapping[str, Any],
    *,
    token: str,
    instansi_id: str,
    now: datetime,
    restricted: bool,
    held: bool = True,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers to a start form with the files that came along, and what is wrong with the others, by question.

    The files wait with the draft that `token` opens; those that were ticked off leave it. `held`: whether
    it may hold some already.
    """
    answers, errors = dict(typed), {}
    draft: dict[str, Any] = {"token": token, "instansi_id": instansi_id, "now": now}
    for key in form.file_keys():
        added, problem = keep_files(
            key,
            lambda session, file, _present: drafts.add_file(
                session, services().files, file=file, restricted=restricted, **draft
            ),
        )
        answers[key] = form.files_after(key, list(typed.get(key) or []), added)
        if held or added:
            with command() as session:
                drafts.keep_only(session, services().files, key=key, kept=answers[key], **draft)
        if problem:
            errors[key] = problem
    return answers, errors


def _chosen(key: str) -> list[FileStorage]:
    """The files that were really chosen: a browser sends an empty one for none."""
    return [upload for upload in request.files.getlist(key) if upload.filename]
