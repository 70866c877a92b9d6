"""What a complainant answers when lodging: names of the fields, how they are cleaned, what is wrong with them.

Raw answers are plain texts as they were typed, so that a page can show them again unchanged; `read` turns them into
`Answers` or refuses with one message per field. Officers who enter a complaint for somebody use the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue import N_
from engine.definition.forms.contacts import is_email, is_phone
from engine.definition.forms.messages import Message
from engine.definition.forms.moments import parse_date
from engine.definition.forms.text import clean_text
from engine.errors import AnswersRefusedError

JENIS = ("pengaduan", "aspirasi", "permintaan_informasi")
"""Kinds of report (TL-P1.20, TL-P1.22): what was done wrong, what should be done, what one wants to know."""
ALSO_CALLED = {
    "permohonan_informasi": "permintaan_informasi",
    "ide": "aspirasi",
    "saran": "aspirasi",
    "kritik": "aspirasi",
    "pendapat": "aspirasi",
}
"""The same kinds in the words of other regulations (SB-L.I.C.8, NG-P2(2)a)."""
JENIS_PENGADU = ("perorangan", "kelompok", "badan_hukum")
"""Kinds of complainant (TL-P1.21)."""
LIMITS = {
    "judul": 150,
    "uraian": 10_000,
    "desa": 80,
    "lokasi": 300,
    "nama": 160,
    "identitas": 60,
    "telepon": 30,
    "email": 254,
    "alamat": 300,
    "kebutuhan_khusus": 300,
    "pihak_terlibat": 1_000,
}
"""Most characters that a text may have."""
SHORTEST_URAIAN = 20
SUBSTANCE = ("jenis", "judul", "uraian", "kecamatan", "desa", "lokasi", "tanggal_kejadian")
IDENTITY = ("nama", "identitas", "telepon", "email", "alamat", "kebutuhan_khusus")
REPORTER = ("pengenalan", *IDENTITY, "rahasia", "jenis_pengadu")
WHISTLEBLOWER = ("waktu_kejadian", "pihak_terlibat", "hubungan_pelapor")
FIELDS = (*SUBSTANCE, *REPORTER, *WHISTLEBLOWER)
KEPT_CHARACTERS = 100_000
"""A draft keeps this much of a text, so that someone who wrote too much can shorten it."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides of the writing direction: they make a text look like another. Right-to-left scripts need none of them."""


@dataclass(frozen=True)
class Answers:
    """Checked answers. An anonymous report says nothing about the person, whatever was typed before the choice."""

    jenis: str
    judul: str
    uraian: str
    kecamatan: str
    desa: str
    lokasi: str
    tanggal_kejadian: date | None
    anonim: bool
    rahasia: bool
    jenis_pengadu: str
    nama: str
    identitas: str
    telepon: str
    email: str
    alamat: str
    kebutuhan_khusus: str
    waktu_kejadian: str = ""
    """This and the next two are asked of whistleblowers only, see `complaints.intake.lodging.whistleblowing`."""
    pihak_terlibat: str = ""
    hubungan_pelapor: str = ""


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """The known fields, safe to store and at most `KEPT_CHARACTERS` long."""
    cleaned = {}
    for field in FIELDS:
        if field in raw:
            text = clean_text(raw[field][: 4 * KEPT_CHARACTERS], lines=field in ("uraian", "pihak_terlibat"))
            cleaned[field] = _DIRECTION.sub("", unicodedata.normalize("NFC", text))[:KEPT_CHARACTERS]
    return cleaned


