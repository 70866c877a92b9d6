"""What a trial begins with: an invented complaint or activity that fits the government, its places and its units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from complaints.intake.starts import ROLE_OF_TIER, UNATTENDED
from complaints.people.governments import Government
from complaints.people.roles import UNIT_ROLES
from complaints.properties import BEGINNERS, TIER
from engine.definition.bundle import Bundle

Document = dict[str, Any]
MOST_COMPLAINTS = 10


def document(home: Government, process_id: str, *, start: datetime, units: Sequence[str] = ()) -> Document:
    """The head of a trial; `units` (slugs): those that there are, empty for all of the government."""
    known = [slug for slug in units if slug in home.units]
    return {
        "scenario": "Percobaan",
        "process": process_id,
        "instansi": home.id,
        "start": start.isoformat(),
        **({"units": known} if known else {}),
        "steps": [],
    }


def complaint(home: Government, *, kanal: str, tingkat: str = "") -> dict[str, Any]:
    """A complaint through a channel, by columns: the form of the way in takes those that it asks for.

    `tingkat`: the tier whose officer enters it, "" when the citizen does.
    """
    kecamatan = next(iter(sorted(home.values["wilayah"])), "Kecamatan Kota")
    desa = next(iter(home.values["wilayah"].get(kecamatan) or []), kecamatan)
    return {
        **door(home, kanal=kanal, tingkat=tingkat),
        "jenis": "pengaduan",
        "judul": "Percobaan: jalan rusak di depan sekolah",
        "uraian": "Percobaan: jalan berlubang di depan sekolah sejak bulan lalu dan belum diperbaiki.",
        "kecamatan": kecamatan,
        "desa": desa,
        "lokasi": f"Depan SD Negeri 1 {desa}",
        "anonim": False,
        "nama_tersembunyi": False,
        "rahasia": False,
        "nama": "Warga Percobaan",
        "telepon": "081200000000",
        "alamat": f"{desa}, {kecamatan}",
    }


def door(home: Government, *, kanal: str, tingkat: str = "") -> dict[str, Any]:
    """By which way a complaint comes in, and as whom an officer enters it."""
    found: dict[str, Any] = {"kanal": kanal}
    role = ROLE_OF_TIER.get(tingkat)
    if role is not None:
        found["peran"] = str(role)
        if role in UNIT_ROLES and home.units:
            found["unit"] = next(iter(home.units))
    return found


def way_in(bundle: Bundle, home: Government, process_id: str, *, start: str, kanal: str, **told: Any) -> Document:
    """How the case of a trial begins: a complaint, an officer's start, or a start by the clock.

    `told`: `answers` of a complaint by key of its form (without them one is invented), `complaints` (how many are
    there before an activity). Raises LookupError for a start event that the diagram does not have.
    """
    element = bundle.element(process_id, start)
    if element is None or element.kind != "startEvent":
        raise LookupError(start)
    if kanal:
        tier = "" if kanal in UNATTENDED else element.properties.get(TIER, "")
        if told.get("answers"):
            return {"complaint": {**told["answers"], **door(home, kanal=kanal, tingkat=tier)}}
        return {"complaint": complaint(home, kanal=kanal, tingkat=tier)}
    number = min(int(told.get("complaints", 0)), MOST_COMPLAINTS)
    before = {"complaints": [complaint(home, kanal="website") for _ in range(number)]} if number else {}
    if element.event == "timer":
        return {"begin": {"wait_for": start}, **before}
    role = element.properties.get(BEGINNERS, "").split(",")[0].strip()
    return {"begin": {"start": start, "as": role}, **before}
