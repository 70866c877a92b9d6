"""Every fault has a calm page that says what happened, that nothing was lost, and what to do next."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    RequestEntityTooLarge,
    TooManyRequests,
)
from wtforms.validators import ValidationError

from complaints.casework import ReasonNeededError
from complaints.logs import told
from engine import errors as engine_errors
from engine.db import UNAVAILABLE
from web.kept import KeptPost, from_own_page, keep_post, own_address
from web.oversized import keep_words_of_oversized
from web.services import services

log = structlog.get_logger()

RETRY_AFTER_S = 10
OFFICERS = frozenset({"auth", "desk", "audit", "operator", "owner", "admin"})
"""Blueprints whose pages have the menu of officers."""
WORTH_SENDING_AGAIN = frozenset({413, 429, 500, 503})
"""Faults after which the same form may be sent once more as it is."""
WORTH_KEEPING = frozenset({403, 404, 409})
"""Faults after which it may not, but what was typed is still somebody's work: a right or a task that is gone."""


@dataclass(frozen=True)
class Fault:
    """What an error page says."""

    code: int
    title: str
    text: str
    advice: str = ""


def fault(code: int) -> Fault:
    """The page for a status; statuses without words of their own share those of 400 or 500."""
    words = {
        400: _bad_request,
        403: _forbidden,
        404: _not_found,
        405: _wrong_method,
        409: _conflict,
        413: _too_large,
        429: _too_many,
        503: _unavailable,
    }
    return words.get(code, _bad_request if code < 500 else _broken)(code)


