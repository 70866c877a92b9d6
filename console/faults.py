"""What a command says when the database fails it: one sentence and the way out, instead of a traceback."""

from __future__ import annotations

from collections.abc import Callable

from console import tables
from console.tools import Tools
from engine.catalogue import N_, _
from engine.db import UNREADABLE, fault_code

SENTENCES = {
    "SQLITE_NOTADB": N_("Berkas basis data rusak. Pulihkan cadangan ke tempat kosong: python app.py restore"),
    "SQLITE_CORRUPT": N_("Berkas basis data rusak. Pulihkan cadangan ke tempat kosong: python app.py restore"),
    "SQLITE_FULL": N_("Disk penuh; kosongkan ruang lalu ulangi."),
    "53100": N_("Disk server basis data penuh; kosongkan ruang lalu ulangi."),
    "SQLITE_READONLY": N_("Basis data tidak boleh ditulis pengguna ini; periksa pemilik berkas dan foldernya."),
    "SQLITE_CANTOPEN": N_("Berkas basis data tidak dapat dibuka; periksa ALUR_DATABASE_URL dan hak atas foldernya."),
    "SQLITE_BUSY": N_("Basis data sedang dipakai proses lain; ulangi sebentar lagi."),
}
CONNECTING = (
    ("password authentication failed", N_("Nama pengguna atau kata sandi dalam ALUR_DATABASE_URL ditolak server.")),
    ("no password supplied", N_("Server meminta kata sandi; tulis dalam ALUR_DATABASE_URL.")),
    ("no pg_hba.conf entry", N_("Server tidak mengizinkan pengguna ini dari mesin ini (pg_hba.conf).")),
    ("does not exist", N_("Basis data atau pengguna dalam ALUR_DATABASE_URL tidak ada di server itu.")),
)
AWAY = N_("Basis data tidak terhubung; periksa ALUR_DATABASE_URL dan apakah servernya berjalan.")
NOT_READY = N_("Basis data ini belum disiapkan; jalankan dahulu: python app.py migrate")


def sentence(error: BaseException, tools: Callable[[], Tools]) -> str | None:
    """What to tell, or None for a fault of the program, which deserves its traceback."""
    known = SENTENCES.get(fault_code(error)) or _of_connecting(error)
    if known is not None:
        return _(known)
    try:
        return _(NOT_READY) if tables.missing(tools()) else None
    except UNREADABLE:
        return None


def _of_connecting(error: BaseException) -> str | None:
    """PostgreSQL gives no code for a connection that never came about, only words."""
    driver = getattr(error, "orig", None)
    if (
        type(error).__name__ != "OperationalError"
        or not type(driver).__module__.startswith("psycopg")
        or fault_code(error)
    ):
        return None
    said = str(driver)
    return next((text for words, text in CONNECTING if words in said), AWAY)
