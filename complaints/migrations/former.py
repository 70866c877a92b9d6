"""What the program from before a migration can do no longer once it has run: docs/decisions/0044.

A migration that is not named here is one over which old and new processes run side by side.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.catalogue import N_

GOVERNMENT = N_("menambah pemerintah daerah")
LODGE = N_("menerima laporan")

FAILS: Mapping[str, str] = {
    "0005": N_("menyimpan berkas bagi yang bukan kasus"),
    "0007": LODGE,
    "0008": N_("membaca pemerintah daerah: tidak satu halaman pun terbuka"),
    "0009": LODGE,
    "0015": N_("memasukkan petugas"),
    "0016": N_("menambah orang dengan nama pengguna yang sudah dipakai"),
    "0019": GOVERNMENT,
    "0022": GOVERNMENT,
    "0024": GOVERNMENT,
    "0027": GOVERNMENT,
    "0032": N_("membuka dan merekam skenario di bengkel proses"),
    "0041": N_("menghitung dan menampilkan angka auditor"),
}
"""By the number of the migration."""


def failing(numbers: list[str]) -> list[str]:
    """What the former program can do no longer after these migrations, each once; for people."""
    return list(dict.fromkeys(FAILS[number] for number in numbers if number in FAILS))
