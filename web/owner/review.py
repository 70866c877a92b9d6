"""The gate before a draft becomes a version: findings, warnings of the law, review by a colleague."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.workshop import overview
from engine import workshop
from engine.errors import DeployRefusedError, EngineError
from engine.running.queries import FollowPolicy
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.owner.drafts import page
from web.owner.verdicts import passed, verdict_of
from web.phrases import owner as words
from web.phrases.moments import time_zone
from web.services import services
from web.transactions import command


@blueprint.get("/konsep/<uuid:draft_id>/pemeriksaan")
@owner
def gate(draft_id: UUID) -> str:
    """Everything that stands in the way, each with the way to the element; warnings with article and quote."""
    now = here()
    found = draft_of(now, draft_id)
    verdict = verdict_of(now, draft_id)
    files = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    return render_template(
        "owner/gate.html",
        draft=found,
        process=process_of(now, found.process_id),
        verdict=verdict,
        findings=[(each, words.place(each, verdict.bundle), each.file in files) for each in verdict.findings],
    )


def _back(endpoint: str, draft_id: UUID, act: Callable[[], str]) -> ResponseReturnValue:
    """Does it, says what came of it, and shows the page again."""
    try:
        flash(act())
    except DeployRefusedError as refused:
        return _refused(refused, draft_id)
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
    return redirect(url_for(endpoint, draft_id=draft_id), code=303)


def _refused(refused: DeployRefusedError, draft_id: UUID) -> ResponseReturnValue:
    flash(_("Pemeriksaan menemukan %(n)s hal yang harus diselesaikan dahulu.", n=len(refused.findings)), "error")
    return redirect(url_for("owner.gate", draft_id=draft_id), code=303)


@blueprint.post("/konsep/<uuid:draft_id>/terima")
@owner
def accept(draft_id: UUID) -> ResponseReturnValue:
    """Accepts a warning of the law, with a reason that auditors will read."""
    now = here()
    draft_of(now, draft_id)

    def act() -> str:
        warnings = verdict_of(now, draft_id).warnings
        warning = next((each for each in warnings if each.key == request.form.get("kunci")), None)
        if warning is None:
            raise EngineError(_("Peringatan itu sudah tidak ada."))
        with command() as session:
            workshop.accept_warning(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                key=warning.key,
                text=words.warning(warning),
                reason=request.form.get("alasan", ""),
                by=now.actor,
            )
        return _("Alasan dicatat bersama versi.")

    return _back("owner.gate", draft_id, act)


@blueprint.post("/konsep/<uuid:draft_id>/ajukan")
@owner
def propose(draft_id: UUID) -> ResponseReturnValue:
    """Asks a colleague; from now on nobody types. What is refused comes back with all that was typed."""
    now = here()
    draft_of(now, draft_id)
    moment = request.form.get("waktu", "")
    try:
        _require_checked(now, draft_id)
        with command() as session:
            workshop.propose(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                note=request.form.get("catatan", ""),
                seen=request.form.get("dibaca", ""),
                by=now.actor,
                follow=FollowPolicy.SAFE if request.form.get("ikut") == "safe" else FollowPolicy.FINISH,
                deploy_at=_moment(moment) if moment else None,
            )
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
        return page(draft_id, request.form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Diajukan. Rekan pemilik proses dapat memeriksa dan menyetujuinya."))
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


def _require_checked(now: Owner, draft_id: UUID) -> None:
    """What a colleague could not approve is not laid before them: a warning is accepted before, not after.

    Of another content than the page showed nothing is said: that it changed is told first.
    """
    row = overview.draft_model(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    if workshop.content_of(now.session, row) != request.form.get("dibaca", ""):
        return
    found = verdict_of(now, draft_id)
    if not found.passes:
        left = len(found.findings) + len(found.open_warnings)
        raise EngineError(
            ngettext(
                "%(num)s hal harus diselesaikan sebelum konsep diajukan; lihat Pemeriksaan",
                "%(num)s hal harus diselesaikan sebelum konsep diajukan; lihat Pemeriksaan",
                left,
            )
        )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=time_zone())
    except ValueError as error:
        raise EngineError(_("Waktu penerapan tidak dapat dibaca.")) from error


@blueprint.post("/konsep/<uuid:draft_id>/setujui")
@owner
def approve(draft_id: UUID) -> ResponseReturnValue:
    """Approves what others made; it is deployed at once or at its moment.

    The gate is asked before the transaction, which only looks whether the answer still stands. What is refused comes
    back with the note.
    """
    now = here()
    draft_of(now, draft_id)

    try:
        judged = passed(now, draft_id)
        with command() as session:
            version = workshop.approve(
                session,
                services().runtime,
                services().workshop,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                note=request.form.get("catatan", ""),
                seen=request.form.get("dibaca", ""),
                judged=judged,
                by=now.actor,
            )
            number = version.number if version is not None else 0
    except DeployRefusedError as refused:
        return _refused(refused, draft_id)
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
        return page(draft_id, {"catatan_pemeriksa": request.form.get("catatan", "")}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(
        _("Disetujui dan diterapkan sebagai versi %(n)s.", n=number)
        if number
        else _("Disetujui. Diterapkan pada waktu yang diminta.")
    )
    return redirect(url_for("owner.draft", draft_id=draft_id), code=303)


@blueprint.post("/konsep/<uuid:draft_id>/kembalikan")
@owner
def give_back(draft_id: UUID) -> ResponseReturnValue:
    """Opens a proposed draft again, with a word why."""
    return _simple(draft_id, workshop.give_back, _("Dibuka kembali untuk disunting."), note=True)


@blueprint.post("/konsep/<uuid:draft_id>/tarik")
@owner
def withdraw(draft_id: UUID) -> ResponseReturnValue:
    """Puts the draft aside."""
    return _simple(draft_id, workshop.withdraw, _("Konsep ditarik. Isinya tetap tersimpan."))


@blueprint.post("/konsep/<uuid:draft_id>/perbarui")
@owner
def renew(draft_id: UUID) -> ResponseReturnValue:
    """Puts the draft on top of the version that was deployed meanwhile."""
    now = here()
    draft_of(now, draft_id)

    def act() -> str:
        with command() as session:
            both = workshop.rebase(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                by=now.actor,
                keep_mine=request.form.get("milik") == "saya",
            )
        if both and request.form.get("milik") != "saya":
            named = ", ".join(both)
            raise EngineError(_("Berubah di keduanya: %(nama)s. Pilih apakah isi konsep yang dipakai.", nama=named))
        return _("Konsep sekarang mengubah versi yang berlaku.")

    return _back("owner.draft", draft_id, act)


def _simple(draft_id: UUID, act: Callable[..., None], said: str, *, note: bool = False) -> ResponseReturnValue:
    now = here()
    draft_of(now, draft_id)
    more = {"note": request.form.get("catatan", "")} if note else {}

    def done() -> str:
        with command() as session:
            act(session, services().runtime, instansi_id=now.instansi_id, draft_id=draft_id, by=now.actor, **more)
        return said

    return _back("owner.draft", draft_id, done)