def fault_page(
    page: Fault, *, incident: str = "", kept: KeptPost | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Renders a fault without asking the database for anything. `kept` is the form that was being sent."""
    text = _drawn(
        "errors/fault.html",
        fault=page,
        incident=incident,
        kept=kept,
        again=page.code in WORTH_SENDING_AGAIN,
        layout=_layout(page.code),
    )
    response = make_response(text, page.code)
    response.headers.update(headers or {})
    return response


def _drawn(template: str, **values: Any) -> str:
    """A page that depends on nothing that may have failed: who is logged in is told only when it is known already."""
    g.setdefault("_login_user", AnonymousUserMixin())
    g.fault = True
    return render_template(template, **values)


def init_errors(app: Flask) -> None:
    """Registers the pages for refusals and faults."""
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(RequestEntityTooLarge, _body_too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _crashed)
    for error in UNAVAILABLE:
        app.register_error_handler(error, _database_gone)
    app.register_error_handler(engine_errors.NotFoundError, lambda _error: fault_page(fault(404), kept=_typed(404)))
    app.register_error_handler(engine_errors.NotAllowedError, lambda _error: fault_page(fault(403), kept=_typed(403)))
    app.register_error_handler(ReasonNeededError, _reason_first)
    for refused in (engine_errors.ConflictError, engine_errors.TaskGoneError, engine_errors.TaskClaimedError):
        app.register_error_handler(refused, _overtaken)


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    headers = {"Retry-After": str(RETRY_AFTER_S)} if code == 503 else {}
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(error.valid_methods or ())
    page = fault(code)
    own_words = error.description if error.description != type(error).description else None
    if own_words and code in (400, 404, 409, 413, 429):
        page = Fault(code, page.title, own_words, page.advice)
    return fault_page(page, kept=_typed(code), headers=headers)


def _body_too_large(_error: RequestEntityTooLarge) -> Response:
    return fault_page(fault(413), kept=keep_words_of_oversized())


def _expired_form(_error: CSRFError) -> Response:
    kept = keep_post() if from_own_page() else None
    page = _drawn("errors/resend.html", kept=kept, reason="form", again=own_address())
    return make_response(page, 400)


def _overtaken(error: Exception) -> Response:
    page = fault(409)
    return fault_page(Fault(409, page.title, str(error) or page.text, page.advice), kept=_typed(409))


def _reason_first(error: ReasonNeededError) -> ResponseReturnValue:
    """The page that asks for it, and then leads on; what a form sent is shown, for nobody types it twice."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("desk.reason", case_id=error.case_id, lanjut=own_address()))
    text = _("Laporan ini dibuka dengan alasan, dan alasan Anda yang terakhir sudah lama.")
    advice = _("Salin yang Anda ketik, buka lagi halamannya, beri alasannya, lalu kirim.")
    return fault_page(Fault(409, _("Alasan diperlukan"), text, advice), kept=_typed(409))


def note_database_away(error: Any) -> None:
    """Tells the operator; whoever asked is told to come again."""
    log.error("database_unavailable", **told(error))


def _database_gone(error: Any) -> Response:
    note_database_away(error)
    return fault_page(fault(503), kept=_typed(503), headers={"Retry-After": str(RETRY_AFTER_S)})


def note_incident(error: InternalServerError) -> str:
    """What happened stands in the log alone; gives the number under which it stands there."""
    incident = secrets.token_hex(4).upper()
    incident = f"{incident[:4]}-{incident[4:]}"
    cause = error.original_exception or error
    log.error("incident", incident=incident, endpoint=request.endpoint, method=request.method, **told(cause))
    return incident


def _crashed(error: InternalServerError) -> Response:
    return fault_page(fault(500), incident=note_incident(error), kept=_typed(500))


def _typed(code: int) -> KeptPost | None:
    """What was typed into the form that met the fault, so that it is not lost."""
    if request.method != "POST" or code not in WORTH_SENDING_AGAIN | WORTH_KEEPING or request.routing_exception:
        return None
    return keep_post() if from_own_page() or _has_token() else None


def _has_token() -> bool:
    """Whether the form carries its token: the fault may have come before anybody looked."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except (ValidationError, HTTPException):
        return False
    return True


def _layout(code: int) -> str:
    """Officers keep their menu, unless the fault may be in what the menu needs."""
    user = g.get("_login_user")
    at_desk = user is not None and user.is_authenticated and request.blueprint in OFFICERS
    return "layouts/desk.html" if at_desk and code < 500 else "layouts/public.html"


def _bad_request(code: int) -> Fault:
    return Fault(
        code,
        _("Kiriman tidak dapat dibaca"),
        _("Isian yang sampai ke kami rusak atau tidak lengkap, jadi tidak ada yang disimpan."),
        _("Kembali ke halaman sebelumnya, lalu kirim sekali lagi."),
    )


def _forbidden(code: int) -> Fault:
    return Fault(
        code,
        _("Halaman ini bukan untuk peran Anda"),
        _("Akun Anda tidak memegang peran atau unit yang diperlukan."),
        _("Bila ini tugas Anda, minta administrator menambahkan perannya."),
    )


def _not_found(code: int) -> Fault:
    return Fault(
        code,
        _("Halaman tidak ditemukan"),
        _("Alamat ini tidak ada, atau isinya sudah dipindahkan."),
        _("Periksa alamat yang diketik, atau mulai lagi dari halaman depan."),
    )


def _wrong_method(code: int) -> Fault:
    return Fault(
        code,
        _("Langkah ini tidak dapat dibuka langsung"),
        _("Halaman ini hanya menerima kiriman dari formulirnya. Tidak ada yang berubah."),
        _("Buka formulirnya lebih dahulu, lalu kirim dari sana."),
    )


def _conflict(code: int) -> Fault:
    return Fault(
        code,
        _("Sudah berubah sebelum Anda mengirim"),
        _("Orang lain mengubahnya pada saat yang sama. Kiriman Anda tidak menimpa pekerjaan mereka."),
        _("Muat ulang halaman untuk melihat keadaan terbaru, lalu putuskan apakah masih perlu mengirim."),
    )


def _too_large(code: int) -> Fault:
    return Fault(
        code,
        _("Kiriman terlalu besar"),
        _("Kiriman ini melebihi batas %(mb)s MB, jadi tidak diterima.", mb=services().settings.max_body_bytes >> 20),
        _("Kembali, lalu pilih lebih sedikit berkas atau perkecil ukurannya."),
    )


def _too_many(code: int) -> Fault:
    return Fault(
        code,
        _("Terlalu banyak percobaan"),
        _("Demi keamanan, percobaan dari tempat ini dihentikan sebentar."),
        _("Tunggu beberapa menit, lalu coba lagi. Data Anda aman."),
    )


def _unavailable(code: int) -> Fault:
    return Fault(
        code,
        _("Layanan sedang tidak tersedia"),
        _("Tempat penyimpanan kami sedang tidak dapat dihubungi. Yang sudah tersimpan tetap aman."),
        _("Coba lagi sebentar lagi. Bila sedang mengirim formulir, kembali ke halaman sebelumnya dan kirim ulang."),
    )


def _broken(code: int) -> Fault:
    return Fault(
        code,
        _("Terjadi gangguan pada sistem kami"),
        _("Ini bukan kesalahan Anda. Langkah terakhir tidak disimpan; yang sebelumnya tetap aman."),
        _("Coba lagi beberapa saat lagi. Bila terulang, sebutkan nomor kejadian kepada pengelola."),
    )
