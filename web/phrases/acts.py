"""What was done in a government, in words: acts, what they are about, and the names of what they changed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints.people.acts import About, Act
from complaints.people.governments.wording import ENGLISH
from web.phrases.desk import message, readable, role
from web.phrases.interventions import kind
from web.phrases.moments import waktu

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")
"""A moment as histories store it."""

ACTS = {
    Act.PERSON_ADDED: _l("Orang ditambahkan"),
    Act.PERSON_CHANGED: _l("Data orang diubah"),
    Act.PERSON_INVITED: _l("Undangan dikirim"),
    Act.PERSON_DEACTIVATED: _l("Orang dinonaktifkan"),
    Act.PERSON_REACTIVATED: _l("Orang diaktifkan lagi"),
    Act.ROLE_GRANTED: _l("Peran diberikan"),
    Act.ROLE_ENDED: _l("Peran diakhiri"),
    Act.ROLE_BEGUN: _l("Peran mulai berlaku"),
    Act.ROLE_OVER: _l("Masa peran habis"),
    Act.PASSWORD_RESET: _l("Kata sandi diganti administrator"),
    Act.SESSIONS_ENDED: _l("Semua sesi diakhiri"),
    Act.ABSENCE_ADDED: _l("Cuti dicatat"),
    Act.ABSENCE_ENDED: _l("Cuti diakhiri"),
    Act.SUBSTITUTE_NAMED: _l("Pengganti ditunjuk"),
    Act.SUBSTITUTE_REMOVED: _l("Pengganti dilepas"),
    Act.LETTER_SENT_AGAIN: _l("Surat yang menunggu dikirim lagi"),
    Act.REPLY_SETTLED: _l("Balasan yang belum tertempatkan diselesaikan"),
    Act.CLOCK_CONFIRMED: _l("Jam mesin dinyatakan benar lagi"),
    Act.SECOND_FACTOR_ADDED: _l("Faktor kedua dipasang"),
    Act.SECOND_FACTOR_REMOVED: _l("Faktor kedua dilepas pemiliknya"),
    Act.SECOND_FACTOR_RESET: _l("Faktor kedua diatur ulang"),
    Act.WAIT_ENDED: _l("Tunggu sesudah salah masuk diakhiri"),
    Act.GOVERNMENT_FOUNDED: _l("Pemerintah daerah dimulai"),
    Act.GOVERNMENT_CHANGED: _l("Data pemerintah daerah diubah"),
    Act.UNIT_ADDED: _l("Unit ditambahkan"),
    Act.UNIT_CHANGED: _l("Unit diubah"),
    Act.UNIT_CLOSED: _l("Unit ditutup"),
    Act.UNIT_OPENED: _l("Unit dibuka lagi"),
    Act.DECREE_ISSUED: _l("Keputusan hari libur dicatat"),
    Act.SECOND_PERSON_ASKED: _l("Persetujuan orang kedua diminta"),
    Act.SECOND_PERSON_DECLINED: _l("Permintaan ditolak atau ditarik"),
    Act.SIGN_ON_CHANGED: _l("Masuk lewat SSO diatur"),
    Act.SIGN_ON_LINKED: _l("Orang dihubungkan dengan SSO"),
    Act.SIGN_ON_UNLINKED: _l("Hubungan orang dengan SSO dilepas"),
    Act.PASSKEY_ADDED: _l("Kunci sandi ditambahkan"),
    Act.PASSKEY_REMOVED: _l("Kunci sandi dihapus pemiliknya"),
    Act.PASSWORD_CHOSEN: _l("Kata sandi dibuat lewat tautan"),
    Act.PASSWORD_CHANGED: _l("Kata sandi diganti sendiri"),
    Act.PASSWORD_STORED_ANEW: _l("Kata sandi yang sama disimpan dengan cara yang lebih kuat"),
    Act.RECOVERY_CODES_RENEWED: _l("Kode pemulihan diganti"),
    Act.TRIAL_LETTER_SENT: _l("Surat percobaan dikirim"),
    Act.REPORTS_SEALED: _l("Laporan whistleblower disegel"),
    Act.REPORTS_KEY_MADE: _l("Pasangan kunci laporan whistleblower dibuat"),
    Act.REPORTS_KEY_RECOVERED: _l("Kunci laporan whistleblower diserahkan dengan kunci pemulihan"),
    Act.REPORTS_KEY_HANDED: _l("Kunci laporan whistleblower diserahkan"),
    Act.REPORTS_KEY_WITHDRAWN: _l("Kunci laporan whistleblower ditarik"),
    Act.REPORTS_KEY_RENEWED: _l("Kunci laporan whistleblower diganti"),
    Act.ERASURE_ORDERED: _l("Penghapusan isi pengaduan lama diperintahkan"),
    Act.CONTENTS_ERASED: _l("Isi pengaduan lama dihapus"),
    Act.READINGS_BOUND: _l("Catatan pembacaan satu hari diikat"),
    Act.LOG_EXPORTED: _l("Log peristiwa diunduh"),
    Act.CASE_PUT_RIGHT: _l("Kasus dibetulkan"),
    Act.APPLICATION_ADDED: _l("Aplikasi diberi kunci"),
    Act.APPLICATION_REVOKED: _l("Kunci aplikasi dicabut"),
    Act.TEMPLATE_SAVED: _l("Templat jawaban disimpan"),
    Act.TEMPLATE_REMOVED: _l("Templat jawaban dihapus"),
    Act.ROWS_BOUND: _l("Isi tabel diikat riwayat seperti adanya saat ini"),
}
ABOUTS = {
    About.PERSON: _l("Orang"),
    About.UNIT: _l("Unit"),
    About.GOVERNMENT: _l("Pemerintah daerah"),
    About.DECREE: _l("Hari libur dan hari kerja"),
    About.LETTER: _l("Surat keluar"),
    About.READINGS: _l("Pembacaan laporan"),
    About.CASE: _l("Kasus yang dibetulkan"),
    About.EVENT_LOG: _l("Log peristiwa"),
    About.APPLICATION: _l("Aplikasi lain"),
    About.TEMPLATE: _l("Templat jawaban"),
}
VALUES = {
    "name": _l("Nama"),
    "template": _l("Templat"),
    "text": _l("Teks"),
    "kategori": _l("Kategori"),
    "application": _l("Aplikasi"),
    "starts": _l("Jalan masuk"),
    "username": _l("Nama pengguna"),
    "email": _l("Surel"),
    "phone": _l("Telepon"),
    "role": _l("Peran"),
    "unit": _l("Unit"),
    "from": _l("Berlaku sejak"),
    "until": _l("Berlaku sampai"),
    "active": _l("Aktif"),
    "unit_name": _l("Nama unit"),
    "kind": _l("Jenis"),
    "regulation": _l("Peraturan"),
    "restricted_process": _l("Proses laporan whistleblower"),
    "activities": _l("Proses kegiatan"),
    "reminds_at": _l("Jam pengingat"),
    "cuti_bersama_stops_clock": _l("Cuti bersama menghentikan hitungan"),
    "contact_name": _l("Penanggung jawab"),
    "contact_address": _l("Alamat"),
    "contact_phone": _l("Telepon"),
    "contact_whatsapp": _l("WhatsApp"),
    "contact_hours": _l("Jam layanan"),
    "hours": _l("Jam layanan"),
    "whatsapp": _l("WhatsApp"),
    "map": _l("Peta"),
    "head": _l("Penanggung jawab"),
    "contact_map": _l("Peta"),
    "disclosure": _l("Hasil dibaca oleh"),
    "wilayah": _l("Kecamatan dan desa"),
    "authorities": _l("Instansi lain"),
    "channels": _l("Saluran"),
    "region_codes": _l("Kode wilayah"),
    "teams": _l("Tim"),
    "colour": _l("Warna"),
    "crest": _l("Lambang"),
    "texts": _l("Teks pesan"),
    "limits": _l("Masa simpan dan batas"),
    "borrows": _l("Pasal dipinjam dari"),
    "articles": _l("Pasal peraturan sendiri"),
    "decree": _l("Keputusan"),
    "scope": _l("Lingkup"),
    "days": _l("Hari"),
    "revoked": _l("Dicabut"),
    "moved": _l("Tenggat bergeser"),
    "asked_by": _l("Diminta oleh"),
    "case": _l("Kasus"),
    "intervention": _l("Pembetulan"),
    "element": _l("Langkah"),
    "to": _l("Ke langkah"),
    "key": _l("Pertanyaan"),
    "answer": _l("Jawaban baru"),
    "step": _l("Token"),
    "seen": _l("Keadaan yang dilihat"),
    "given_by": _l("Oleh pemegang kunci"),
    "number": _l("Kunci ke"),
    "act": _l("Tindakan"),
    "to_colleague": _l("Tugas kepada rekan"),
    "to_list": _l("Tugas kembali ke daftar"),
    "was": _l("Jam pernah menunjukkan"),
    "count": _l("Banyaknya"),
    "digest": _l("Sidik"),
    "format": _l("Format"),
    "cases": _l("Kasus"),
    "kept": _l("Dibiarkan, tidak sesuai riwayatnya"),
    "failed": _l("Gagal dihapus"),
    "files_left": _l("Berkas yang belum terhapus dari disk"),
    "ended_before": _l("Berakhir sebelum"),
    "rule": _l("Aturan"),
    "noticed_at": _l("Jam sesudahnya"),
    "substitute": _l("Pengganti"),
    "roles": _l("Peran"),
    "process": _l("Proses"),
    "issuer": _l("Server SSO"),
    "client_id": _l("Id klien"),
    "label": _l("Nama tombol"),
    "subject": _l("Subjek"),
    "passwords": _l("Kata sandi bagi semua"),
    "proves_twice": _l("SSO meminta faktor kedua"),
}


LIMITS = {
    "draft_days": _l("Hari menyimpan laporan yang belum terkirim"),
    "log_in_days": _l("Hari menyimpan riwayat masuk"),
    "reports_per_hour": _l("Laporan setiap jam dari satu sumber jaringan"),
    "file_mb": _l("MB paling banyak untuk satu berkas"),
    "files": _l("Berkas paling banyak dalam satu isian"),
    "files_mb": _l("MB paling banyak untuk semua berkas dalam satu isian"),
    "digest_hour": _l("Jam ringkasan harian bagi petugas"),
    "quiet_hour": _l("Jam mulai tenang: sesudahnya tidak ada surat kepada petugas sampai ringkasan harian"),
    "sms_told": _l("Kabar kepada pelapor lewat SMS: 1 ya, 0 tidak"),
    "whatsapp_told": _l("Kabar kepada pelapor lewat WhatsApp: 1 ya, 0 tidak"),
}
LETTERS = {
    "surat.pengadu": _l("Surat kepada pelapor"),
    "surat.petugas": _l("Surat kepada petugas"),
    "surat.petugas_tembusan": _l("Surat kepada penerima tembusan"),
    "surat.petugas_kegiatan": _l("Surat tentang kegiatan"),
    "halaman.privasi": _l("Halaman data pribadi: siapa yang bertanggung jawab"),
}


def text_name(key: str) -> str:
    """`pesan.diarsipkan` as "Pesan: Diarsipkan", `surat.petugas` as "Surat kepada petugas"."""
    if key.endswith(ENGLISH):
        return _("%(teks)s, dalam bahasa Inggris", teks=text_name(key.removesuffix(ENGLISH)))
    return str(LETTERS.get(key) or _("Pesan: %(jenis)s", jenis=message(key.partition(".")[2])))


DAY_KINDS = {
    "libur_nasional": _l("libur nasional"),
    "cuti_bersama": _l("cuti bersama"),
    "libur_daerah": _l("libur daerah"),
    "hari_kerja_pengganti": _l("hari kerja pengganti"),
}


def day_kind(kind: str) -> str:
    """`libur_daerah` as "libur daerah"."""
    return str(DAY_KINDS.get(str(kind)) or readable(str(kind)))


def act(name: str) -> str:
    """`role_granted` as "Peran diberikan"."""
    return str(ACTS[Act(name)]) if name in set(Act) else readable(name)


def about(name: str) -> str:
    """What an act is about, in one word or two."""
    return str(ABOUTS[About(name)]) if name in set(About) else readable(name)


def value_name(name: str) -> str:
    """The name of a value that changed."""
    return str(VALUES.get(name) or readable(name))


def _part(of: str, key: str) -> str:
    """The name of one value among several, as it is written where none is known."""
    return text_name(key) if of == "texts" else str(LIMITS.get(key) or VALUES.get(key) or key)


def value(name: str, said: Any) -> str:
    """A value as people read it; a dash for none."""
    if said is None or said == "":
        return "–"
    if isinstance(said, bool):
        return _("ya") if said else _("tidak")
    if isinstance(said, list):
        return ", ".join(value(name, each) for each in said) or "–"
    if isinstance(said, dict):
        return "; ".join(f"{_part(name, key)}: {value(key, each)}" for key, each in said.items()) or "–"
    if name == "intervention":
        return kind(str(said))
    if name in ("role", "act"):
        return role(str(said)) if name == "role" else act(str(said))
    return waktu(datetime.fromisoformat(said), hari=False) if MOMENT.fullmatch(str(said)) else str(said)
