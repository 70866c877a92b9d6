"""The demo's clock: jumps ahead by working days, so that a newcomer sees timers ring. There only when it is a demo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from complaints.demo.clock import DemoClock, jump
from complaints.people.instansi import all_instansi
from engine.running import commands
from web.guards import public
from web.kept import safe_target
from web.phrases.moments import waktu
from web.services import services
from web.transactions import command, page_session

STEPS = (1, 3, 10)
"""How many working days one press goes ahead."""
FIRED_AT_ONCE = 200
"""Cases whose timers ring within the request; the worker does the rest."""

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.app_context_processor
def _bar() -> dict[str, Any]:
    """What the bar on top of every page of a demo shows."""
    if not services().settings.demo or "fault" in g:
        return {}  # the clock stands in the database, which a page about a fault does not ask
    return {"demo_steps": STEPS, "demo_now": services().clock.now()}


@blueprint.post("/jam")
@public
def clock() -> ResponseReturnValue:
    """Jump ahead. Everybody in the demo may: it is a place to play."""
    if not services().settings.demo:
        abort(404)
    steps = request.form.get("maju", "")
    if steps not in {str(step) for step in STEPS}:
        abort(400)
    now = services().clock
    with command() as session:
        target = jump(session, now, instansi_id=_instansi_id(), working_days=int(steps))
    if isinstance(now, DemoClock):
        now.look_again()
    commands.fire_due(services().session_factory, services().runtime, limit=FIRED_AT_ONCE)
    flash(
        ngettext(
            "Jam demo maju %(num)s hari kerja. Sekarang %(waktu)s.",
            "Jam demo maju %(num)s hari kerja. Sekarang %(waktu)s.",
            int(steps),
            waktu=waktu(target),
        )
    )
    return redirect(safe_target(request.form.get("lanjut", "")) or url_for("auth.login"))


def _instansi_id() -> str:
    """Whose calendar says what a working day is: the officer's, or that of the page on which the button was pressed."""
    officer = getattr(current_user, "officer", None)
    if officer is not None:
        return str(officer.instansi_id)
    served = [each.id for each in all_instansi(page_session())]
    asked = request.form.get("lanjut", "").strip("/").partition("/")[0]
    return asked if asked in served else served[0]
