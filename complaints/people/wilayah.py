"""Kecamatan and desa/kelurahan of an instansi, from its row.

The kecamatan is chosen; the desa is free text, the names here only help to type it: places are renamed, and a
newcomer may know only the hamlet.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints.models import Instansi


def kecamatan(session: Session, *, instansi_id: str) -> list[str]:
    """Names of the kecamatan in alphabetical order; empty for an instansi without data."""
    return sorted(_wilayah(session, instansi_id))


def desa(session: Session, *, instansi_id: str, in_kecamatan: str = "") -> list[str]:
    """Known desa and kelurahan in alphabetical order, of one kecamatan or, when it has none, of all."""
    by_kecamatan = _wilayah(session, instansi_id)
    names = by_kecamatan.get(in_kecamatan) or [name for group in by_kecamatan.values() for name in group]
    return sorted(set(names))


def _wilayah(session: Session, instansi_id: str) -> dict[str, list[str]]:
    row = session.get(Instansi, instansi_id)
    return row.wilayah if row else {}
