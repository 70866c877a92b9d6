"""Stored words as people read them. One that is not listed is made readable: `menunggu_kabar` as "Menunggu kabar"."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from complaints.casework.visibility import Reason
from complaints.words import readable as readable
from complaints.words import role as role
from engine.definition.forms import Summary

JENIS = {
    "pengaduan": _l("Pengaduan"),
    "aspirasi": _l("Aspirasi"),
    "permintaan_informasi": _l("Permintaan informasi"),
    "kegiatan": _l("Kegiatan"),
}
KANAL = {
    "website": _l("Situs web"),
    "aplikasi": _l("Aplikasi SP4N-LAPOR!"),
    "sms": _l("SMS"),
    "media_sosial": _l("Media sosial"),
    "facebook": _l("Facebook"),
    "whatsapp": _l("WhatsApp"),
    "instagram": _l("Instagram"),
    "surat": _l("Surat"),
    "telepon": _l("Telepon"),
    "call_center": _l("Telepon (call center)"),
    "tatap_muka": _l("Tatap muka"),
    "radio": _l("Radio"),
    "kotak_pengaduan": _l("Kotak pengaduan"),
    "formulir": _l("Formulir kertas"),
    "surel": _l("Surel"),
    "aplikasi_terintegrasi": _l("Aplikasi lain yang terintegrasi"),
    "pertunjukan_rakyat": _l("Pertunjukan rakyat"),
    "kim": _l("Kelompok Informasi Masyarakat"),
    "penjangkauan": _l("Kunjungan atau penjangkauan"),
    "lainnya": _l("Media lainnya"),
}
PENGADU = {
    "perorangan": _l("Perorangan"),
    "kelompok": _l("Kelompok"),
    "badan_hukum": _l("Badan hukum"),
}
KATEGORI = {
    "permintaan_informasi": _l("Permintaan informasi"),
    "normatif": _l("Normatif"),
    "tanpa_pemeriksaan": _l("Tanpa pengawasan atau pemeriksaan lapangan"),
    "pengawasan": _l("Pengawasan dan pemeriksaan lapangan"),
    "permohonan_informasi": _l("Permohonan informasi"),
    "informasi_dan_keluhan": _l("Permintaan informasi atau keluhan"),
    "tanpa_pemeriksaan_lapangan": _l("Tanpa pemeriksaan lapangan"),
    "pemeriksaan_lapangan": _l("Dengan pemeriksaan lapangan"),
}
MESSAGES = {
    "diterima": _l("Pengaduan diterima"),
    "minta_kelengkapan": _l("Permintaan kelengkapan"),
    "kelengkapan": _l("Kelengkapan dari pengadu"),
    "respon_awal": _l("Respon awal"),
    "kabar_kendala": _l("Belum ada jawaban akhir"),
    "kendala": _l("Kendala dan tindakan"),
    "jawaban": _l("Jawaban"),
    "tanggapan_sekretariat": _l("Tanggapan yang diteruskan Sekretariat"),
    "reaksi": _l("Tanggapan pengadu"),
    "diarsipkan": _l("Pengaduan diarsipkan"),
    "pengingat": _l("Pengingat kepada pengadu"),
    "ditutup": _l("Ditutup karena tidak ada tanggapan"),
    "dilanjutkan": _l("Dilanjutkan dengan data yang ada"),
    "tambahan_pengadu": _l("Tambahan dari pengadu"),
    "perlindungan_pengadu": _l("Pengadu meminta perlindungan"),
    "permohonan_pengadu": _l("Permohonan pengadu"),
    "jawaban_permohonan": _l("Jawaban atas permohonan pengadu"),
    "laporan_wbs": _l("Laporan whistleblower"),
    "tawaran_pengaduan": _l("Tawaran pengaduan biasa"),
    "kesediaan_pengaduan": _l("Jawaban pelapor atas tawaran"),
    "wbs_ditutup": _l("Penjelasan penutupan"),
    "perubahan_batas": _l("Perubahan batas waktu"),
    "hasil_wbs": _l("Hasil bagi pelapor"),
}
WAKTU_KEJADIAN = {
    "telah": _l("Telah terjadi"),
    "sedang": _l("Sedang terjadi"),
    "akan": _l("Akan terjadi"),
}
HUBUNGAN = {
    "pegawai": _l("Bekerja di tempat kejadian"),
    "pihak_terkait": _l("Pihak terkait yang mengetahuinya"),
    "lain": _l("Hubungan lain"),
    "tidak_disebut": _l("Tidak disebutkan"),
}
LABELS = {
    "pengaduan.jenis": _l("Jenis"),
    "pengaduan.judul": _l("Judul"),
    "pengaduan.uraian": _l("Uraian"),
    "pengaduan.kecamatan": _l("Kecamatan"),
    "pengaduan.desa": _l("Desa atau kelurahan"),
    "pengaduan.lokasi": _l("Tempat"),
    "pengaduan.tanggal_kejadian": _l("Tanggal kejadian"),
    "pengaduan.waktu_kejadian": _l("Waktu kejadian"),
    "pengaduan.pihak_terlibat": _l("Pihak yang terlibat"),
    "pengaduan.hubungan_pelapor": _l("Hubungan pelapor"),
    "pelapor.jenis_pengadu": _l("Melapor sebagai"),
    "pelapor.nama": _l("Nama"),
    "pelapor.identitas": _l("Nomor identitas"),
    "pelapor.telepon": _l("Telepon"),
    "pelapor.email": _l("Email"),
    "pelapor.alamat": _l("Alamat"),
}
"""Answers of reports whose form cannot be read, or does not ask them, by their column."""
WORDS = {
    "pengaduan.jenis": JENIS,
    "pengaduan.waktu_kejadian": WAKTU_KEJADIAN,
    "pengaduan.hubungan_pelapor": HUBUNGAN,
    "pelapor.jenis_pengadu": PENGADU,
}
"""Their choices, and those that the form does not offer, as a kind that an officer corrected."""
REASONS = {
    Reason.ANONIM: _l("Pelapor anonim: identitas tidak dapat dilihat siapa pun."),
    Reason.HIDDEN: _l("Pelapor meminta namanya disembunyikan: hanya dibuka oleh admin pengaduan."),
    Reason.RAHASIA: _l("Rahasia: hanya dibuka bagi yang memegang tugasnya."),
    Reason.PERAN: _l("Tidak dibuka untuk peran Anda."),
    Reason.RESTRICTED: _l("Terbatas: hanya dibuka bagi yang memegang tugas laporan whistleblower ini."),
    Reason.SEALED: _l("Tersegel: sesi Anda belum memegang kuncinya."),
}
SHORT_REASONS = {
    Reason.ANONIM: _l("Anonim"),
    Reason.HIDDEN: _l("Nama disembunyikan"),
    Reason.RAHASIA: _l("Isi dirahasiakan"),
    Reason.PERAN: _l("Tidak dibuka"),
    Reason.RESTRICTED: _l("Terbatas"),
    Reason.SEALED: _l("Tersegel"),
}


def jenis(name: str) -> str:
    """A kind of report: `permintaan_informasi` as "Permintaan informasi"."""
    return _of(JENIS, name)


def kanal(name: str) -> str:
    """A channel: `call_center` as "Telepon (call center)"."""
    return _of(KANAL, name)


def answer(told: Summary) -> tuple[str, tuple[str, ...]]:
    """Label and lines of an answer. What a form has no words for is said in ours."""
    words = WORDS.get(told.key, {})
    return told.label or _of(LABELS, told.key), tuple(str(words.get(line, line)) for line in told.lines)


def kategori(name: str) -> str:
    """A class of the periods of settlement."""
    return _of(KATEGORI, name)


def message(kind: str) -> str:
    """What a message to or from the reporter is about."""
    return _of(MESSAGES, kind)


def phase(name: str) -> str:
    """The phase of a case, e.g. `menunggu_kelengkapan`."""
    return readable(name)


def reason(why: Reason) -> str:
    """Why something is not shown, in a sentence."""
    return str(REASONS[why])


def short_reason(why: Reason) -> str:
    """The same in a word or two, for lists."""
    return str(SHORT_REASONS[why])


def file_size(size: int) -> str:
    """Bytes as people read them: `340 KB`, `1,2 MB`."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(1, round(size / 1000))} KB"


def _of(texts: Mapping[str, object], name: str) -> str:
    return str(texts[name]) if name in texts else readable(name)
