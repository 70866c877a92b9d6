"""Who comes in by the government's own server has a pass phrase of their own for the key to whistleblowers' reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from complaints.models import HolderKey, User
from complaints.people import passwords
from complaints.people.roles import Role
from engine.db import reading, unit_of_work
from tests.support.accounts import Account, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import words
from tests.support.government import TANAH_LAUT
from tests.support.restricted import TYPED, deploy_restricted, reported
from tests.support.sealed_report import Desk, Story, begin
from tests.web.test_auth_sign_on import clock, come_back, configure, link, server, session_factory
from tests.web.test_report_keys import again, told

if TYPE_CHECKING:
    from flask import Flask

    from engine.clock import FixedClock
    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.identity_server import IdentityServer

__all__ = ["clock", "configure", "link", "server", "session_factory"]
PAGE = "/petugas/kunci-wbs"
FIRST, SECOND, THIRD = "kembang sepatu 77 biru", "angsana tua 31 teduh", "jambu bol 52 manis"


@pytest.fixture
def story(flask_app: Flask, account: Callable[..., Account]) -> Story:
    return Story(flask_app, account)


@pytest.fixture
def wbs(session_factory: SessionFactory, runtime: Runtime, story: Story, configure: Callable[..., None]) -> Desk:
    """A colleague with a password who holds the key, and a sealed report."""
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)
    holder = story.officer("wbs", Role.PETUGAS_WBS)
    begin(session_factory, runtime)
    reported(session_factory, runtime)
    return holder


@pytest.fixture
def comes_in(
    flask_app: Flask, story: Story, session_factory: SessionFactory, server: IdentityServer,
    link: Callable[..., None], wbs: Desk,
) -> Callable[[], Desk]:  # fmt: skip
    """`comes_in()`: Siti, whose password nobody knows, at a browser of her own, by the server."""
    siti = story.account("siti", (Role.PETUGAS_WBS, ""))
    link(siti, subject=server.person.sub)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.get_one(User, (TANAH_LAUT, siti.id)).password_hash = passwords.unknown_hash()

    def browser() -> Desk:
        client = flask_app.test_client()
        assert come_back(client, server).status_code == 302
        return Desk(client, siti.id)

    return browser


def say(desk: Desk, path: str = PAGE, **typed: str) -> tuple[int, str]:
    """What the page answers to what was typed."""
    answer = desk.client.post(path, data={"csrf_token": token_in(desk.client.get(PAGE).text), **typed})
    page = desk.client.get(PAGE).text if answer.status_code == 302 else answer.text
    return answer.status_code, words(page)


def choose(desk: Desk, phrase: str) -> None:
    assert say(desk, kata_sandi=phrase, sandi_ulang=phrase)[0] == 302


def test_it_is_chosen_once_and_asked_for_in_every_session(
    comes_in: Callable[[], Desk], story: Story, wbs: Desk
) -> None:
    siti = comes_in()
    assert TYPED["uraian"] not in siti.read()
    page = words(siti.client.get(PAGE).text)
    assert "Pilih sandi kunci" in page
    assert say(siti, kata_sandi="pendek", sandi_ulang="pendek")[0] == 422
    assert say(siti, kata_sandi=FIRST, sandi_ulang=SECOND)[0] == 422
    choose(siti, FIRST)
    assert "Tersegel" in siti.read()
    again(story, wbs, "wbs")
    assert TYPED["uraian"] in siti.read()
    later = comes_in()
    assert TYPED["uraian"] not in later.read()
    assert "Pilih sandi kunci" not in words(later.client.get(PAGE).text)
    assert say(later, kata_sandi=SECOND)[0] == 422
    assert say(later, kata_sandi=FIRST)[0] == 302
    assert TYPED["uraian"] in later.read()


def test_it_is_changed_by_who_knows_it(comes_in: Callable[[], Desk], story: Story, wbs: Desk) -> None:
    siti = comes_in()
    choose(siti, FIRST)
    again(story, wbs, "wbs")
    new = {"sandi_baru": SECOND, "sandi_ulang": SECOND}
    assert say(siti, f"{PAGE}/sandi", sandi_lama=THIRD, **new)[0] == 422
    assert say(siti, f"{PAGE}/sandi", sandi_lama=FIRST, **new | {"sandi_ulang": THIRD})[0] == 422
    assert say(siti, f"{PAGE}/sandi", sandi_lama=FIRST, sandi_baru="pendek", sandi_ulang="pendek")[0] == 422
    assert say(siti, f"{PAGE}/sandi", sandi_lama=FIRST, **new)[0] == 302
    assert TYPED["uraian"] in siti.read()
    later = comes_in()
    assert say(later, kata_sandi=FIRST)[0] == 422
    assert say(later, kata_sandi=SECOND)[0] == 302
    assert TYPED["uraian"] in later.read()


def test_who_lost_it_begins_anew_and_waits_for_a_colleague(
    comes_in: Callable[[], Desk], story: Story, wbs: Desk, session_factory: SessionFactory, clock: FixedClock,
    server: IdentityServer,
) -> None:  # fmt: skip
    siti = comes_in()
    choose(siti, FIRST)
    again(story, wbs, "wbs")
    later = comes_in()
    clock.advance(timedelta(minutes=16))
    assert say(later, f"{PAGE}/baru")[0] == 403, "a session left open begins nothing anew"
    with reading(session_factory, TANAH_LAUT) as session:
        assert session.get(HolderKey, (TANAH_LAUT, siti.id)) is not None
    server.claims = {"auth_time": int(clock.now().timestamp())}
    fresh = comes_in()
    status, page = say(fresh, f"{PAGE}/baru")
    assert (status, "Pilih sandi kunci" in page) == (302, True)
    choose(fresh, THIRD)
    assert "Tersegel" in fresh.read()
    assert "Tersegel" in siti.read()
    again(story, wbs, "wbs")
    assert TYPED["uraian"] in fresh.read()
    assert [row for row in told(session_factory) if "Siti" in row][1].startswith(
        "withdrawn · Siti · sandi kuncinya hilang"
    )
