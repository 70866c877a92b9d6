"""Whoever works for one government sees nothing of another: no list, no case, no file, no picture, no search.

The addresses are read from the application: a new one is tried without being named here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from complaints.demo.government import DemoGovernment, demo_governments
from complaints.models import User
from complaints.people import accounts, names
from complaints.people.sessions import close_session, open_session, resume
from engine.db import reading
from engine.models import Event
from tests.support.accounts import token_in
from tests.support.demo import Demo
from tests.support.desk import words
from tests.support.everywhere import everywhere
from tests.web.five.conftest import Staff, officer
from tests.web.five.foreign import Belongings, address, belongings, may_enter, titles, unknown
from web.guards import Guard, guard_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

HOMES = demo_governments()
NEIGHBOUR = {home.id: HOMES[number - 1] for number, home in enumerate(HOMES)}
each_home = pytest.mark.parametrize("home", HOMES, ids=[home.id for home in HOMES])
RARE = {
    "desk.handover_package", "desk.copy_package", "desk.officer_message", "desk.printed_form", "owner.as_file",
    "desk.identity", "desk.counter_page", "operator.answer", "operator.asked_order",
}  # fmt: skip
"""Addresses that are there in some cases alone; their own tests show them."""
INSTALLATION = {
    "operator.government", "operator.draft_step", "operator.keep_step", "operator.review_draft", "operator.open_draft",
    "operator.drop_draft",
}  # fmt: skip
"""What the operator of the installation does for any government, and for those that are not there yet; without a word
of a complaint (`tests/web/test_operator_governments.py`)."""
SEARCH_FIELD = re.compile(r'<input(?=[^>]*type="(?:text|search)")[^>]*name="(\w+)"')


@pytest.fixture(autouse=True)
def _without_tokens(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are refused for what they ask for, not for a missing token."""
    monkeypatch.setitem(demo.app.config, "WTF_CSRF_ENABLED", False)


@pytest.fixture(scope="package")
def owned(demo: Demo) -> dict[str, Belongings]:
    return {home.id: belongings(demo, home) for home in HOMES}


def guarded(app: Flask) -> list[tuple[Rule, Guard]]:
    """Every address behind a log-in, with its guard. Those behind a key are tried in tests/web/test_api.py."""
    found = [(rule, guard_of(app.view_functions[rule.endpoint])) for rule in app.url_map.iter_rules()]
    return [(rule, guard) for rule, guard in found if guard is not None and guard.kind not in ("public", "application")]


def _one_per_role(home: DemoGovernment, guard: Guard) -> list[str]:
    """User names of people whom a guard lets in, one for each set of roles."""
    found = {frozenset(role for role, _ in each.roles): each.username for each in home.people if may_enter(guard, each)}
    return sorted(found.values())


def _history(demo: Demo, home: DemoGovernment) -> int:
    with reading(demo.tools.session_factory, home.id) as session:
        return session.scalar(select(func.count()).select_from(Event).where(Event.instansi_id == home.id)) or 0


@each_home
def test_what_belongs_to_another_government_does_not_exist(
    demo: Demo, staff: Staff, owned: dict[str, Belongings], home: DemoGovernment
) -> None:
    theirs, before, wrong, tried = owned[home.id], _history(demo, home), [], 0
    for rule, guard in guarded(demo.app):
        if not rule.arguments or rule.endpoint in INSTALLATION:
            continue
        path, nobodys = address(rule, theirs.ids), address(rule, unknown(rule))
        for username in _one_per_role(NEIGHBOUR[home.id], guard):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                client = staff(username)
                answer = client.open(path, method=method, follow_redirects=True)
                tried += 1
                same = client.open(nobodys, method=method, follow_redirects=True).status_code == answer.status_code
                if not same or answer.status_code < 400 or theirs.judul in answer.text or theirs.number in answer.text:
                    wrong.append(f"{method} {rule} answered {answer.status_code} to {username}")
    assert wrong == []
    assert tried > 20
    assert _history(demo, home) == before


@each_home
def test_the_same_addresses_are_there_for_the_own_people(
    demo: Demo, staff: Staff, owned: dict[str, Belongings], home: DemoGovernment
) -> None:
    """What the test above refuses is really there."""
    missing = []
    for rule, guard in guarded(demo.app):
        if rule.arguments and "GET" in (rule.methods or set()) and rule.endpoint not in RARE:
            path = address(rule, owned[home.id].ids)
            people_in = [person.username for person in home.people if may_enter(guard, person)]
            if all(staff(username).get(path).status_code >= 400 for username in people_in):
                missing.append(path)
    assert missing == []


