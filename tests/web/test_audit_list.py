"""The auditor's list in the browser's terms: who is meant, what is noted, what is kept, what is taken along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html
from sqlalchemy import select

from complaints.models import Reading, SavedSearch
from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere
from tests.support.government import Government
from web.audit import list_file

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

LIST = "/audit/pengaduan"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What is found is tested on both databases; here it is about the page."""
    return sqlite_factory


@pytest.fixture
def auditor(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government, as_officer: Clients
) -> FlaskClient:
    deploy_process(session_factory, runtime)
    for judul in ("Jembatan rusak", "Lampu padam"):
        lodged(session_factory, runtime, judul=judul)
    return as_officer("lia", (Role.AUDITOR, ""))


def found(client: FlaskClient, **asked: str) -> int:
    return len(html.fromstring(client.get(LIST, query_string=asked).text).xpath("//tbody/tr"))


def sent(client: FlaskClient, path: str, **form: str) -> TestResponse:
    """A form of the list, as its page sends it."""
    page = html.fromstring(client.get(LIST, query_string={"status": "running"}).text)
    return client.post(path, data={**form, "csrf_token": page.xpath("//input[@name='csrf_token']/@value")[0]})


def test_a_search_by_words_is_noted_without_them(auditor: FlaskClient, session_factory: SessionFactory) -> None:
    assert found(auditor, kata="jembatan") == 1
    with everywhere(session_factory) as session:
        (row,) = session.scalars(select(Reading).where(Reading.what == "cari"))
    assert (row.part, row.reason, row.case_id) == ("1", "", None)
    assert "1 kasus." in words(auditor.get(LIST, query_string={"kata": "jembatan"}).text)


def test_a_search_that_is_kept_and_shown_again_is_noted_once(
    auditor: FlaskClient, session_factory: SessionFactory, clock: FixedClock
) -> None:
    def noted() -> int:
        with everywhere(session_factory) as session:
            return len(session.scalars(select(Reading).where(Reading.what == "cari")).all())

    found(auditor, kata="jembatan")
    kept = sent(auditor, f"{LIST}/pencarian", nama="Jembatan", saringan="kata=jembatan")
    assert auditor.get(kept.headers["Location"]).status_code == 200
    assert noted() == 1
    found(auditor, kata="jalan")
    assert noted() == 2
    found(auditor, kata="jembatan")
    assert noted() == 3, "another one came between"
    for _half in range(2):  # whoever does nothing for so long is asked to log in again
        clock.advance(timedelta(minutes=16))
        found(auditor, status="running")
    found(auditor, kata="jembatan")
    assert noted() == 4


def test_a_name_that_means_several_is_chosen_among_and_one_that_means_nobody_finds_nothing(
    auditor: FlaskClient, as_officer: Clients
) -> None:
    as_officer("lina", (Role.ADMIN_INSTANSI, ""))
    page = auditor.get(LIST, query_string={"orang": "li"}).text
    assert "Siapa yang dimaksud?" in page
    assert found(auditor, orang="li") == 0
    (chosen, *_others) = html.fromstring(page).xpath("//a[contains(@href, 'petugas=')]/@href")
    assert "Siapa yang dimaksud?" not in auditor.get(chosen).text
    assert found(auditor, orang="tidak ada orang begini") == 0


@pytest.mark.parametrize(
    "asked", [{"peristiwa_sejak": "kemarin"}, {"peristiwa_sampai": "9999-01-01T00:00"}, {"sidik": "abc"}]
)
def test_what_cannot_be_read_narrows_nothing_and_is_told(auditor: FlaskClient, asked: dict[str, str]) -> None:
    assert found(auditor, **asked) == 2
    assert "Ada yang perlu diperbaiki" in auditor.get(LIST, query_string=asked).text


def test_an_hour_of_an_event_finds_its_case(auditor: FlaskClient) -> None:
    assert found(auditor, peristiwa_sejak="2026-03-09T00:00", peristiwa_sampai="2026-03-10T00:00") == 2
    assert found(auditor, peristiwa_sejak="2026-03-10T00:00", peristiwa_sampai="2026-03-11T00:00") == 0


@pytest.mark.parametrize("name", ["tindakan", "langkah", "petugas", "golongan", "kanal"])
def test_every_choice_of_the_page_can_be_asked_for(auditor: FlaskClient, name: str) -> None:
    value = {"tindakan": "task_assigned", "petugas": "6f1b9f0e-0000-4000-8000-000000000000"}.get(name, "tidak-ada")
    answer = auditor.get(LIST, query_string={name: value})
    assert (answer.status_code, found(auditor, **{name: value})) == (200, 0)


def test_searches_are_kept_by_name_shared_and_forgotten(
    auditor: FlaskClient, as_officer: Clients, session_factory: SessionFactory
) -> None:
    kept = sent(auditor, f"{LIST}/pencarian", nama="Radio", bersama="ya", saringan="kanal=radio&asing=1")
    assert kept.headers["Location"] == f"{LIST}?kanal=radio"
    sent(auditor, f"{LIST}/pencarian", nama="Milik saya", saringan="status=running")
    other = as_officer("rekan", (Role.AUDITOR, ""))
    assert "Milik saya" not in words(other.get(LIST).text)
    with everywhere(session_factory) as session:
        ids = {row.name: row.id for row in session.scalars(select(SavedSearch))}
    link = "//ul[contains(@class, 'alur-kept')]//a/text()"
    sent(other, f"{LIST}/pencarian/hapus", pencarian=str(ids["Radio"]))
    assert html.fromstring(other.get(LIST).text).xpath(link) == ["Radio"], "another's stays"
    sent(auditor, f"{LIST}/pencarian/hapus", pencarian=str(ids["Radio"]))
    assert html.fromstring(auditor.get(LIST).text).xpath(link) == ["Milik saya"]
    refused = sent(auditor, f"{LIST}/pencarian", nama=" ", saringan="")
    assert (refused.status_code, "Tulis nama pencarian" in refused.text) == (422, True)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_along_and_that_is_noted(
    auditor: FlaskClient, session_factory: SessionFactory, form: str
) -> None:
    with auditor.get(f"{LIST}/unduh", query_string={"kata": "jembatan", "bentuk": form}) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        content = answer.data
    if form == "csv":
        assert content.decode("utf-8-sig").count("\r\n") == 2
    else:
        assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    with everywhere(session_factory) as session:
        (row,) = session.scalars(select(Reading).where(Reading.what == "daftar"))
    assert (row.part, row.actor_name) == (form, "Lia")


def test_a_list_that_is_cut_says_so(auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(list_file.MOST, "csv", 1)
    with auditor.get(f"{LIST}/unduh") as answer:
        lines = answer.data.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[-1]) == (3, "Terpotong: berkas ini memuat paling banyak 1 kasus.")
