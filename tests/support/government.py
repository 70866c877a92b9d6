"""A small government for tests, with a neighbour whose rows must never show up: a too-wide query fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from complaints.law.bundles import ROOT
from complaints.models import Instansi, Unit
from complaints.people.governments import read_government
from engine.db import Engine, SessionFactory

GIVEN = read_government(ROOT / "complaints" / "demo" / "tanah_laut.yaml").values
WILAYAH: dict[str, list[str]] = GIVEN["wilayah"]
"""Kecamatan and desa of Tanah Laut, as they come with the program."""
TANAH_LAUT = "tanah-laut"
TETANGGA = "kota-tetangga"
UNITS = {
    "dinas-kesehatan": "Dinas Kesehatan",
    "dinas-pekerjaan-umum": "Dinas Pekerjaan Umum",
    "inspektorat": "Inspektorat",
}


@dataclass(frozen=True)
class Government:
    """What a test needs to name: the instansi under test and its noisy neighbour."""

    id: str
    neighbour: str
    units: tuple[str, ...]


def seed(factory: SessionFactory) -> Government:
    """Tanah Laut (WITA) and a neighbour with units of the same names."""
    engine: Engine = factory.kw["bind"]
    with engine.begin() as connection:
        connection.execute(insert(Instansi.__table__), [_instansi(TETANGGA), _instansi(TANAH_LAUT)])
        connection.execute(
            insert(Unit.__table__),
            [
                {"instansi_id": instansi_id, "id": slug, "name": name}
                for instansi_id in (TETANGGA, TANAH_LAUT)
                for slug, name in UNITS.items()
            ],
        )
    return Government(id=TANAH_LAUT, neighbour=TETANGGA, units=tuple(UNITS))


def _instansi(instansi_id: str) -> dict[str, Any]:
    here = instansi_id == TANAH_LAUT
    return {
        "id": instansi_id,
        "name": "Kabupaten Tanah Laut" if here else "Kota Tetangga",
        "regulation": "Peraturan Bupati Tanah Laut Tahun 2020 tentang Sistem Pengelolaan Pengaduan Pelayanan Publik",
        "process_id": "pengaduan_tanah_laut",
        "time_zone": "Asia/Makassar",
        "province_scope": "ID-KS",
        "regency_scope": instansi_id,
        "reminds_at": "16:00",
        "cuti_bersama_stops_clock": True,
        "contact_name": "Unit Pengelola Pengaduan",
        "contact_address": "Pelaihari",
        "wilayah": WILAYAH if here else {},
        "authorities": GIVEN["authorities"] if here else {},
    }