def substance_errors(raw: Mapping[str, str], *, kecamatan: Collection[str], today: date) -> dict[str, str]:
    """What is wrong with kind, text, place and day, by field.

    `kecamatan` are those of the instansi (none: any is accepted), `today` is the day in its zone.
    """
    errors: dict[str, str] = {}
    if raw.get("jenis") not in JENIS:
        errors["jenis"] = Message(N_("Pilih jenis laporan Anda."))
    if not raw.get("judul"):
        errors["judul"] = Message(N_("Tulis judul singkat, misalnya “Jalan berlubang di depan SD”."))
    if len(raw.get("uraian", "")) < SHORTEST_URAIAN:
        errors["uraian"] = Message(N_("Ceritakan apa yang terjadi, sedikitnya satu kalimat."))
    if raw.get("kecamatan") and kecamatan and raw["kecamatan"] not in kecamatan:
        errors["kecamatan"] = Message(N_("Pilih kecamatan dari daftar, atau “Tidak tahu”."))
    if raw.get("tanggal_kejadian"):
        day = parse_date(raw["tanggal_kejadian"])
        if day is None:
            errors["tanggal_kejadian"] = Message(N_("Tulis tanggal yang ada di kalender, misalnya 16-03-2026."))
        elif day > today:
            errors["tanggal_kejadian"] = Message(N_("Tanggal kejadian belum tiba. Periksa hari, bulan, dan tahunnya."))
    return errors | too_long(raw, ("judul", "uraian", "desa", "lokasi"))


def reporter_errors(raw: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers about the person, by field."""
    errors: dict[str, str] = {}
    if raw.get("pengenalan") not in ("nama", "anonim"):
        errors["pengenalan"] = Message(N_("Pilih apakah Anda menyebutkan nama atau melapor tanpa nama."))
    if raw.get("pengenalan") == "nama":
        errors |= identity_errors(raw, IDENTITY)
    if raw.get("jenis_pengadu", "perorangan") not in JENIS_PENGADU:
        errors["jenis_pengadu"] = Message(N_("Pilih Anda melapor sebagai siapa."))
    return errors


def read(raw: Mapping[str, str], *, kecamatan: Collection[str], today: date) -> Answers:
    """Checked answers. Raises AnswersRefusedError with a message for each field."""
    cleaned = clean(raw)
    errors = substance_errors(cleaned, kecamatan=kecamatan, today=today) | reporter_errors(cleaned)
    if errors:
        raise AnswersRefusedError(errors)
    anonim = cleaned["pengenalan"] == "anonim"
    identity = dict.fromkeys(IDENTITY, "") if anonim else {key: cleaned.get(key, "") for key in IDENTITY}
    return Answers(
        jenis=cleaned["jenis"],
        judul=cleaned["judul"],
        uraian=cleaned["uraian"],
        kecamatan=cleaned.get("kecamatan", ""),
        desa=cleaned.get("desa", ""),
        lokasi=cleaned.get("lokasi", ""),
        tanggal_kejadian=parse_date(cleaned.get("tanggal_kejadian", "")),
        anonim=anonim,
        rahasia=cleaned.get("rahasia") == "ya",
        jenis_pengadu="" if anonim else cleaned.get("jenis_pengadu") or "perorangan",
        **identity,
    )


def identity_errors(raw: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with the name and the ways to reach the person who gives one."""
    errors: dict[str, str] = {}
    if not raw.get("nama"):
        errors["nama"] = Message(N_("Tulis nama Anda, atau pilih melapor tanpa nama."))
    if raw.get("telepon") and not is_phone(raw["telepon"]):
        errors["telepon"] = Message(N_("Nomor telepon tidak lengkap. Tulis seperti 0812 3456 7890."))
    if raw.get("email") and not is_email(raw["email"]):
        errors["email"] = Message(N_("Alamat email tidak lengkap. Tulis seperti nama@contoh.id."))
    return errors | too_long(raw, fields)


def too_long(raw: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """A message for each of these texts that is longer than it may be."""
    return {
        field: Message(
            N_("Terlalu panjang: %(length)s huruf. Paling panjang %(limit)s huruf."),
            length=_thousands(len(raw[field])),
            limit=_thousands(LIMITS[field]),
        )
        for field in fields
        if len(raw.get(field, "")) > LIMITS[field]
    }


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")
