"""The opened complaint: where it is, what is due, what was written, the answer it waits for, and what may be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.files.attachments import PDF, CheckedFile
from complaints.intake import drafts
from complaints.intake.start_sample import prefilled
from complaints.notices import channels
from complaints.people.throttle import Limit
from complaints.tracking import progress, replies
from complaints.tracking.progress import Awaited, TrackingView
from engine.db import Session
from engine.errors import AnswersRefusedError, CaseBrokenError, NotWaitingError
from engine.running import commands
from web.components.form import error_summary, render_form
from web.components.uploads import keep_files
from web.downloads import file_response
from web.guards import public
from web.kept import keep_post
from web.public.blueprint import blueprint, charge_source, instansi
from web.public.draft_cookie import new_name, remember
from web.public.start_pages import first_page, on_its_way
from web.public.tracking import code_page, opened_complaint
from web.services import services
from web.transactions import command, page_session

REPLIES_PER_SOURCE = Limit("lacak.tanggapan", 60, timedelta(hours=1))


@blueprint.get("/<instansi_id>/lacak/pengaduan")
@public
def complaint() -> ResponseReturnValue:
    """The complaint that this browser has opened."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    return _page(_view(complaint_id))


@blueprint.post("/<instansi_id>/lacak/pengaduan")
@public
def answer() -> ResponseReturnValue:
    """Sends what the complaint waits for: more data, or a word on the result."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return code_page({}, kept=keep_post())
    charge_source(REPLIES_PER_SOURCE)
    view = _view(complaint_id)
    heard = [*view.awaited, *view.offers]
    awaited = next((each for each in heard if each.element == request.form.get("langkah")), None)
    if awaited is None:
        return _too_late()
    answers, errors = _typed(complaint_id, awaited)
    if errors:
        return _page(_view(complaint_id), awaited=awaited, answers=answers, errors=errors, status=422)
    return _send(complaint_id, awaited, answers)


@blueprint.get("/<instansi_id>/lacak/berkas/<uuid:file_id>")
@public
def complaint_file(file_id: UUID) -> ResponseReturnValue:
    """The cleaned view of a file, for looking at; never the sealed original."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    file = progress.public_file(
        page_session(), services().files, instansi_id=instansi().id, complaint_id=complaint_id, file_id=file_id
    )
    return file_response(file.content, name=file.name, media_type=file.media_type, inline=file.media_type != PDF)


@blueprint.post("/<instansi_id>/lacak/pengaduan-biasa")
@public
def continue_openly() -> ResponseReturnValue:
    """The ordinary form with the words of a whistleblower's report, for its author to change and send, or not.

    Nothing is moved and nothing links the two: the author alone carries the words over. Name and files stay behind.
    """
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    charge_source(REPLIES_PER_SOURCE)
    view = _view(complaint_id)
    if view.continues != "pengaduan_biasa":
        abort(404)
    return _begin({"pengaduan.uraian": view.uraian, "pengaduan.lokasi": view.lokasi, "pengaduan.anonim": True})


