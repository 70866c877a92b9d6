"""Who is at the keyboard: the session token in the cookie, read into an officer once per request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, g
from flask_login import LoginManager, UserMixin, current_user

from complaints.people import holders, sessions
from complaints.people.roles import RESTRICTED_ROLES, SECOND_FACTOR_ROLES
from complaints.sealed.keyrings import HolderRing
from web.phrases.moments import use_time_zone
from web.services import services
from web.transactions import command, enter_keyring, page_session

if TYPE_CHECKING:
    from complaints.people.sessions import Officer
    from engine.actors import Actor


class CurrentOfficer(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login and the templates see of a logged-in officer."""

    def __init__(self, officer: Officer, token: str) -> None:
        self.officer = officer
        self.token = token
        self.name = officer.name
        self.roles = officer.roles
        self.must_change_password = officer.must_change_password
        self.second_factor_required = services().settings.second_factor and bool(SECOND_FACTOR_ROLES & officer.roles)
        self.must_set_up_second_factor = self.second_factor_required and not officer.second_factor

    def get_id(self) -> str:
        return self.token


def current_officer() -> Officer:
    """The logged-in officer. Only for views behind `@officer` or `@role`."""
    return cast("Officer", current_user.officer)


def current_actor() -> Actor:
    """The author of commands from this request. Only for views behind `@officer` or `@role`."""
    return current_officer().actor


def load_officer(token: str) -> CurrentOfficer | None:
    """The officer of a token, in two statements; tells the session now and then that they are still here."""
    now = services().clock.now()
    officer = sessions.resume(page_session(), token=token, now=now, idle=services().settings.session_idle)
    if officer is None:
        return None
    _take_keyring(officer, token)
    if officer.stale(now):
        with command() as transaction:
            sessions.touch(transaction, token=token, now=now)
        settle_keys()
    use_time_zone(officer.time_zone)
    return CurrentOfficer(officer, token)


def settle_keys() -> None:
    """What the officer of this request does for their colleagues because they hold the key: at log-in, when they unlock
    it, and once a minute."""
    ring = g.get("keyring")
    if isinstance(ring, HolderRing):
        holders.settle_in(services().session_factory, services().runtime, ring)


def _take_keyring(officer: Officer, token: str) -> None:
    """What the session of an officer who handles whistleblowers' reports opens, while they do."""
    if officer.unlocked is None or not RESTRICTED_ROLES & officer.roles:
        return
    ring = holders.keyring(officer.instansi_id, officer.id, token, officer.unlocked)
    if ring is not None:
        enter_keyring(ring)


def init_login(app: Flask) -> None:
    """Registers Flask-Login over our own sessions."""
    manager = LoginManager(app)
    manager.session_protection = None  # it would tie a session to an address; phones change theirs
    manager.user_loader(load_officer)
