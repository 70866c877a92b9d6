"""Every view states who may enter, directly above its function. A house test refuses a view without a guard.

@blueprint.get("/tugas")
@officer
def inbox() -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from web.components.login_page import login_page_for_post
from web.kept import own_address
from web.transactions import enter_government

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Guard:
    """Who may enter a view: everybody, any officer, or holders of one of some roles."""

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
    """Any logged-in officer, also one who still has to change the first password."""
    return _guarded(view, Guard("newcomer"))


def role(*roles: str) -> Callable[[View], View]:
    """Any logged-in officer who holds one of these roles, in whichever unit."""

    def decorate(view: View) -> View:
        return _guarded(view, Guard("role", frozenset(roles)))

    return decorate


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
    if current_user.must_change_password and guard.kind != "newcomer":
        return redirect(url_for("auth.change_password", lanjut=own_address() if request.method == "GET" else None))
    if guard.roles and not guard.roles & current_user.roles:
        abort(403)
    return None


def _to_login() -> ResponseReturnValue:
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("auth.login", lanjut=own_address()))
    return login_page_for_post()
