"""The period of settlement runs from its legal start, also before anybody has classified the complaint (BT-P24(1))."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.year import Town

BEGINS = datetime.fromisoformat("2026-07-06T09:00+07:00")
VERIFIED = {
    "identitas_terverifikasi": True, "substansi_terverifikasi": True, "data_dukung_terverifikasi": True,
    "lengkap": "ya", "rumusan": "sengketa", "subjek": "Perumdam", "objek": "Air", "perlu_klarifikasi": "tidak",
}  # fmt: skip
FIELD_WORK = {
    "topik": "Air", "kategori": "air_energi", "kewenangan": "pd_bumd", "jenis": "pengaduan", "bersifat_normatif": "tidak",
    "berkadar_pengawasan": "ya", "perlu_pemeriksaan_lapangan": "ya", "skpd": "perumdam", "tim_tersedia": "ya",
}  # fmt: skip


@pytest.fixture
def town(sqlite_factory: SessionFactory, tmp_path: Path) -> Town:
    found = Town(sqlite_factory, "belitung_timur", BEGINS, tmp_path)
    found.hire(Role.ADMIN_INSTANSI)
    return found


def figures(town: Town) -> tuple[Any, Any]:
    """Open past the deadline, and the share that was on time, of the statistics of the half year."""
    row = town.report(town.begin("Start_tambahan_bt"), "statistik", year=2026)[0].rows[0]
    return row["terlambat"], row["tepat_waktu"]


def test_nobody_has_to_hold_it_for_the_clock_to_run(town: Town) -> None:
    """Received on Monday 6 July: fourteen working days end with Friday 24 July."""
    case_id = town.lodge()
    town.pass_time(datetime.fromisoformat("2026-07-24T23:59+07:00"))
    assert figures(town) == (0, None)
    town.pass_time(datetime.fromisoformat("2026-07-25T00:00+07:00"))
    assert figures(town) == (1, 0.0)
    town.do(case_id, "Task_verifikasi_bt", **VERIFIED)
    assert figures(town) == (1, 0.0)
    town.do(case_id, "Task_disposisi_bt", **FIELD_WORK)
    assert figures(town) == (0, None), "sixty days from the same start"


def test_what_is_forwarded_before_anybody_classified_it_was_not_to_be_settled(town: Town) -> None:
    case_id = town.lodge()
    town.pass_time(datetime.fromisoformat("2026-09-30T09:00+07:00"))
    town.do(case_id, "Task_verifikasi_bt", **VERIFIED)
    elsewhere = {"kewenangan": "instansi_lain_di_wilayah", "alasan_kewenangan": "Urusan instansi lain."}
    town.do(case_id, "Task_disposisi_bt", topik="Jalan", kategori="infrastruktur", **elsewhere)
    assert figures(town) == (0, None)
