"""What the operator's desk calls things."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

FAULTS: dict[str, LazyString] = {
    "tenggat_berhenti": _l(
        "Tenggat berhenti: ada yang sudah jatuh tempo, tetapi tidak ada pekerja. Jalankan: python app.py worker"
    ),
    "disk_penuh": _l("Disk hampir penuh: pengaduan dengan berkas akan ditolak. Kosongkan ruang atau perbesar disk."),
    "jam_mundur": _l(
        "Jam mesin mundur: baris riwayat dapat bertanggal sebelum pendahulunya. Samakan jam semua mesin dengan NTP."
    ),
}
WORKERS: dict[str, LazyString] = {
    "baik": _l("Pekerja hidup"),
    "diam": _l("Semua pekerja diam"),
    "belum": _l("Belum ada pekerja"),
}
JOBS: dict[str, LazyString] = {
    "replay": _l("Kasus lampau dimainkan ulang"),
    "scenarios": _l("Skenario dimainkan"),
}
UNITS = ("B", "KB", "MB", "GB", "TB")


def size(count: int | None) -> str:
    """`1,4 GB`; a dash when it is unknown."""
    if count is None:
        return "–"
    value, unit = float(count), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    shown = f"{value:.1f}".replace(".", ",") if unit else str(count)
    return f"{shown} {UNITS[unit]}"


def amount(count: int, most: int) -> str:
    """A count that was not taken further than `most`."""
    return _("%(count)s atau lebih", count=most) if count >= most else str(count)
