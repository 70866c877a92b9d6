"""A code of the phone, asked for again before something changes. Tries are counted as at log-in."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from complaints.people import second_factor
from complaints.people.guesses import CODE, Guess, admit, of_person, rightful
from engine.clock import wall
from web.auth import devices
from web.auth.phrases import waiting_text
from web.identity import current_officer
from web.services import services
from web.transactions import command


class CodeFault(NamedTuple):
    """What the person reads, and the status of the answer."""

    text: str
    status: int


def code_fault() -> CodeFault | None:
    """None when the form of this request holds a code (`kode`) of the officer's phone that is right now, or a recovery
    code."""
    officer, settings = current_officer(), services().settings
    home, me = officer.instansi_id, officer.id
    guess = Guess(CODE, of_person(home, me), request.remote_addr or "", devices.known(home, me))
    with command() as session:
        until = admit(session, settings, guess, now=services().clock.now())
        code, now = request.form.get("kode", ""), wall(services().clock)
        right = until is None and second_factor.accepts(
            session, settings, instansi_id=home, user_id=me, code=code, now=now
        )
        if right:
            rightful(session, settings, guess)
    if until is not None:
        return CodeFault(waiting_text(until), 429)
    text = _("Kode tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di ponsel Anda.")
    return None if right else CodeFault(text, 422)
