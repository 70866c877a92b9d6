"""Why a task cannot be done together with others, and what became of one that was sent."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PROBLEMS = {
    "unknown": _l("Tidak ada, atau bukan (lagi) untuk peran dan unit Anda."),
    "gone": _l("Sudah diselesaikan atau ditarik."),
    "held": _l("Sedang dikerjakan rekan Anda."),
    "restricted": _l("Laporan whistleblower dikerjakan satu per satu."),
    "secret": _l("Pengaduan rahasia: buka satu per satu, pembukaannya dicatat."),
    "on_the_way": _l("Isiannya sudah dalam perjalanan."),
    "different": _l("Tahap, formulir, unit, jenis, atau perlindungannya lain daripada tugas pertama."),
    "files": _l("Formulirnya meminta berkas: kerjakan satu per satu."),
    "answers": _l("Isian tidak diterima formulirnya."),
    "refused": _l("Anda tidak berhak lagi mengerjakannya, atau rekan yang dipilih tidak memegang perannya."),
    "broken": _l("Langkah berikutnya gagal dijalankan; operator sudah diberi tahu."),
}
STATES = {
    "waiting": _l("Menunggu dikirim"),
    "done": _l("Selesai"),
    "refused": _l("Tidak dikirim"),
    "recalled": _l("Dibatalkan"),
}
