"""Dates and periods as people in the instansi write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from engine.catalogue import _, as_written
from engine.db import SessionFactory
from web.phrases.moments import jam, sisa_waktu, tanggal, use_time_zone, waktu
from web.translations import texts_in

ENGLISH = {"Cookie": "bahasa=en"}
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
    with flask_app.test_request_context("/"):
        assert _("kasus tidak ditemukan") == "kasus tidak ditemukan"
    with flask_app.test_request_context("/", headers=ENGLISH):
        assert _("kasus tidak ditemukan") == texts_in("en").gettext("kasus tidak ditemukan") != "kasus tidak ditemukan"
    assert _("kasus tidak ditemukan") == "kasus tidak ditemukan"


def test_what_is_kept_for_others_stays_as_it_is_written(flask_app: Flask) -> None:
    with flask_app.test_request_context("/", headers=ENGLISH):
        with as_written():
            assert (_("kasus tidak ditemukan"), waktu(MOMENT), sisa_waktu((-1, "hari_kerja"))) == (
                "kasus tidak ditemukan",
                "Senin, 16 Maret 2026 pukul 15.00 WIB",
                "terlambat 1 hari kerja",
            )
        assert waktu(MOMENT) == "Monday, 16 March 2026 at 15:00 WIB"
        assert jam(MOMENT) == "15:00"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        ((5, "hari_kerja"), "5 working days left"),
        ((1, "hari_kerja"), "1 working day left"),
        ((0, "hari_kerja"), "due today"),
        ((-1, "hari_kerja"), "overdue by 1 working day"),
        ((-3, "hari_kerja"), "overdue by 3 working days"),
        ((-2, "hari"), "overdue by 2 days"),
        (None, "no due date"),
    ],
)
def test_time_left_in_english(flask_app: Flask, left: tuple[int, str] | None, text: str) -> None:
    with flask_app.test_request_context("/", headers=ENGLISH):
        assert sisa_waktu(left) == text
