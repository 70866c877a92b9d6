"""Double clicks, Back and several tabs: no report is lost, sent twice or sent in the place of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.support.citizen import TYPED, deploy_process
from tests.support.government import Government
from tests.web.citizen import CODE, NAME, REPORT, Citizen
from tests.web.lodging_pages import complaints, hidden_of, typed_in

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database; the commands behind them are tested on both."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def citizen(flask_app: Flask) -> Citizen:
    return Citizen(flask_app)


def test_double_click_back_and_reload_make_one_complaint(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    form = hidden_of(citizen.get(citizen.at).text)
    for _ in range(3):
        assert citizen.client.post("/tanah-laut" + citizen.at, data=form).headers["Location"].endswith("/terima")
    receipts = {tuple(CODE.findall(citizen.get(f"{citizen.draft}/terima").text)) for _ in range(2)}
    assert len(receipts) == 1
    (complaint,) = complaints(session_factory)
    assert complaint.judul == "Jalan berlubang"


def test_two_tabs_are_two_reports(citizen: Citizen, session_factory: SessionFactory, flask_app: Flask) -> None:
    other = Citizen(flask_app, client=citizen.client)
    pages = citizen.get("/lapor").text, other.get("/lapor").text
    for tab, html, title in zip((citizen, other), pages, ("Jalan berlubang", "Lampu mati"), strict=True):
        typed = {key: TYPED[key] for key in ("jenis", "uraian")} | {"judul": title}
        tab.follow(tab.client.post("/tanah-laut/lapor", data={**hidden_of(html), **typed}))
    assert citizen.draft != other.draft
    for tab in (citizen, other):
        while not tab.at.endswith("/periksa"):
            tab.submit({name: TYPED[name] for name in NAME.findall(tab.get(tab.at).text) if name in TYPED})
    assert other.send().status_code == citizen.send().status_code == 302
    assert sorted(each.judul for each in complaints(session_factory)) == ["Jalan berlubang", "Lampu mati"]
    assert CODE.findall(citizen.get(citizen.at).text) != CODE.findall(other.get(other.at).text)


def test_the_check_page_sends_only_what_it_showed(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    form = hidden_of(citizen.get(citizen.at).text)
    check = citizen.at
    citizen.at = citizen.page(REPORT)
    citizen.submit({key: TYPED[key] for key in ("jenis", "uraian")} | {"judul": "Diubah di tab lain"})
    stale = citizen.client.post("/tanah-laut" + check, data=form)
    assert stale.status_code == 409
    assert "diubah di tab lain" in stale.text
    assert "Diubah di tab lain" in stale.text
    assert complaints(session_factory) == []
    citizen.client.post("/tanah-laut" + check, data=hidden_of(stale.text))
    assert [each.judul for each in complaints(session_factory)] == ["Diubah di tab lain"]


def test_a_page_drawn_before_a_change_overwrites_nothing(citizen: Citizen) -> None:
    citizen.fill()
    citizen.at = citizen.page(REPORT)
    before = hidden_of(citizen.get(citizen.at).text)
    typed = {key: TYPED[key] for key in ("jenis", "uraian")}
    citizen.submit(typed | {"judul": "Yang kedua"})
    stale = citizen.client.post("/tanah-laut" + citizen.page(REPORT), data={**before, **typed, "judul": "Yang lama"})
    assert stale.status_code == 409
    assert typed_in(stale.text, "judul") == "Yang lama"
    assert typed_in(citizen.get(citizen.page(REPORT)).text, "judul") == "Yang kedua"
    again = citizen.client.post(
        "/tanah-laut" + citizen.page(REPORT), data={**hidden_of(stale.text), **typed, "judul": "Yang lama"}
    )
    assert again.status_code == 302
    assert typed_in(citizen.get(citizen.page(REPORT)).text, "judul") == "Yang lama"


def test_what_is_typed_after_sending_becomes_a_report_of_its_own(
    citizen: Citizen, session_factory: SessionFactory
) -> None:
    citizen.fill()
    citizen.at = citizen.page(REPORT)
    before, sent = hidden_of(citizen.get(citizen.at).text), citizen.draft
    citizen.send()
    typed = {key: TYPED[key] for key in ("jenis", "uraian")} | {"judul": "Dari tab lama"}
    late = citizen.client.post(f"/tanah-laut{sent}/{REPORT}", data={**before, **typed})
    assert late.status_code == 302
    page = citizen.client.get(late.headers["Location"]).text
    assert "sudah terkirim" in page
    assert typed_in(page, "judul") == "Dari tab lama"
    assert sent not in late.headers["Location"]
    assert len(complaints(session_factory)) == 1
