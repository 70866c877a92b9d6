"""A small government for tests, with a neighbour whose rows must never show up: a too-wide query fails."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.law.bundles import ROOT
from complaints.models import Instansi, Unit
from complaints.people.governments import read_government
from engine.db import SessionFactory, unit_of_work

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
    for instansi_id, name in ((TETANGGA, "Kota Tetangga"), (TANAH_LAUT, "Kabupaten Tanah Laut")):
        with unit_of_work(factory, instansi_id) as session:
            session.add(
                Instansi(
                    id=instansi_id,
                    name=name,
                    regulation="Peraturan Bupati Tanah Laut Tahun 2020 tentang Sistem Pengelolaan Pengaduan Pelayanan Publik",
                    process_id="pengaduan_tanah_laut",
                    time_zone="Asia/Makassar",
                    province_scope="ID-KS",
                    regency_scope=instansi_id,
                    reminds_at="16:00",
                    cuti_bersama_stops_clock=True,
                    contact_name="Unit Pengelola Pengaduan",
                    contact_address="Pelaihari",
                    wilayah=WILAYAH if instansi_id == TANAH_LAUT else {},
                    authorities=GIVEN["authorities"] if instansi_id == TANAH_LAUT else {},
                )
            )
            session.flush()
            session.add_all(Unit(instansi_id=instansi_id, id=slug, name=text) for slug, text in UNITS.items())
    return Government(id=TANAH_LAUT, neighbour=TETANGGA, units=tuple(UNITS))
