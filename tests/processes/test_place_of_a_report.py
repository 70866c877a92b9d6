"""A regulation may need the place of a report: the form of the start says so, and for which kinds of report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints.intake.answers import JENIS
from complaints.intake.starts import WEBSITE, entrances_of, place_needed
from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.workshop.simulation import read_scenarios
from complaints.workshop.simulation.play import SCENARIOS, play
from engine.definition.bundle import Bundle, read_bundle

FILES = read_folders(FOLDERS)
PLACE = {"kecamatan": "Paron", "desa": "Gelung"}


def bundle(process_id: str) -> Bundle:
    return read_bundle(bundle_files(FILES, process_id))


def test_ngawi_needs_the_village_unless_somebody_only_asks() -> None:
    process = "pengaduan_ngawi"
    assert place_needed(bundle(process), process_id=process, kinds=JENIS) == ["pengaduan", "aspirasi"]
    (way,) = [each for each in entrances_of(bundle(process), process_id=process) if WEBSITE in each.kanal]
    assert set(way.place_errors({"jenis": "pengaduan"})) == {"kecamatan", "desa"}
    assert set(way.place_errors({"jenis": "aspirasi", "kecamatan": "Paron"})) == {"desa"}
    assert way.place_errors({"jenis": "pengaduan", **PLACE}) == {}
    assert way.place_errors({"jenis": "permintaan_informasi"}) == {}


def test_what_officers_of_ngawi_note_may_be_incomplete() -> None:
    """No wrong door (NG-LII.1.1): a message without a village is taken, and returned to be completed."""
    ways = entrances_of(bundle("pengaduan_ngawi"), process_id="pengaduan_ngawi")
    noted = [way for way in ways if way.tingkat]
    assert noted
    assert [way.element for way in noted if way.place_errors({"jenis": "pengaduan"})] == []


@pytest.mark.parametrize("process", ["pengaduan_tanah_laut", "pengaduan_lombok_tengah", "pengaduan_belitung_timur"])
def test_other_regulations_take_a_report_without_a_place(process: str) -> None:
    assert place_needed(bundle(process), process_id=process, kinds=JENIS) == []


def test_a_report_without_its_village_is_not_taken() -> None:
    (scenario,) = read_scenarios([SCENARIOS / "ngawi/pengaduan_02_batas_14_hari.yaml"])
    result = play(replace(scenario, complaint={**scenario.complaint, "desa": ""}), FILES)
    assert not result.passed
    assert "desa" in result.report()
