"""What a form says to the person who filled it in: Indonesian source texts with named placeholders.

The engine knows no translation library. A message is text that remembers its source and its values, so that the web
can look the source up in a catalogue: `gettext(message.source) % message.values`.
"""

from __future__ import annotations

from engine.catalogue import N_


class Message(str):
    """A finished sentence that still knows the template it was made from."""

    source: str
    values: dict[str, object]

    def __new__(cls, source: str, **values: object) -> Message:
        message = super().__new__(cls, source % values if values else source)
        message.source = source
        message.values = values
        return message


class Refused(Exception):  # noqa: N818 - never leaves the package
    """An answer does not satisfy its field; carries the message."""

    def __init__(self, source: str, **values: object) -> None:
        self.message = Message(source, **values)
        super().__init__(self.message)


REQUIRED = N_("“%(label)s” wajib diisi.")
REQUIRED_ONE = N_("Isi “%(label)s” atau “%(other)s”.")
REQUIRED_CHOICE = N_("Pilih satu jawaban untuk “%(label)s”.")
REQUIRED_CHOICES = N_("Pilih sedikitnya satu untuk “%(label)s”.")
REQUIRED_TICK = N_("Centang “%(label)s” untuk melanjutkan.")
REQUIRED_FILE = N_("Lampirkan berkas untuk “%(label)s”.")
NOT_TEXT = N_("“%(label)s” harus berupa teks.")
TOO_SHORT = N_("“%(label)s” paling sedikit %(limit)s karakter; sekarang %(length)s.")
TOO_LONG = N_("“%(label)s” paling banyak %(limit)s karakter; sekarang %(length)s.")
PATTERN = N_("“%(label)s” tidak sesuai dengan bentuk yang diminta.")
EMAIL = N_("“%(label)s” harus berupa alamat email, misalnya nama@contoh.id.")
PHONE = N_("“%(label)s” harus berupa nomor telepon, misalnya 0812 3456 7890 atau +62 812 3456 7890.")
NOT_NUMBER = N_("“%(label)s” harus berupa angka, misalnya 12 atau 12,5.")
WHOLE_NUMBER = N_("“%(label)s” harus berupa bilangan bulat.")
DECIMALS = N_("“%(label)s” paling banyak %(limit)s angka di belakang koma.")
MINIMUM = N_("“%(label)s” paling kecil %(limit)s.")
MAXIMUM = N_("“%(label)s” paling besar %(limit)s.")
STEP = N_("“%(label)s” harus kelipatan %(step)s; yang terdekat %(below)s dan %(above)s.")
NOT_DATE = N_("“%(label)s” harus berupa tanggal, misalnya 2026-03-16 atau 16-03-2026.")
NOT_TIME = N_("“%(label)s” harus berupa jam dan menit, misalnya 14.30.")
NOT_DATETIME = N_("“%(label)s” harus berupa tanggal dan jam, misalnya 2026-03-16 14.30.")
PAST_DATE = N_("“%(label)s” tidak boleh sebelum hari ini.")
FUTURE_DATE = N_("“%(label)s” belum tiba. Periksa hari, bulan, dan tahunnya.")
TIME_STEP = N_("Menit pada “%(label)s” harus kelipatan %(step)s.")
NOT_TICK = N_("“%(label)s” hanya dapat dicentang atau tidak.")
NOT_OPTION = N_("Pilih “%(label)s” dari daftar yang tersedia.")
NOT_FILE = N_("Berkas pada “%(label)s” tidak dikenal; unggah kembali.")
ONE_FILE = N_("“%(label)s” hanya menerima satu berkas.")
TOO_MANY_FILES = N_("“%(label)s” paling banyak %(limit)s berkas.")
NOT_ROWS = N_("“%(label)s” harus berupa daftar isian.")
TOO_MANY_ROWS = N_("“%(label)s” paling banyak %(limit)s baris.")
YES = N_("Ya")
NO = N_("Tidak")
NOTHING = N_("Tidak diisi")
MONTHS = (
    N_("Januari"),
    N_("Februari"),
    N_("Maret"),
    N_("April"),
    N_("Mei"),
    N_("Juni"),
    N_("Juli"),
    N_("Agustus"),
    N_("September"),
    N_("Oktober"),
    N_("November"),
    N_("Desember"),
)
