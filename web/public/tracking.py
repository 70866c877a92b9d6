"""Tracking: number and code by POST only, then a view bound to this browser's session for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import Response, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.intake.numbers import plain_number, prefix
from complaints.people.instansi import InstansiView, all_instansi
from complaints.people.sealing import SealBrokenError, seal, unseal
from complaints.people.throttle import source_of
from complaints.sealed.keyrings import AuthorRing
from complaints.tracking import progress
from web.guards import public
from web.kept import KeptPost, opened
from web.public.blueprint import blueprint, instansi
from web.services import services
from web.transactions import command, enter_government, enter_keyring, page_session

OPENED = "lacak"
"""Key in the signed session: [instansi, complaint, moment until which it stays open, key to a sealed report under the
installation's]. Neither number nor code."""
AUTHOR = "author key"


@blueprint.post("/lacak")
@public
def find_government() -> ResponseReturnValue:
    """To the government that gives numbers like this one; the number travels in the body, never in an address."""
    typed = request.form.get("nomor", "")[:200]
    served = all_instansi(page_session())
    found = _homes_of(typed, served)
    if len(found) == 1:
        enter_government(found[0].id)
        g.instansi = found[0]
        return code_page({}, number=typed)
    error = _("Isi nomor pengaduan.") if not typed.strip() else _("Nomor seperti ini tidak diberikan di sini.")
    errors = {} if found else {"nomor": error}
    page = render_template("public/front.html", served=found or served, errors=errors, typed={"nomor": typed})
    return make_response(page, 422 if errors else 200)


def _homes_of(typed: str, served: Sequence[InstansiView]) -> list[InstansiView]:
    """Those whose numbers begin as this one."""
    begins = plain_number(typed).partition("-")
    return [each for each in served if begins[1] and prefix(each.id) == begins[0]]


@blueprint.get("/<instansi_id>/lacak")
@public
def track() -> ResponseReturnValue:
    """The page that asks for number and secret code."""
    return code_page({})


@blueprint.post("/<instansi_id>/lacak")
@public
def open_complaint() -> ResponseReturnValue:
    """Opens a complaint by number and code, for a while and for this browser."""
    number, secret = request.form.get("nomor", "")[:200], request.form.get("kode", "")[:200]
    if "kode" not in request.form:  # from a neighbour's page, which hands on the number alone
        return code_page({}, number=number)
    errors = _missing(number, secret)
    if errors:
        return code_page(errors, number=number, status=422)
    if plain_number(number).partition("-")[0] != prefix(instansi().id):
        elsewhere = _homes_of(number, all_instansi(page_session()))
        if elsewhere:
            return _of_another(number, elsewhere)
    now = services().clock.now()
    with command() as transaction:
        result = progress.try_code(
            transaction,
            instansi_id=instansi().id,
            number=number,
            secret=secret,
            source=source_of(request.remote_addr),
            key=services().settings.secret_key,
            now=now,
        )
        key = progress.author_key(transaction, instansi().id, result, secret) if isinstance(result, UUID) else None
    if isinstance(result, UUID):
        keep_open(result, now, _sealed(result, key))
        kept = opened(request.form.get("titipan", ""))
        if kept is not None:
            return make_response(render_template("errors/resend.html", kept=kept, reason="session"))
        return redirect(url_for("public.complaint"))
    if result is None:
        text = _("Nomor dan kode ini tidak cocok. Periksa keduanya pada tanda terima Anda.")
        return code_page({"nomor": text}, number=number, status=422)
    return _too_many(number, wait_minutes(result, now))


@blueprint.post("/<instansi_id>/lacak/keluar")
@public
def close_complaint() -> ResponseReturnValue:
    """Closes the opened complaint."""
    session.pop(OPENED, None)
    return redirect(url_for("public.home"))


def opened_complaint() -> UUID | None:
    """The complaint that this browser has opened in this instansi, or None when it never was or the time is over."""
    now = services().clock.now()
    try:
        instansi_id, text, until, *rest = session[OPENED]
        found, closes_at = UUID(text), datetime.fromisoformat(until)
    except (KeyError, TypeError, ValueError):  # nothing, or what another version of this program wrote
        return None
    if instansi_id != instansi().id or now >= closes_at:
        return None
    sealed = str(rest[0]) if rest else ""
    keep_open(found, now, sealed)
    _unlock(found, sealed)
    return found


def keep_open(complaint_id: UUID, now: datetime, key: str) -> None:
    """From now on, and again with each look, for as long as an idle session lasts."""
    until = now + services().settings.session_idle
    session[OPENED] = [instansi().id, str(complaint_id), until.isoformat(), key]


def _sealed(complaint_id: UUID, key: bytes | None) -> str:
    """The key to a sealed report as the cookie may hold it; "" for none."""
    if key is None:
        return ""
    return seal(services().settings.secret_key, key.hex(), purpose=AUTHOR, owner=str(complaint_id))


def _unlock(complaint_id: UUID, sealed: str) -> None:
    """From now on this request reads the report."""
    if not sealed:
        return
    try:
        key = unseal(services().settings.secret_key, sealed, purpose=AUTHOR, owner=str(complaint_id))
    except SealBrokenError:
        return
    enter_keyring(AuthorRing(instansi().id, complaint_id, bytes.fromhex(key)))


def wait_minutes(until: datetime, now: datetime) -> int:
    """Whole minutes until a moment, at least 1."""
    return max(1, math.ceil((until - now).total_seconds() / 60))


def _missing(number: str, secret: str) -> dict[str, str]:
    errors = {}
    if not number.strip():
        errors["nomor"] = _("Isi nomor pengaduan.")
    if not secret.strip():
        errors["kode"] = _("Isi kode rahasia.")
    return errors


def code_page(errors: dict[str, str], *, number: str = "", status: int = 200, kept: KeptPost | None = None) -> Response:
    """The code is never sent back to the page. `kept` is an answer that came too late, to be sent again afterwards."""
    sealed = kept.sealed() if kept else request.form.get("titipan", "")
    page = render_template("public/track.html", errors=errors, typed={"nomor": number}, kept=sealed)
    return make_response(page, status)


def _of_another(number: str, homes: Sequence[InstansiView]) -> Response:
    """A number of a neighbour, told by how it begins: nothing was looked for, so nothing is said of the complaint."""
    names = _(" atau ").join(each.name for each in homes)
    text = _("Nomor yang diawali %(awal)s diberikan oleh %(nama)s.", awal=prefix(homes[0].id), nama=names)
    page = render_template("public/track.html", errors={"nomor": text}, typed={"nomor": number}, kept="", homes=homes)
    return make_response(page, 422)


def _too_many(number: str, minutes: int) -> Response:
    text = ngettext(
        "Terlalu banyak percobaan. Coba lagi %(num)s menit lagi.",
        "Terlalu banyak percobaan. Coba lagi %(num)s menit lagi.",
        minutes,
    )
    response = code_page({"nomor": text}, number=number, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
