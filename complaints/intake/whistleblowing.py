"""What a whistleblower is asked, and what is wrong with the answers: the person is free to stay unknown (BT-P2(2)g).

Law: BT-P1.7 (who reports), BT-P1.14 (corruption that happened, happens or will happen), BT-P10 (letter, SP4N-LAPOR!).
"""

from __future__ import annotations

from collections.abc import Mapping

from complaints.intake.answers import Answers, clean, identity_errors, too_long
from engine.catalogue import N_
from engine.definition.forms.messages import Message
from engine.errors import AnswersRefusedError

WAKTU = ("telah", "sedang", "akan")
"""When: it happened, is happening, will happen (BT-P1.14)."""
HUBUNGAN = ("pegawai", "pihak_terkait", "lain", "tidak_disebut")
"""How the reporter knows: works there, is a party with access, otherwise, or does not say (BT-P1.7)."""
SUBSTANCE = ("uraian", "waktu_kejadian", "pihak_terlibat", "lokasi", "hubungan_pelapor")
CONTACT = ("nama", "telepon")
REPORTER = ("pengenalan", *CONTACT)
SHORTEST_URAIAN = 20


def substance_errors(raw: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the report itself, by field."""
    errors: dict[str, str] = {}
    if len(raw.get("uraian", "")) < SHORTEST_URAIAN:
        errors["uraian"] = Message(N_("Ceritakan apa yang terjadi, sedikitnya satu kalimat."))
    if raw.get("waktu_kejadian") not in WAKTU:
        errors["waktu_kejadian"] = Message(N_("Pilih apakah ini telah, sedang, atau akan terjadi."))
    if (raw.get("hubungan_pelapor") or "tidak_disebut") not in HUBUNGAN:
        errors["hubungan_pelapor"] = Message(N_("Pilih salah satu, atau “Tidak saya sebutkan”."))
    return errors | too_long(raw, ("uraian", "pihak_terlibat", "lokasi"))


def reporter_errors(raw: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers about the person. Saying nothing is saying: unknown."""
    if (raw.get("pengenalan") or "anonim") not in ("nama", "anonim"):
        return {"pengenalan": Message(N_("Pilih apakah Anda menyebutkan nama atau melapor tanpa nama."))}
    return identity_errors(raw, CONTACT) if raw.get("pengenalan") == "nama" else {}


def read(raw: Mapping[str, str]) -> Answers:
    """Checked answers. Raises AnswersRefusedError with a message for each field."""
    cleaned = clean(raw)
    errors = substance_errors(cleaned) | reporter_errors(cleaned)
    if errors:
        raise AnswersRefusedError(errors)
    named = cleaned.get("pengenalan") == "nama"
    return Answers(
        jenis="pengaduan",
        judul="",
        uraian=cleaned["uraian"],
        kecamatan="",
        desa="",
        lokasi=cleaned.get("lokasi", ""),
        tanggal_kejadian=None,
        anonim=not named,
        rahasia=True,
        jenis_pengadu="perorangan" if named else "",
        nama=cleaned.get("nama", "") if named else "",
        identitas="",
        telepon=cleaned.get("telepon", "") if named else "",
        email="",
        alamat="",
        kebutuhan_khusus="",
        waktu_kejadian=cleaned["waktu_kejadian"],
        pihak_terlibat=cleaned.get("pihak_terlibat", ""),
        hubungan_pelapor=cleaned.get("hubungan_pelapor") or "tidak_disebut",
    )
