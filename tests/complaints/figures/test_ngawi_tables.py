"""Ngawi's Tabel 2 and Tabel 6, cell by cell, out of 80 cases that were played; its wrong percentage corrected."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from complaints.reports.figures import Column, Table, shown
from engine.db import make_session_factory
from tests.conftest import sqlite_engine
from tests.support.ngawi import COMPUTED, LATE, SETTLED, WIB, play
from tests.support.year import Town

DATA = Path(__file__).parents[2] / "data" / "figures"
STATUS = {
    "Jumlah pengaduan yang diterima dalam 1 tahun": "Jumlah pengaduan yang diterima",
    "Jumlah pengaduan yang diarsipkan": "Diarsipkan",
    "Jumlah pengaduan yang masih diproses": "Diproses",
    "Jumlah pengaduan yang masih menunggu kelengkapan informasi": "Menunggu kelengkapan",
    "Jumlah pengaduan yang belum diverifikasi": "Belum diverifikasi",
    "Jumlah pengaduan yang diselesaikan": "Diselesaikan",
    "Jumlah pengaduan tidak dapat diselesaikan": "Tidak dapat diselesaikan",
}
"""Row of the document -> row of the report."""
SHARES = {"Diarsipkan": 17.5, "Diproses": 2.5, "Menunggu kelengkapan": 8.75, "Belum diverifikasi": 2.5}
PUBLISHED_OF_ALL = 71.25
"""The document's figure for 55 of 80, which is 68.75."""
INDICATORS = {
    "Jumlah pengaduan yang diterima": "Jumlah pengaduan yang diterima",
    "Persentase pengaduan yang diselesaikan": "Persentase diselesaikan, dari yang memenuhi syarat ditindaklanjuti",
}


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("ngawi")
    engine = sqlite_engine(sqlite_template, folder)
    played = Town(make_session_factory(engine), "ngawi", datetime(2021, 1, 4, 8, tzinfo=WIB), folder)
    play(played)
    yield played
    engine.dispose()


@pytest.fixture(scope="module")
def status(town: Town) -> list[Table]:
    return town.report(town.begin("Start_tahunan_ng"), "status", year=2021)


def test_every_count_of_tabel_2_is_the_published_one(status: list[Table]) -> None:
    found = {str(row["uraian"]): row["jumlah"] for row in status[0].rows}
    assert found == {STATUS[row["uraian"]]: int(row["jumlah"]) for row in _csv("ngawi_tabel_2.csv")}


def test_the_six_statuses_add_up_to_what_was_received(status: list[Table]) -> None:
    received, *counts = [int(str(row["jumlah"])) for row in status[0].rows]
    assert sum(counts) == received == 80


def test_each_count_has_its_share(status: list[Table]) -> None:
    found = {str(row["uraian"]): row["persen"] for row in status[0].rows}
    assert {name: found[name] for name in SHARES} == SHARES


def test_the_correct_percentage_is_the_published_one(status: list[Table]) -> None:
    of_qualified = status[1].rows[0]
    assert (of_qualified["bagian"], of_qualified["dari"], of_qualified["persen"]) == (55, 59, 93.22)
    assert round(float(str(of_qualified["persen"])), 1) == 93.2


def test_the_wrong_percentage_is_our_own_with_its_formula(status: list[Table]) -> None:
    of_all = status[1].rows[1]
    assert (of_all["bagian"], of_all["dari"], of_all["persen"]) == (55, 80, 68.75)
    assert of_all["persen"] != PUBLISHED_OF_ALL
    assert shown(of_all["persen"], Column("persen", "Persen", "persen")).replace("\N{NO-BREAK SPACE}", " ") == "68,75 %"
    assert any("diselesaikan / penyebut" in note for note in status[1].notes)
    assert any("yang belum diverifikasi ikut dihitung" in note for note in status[1].notes)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_targets_of_tabel_6_are_those_of_the_report(town: Town, year: int) -> None:
    table = town.report(town.begin("Start_tahunan_ng"), "target", year=year)[0]
    found = {row["indikator"]: (row["baseline"], row["target"]) for row in table.rows}
    for row in _csv("ngawi_tabel_6.csv"):
        wanted = (int(row["baseline_2020"]), int(row[f"target_{year}"]))
        assert found[INDICATORS[row["indikator"]]] == wanted


def test_what_was_achieved_stands_beside_the_target(town: Town) -> None:
    rows = town.report(town.begin("Start_tahunan_ng"), "target", year=2021)[0].rows
    achieved = {str(row["indikator"]): (row["target"], row["capaian"]) for row in rows}
    assert achieved["Jumlah pengaduan yang diterima"] == (80, 80)
    assert achieved["Persentase diselesaikan, dari yang memenuhi syarat ditindaklanjuti"] == (93, 93.22)
    assert achieved["Persentase diselesaikan, dari semua yang diterima"] == (None, 68.75)


def test_a_year_without_complaints_has_no_value_instead_of_nought(town: Town) -> None:
    rows = town.report(town.begin("Start_tahunan_ng"), "target", year=2022)[0].rows
    found = {str(row["indikator"]): row["capaian"] for row in rows}
    assert found["Jumlah pengaduan yang diterima"] == 0
    assert found["Persentase diselesaikan, dari semua yang diterima"] is None


def test_on_time_counts_what_came_late(town: Town) -> None:
    assert town.clock.now() == COMPUTED
    tables = town.report(town.begin("Start_tahunan_ng"), "evaluasi", year=2021)
    found = {str(row["uraian"]): row["jumlah"] for row in tables[-1].rows}
    assert found["Selesai sebelum tenggat"] == SETTLED - LATE
    assert found["Selesai setelah tenggat"] == LATE
    assert "90,91" in tables[-1].notes[0]
