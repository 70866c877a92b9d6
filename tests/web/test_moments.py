"""Dates and periods as people in the instansi write them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from flask import Flask
from flask_babel import get_domain

from engine.catalogue import _
from engine.db import SessionFactory
from web.phrases.moments import sisa_waktu, tanggal, use_time_zone, waktu

MOMENT = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "Senin, 16 Maret 2026 pukul 15.00 WIB"),
        ("Asia/Makassar", "Senin, 16 Maret 2026 pukul 16.00 WITA"),
        ("Asia/Jayapura", "Senin, 16 Maret 2026 pukul 17.00 WIT"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_instansi(flask_app: Flask, zone: str, text: str) -> None:
    with flask_app.test_request_context("/"):
        use_time_zone(zone)
        assert waktu(MOMENT) == text
        assert waktu(MOMENT, hari=False) == text.removeprefix("Senin, ")


def test_the_day_of_a_moment_is_the_day_there(flask_app: Flask) -> None:
    with flask_app.test_request_context("/"):
        use_time_zone("Asia/Jayapura")
        assert tanggal(datetime(2026, 3, 16, 16, 30, tzinfo=UTC)) == "Selasa, 17 Maret 2026"
        assert tanggal(date(2026, 3, 16)) == "Senin, 16 Maret 2026"
        assert tanggal(date(2026, 3, 16), hari=False) == "16 Maret 2026"
        assert tanggal(None) == waktu(None) == ""


@pytest.mark.parametrize(
    ("left", "text"),
    [
        ((5, "hari_kerja"), "sisa 5 hari kerja"),
        ((1, "hari_kerja"), "sisa 1 hari kerja"),
        ((0, "hari_kerja"), "jatuh tempo hari ini"),
        ((-1, "hari_kerja"), "terlambat 1 hari kerja"),
        ((-12, "hari_kerja"), "terlambat 12 hari kerja"),
        ((6, "hari"), "sisa 6 hari"),
        ((0, "hari"), "jatuh tempo hari ini"),
        ((-2, "hari"), "terlambat 2 hari"),
        (None, "tanpa tenggat"),
    ],
)
def test_time_left_is_told_in_words_and_in_its_unit(flask_app: Flask, left: tuple[int, str] | None, text: str) -> None:
    with flask_app.test_request_context("/"):
        assert sisa_waktu(left) == text


def test_texts_of_the_engine_are_said_in_the_language_of_the_reader(flask_app: Flask) -> None:
    catalog = Catalog(locale="id")
    catalog.add("kasus tidak ditemukan", "no such case")
    file = io.BytesIO()
    write_mo(file, catalog)
    file.seek(0)
    with flask_app.test_request_context("/"):
        assert _("kasus tidak ditemukan") == "kasus tidak ditemukan"
        get_domain().get_translations_cache(None)["id", "messages"] = Translations(fp=file)
    with flask_app.test_request_context("/"):  # one page looks its catalogue up once
        assert _("kasus tidak ditemukan") == "no such case"
    assert _("kasus tidak ditemukan") == "kasus tidak ditemukan"
