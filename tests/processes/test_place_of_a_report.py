"""A regulation may need the place of a report: the form of the start says so, and for which kinds of report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints.intake.start_form import start_form
from complaints.intake.start_lists import KECAMATAN
from complaints.intake.starts import TIER_OF_ROLE, entrances_of
from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.people.roles import Role
from complaints.workshop.simulation import read_scenarios
from complaints.workshop.simulation.play import SCENARIOS, play
from engine.definition.bundle import read_bundle
from engine.definition.forms import Option

FILES = read_folders(FOLDERS)
PLACE = {"kecamatan": "Paron", "desa": "Gelung"}


REPORT = {
    "judul": "Bantuan sosial",
    "uraian": "Bantuan sosial bulan ini belum kami terima.",
    "minta_anonim": "ya",
    "minta_rahasia": "tidak",
}


def refused(process_id: str, kanal: str, role: str = "", **typed: str) -> set[str]:
    """Questions of the form at a way in that these answers leave open."""
    bundle = read_bundle(bundle_files(FILES, process_id))
    tier = TIER_OF_ROLE.get(Role(role), "") if role else ""
    (way,) = [
        each
        for each in entrances_of(bundle, process_id=process_id)
        if kanal in each.kanal and each.tingkat in ("", tier)
    ]
    asked = start_form(way.form, kanal=kanal, role=role)
    places = {KECAMATAN: [Option("Paron", "Paron")]}
    return set(asked.form.check({**REPORT, **typed}, options=places, context=asked.context).errors)


def test_ngawi_needs_the_village_unless_somebody_only_asks() -> None:
    assert refused("pengaduan_ngawi", "website", jenis="pengaduan") == {"kecamatan", "desa"}
    assert refused("pengaduan_ngawi", "website", jenis="aspirasi", kecamatan="Paron") == {"desa"}
    assert refused("pengaduan_ngawi", "website", jenis="pengaduan", **PLACE) == set()
    assert refused("pengaduan_ngawi", "website", jenis="permintaan_informasi") == set()


def test_what_officers_of_ngawi_note_may_be_incomplete() -> None:
    """No wrong door (NG-LII.1.1): a message without a village is taken, and returned to be completed."""
    for kanal in ("sms", "media_sosial", "surat"):
        noted = refused("pengaduan_ngawi", kanal, "sekretariat", jenis="pengaduan", tanggal_terima="2026-03-05")
        assert noted == set()


@pytest.mark.parametrize("process", ["pengaduan_tanah_laut", "pengaduan_lombok_tengah", "pengaduan_belitung_timur"])
def test_other_regulations_take_a_report_without_a_place(process: str) -> None:
    assert refused(process, "website", jenis="pengaduan") == set()


def test_a_report_without_its_village_is_not_taken() -> None:
    (scenario,) = read_scenarios([SCENARIOS / "ngawi/pengaduan_02_batas_14_hari.yaml"])
    result = play(replace(scenario, complaint={**scenario.complaint, "desa": ""}), FILES)
    assert not result.passed
    assert "desa" in result.report()
