"""What staff opened and why, as people read it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints.audit.readings import ReadingRow
from complaints.casework.readings import CHOSEN, Ground, What
from complaints.casework.reasons import LONGEST_REASON

WHAT = {
    What.CONTENT: _l("Isi laporan"),
    What.FILE: _l("Lampiran"),
    What.PACKAGE: _l("Paket untuk dibawa"),
    What.PROOF: _l("Riwayat kasus dengan buktinya"),
    What.HANDED: _l("Paket bagi badan lain"),
    What.PRINT: _l("Formulir cetak"),
    What.TRAIL: _l("Jejak pengaduan"),
    What.EXPORT: _l("Jejak sebagai tabel"),
    What.REPORT: _l("Berkas laporan"),
    What.SEARCH: _l("Pencarian dengan kata"),
    What.LIST: _l("Daftar kasus sebagai berkas"),
    What.REASON: _l("Alasan"),
    What.IDENTITY_ASKED: _l("Identitas diminta"),
    What.IDENTITY_OPENED: _l("Identitas dibuka untuk yang meminta"),
    What.IDENTITY_REFUSED: _l("Permintaan identitas ditolak"),
}
GROUNDS = {
    Ground.TASK: _l("Tugas"),
    Ground.OVERSIGHT: _l("Mengawasi penanganannya"),
    Ground.EXAMINATION: _l("Memeriksa keberatan atau dugaan pelanggaran"),
    Ground.REPORTER: _l("Menjawab pertanyaan pelapor"),
    Ground.COORDINATION: _l("Koordinasi dengan yang menangani"),
    Ground.OTHER: _l("Alasan lain"),
}


def what(value: str) -> str:
    """What was opened."""
    return str(WHAT[What(value)]) if value in set(What) else value


def ground(value: str) -> str:
    """Why; "" where nobody was asked."""
    return str(GROUNDS[Ground(value)]) if value in set(Ground) else value


def shown(row: ReadingRow) -> str:
    """How far a look went; of a search how many it found; of what was taken along for whom."""
    if row.what == What.SEARCH:
        return _("%(num)s ditemukan", num=row.part)
    if row.what in (What.PROOF, What.HANDED):
        return _("untuk %(siapa)s", siapa=row.part) if row.part else ""
    if row.substance:
        return _("isi dan pelapor") if row.identity else _("isi, tanpa pelapor")
    return _("perjalanannya, tanpa isi") if row.what in (What.TRAIL, What.EXPORT) else ""


def reason_errors(chosen: str, text: str, *, restricted: bool) -> dict[str, str]:
    """What is wrong with a reason."""
    if chosen not in set(CHOSEN) or (restricted and chosen == Ground.OTHER):
        return {"alasan": _("Pilih alasannya.")}
    if chosen == Ground.OTHER and not text:
        return {"keterangan": _("Tulis alasannya.")}
    if len(text) > LONGEST_REASON:
        return {"keterangan": _("Tulis paling banyak %(num)s karakter.", num=LONGEST_REASON)}
    return {}


def choices(*, restricted: bool) -> list[tuple[str, str]]:
    """Grounds to choose from. Of a whistleblower's report none that has to be written."""
    return [(each.value, str(GROUNDS[each])) for each in CHOSEN if not (restricted and each is Ground.OTHER)]