@each_home
def test_lists_and_searches_name_nothing_of_another_government(
    demo: Demo, staff: Staff, owned: dict[str, Belongings], home: DemoGovernment
) -> None:
    foreign, wrong, searched = titles(demo, but=home.id), [], 0
    sought = owned[NEIGHBOUR[home.id].id].number
    lists = [(rule, guard) for rule, guard in guarded(demo.app) if "GET" in (rule.methods or set())]
    for rule, guard in lists:
        for username in _one_per_role(home, guard) if not rule.arguments else ():
            page = staff(username).get(str(rule), follow_redirects=True).text
            fields = set(SEARCH_FIELD.findall(page))
            searched += len(fields)
            answers = [staff(username).get(str(rule), query_string={name: sought}).text for name in sorted(fields)]
            found = {text for text in foreign if text in page or (text != sought and any(text in a for a in answers))}
            wrong += [f"{rule} shows {username}: {text}" for text in sorted(found)]
    assert wrong == []
    assert searched > 0


@each_home
def test_a_number_with_its_code_is_unknown_under_the_address_of_another_government(
    demo: Demo, home: DemoGovernment
) -> None:
    citizen, elsewhere = demo.app.test_client(), NEIGHBOUR[home.id].id
    receipt = next(each for each in demo.receipts if each["instansi"] == home.id)
    code = {"nomor": receipt["number"], "kode": receipt["secret"]}
    wrong = citizen.post(f"/{elsewhere}/lacak", data=code)
    nobodys = citizen.post(f"/{elsewhere}/lacak", data=code | {"nomor": receipt["number"][:-6] + "XXXXXX"})
    assert wrong.status_code == nobodys.status_code == 422
    assert _said(wrong.text) == _said(nobodys.text)
    assert citizen.post(f"/{home.id}/lacak", data=code).status_code == 302


def _said(page: str) -> str:
    found = re.search(r'govuk-error-message">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return words(found[1])


@each_home
def test_an_opened_complaint_is_open_under_its_own_address_alone(
    demo: Demo, owned: dict[str, Belongings], home: DemoGovernment
) -> None:
    citizen, elsewhere = demo.app.test_client(), NEIGHBOUR[home.id]
    receipt = next(each for each in demo.receipts if each["instansi"] == home.id)
    citizen.post(f"/{home.id}/lacak", data={"nomor": receipt["number"], "kode": receipt["secret"]})
    assert citizen.get(f"/{home.id}/lacak/pengaduan").status_code == 200
    assert citizen.get(f"/{elsewhere.id}/lacak/pengaduan").status_code == 302
    theirs = owned[elsewhere.id].ids["file_id"]
    assert citizen.get(f"/{home.id}/lacak/berkas/{theirs}").status_code == 404
    assert citizen.get(f"/{elsewhere.id}/lacak/berkas/{theirs}").status_code == 302


def test_a_user_name_that_two_governments_have_names_its_government(demo: Demo) -> None:
    shared, here, there = HOMES[0].people[0].username, HOMES[0].id, HOMES[1].id
    with everywhere(demo.tools.session_factory) as session:
        accounts.add_user(session, instansi_id=there, username=shared, name="Kembar", password="pelangi kertas 42")
        assert names.of(session, shared) is None
        found = [names.of(session, f"{shared}@{each}") for each in (here, there)]
        assert [each.instansi_id for each in found if each is not None] == [here, there]
        session.delete(found[1])


def test_a_session_belongs_to_one_government_even_when_people_share_an_id(demo: Demo) -> None:
    here, there = HOMES[0], HOMES[1]
    factory, now, settings = demo.tools.session_factory, demo.tools.clock.now(), demo.tools.settings
    with everywhere(factory) as session:
        own = session.scalars(select(User).where(User.username == here.people[0].username)).one()
        twin = User(instansi_id=there.id, id=own.id, username="kembar", name="Kembar", password_hash="x")
        session.add(twin)
        session.flush()
        token = open_session(session, instansi_id=here.id, user_id=own.id, now=now, lifetime=settings.session_absolute)
        found = resume(session, token=token, now=now, idle=settings.session_idle)
        assert found is not None
        assert (found.instansi_id, found.name) == (here.id, own.name)
        close_session(session, token=token)  # this one alone: others of the folder are logged in as the same person
        session.delete(twin)


def test_log_in_leads_to_the_own_government_whatever_page_one_came_from(demo: Demo) -> None:
    client = demo.app.test_client()
    assert client.get(f"/{HOMES[1].id}/").status_code == 200
    page = officer(demo, HOMES[0].people[0].username).get("/petugas/", follow_redirects=True).text
    assert HOMES[0].name in page
    assert HOMES[1].name not in page
    assert token_in(page)
