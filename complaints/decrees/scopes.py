"""Where a decree applies: the nation, a province or an instansi.

Not one of its units: working days are those of the government that answers the complainant, and days off are decreed
for the nation, a province or a regency (docs: keputusan terbuka 22).
"""

from __future__ import annotations

import re

from engine.catalogue import _
from engine.errors import DeadlineRefusedError

NATIONAL = "ID"

_WIB = "AC BB BE BT JA JB JI JK JT KB KR KT LA RI SB SS SU YO"
_WITA = "BA GO KI KS KU NB NT SA SG SN SR ST"
_WIT = "MA MU PA PB PD PE PS PT"

PROVINCE_ZONES: dict[str, str] = {
    f"ID-{code}": zone
    for codes, zone in ((_WIB, "Asia/Jakarta"), (_WITA, "Asia/Makassar"), (_WIT, "Asia/Jayapura"))
    for code in codes.split()
}
"""The 38 provinces (ISO 3166-2) with their IANA zone; no province lies in two."""

_LOCAL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def rank_of(scope: str) -> int:
    """0 national, 1 province, 2 instansi. Raises DeadlineRefusedError for anything else."""
    if scope == NATIONAL:
        return 0
    if scope in PROVINCE_ZONES:
        return 1
    if _LOCAL.fullmatch(scope):
        return 2
    raise DeadlineRefusedError(
        _(
            "lingkup %(scope)r tidak dikenal; pakai ID, kode provinsi seperti ID-AC, atau nama instansi. Hari libur "
            "sebuah unit saja tidak mengubah tenggat",
            scope=scope,
        )
    )


def wider_scopes(scope: str, province: str = "") -> list[str]:
    """This scope and the wider ones whose decrees apply there too, widest first.

    `province` is that of the instansi; a province's own scope needs none.
    """
    rank = rank_of(scope)
    scopes = [NATIONAL]
    if rank >= 2 and province:
        scopes.append(province)
    return scopes if rank == 0 else [*scopes, scope]
