"""Kecamatan and desa/kelurahan of an instansi, from its row.

The kecamatan is chosen; the desa is free text, the names here only help to type it: places are renamed, and a
newcomer may know only the hamlet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from complaints.models import Instansi


def kecamatan(session: Session, *, instansi_id: str) -> list[str]:
    """Names of the kecamatan in alphabetical order; empty for an instansi without data."""
    return sorted(_wilayah(session, instansi_id))


def desa(session: Session, *, instansi_id: str, in_kecamatan: str = "") -> list[str]:
    """Known desa and kelurahan in alphabetical order, of one kecamatan or, when it has none, of all."""
    return desa_of(_wilayah(session, instansi_id), in_kecamatan)


def desa_of(places: Mapping[str, Sequence[str]], in_kecamatan: str) -> list[str]:
    """The same out of the kecamatan of an instansi with the desa of each."""
    names = places.get(in_kecamatan) or [name for group in places.values() for name in group]
    return sorted(set(names))


def _wilayah(session: Session, instansi_id: str) -> dict[str, list[str]]:
    row = session.get(Instansi, instansi_id)
    return row.wilayah if row else {}
