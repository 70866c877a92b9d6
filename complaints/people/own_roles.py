"""Roles that only one regulation names, from `processes/<pemerintah>/peran.yaml`: data of a government, no program.

camat: {nama: Camat, unit: ya}                  # held for one unit
petugas_loket: {nama: Petugas loket, mencatat: ya}    # enters what comes on paper or by voice
pengawas: {nama: Pengawas, membaca_semua: ya}   # verifies every complaint, and therefore reads every one
lurah: {nama: Lurah, unit: ya, memimpin: ya}    # heads the work of the unit
pengawas_umum: {nama: Pengawas Umum, mengawasi: ya}    # reads what auditors read of complaints, and writes nothing

Of a role that the program knows, a row says these two things alone (`processes/bersama/peran.yaml`):

pembina: {memimpin: ya, mengawasi: ya}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.catalogue import _
from engine.errors import Finding

FILE = "peran.yaml"
FOLDER = Path(__file__).resolve().parents[2] / "processes"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
HEADS = "memimpin"
SUPERVISES = "mengawasi"
FLAGS = {
    "unit": "of_unit",
    "mencatat": "enters",
    "membaca_semua": "reads_all",
    HEADS: "heads",
    SUPERVISES: "supervises",
    "terbatas": "restricted",
}
"""What a row may say with `ya`, beside its `nama`."""
_YES_OR_NO = ("ya", "tidak", True, False)


@dataclass(frozen=True)
class OwnRole:
    """A role as its file describes it."""

    name: str
    """As people read it: "Petugas loket"."""
    of_unit: bool = False
    enters: bool = False
    """Its holders enter complaints, at start events whose `tingkat` is the id of the role."""
    reads_all: bool = False
    restricted: bool = False
    """Its holders may have tasks in the process for reports of whistleblowers."""
    heads: bool = False
    """Its holders direct who does the work of their unit; held for none, that of all units."""
    supervises: bool = False
    """Its holders read what auditors read of the complaints of their unit; held for none, of all units."""


def read_own_roles(folder: Path = FOLDER, *, taken: Iterable[str] = ()) -> tuple[dict[str, OwnRole], list[Finding]]:
    """The roles of every government's file by their id, and what is wrong with a file: such a row is left out.

    `taken`: ids of the roles that the program knows already.
    """
    known = frozenset(taken)
    found: dict[str, OwnRole] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob(f"*/{FILE}")):
        place = path.relative_to(folder).as_posix()
        for role_id, row, wrong in _rows(path, known):
            told = wrong or _taken(role_id, row, known, found)
            if told or row is None:
                findings.append(Finding(place, role_id or None, "role_file", told))
            else:
                found[role_id] = row
    return found, findings


def read_known(flag: str, folder: Path = FOLDER, *, taken: Iterable[str] = ()) -> frozenset[str]:
    """Those of the roles in `taken` of which a file says `HEADS`, or `SUPERVISES`."""
    given = [_given(path) for path in sorted(folder.glob(f"*/{FILE}"))]
    rows = [(role, row) for each in given if isinstance(each, dict) for role, row in each.items()]
    known = frozenset(taken)
    return frozenset(role for role, row in rows if role in known and _of_known(row) and row.get(flag) in ("ya", True))


def _of_known(row: Any) -> bool:
    """Whether a row says only what may be said of a role that the program knows."""
    said = isinstance(row, dict) and set(row) <= {HEADS, SUPERVISES} and all(v in _YES_OR_NO for v in row.values())
    return bool(said and row)


def _given(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None


def _rows(path: Path, known: frozenset[str]) -> Iterator[tuple[str, OwnRole | None, str]]:
    """(id, role, what is wrong) of every row that describes a role of its own."""
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        yield "", None, _("tidak dapat dibaca: %(error)s", error=error)
        return
    if not isinstance(given, dict):
        yield "", None, _("memuat satu baris setiap peran, misalnya camat: {nama: Camat, unit: ya}")
        return
    for role_id, row in given.items():
        if role_id in known and _of_known(row):
            continue
        wrong = _wrong(str(role_id), row)
        yield str(role_id), None if wrong else _role(row), wrong


def _wrong(role_id: str, row: Any) -> str:
    if not NAME.fullmatch(role_id):
        return _("nama peran memuat huruf kecil, angka, dan garis bawah saja, misalnya petugas_loket")
    if not isinstance(row, dict) or not isinstance(row.get("nama"), str) or not row["nama"].strip():
        return _("tulis nama yang dibaca orang, misalnya camat: {nama: Camat}")
    unknown = ", ".join(sorted(map(str, set(row) - {"nama", *FLAGS})))
    if unknown:
        return _("%(unknown)s tidak dikenal; yang ada: nama, %(known)s", unknown=unknown, known=", ".join(FLAGS))
    odd = [key for key in FLAGS if row.get(key, False) not in _YES_OR_NO]
    return _("%(odd)s: tulis ya atau tidak", odd=", ".join(odd)) if odd else ""


def _role(row: dict[str, Any]) -> OwnRole:
    return OwnRole(row["nama"].strip(), **{flag: row.get(key) in ("ya", True) for key, flag in FLAGS.items()})


def _taken(role_id: str, row: OwnRole | None, known: frozenset[str], found: dict[str, OwnRole]) -> str:
    if role_id in known:
        return _(
            "peran ini sudah ada pada program; pakai langsung, atau beri nama lain (boleh ditulis: memimpin, mengawasi)"
        )
    if role_id in found and found[role_id] != row:
        return _("pemerintah lain memakai nama peran ini dengan arti lain")
    return ""
