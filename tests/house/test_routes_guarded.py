"""Every view states who may enter it; who may not is turned away before the view runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import ROLES
from engine.db import SessionFactory
from web.guards import guard_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

PUBLIC_BLUEPRINTS = {"incoming", "public", "auth", "assets", "health", "demo", "law", "seal", "language"}
SAMPLE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """The routes are the same on every database."""
    return sqlite_factory


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """The rule with something in each place."""
    chosen = re.sub(r"<any\((\w+)[^>]*>", r"\1", re.sub(r"<int:\w+>", "1", str(rule)))
    return re.sub(r"<[^>]*>", "x", re.sub(r"<(?:uuid|string|path)?:?\w*>", SAMPLE, chosen))


def test_every_view_states_its_guard(flask_app: Flask) -> None:
    bare = [rule.endpoint for rule in rules(flask_app) if guard_of(flask_app.view_functions[rule.endpoint]) is None]
    assert bare == []


def test_guards_name_roles_that_exist(flask_app: Flask) -> None:
    for rule in rules(flask_app):
        guard = guard_of(flask_app.view_functions[rule.endpoint])
        assert guard is not None
        assert guard.roles <= ROLES, rule.endpoint
        assert (guard.kind == "role") == bool(guard.roles), rule.endpoint


OPEN_TO_ALL = {"api.document"}
"""What the interface for applications tells everybody: its own description."""


def test_only_the_citizens_side_is_public(flask_app: Flask) -> None:
    for rule in rules(flask_app):
        guard = guard_of(flask_app.view_functions[rule.endpoint])
        if guard is not None and guard.kind == "public":
            open_to_all = rule.endpoint.partition(".")[0] in PUBLIC_BLUEPRINTS or rule.endpoint in OPEN_TO_ALL
            assert open_to_all, rule.endpoint


def test_keys_open_the_interface_for_applications_and_nothing_else(flask_app: Flask) -> None:
    for rule in rules(flask_app):
        guard = guard_of(flask_app.view_functions[rule.endpoint])
        assert guard is not None
        by_key = rule.endpoint.startswith("api.") and rule.endpoint not in OPEN_TO_ALL
        assert (guard.kind == "application") == by_key, rule.endpoint


def test_the_token_of_a_monitor_opens_its_figures_and_nothing_else(flask_app: Flask) -> None:
    found = {
        rule.endpoint
        for rule in rules(flask_app)
        if (guard := guard_of(flask_app.view_functions[rule.endpoint])) and guard.kind == "monitor"
    }
    assert found == {"health.metrics"}


def test_strangers_are_sent_to_the_log_in_from_every_other_view(flask_app: Flask) -> None:
    client = flask_app.test_client()
    flask_app.config["WTF_CSRF_ENABLED"] = False
    for rule in rules(flask_app):
        guard = guard_of(flask_app.view_functions[rule.endpoint])
        if guard is None or guard.kind == "public":
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(address(rule), method=method)
            turned_away = answer.status_code == 401 or "/petugas/masuk" in answer.headers.get("Location", "")
            assert turned_away, f"{method} {rule} answered {answer.status_code} to a stranger"
