"""Files of a report: each is checked and kept at once, whatever else is wrong."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.models import Attachment
from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import geotagged, photo, zip_bomb
from tests.support.citizen import deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.web.citizen import FILES, REPORT, Citizen
from tests.web.lodging_pages import typed_in

if TYPE_CHECKING:
    from flask import Flask

    from web.services import Services


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


def kept_files(citizen: Citizen) -> list[str]:
    """Names of the files that the page of files shows."""
    return re.findall(
        r'type="checkbox"[^>]* value="[0-9a-f]{32}"[^>]*>\s*<label[^>]*>\s*([^<]+?)\s*</label>',
        citizen.get(citizen.page(FILES)).text,
    )


def test_good_files_are_kept_and_bad_ones_named(citizen: Citizen) -> None:
    citizen.fill()
    answer = citizen.add(("lubang.jpg", photo()), ("surat.docx", zip_bomb()), ("virus.jpg", b"MZ" + bytes(99)))
    assert answer.status_code == 422
    assert "“surat.docx” tidak dapat diterima" in answer.text
    assert "“virus.jpg” tidak dapat diterima" in answer.text
    assert kept_files(citizen) == ["lubang.jpg"]


def test_a_file_can_be_taken_out_again(citizen: Citizen, services: Services) -> None:
    citizen.fill()
    citizen.add(("lubang.jpg", photo()))
    assert kept_files(citizen) == ["lubang.jpg"]
    citizen.submit()
    assert kept_files(citizen) == []
    assert [path for path in services.files.root.rglob("*") if path.is_file()] == []


def test_a_photo_is_looked_at_without_its_place(
    citizen: Citizen, session_factory: SessionFactory, services: Services
) -> None:
    citizen.fill()
    citizen.add(("rumah.jpg", geotagged()), step="lanjut")
    assert "rumah.jpg" in citizen.get(citizen.at).text
    citizen.send()
    with everywhere(session_factory) as session:
        attachment = session.scalars(select(Attachment)).one()
    assert services.files.bytes_of(attachment.sealed_path) == geotagged()
    assert b"Ponsel Rahasia" not in services.files.bytes_of(attachment.view_path)


def test_too_many_files_are_refused_without_losing_the_first(citizen: Citizen) -> None:
    citizen.fill()
    answer = citizen.add(*((f"{at}.jpg", photo(size=(10 + at, 10))) for at in range(6)))
    assert answer.status_code == 422
    assert "Paling banyak 5 berkas" in answer.text
    assert len(kept_files(citizen)) == 5


def test_a_full_disk_is_told_and_nothing_is_half_stored(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.fill()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = citizen.add(("lubang.jpg", photo()))
    assert answer.status_code == 422
    assert "ruang penyimpanan kami penuh" in answer.text
    assert [path for path in services.files.root.rglob("*") if path.is_file()] == []
    assert typed_in(citizen.get(citizen.page(REPORT)).text, "judul") == "Jalan berlubang"
