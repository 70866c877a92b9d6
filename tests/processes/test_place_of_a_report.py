"""No regulation refuses a report for want of its place; Ngawi returns it at verification."""

from __future__ import annotations

import pytest

from complaints.intake.start_form import start_form
from complaints.intake.start_lists import KECAMATAN
from complaints.intake.starts import TIER_OF_ROLE, entrances_of
from complaints.law.bundles import bundle_files
from complaints.people.roles import Role
from engine.definition.bundle import read_bundle
from engine.definition.forms import Option
from tests.support.shipped import shipped

FILES = shipped()
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
        if kanal in each.kanal and each.tier_of(kanal) in ("", tier)
    ]
    asked = start_form(way.form, kanal=kanal, role=role)
    places = {KECAMATAN: [Option("Paron", "Paron")]}
    return set(asked.form.check({**REPORT, **typed}, options=places, context=asked.context).errors)


def test_no_door_of_ngawi_refuses_a_report_without_its_village() -> None:
    """No wrong door (NG-LII.1.1): a report without a village is taken, and returned to be completed (NG-T2.kembali)."""
    assert refused("pengaduan_ngawi", "website", jenis="pengaduan") == set()
    assert refused("pengaduan_ngawi", "website", jenis="pengaduan", **PLACE) == set()
    for kanal, more in (("sms", {}), ("media_sosial", {"media_sosial": "facebook"}), ("surat", {})):
        typed = {"jenis": "pengaduan", "tanggal_terima": "2026-03-05", **more}
        assert refused("pengaduan_ngawi", kanal, "sekretariat", **typed) == set()


@pytest.mark.parametrize("process", ["pengaduan_tanah_laut", "pengaduan_lombok_tengah", "pengaduan_belitung_timur"])
def test_other_regulations_take_a_report_without_a_place(process: str) -> None:
    assert refused(process, "website", jenis="pengaduan") == set()