@blueprint.post("/<instansi_id>/lacak/laporan-baru")
@public
def copy_to_new() -> ResponseReturnValue:
    """The start form with the words of a complaint that has ended, naming its number, and with the protection that was
    asked for; sent only by its author."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    charge_source(REPLIES_PER_SOURCE)
    view = _view(complaint_id)
    if not view.over or view.restricted:
        abort(404)
    former = _("Lanjutan pengaduan nomor %(nomor)s.", nomor=view.number)
    return _begin(
        {
            "pengaduan.jenis": view.jenis,
            "pengaduan.judul": view.judul,
            "pengaduan.uraian": f"{former}\n\n{view.uraian}",
            "pengaduan.lokasi": view.lokasi,
            "pengaduan.anonim": view.anonim,
            "pengaduan.nama_tersembunyi": view.nama_tersembunyi,
            "pengaduan.rahasia": view.rahasia,
        }
    )


def _begin(told: Mapping[str, Any]) -> ResponseReturnValue:
    """A new draft of the ordinary form with these answers, by column, and its first page."""
    form = on_its_way(None, restricted=False)
    carried = prefilled(form.asked, told)
    secret, name = drafts.new_token(), new_name()
    with command() as transaction:
        drafts.save_answers(
            transaction,
            token=f"{secret}.{name}",
            instansi_id=instansi().id,
            answers=carried,
            now=services().clock.now(),
        )
    first = url_for("public.page", draft=name, number=first_page(form))
    return remember(redirect(first), secret, name)


def _send(complaint_id: UUID, awaited: Awaited, answers: dict[str, Any]) -> ResponseReturnValue:
    try:
        with command() as transaction:
            replies.reply(
                transaction,
                services().runtime,
                instansi_id=instansi().id,
                complaint_id=complaint_id,
                awaited=awaited,
                answers=answers,
            )
    except AnswersRefusedError as refused:
        return _page(_view(complaint_id), awaited=awaited, answers=answers, errors=refused.errors, status=422)
    except NotWaitingError:
        return _too_late()
    except CaseBrokenError as broken:
        with command() as transaction:
            commands.record_incident(transaction, services().runtime, broken=broken)
        flash(_("Tanggapan belum terkirim karena gangguan pada sistem kami. Petugas sudah diberi tahu."), "error")
        return _page(_view(complaint_id), awaited=awaited, answers=answers, status=503)
    flash(_("Tanggapan Anda sudah kami terima."))
    return redirect(url_for("public.complaint"))


def _typed(complaint_id: UUID, awaited: Awaited) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, with the ids of the files that came along; good files are kept whatever else is wrong."""
    form, errors = awaited.form, {}
    answers = form.read(request.form)

    def keep(session: Session, file: CheckedFile, present: Sequence[str]) -> str:
        files, now = services().files, services().clock.now()
        return replies.keep_file(
            session,
            files,
            instansi_id=instansi().id,
            complaint_id=complaint_id,
            file=file,
            present=present,
            now=now,
        )

    for key in form.file_keys():
        kept = list(answers.get(key) or [])
        added, problem = keep_files(key, keep, kept)
        answers[key] = form.files_after(key, kept, [each for each in added if each not in kept])
        if problem:
            errors[key] = problem
    return answers, errors


def _too_late() -> ResponseReturnValue:
    """Sent twice, or the time is over: the page below says which."""
    flash(_("Tanggapan untuk langkah ini sudah kami terima, atau waktunya sudah lewat."))
    return redirect(url_for("public.complaint"))


def _view(complaint_id: UUID) -> TrackingView:
    return progress.view(
        page_session(), instansi_id=instansi().id, complaint_id=complaint_id, now=services().clock.now()
    )


def _page(
    view: TrackingView,
    *,
    awaited: Awaited | None = None,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    heard = [*view.awaited, *view.offers]
    picks = bool(view.awaited) or awaited is not None
    own = replies.own_files(page_session(), instansi_id=instansi().id, complaint_id=view.id) if picks else []
    asked = []
    mark = ""
    for number, each in enumerate(heard):
        mine = awaited is not None and each.element == awaited.element
        own_mark = f"{number}-" if number else ""
        mark = own_mark if mine else mark
        fields = render_form(
            each.form,
            values=answers or {} if mine else each.form.initial({}),
            errors=errors if mine else None,
            options=dict.fromkeys(each.form.file_keys(), own),
            mark=own_mark,
        )
        asked.append((each, fields))
    told = channels.preference(page_session(), instansi_id=instansi().id, complaint_id=view.id)
    page = render_template(
        "public/complaint.html",
        view=view,
        told=told,
        answered=services().settings.carriers.answered,
        asked=asked,
        errors=errors or {},
        summary=error_summary(errors or {}, mark),
        typed_for=awaited.element if awaited is not None else "",
    )
    return make_response(page, status)
