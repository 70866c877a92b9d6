"""Officers for the tests of the web, and a client that logs in as one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from complaints.people import accounts
from complaints.people.roles import Role
from engine.db import SessionFactory, unit_of_work
from tests.support.accounts import PASSWORD, Account, log_in
from tests.support.government import Government

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

NewAccount = Callable[..., Account]


@pytest.fixture
def account(session_factory: SessionFactory, instansi: Government) -> NewAccount:
    """Makes an officer: `account("siti", (Role.ADMIN_UPP, "dinas-kesehatan"), must_change_password=False)`."""

    def make(username: str, *roles: tuple[Role, str], must_change_password: bool = False) -> Account:
        with unit_of_work(session_factory, instansi.id) as session:
            user_id = accounts.add_user(
                session,
                instansi_id=instansi.id,
                username=username,
                name=username.title(),
                password=PASSWORD,
                must_change_password=must_change_password,
            )
            for role, unit in roles:
                accounts.grant(session, instansi_id=instansi.id, user_id=user_id, role=role, unit=unit)
        return Account(user_id, username)

    return make


@pytest.fixture
def as_officer(flask_app: Flask, account: NewAccount) -> Callable[..., FlaskClient]:
    """A client in which a new officer with these roles is logged in."""

    def make(username: str, *roles: tuple[Role, str]) -> FlaskClient:
        client = flask_app.test_client()
        log_in(client, account(username, *roles))
        return client

    return make
