"""The published table of Lombok Tengah (Rekapitulasi Kinerja Unit 2023), cell by cell, out of cases that were played."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from complaints.reports.figures import Table, shown
from engine.db import make_session_factory
from tests.conftest import sqlite_engine
from tests.support.lombok_tengah import WITA, play
from tests.support.year import Town

PUBLISHED = Path(__file__).parents[2] / "data" / "figures" / "lombok_tengah_kinerja_unit_2023.csv"
CALLED = {
    "SATPOL PP": "Satuan Polisi Pamong Praja",
    "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA": "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
}
PARENT = "Pemerintah Kabupaten Lombok Tengah"
"""The first row of the table: the instansi itself."""


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("lombok")
    engine = sqlite_engine(sqlite_template, folder)
    played = Town(make_session_factory(engine), "lombok_tengah", datetime(2023, 1, 2, 8, tzinfo=WITA), folder)
    play(played)
    yield played
    engine.dispose()


@pytest.fixture(scope="module")
def table(town: Town) -> Table:
    return town.report(town.begin("Start_pembinaan"), "kinerja_unit", year=2023)[0]


def _published() -> dict[str, dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8") as file:
        return {row["unit_kerja"].lower(): row for row in csv.DictReader(file)}


def _row(table: Table, name: str) -> dict[str, object]:
    wanted = CALLED.get(name, name).lower()
    return next(dict(row) for row in table.rows if str(row["unit_kerja"]).lower() == wanted)


def test_every_unit_of_the_published_table_has_its_row(table: Table) -> None:
    names = [CALLED.get(row["unit_kerja"], row["unit_kerja"]).lower() for row in _published().values()]
    assert sorted(str(row["unit_kerja"]).lower() for row in table.rows) == sorted(names)
    assert table.rows[0]["unit_kerja"] == PARENT


def test_the_columns_are_the_published_ones_in_their_order(table: Table) -> None:
    with PUBLISHED.open(encoding="utf-8") as file:
        published = next(csv.reader(file))
    assert [column.key for column in table.columns if column.key != "tepat_waktu"] == published


@pytest.mark.parametrize("column", ["belum_terverifikasi", "belum_ditindaklanjuti", "proses", "selesai", "total"])
def test_counts_are_the_published_ones(table: Table, column: str) -> None:
    found = {name: _row(table, row["unit_kerja"])[column] for name, row in _published().items()}
    assert found == {name: int(row[column]) for name, row in _published().items()}


def test_share_followed_up_is_the_published_one(table: Table) -> None:
    found = {name: _row(table, row["unit_kerja"])["persen_tl"] for name, row in _published().items()}
    assert found == {name: float(row["persen_tl"]) for name, row in _published().items()}


def test_mean_of_days_of_every_unit_is_the_published_one(table: Table) -> None:
    units = {name: row for name, row in _published().items() if row["unit_kerja"] != PARENT}
    found = {name: _row(table, row["unit_kerja"])["rtl"] for name, row in units.items()}
    assert found == {name: float(row["rtl"]) for name, row in units.items()}


def test_mean_of_ratings_keeps_no_value_apart_from_nought(table: Table) -> None:
    """The document writes 0 where nobody rated; a rating is never 0."""
    found = {name: _row(table, row["unit_kerja"])["rhp"] for name, row in _published().items()}
    assert found == {name: float(row["rhp"]) or None for name, row in _published().items()}
    column = next(column for column in table.columns if column.key == "rhp")
    assert (shown(None, column), shown(3.5, column)) == ("–", "3,50")


def test_when_units_were_last_seen_is_as_published(table: Table) -> None:
    found = {name: _row(table, row["unit_kerja"])["terakhir_dilihat"] for name, row in _published().items()}
    assert found == {name: row["terakhir_dilihat"] for name, row in _published().items()}


def test_nineteen_assignments_are_eighteen_reports_and_a_note_says_so(table: Table) -> None:
    parent, *units = table.rows
    assert parent["total"] == 18
    assert sum(int(str(row["total"])) for row in units) == 19
    assert any("(18)" in note and "(19)" in note and "lebih dari satu unit" in note for note in table.notes)


def test_mean_of_days_of_the_regency_is_our_own_with_its_formula(table: Table) -> None:
    """The published 5.7 follows from no weighting of the units (7.82, 8.25, 10.24); ours is the mean over 18 reports."""
    published = _published()[PARENT.lower()]["rtl"]
    assert published == "5.7"
    assert table.rows[0]["rtl"] == pytest.approx(8.3, abs=0.05)
    assert any(note.startswith("RTL = ") for note in table.notes)
    assert any("bukan dari rata-rata unit" in note for note in table.notes)


def test_dormant_units_are_named(table: Table) -> None:
    note = next(note for note in table.notes if note.startswith("Tidak aktif"))
    assert note.endswith(
        ": Dinas Ketahanan Pangan, Dinas Lingkungan Hidup, Satuan Polisi Pamong Praja, Sekretariat Daerah."
    )


def test_on_time_is_told_beside_a_follow_up_share_of_hundred(table: Table) -> None:
    """%TL is 100 everywhere; the report that took 34 days kept its 60 working days, and the table says it."""
    assert {row["persen_tl"] for row in table.rows} == {100.0}
    assert {row["tepat_waktu"] for row in table.rows} == {100.0}


def test_the_minimum_report_of_the_same_year(town: Town) -> None:
    row = town.report(town.begin("Start_pembinaan"), "statistik", year=2023)[0].rows[0]
    assert (row["masuk"], row["belum_direspon"], row["saldo_akhir"], row["terlambat"]) == (18, 0, 0, 0)
