"""A government as a file: its name, its regulation, its office hours and its units, to be entered in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from complaints.decrees import PROVINCE_ZONES
from complaints.models import Instansi, Unit

FIELDS = ("id", "name", "regulation", "process", "province", "units")
OPTIONAL: dict[str, Any] = {
    "office_closes": "16:00",
    "cuti_bersama_stops_clock": True,
    "contact_name": "",
    "contact_address": "",
    "disclosure": "pelapor",
    "wilayah": {},
    "authorities": {},
    "people": {},
}
"""`people` are log-ins to try the program with: read by the demo alone (see `complaints.demo.government`)."""
DISCLOSURES = ("pelapor", "publik")
"""Who may read how a complaint was settled: its reporter alone, or everybody (then without the identity)."""


class GovernmentFileError(Exception):
    """The file does not describe a government; the text says what is missing or odd."""


@dataclass(frozen=True)
class Government:
    """What the file says, checked."""

    values: dict[str, Any]
    units: dict[str, str]

    @property
    def id(self) -> str:
        return str(self.values["id"])


def read_government(path: Path) -> Government:
    """Reads a YAML file. Raises GovernmentFileError."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(given, dict):
        raise GovernmentFileError(f"{path.name}: bukan daftar isian")
    missing = [name for name in FIELDS if not given.get(name)]
    unknown = sorted(set(given) - set(FIELDS) - set(OPTIONAL))
    if missing or unknown:
        raise GovernmentFileError(f"{path.name}: kurang {missing}, tidak dikenal {unknown}")
    if given["province"] not in PROVINCE_ZONES:
        raise GovernmentFileError(f"{path.name}: provinsi {given['province']!r} tidak dikenal; tulis misalnya ID-KS")
    values = OPTIONAL | {name: value for name, value in given.items() if name != "units"}
    try:
        time.fromisoformat(str(values["office_closes"]))
    except ValueError as error:
        raise GovernmentFileError(
            f"{path.name}: jam tutup {values['office_closes']!r}; tulis misalnya '16:00'"
        ) from error
    _check_lists(path.name, values)
    return Government(values, {str(slug): str(name) for slug, name in given["units"].items()})


def _check_lists(name: str, values: dict[str, Any]) -> None:
    wilayah = values["wilayah"]
    if values["disclosure"] not in DISCLOSURES:
        raise GovernmentFileError(f"{name}: disclosure {values['disclosure']!r}; pilih {' atau '.join(DISCLOSURES)}")
    if not isinstance(wilayah, dict) or not all(isinstance(below, list) for below in wilayah.values()):
        raise GovernmentFileError(f"{name}: wilayah memuat kecamatan, masing-masing dengan daftar desa (boleh [])")
    if not isinstance(values["authorities"], dict):
        raise GovernmentFileError(f"{name}: authorities memuat nama singkat dan nama lengkap instansi lain")


def instansi_row(government: Government) -> Instansi:
    """The row of the instansi. Its time zone is that of its province: none lies in two."""
    values = government.values
    return Instansi(
        id=government.id,
        name=values["name"],
        regulation=values["regulation"],
        process_id=values["process"],
        time_zone=PROVINCE_ZONES[values["province"]],
        province_scope=values["province"],
        regency_scope=government.id,
        office_closes=str(values["office_closes"]),
        cuti_bersama_stops_clock=bool(values["cuti_bersama_stops_clock"]),
        contact_name=values["contact_name"],
        contact_address=values["contact_address"],
        disclosure=values["disclosure"],
        wilayah={str(name): [str(each) for each in below] for name, below in values["wilayah"].items()},
        authorities={str(slug): str(name) for slug, name in values["authorities"].items()},
    )


def add_government(session: Session, government: Government) -> None:
    """Adds the instansi and its units."""
    session.add(instansi_row(government))
    session.flush()
    session.add_all(Unit(instansi_id=government.id, id=slug, name=name) for slug, name in government.units.items())
    session.flush()
