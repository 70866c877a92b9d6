"""Every view states who may enter, directly above its function. A house test refuses a view without a guard.

@blueprint.get("/tugas")
@officer
def inbox() -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from complaints.intake.applications import ApplicationView, by_key
from complaints.people.throttle import Limit, charge, key_for, source_of
from web.components.login_page import login_page_for_post
from web.kept import own_address
from web.services import services
from web.transactions import command, enter_government, page_session

WRONG_KEYS = Limit("antarmuka.kunci", 30, timedelta(hours=1))
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Guard:
    """Who may enter a view: everybody, any officer, holders of one of some roles, or an application with its key."""

    kind: str
    roles: frozenset[str] = frozenset()


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """The guard that a view states, or None."""
    return getattr(view, "alur_guard", None)


def public(view: View) -> View:
    """Open to everybody, without log-in."""
    view.alur_guard = Guard("public")  # type: ignore[attr-defined]
    return view


def officer(view: View) -> View:
    """Any logged-in officer whose password is their own."""
    return _guarded(view, Guard("officer"))


def newcomer(view: View) -> View:
    """Any logged-in officer, also one who still has to change the first password or set up a second factor."""
    return _guarded(view, Guard("newcomer"))


def role(*roles: str) -> Callable[[View], View]:
    """Any logged-in officer who holds one of these roles, in whichever unit."""

    def decorate(view: View) -> View:
        return _guarded(view, Guard("role", frozenset(roles)))

    return decorate


def application(view: View) -> View:
    """An application with a key of the government in the address (`Authorization: Bearer`). No cookie opens it."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        found = _application()
        if found is None:
            abort(401)
        g.application = found
        return view(*args, **kwargs)

    wrapper.alur_guard = Guard("application")  # type: ignore[attr-defined]
    return cast(View, wrapper)


def _application() -> ApplicationView | None:
    """Whose key came along. Wrong keys of one source are counted: guessing is slow."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if g.get("instansi") is None or scheme.lower() != "bearer" or not key.strip():
        return None
    found = by_key(page_session(), instansi_id=g.instansi.id, key=key.strip()[:200])
    if found is None:
        _charge_wrong_key()
    return found


def _charge_wrong_key() -> None:
    now = services().clock.now()
    counter = key_for(services().settings.secret_key, WRONG_KEYS, source_of(request.remote_addr))
    with command() as session:
        until = charge(session, key=counter, limit=WRONG_KEYS, now=now)
    if until is not None:
        raise TooManyRequests(retry_after=max(1, int((until - now).total_seconds())))


def _guarded(view: View, guard: Guard) -> View:
    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        refusal = _refusal(guard)
        if refusal is not None:
            return refusal
        enter_government(current_user.officer.instansi_id)
        return view(*args, **kwargs)

    wrapper.alur_guard = guard  # type: ignore[attr-defined]
    return cast(View, wrapper)


def _refusal(guard: Guard) -> ResponseReturnValue | None:
    """What to answer instead of the view, or None when the person may enter. 403 for a role they do not hold."""
    if not current_user.is_authenticated:
        return _to_login()
    if guard.kind != "newcomer":
        due = _still_to_do()
        if due:
            return redirect(url_for(due, lanjut=own_address() if request.method == "GET" else None))
    if guard.roles and not guard.roles & current_user.roles:
        abort(403)
    return None


def _still_to_do() -> str:
    """The page that a newcomer has to be done with first, "" for everybody else."""
    if current_user.must_change_password:
        return "auth.change_password"
    return "auth.second_factor_page" if current_user.must_set_up_second_factor else ""


def _to_login() -> ResponseReturnValue:
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("auth.login", lanjut=own_address()))
    return login_page_for_post()
