"""Notes and files of officers on a complaint, for officers alone."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints import casework
from complaints.casework import ComplaintView
from complaints.casework.notes import LONGEST, Mentioned, NoteRefusedError, add, author, check, colleagues
from complaints.casework.visibility import Withheld
from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import StorageError
from engine.actors import Actor
from engine.errors import EngineError
from engine.record.events import CaseNoted
from web.components.asked import id_asked
from web.components.file_limits import file_limits
from web.components.form import translated
from web.components.uploads import read_files
from web.desk import timeline
from web.desk.actions import keep_typed
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_of
from web.desk.task import read
from web.desk_context import Desk, current_desk, worker
from web.services import services
from web.transactions import command


@blueprint.post("/tugas/<uuid:task_id>/catatan")
@worker
def to_notes(task_id: UUID) -> ResponseReturnValue:
    """Keep everything that was typed into the form, and write a note."""
    file, _matter = read(current_desk(), task_id, words=False)
    return keep_typed(task_id) or redirect(url_for("desk.notes", case_id=file.task.case_id, tugas=task_id))


@blueprint.get("/berkas/<uuid:case_id>/catatan")
@worker
def notes(case_id: UUID) -> ResponseReturnValue:
    """The notes on a complaint, and an empty one."""
    desk = current_desk()
    return _page(desk, _readable(desk, case_id), "", {})


@blueprint.post("/berkas/<uuid:case_id>/catatan")
@worker
def add_note(case_id: UUID) -> ResponseReturnValue:
    """Writes one. Good files are kept also where the words are refused."""
    desk = current_desk()
    complaint = _readable(desk, case_id)
    by = author(desk.session, **desk.reader, complaint=complaint)
    if by is None:
        abort(403)
    text = request.form.get("catatan", "").replace("\x00", "").replace("\r\n", "\n").strip()
    files, problem = read_files("berkas")
    errors = {"berkas": problem} if problem else {}
    if not (text or files or errors):
        errors["catatan"] = _("Tulis catatannya, atau pilih berkasnya.")
    mentioned: list[Mentioned] = []
    try:
        mentioned = check(desk.session, instansi_id=desk.instansi_id, complaint=complaint, text=text, now=desk.now)
    except NoteRefusedError as refused:
        errors |= refused.errors
    if errors and not files:
        return _page(desk, complaint, text, errors)
    said = "" if errors else text
    refused_now = _added(desk, complaint, by, said, mentioned if said else [], files)
    if errors | refused_now:
        if not refused_now and "berkas" not in errors:
            flash(_("Berkas sudah ditambahkan; catatannya belum."))
        return _page(current_desk(), complaint, text, errors | refused_now)
    flash(_("Catatan tersimpan. Hanya petugas yang membacanya."))
    task = id_asked(request.args.get("tugas", ""))
    if task is not None:
        return redirect(url_for("desk.task", task_id=task, _anchor="formulir"))
    return redirect(url_for("desk.case", case_id=case_id, _anchor="riwayat"))


def _added(
    desk: Desk, complaint: ComplaintView, by: Actor, text: str, mentioned: list[Mentioned], files: list[CheckedFile]
) -> dict[str, str]:
    try:
        with command() as session:
            add(
                session, services().runtime, services().files, instansi_id=desk.instansi_id, complaint=complaint, by=by,
                text=text, mentioned=mentioned, files=files,
            )  # fmt: skip
    except RefusedFileError as refused:
        return {"berkas": translated(refused.problem)}
    except NoteRefusedError as refused:
        return refused.errors
    except StorageError:
        return {"berkas": _("Berkas tidak dapat disimpan karena ruang penyimpanan kami penuh; coba lagi nanti.")}
    except EngineError:
        return {"catatan": _("Pengaduan ini baru saja berubah. Periksa, lalu kirim sekali lagi.")}
    return {}


def _readable(desk: Desk, case_id: UUID) -> ComplaintView:
    """The complaint, whose substance is open to this officer."""
    complaint = complaint_of(desk, case_id)
    if isinstance(complaint.substance, Withheld):
        abort(404)
    return complaint


def _page(desk: Desk, complaint: ComplaintView, text: str, errors: dict[str, str]) -> ResponseReturnValue:
    rows = casework.history(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id, access=complaint.access)
    told = [row for row in rows if row.kind == CaseNoted.KIND]
    page = render_template(
        "desk/notes.html",
        complaint=complaint,
        moments=timeline.notes(desk, told, complaint),
        may=author(desk.session, **desk.reader, complaint=complaint) is not None,
        people=colleagues(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id, but=desk.actor.id),
        text=text,
        errors=errors,
        task=id_asked(request.args.get("tugas", "")),
        most=LONGEST,
        limits=file_limits().told(several=True),
    )
    return page, 422 if errors else 200
