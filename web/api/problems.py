"""Refusals for programs: problem details (RFC 9457), in the words that a person may be shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from web.services import services

MEDIA_TYPE = "application/problem+json"
CODES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503)
"""What the interface may answer besides success."""


def problem(code: int, detail: str = "", errors: Mapping[str, str] | None = None) -> Response:
    """A refusal; `errors`: what is wrong, by the question of the form."""
    title, words = _words(code)
    content: dict[str, Any] = {"type": "about:blank", "status": code, "title": title, "detail": detail or words}
    if errors:
        content["kesalahan"] = [{"isian": key, "pesan": str(text)} for key, text in errors.items()]
    response = Response(json.dumps(content, ensure_ascii=False), code, content_type=MEDIA_TYPE)
    if code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def problem_of(error: HTTPException) -> Response:
    """The refusal of an exception; its own words are for browsers and stay away."""
    code = error.code or 500
    response = problem(code if code in CODES else 400 if code < 500 else 500)
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    return response


def _words(code: int) -> tuple[str, str]:
    """Title and detail of a status."""
    mib = services().settings.max_body_bytes >> 20
    words = {
        400: (_("Kiriman tidak dapat dibaca"), _("Periksa bentuk kiriman menurut dokumen OpenAPI.")),
        401: (_("Kunci tidak berlaku"), _("Kirim kunci aplikasi pada kepala Authorization: Bearer.")),
        403: (_("Kanal ini bukan untuk aplikasi Anda"), _("Kunci ini tidak terikat pada kanal yang diminta.")),
        404: (_("Tidak ditemukan"), _("Alamat atau pengaduan ini tidak ada, atau kodenya tidak cocok.")),
        405: (_("Metode ini tidak dilayani"), _("Lihat metode yang dilayani pada kepala Allow.")),
        409: (
            _("Sedang dikerjakan"),
            _("Kiriman yang sama sedang diproses. Ulangi dengan kunci yang sama."),
        ),
        413: (_("Kiriman terlalu besar"), _("Paling besar %(mb)s MB untuk satu kiriman.", mb=mib)),
        415: (_("Bentuk isi tidak dilayani"), _("Kirim application/json atau multipart/form-data.")),
        422: (_("Isian belum benar"), _("Perbaiki isian yang disebut, lalu kirim lagi. Tidak ada yang tersimpan.")),
        429: (_("Terlalu banyak kiriman"), _("Tunggu menurut kepala Retry-After, lalu ulangi.")),
        503: (_("Layanan sedang tidak tersedia"), _("Ulangi sebentar lagi dengan kunci idempotensi yang sama.")),
    }
    broken = (_("Terjadi gangguan"), _("Ini bukan kesalahan kiriman Anda. Ulangi dengan kunci idempotensi yang sama."))
    return words.get(code, broken)
