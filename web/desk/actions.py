"""What an officer does with a task: take, give back, hand over, take over, keep for later, complete. Whatever happens,
nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from complaints.casework.handing_on import hand_on
from complaints.files.attachments import CheckedFile
from complaints.intake.drafts import store_file
from complaints.intake.file_limits import refuse_more
from complaints.intake.lodging import attachment
from complaints.people import absences, held_work, units
from complaints.sealed.content import public_key
from engine.catalogue import N_
from engine.db import Session
from engine.errors import (
    AnswersRefusedError,
    CaseBrokenError,
    ConflictError,
    NotAllowedError,
    SamePersonError,
    TaskClaimedError,
    TaskGoneError,
)
from engine.running import commands, queries
from web.components.asked import id_asked
from web.components.uploads import came, keep_files
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_in, name_of
from web.desk.task import read, state_of, task_page
from web.desk.taskform import TaskForm, task_form
from web.desk_context import Desk, current_desk, worker
from web.phrases.moments import jam
from web.services import services
from web.transactions import command

LONGEST_TOKEN = 64
LONGEST_NOTE = 500
SECOND_PERSON = N_(
    "Tugas ini harus dikerjakan orang lain: Anda sendiri pernah menyelesaikan tugas yang disetujui atau "
    "diperiksa di sini. Alihkan kepada rekan."
)
AUTOSAVE, SEEN = "simpan-otomatis", "draf-dilihat"
"""Beside the questions of a form, whose keys have no hyphen."""


@blueprint.post("/tugas/<uuid:task_id>/ambil")
@worker
def claim(task_id: UUID) -> ResponseReturnValue:
    """Take the task in hand."""
    desk = current_desk()
    read(desk, task_id)
    try:
        with command() as session:
            commands.claim(session, services().runtime, instansi_id=desk.instansi_id, task_id=task_id, by=desk.actor)
    except TaskClaimedError:
        flash(_("Tugas ini baru saja diambil rekan Anda."), "error")
    except TaskGoneError:
        flash(_("Tugas ini sudah selesai atau ditarik."), "error")
    except SamePersonError:
        flash(_(SECOND_PERSON), "error")
    return _back(task_id)


@blueprint.post("/tugas/<uuid:task_id>/lepas")
@worker
def release(task_id: UUID) -> ResponseReturnValue:
    """Give the task back to the list. What was typed stays with the person as a draft."""
    desk = current_desk()
    file, _matter = read(desk, task_id)
    try:
        with command() as session:
            commands.release(session, services().runtime, instansi_id=desk.instansi_id, task_id=task_id, by=desk.actor)
    except (TaskClaimedError, TaskGoneError):
        return _back(task_id)
    flash(_("Tugas “%(nama)s” dikembalikan ke daftar.", nama=file.task.name))
    return redirect(url_for("desk.inbox"))


@blueprint.get("/tugas/<uuid:task_id>/alihkan")
@worker
def choose_colleague(task_id: UUID) -> ResponseReturnValue:
    """Who could take the task over."""
    return _colleagues_page(current_desk(), task_id)


@blueprint.post("/tugas/<uuid:task_id>/alihkan")
@worker
def hand_over(task_id: UUID) -> ResponseReturnValue:
    """Hand the task to a colleague of the same role and unit."""
    desk = current_desk()
    file, _matter = read(desk, task_id)
    person = id_asked(request.form.get("rekan", ""))
    colleague = None
    if person:
        colleague = units.colleague(desk.session, instansi_id=desk.instansi_id, person_id=person, now=desk.now)
    note = request.form.get("catatan", "").strip()
    if colleague is None or not colleague.may_do(role=file.task.role, unit=file.task.unit):
        error = {"rekan": _("Pilih rekan yang akan melanjutkan tugas ini.")}
        return _colleagues_page(desk, task_id, note=note, errors=error)
    if len(note) > LONGEST_NOTE:
        error = {"catatan": _("Tulis paling banyak %(num)s karakter.", num=LONGEST_NOTE)}
        return _colleagues_page(desk, task_id, note=note, chosen=colleague.id, errors=error)
    try:
        with command() as session:
            hand_on(
                session,
                services().runtime,
                instansi_id=desk.instansi_id,
                task_id=task_id,
                by=desk.actor,
                to=colleague,
                note=note,
            )
    except SamePersonError:
        error = {"rekan": _("Rekan ini menyelesaikan tugas yang harus disetujui orang lain. Pilih rekan lain.")}
        return _colleagues_page(current_desk(), task_id, note=note, errors=error)
    except (TaskClaimedError, TaskGoneError, NotAllowedError):
        return _back(task_id)
    flash(_("Tugas “%(nama)s” dialihkan kepada %(rekan)s.", nama=file.task.name, rekan=colleague.name))
    return redirect(url_for("desk.inbox"))


@blueprint.post("/tugas/<uuid:task_id>/ambil-alih")
@worker
def take_over(task_id: UUID) -> ResponseReturnValue:
    """Take the task of a colleague: with a reason that stands in the history, or after it has lain long."""
    desk = current_desk()
    file, _matter = read(desk, task_id)
    note, since = request.form.get("alasan", "").strip(), file.task.claimed_at
    rests = held_work.rests(desk.calendar, claimed_at=since, now=desk.now)
    if not (note or rests) or len(note) > LONGEST_NOTE:
        text = _("Tulis alasannya, paling banyak %(num)s karakter.", num=LONGEST_NOTE)
        return task_page(desk, task_id, note=note, note_error=text, status=422)
    try:
        with command() as session:
            commands.take_over(
                session,
                services().runtime,
                instansi_id=desk.instansi_id,
                task_id=task_id,
                by=desk.actor,
                note=note,
                resting_since=since if rests else None,
            )
    except SamePersonError:
        return task_page(current_desk(), task_id, note=note, notice=_(SECOND_PERSON), status=403)
    except (TaskClaimedError, TaskGoneError):
        return _back(task_id)
    flash(_("Tugas “%(nama)s” Anda ambil alih. Ini tercatat dalam riwayat.", nama=file.task.name))
    return _back(task_id)


@blueprint.post("/tugas/<uuid:task_id>/simpan")
@worker
def save_draft(task_id: UUID) -> ResponseReturnValue:
    """Keep what was typed, finished or not."""
    desk = current_desk()
    asked, answers, bad_files = _typed(desk, task_id)
    if AUTOSAVE in request.form:
        return _kept_by_itself(desk, task_id, answers)
    _keep(desk, task_id, answers)
    if asked.form is not None and asked.form.edits_rows(request.form):
        return _back(task_id, "formulir")
    if bad_files:
        return task_page(current_desk(), task_id, values=answers, errors=bad_files, status=422)
    flash(_("Draf disimpan. Anda dapat melanjutkannya kapan saja."))
    return _back(task_id, "formulir")


@blueprint.post("/tugas/<uuid:task_id>")
@worker
def complete(task_id: UUID) -> ResponseReturnValue:
    """Complete the task. The token makes a double click complete it once."""
    desk = current_desk()
    asked, answers, bad_files = _typed(desk, task_id)
    if asked.form is not None and asked.form.edits_rows(request.form):
        _keep(desk, task_id, answers)
        return _back(task_id, "formulir")
    if bad_files:
        return _refused(desk, task_id, answers, bad_files)
    try:
        _complete(desk, task_id, answers)
    except AnswersRefusedError as refused:
        return _refused(desk, task_id, answers, refused.errors)
    except (TaskGoneError, TaskClaimedError):
        _keep(desk, task_id, answers)
        return redirect(url_for("desk.task", task_id=task_id, kiriman="terlambat"))
    except ConflictError:
        _keep(desk, task_id, answers)
        text = _("Ada perubahan lain pada saat yang sama. Periksa sekali lagi, lalu selesaikan.")
        return task_page(current_desk(), task_id, values=answers, notice=text, status=409)
    except SamePersonError:
        _keep(desk, task_id, answers)
        return task_page(current_desk(), task_id, values=answers, notice=_(SECOND_PERSON), status=403)
    except CaseBrokenError as broken:
        return _broken(desk, task_id, answers, broken)
    return _back(task_id)


def _kept_by_itself(desk: Desk, task_id: UUID, answers: dict[str, Any]) -> ResponseReturnValue:
    """What the script of the page keeps while one types: never over what another tab has kept meanwhile."""
    try:
        seen = datetime.fromisoformat(request.form.get(SEEN, "")) if request.form.get(SEEN) else None
        with command() as session:
            commands.save_draft(
                session, services().runtime, instansi_id=desk.instansi_id, task_id=task_id, by=desk.actor,
                answers=answers, seen=seen,
            )  # fmt: skip
    except (ConflictError, ValueError):
        said = _("Draf ini juga disimpan dari tab lain. Yang di sini belum tersimpan; Simpan draf menggantinya.")
        return jsonify(said=said), 409
    kept = queries.kept_draft(
        current_desk().session, instansi_id=desk.instansi_id, task_id=task_id, user_id=desk.actor.id
    )
    seen_now = kept.saved_at.isoformat() if kept.saved_at else ""
    return jsonify(seen=seen_now, said=_("Tersimpan pukul %(jam)s", jam=jam(desk.now)))


def keep_typed(task_id: UUID) -> ResponseReturnValue | None:
    """Everything that was typed becomes the person's draft. Gives the task's page where files were refused."""
    desk = current_desk()
    _asked, answers, bad_files = _typed(desk, task_id)
    _keep(desk, task_id, answers)
    return task_page(current_desk(), task_id, values=answers, errors=bad_files, status=422) if bad_files else None


def _complete(desk: Desk, task_id: UUID, answers: dict[str, Any]) -> None:
    token = request.form.get("token", "")
    if not 0 < len(token) <= LONGEST_TOKEN:
        raise BadRequest
    with command() as session:
        desk.share(session)
        commands.complete(
            session,
            services().runtime,
            instansi_id=desk.instansi_id,
            task_id=task_id,
            by=desk.actor,
            answers=answers,
            token=token,
        )


def _typed(desk: Desk, task_id: UUID) -> tuple[TaskForm, dict[str, Any], dict[str, str]]:
    """The form, everything that was typed, and what is wrong with files. Raises NotFoundError."""
    file, matter = read(desk, task_id, words=False)
    asked = task_form(desk, file.task, matter)
    if asked.form is None:
        return asked, {}, {}
    answers = asked.form.read(request.form)
    keys, refused = asked.form.file_keys(), {}
    taken = came(keys) and state_of(desk, file.task) in ("free", "mine")
    for key in keys:
        known = {option.wire for option in asked.options[key]}
        kept = [each for each in answers.get(key) or [] if each in known]
        added, problem = keep_files(key, partial(_add_file, desk, matter.id), kept) if taken else ([], "")
        if problem:
            refused[key] = problem
        answers[key] = asked.form.files_after(key, kept, added)
    return asked, answers, refused


def _add_file(desk: Desk, case_id: UUID, session: Session, file: CheckedFile, present: Sequence[str]) -> str:
    home = desk.instansi_id
    refuse_more(session, instansi_id=home, complaint_id=case_id, present=present, file=file)
    public = public_key(session, home, case_id)
    stored = store_file(session, services().files, file, locked=public is not None)
    row = attachment(stored, instansi_id=home, complaint_id=case_id, by=desk.actor, now=desk.now, public=public)
    session.add(row)
    session.flush()
    return str(row.id)


def _refused(desk: Desk, task_id: UUID, answers: dict[str, Any], errors: dict[str, str]) -> ResponseReturnValue:
    _keep(desk, task_id, answers)
    return task_page(current_desk(), task_id, values=answers, errors=errors, status=422)


def _broken(desk: Desk, task_id: UUID, answers: dict[str, Any], broken: CaseBrokenError) -> ResponseReturnValue:
    """The step after the form raised: keep the answers, tell the operator, tell the officer."""
    _keep(desk, task_id, answers)
    with command() as session:
        commands.record_incident(session, services().runtime, broken=broken)
    text = _("Langkah berikutnya gagal dijalankan. Isian Anda disimpan sebagai draf dan operator sudah diberi tahu.")
    return task_page(current_desk(), task_id, values=answers, notice=text, status=503)


def _keep(desk: Desk, task_id: UUID, answers: dict[str, Any]) -> None:
    """Everything typed so far becomes the person's draft, also when the task is over."""
    with command() as session:
        commands.save_draft(
            session, services().runtime, instansi_id=desk.instansi_id, task_id=task_id, by=desk.actor, answers=answers
        )


def _colleagues_page(
    desk: Desk, task_id: UUID, *, note: str = "", chosen: str = "", errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    file, matter = read(desk, task_id)
    people = units.colleagues(
        desk.session,
        instansi_id=desk.instansi_id,
        role=file.task.role,
        unit=file.task.unit,
        now=desk.now,
        but=desk.actor.id,
    )
    page = render_template(
        "desk/hand_over.html",
        task=file.task,
        name=name_of(matter),
        complaint=complaint_in(matter),
        unit=desk.unit_name(file.task.unit),
        people=people,
        away=absences.away(desk.session, instansi_id=desk.instansi_id, now=desk.now),
        note=note,
        chosen=chosen,
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _back(task_id: UUID, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.task", task_id=task_id, _anchor=anchor))
