"""What a person reads who is not let in, or whose new password is refused."""

from __future__ import annotations

import math
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.people.oidc import Trouble
from complaints.people.passwords import MAX_LENGTH, MIN_LENGTH, PasswordFault
from web.services import services


def seconds_until(moment: datetime) -> int:
    """Whole seconds from now, at least one."""
    return max(1, math.ceil((moment - services().clock.now()).total_seconds()))


def waiting_text(until: datetime) -> str:
    """When the next attempt is allowed."""
    seconds = seconds_until(until)
    if seconds < 60:
        return ngettext(
            "Terlalu banyak percobaan. Coba lagi %(num)s detik lagi.",
            "Terlalu banyak percobaan. Coba lagi %(num)s detik lagi.",
            seconds,
        )
    return ngettext(
        "Terlalu banyak percobaan. Coba lagi %(num)s menit lagi.",
        "Terlalu banyak percobaan. Coba lagi %(num)s menit lagi.",
        math.ceil(seconds / 60),
    )


def fault_text(fault: PasswordFault) -> str:
    """Why a new password is refused, and what would be taken."""
    return {
        PasswordFault.TOO_SHORT: _("Kata sandi baru paling sedikit %(num)s karakter.", num=MIN_LENGTH),
        PasswordFault.TOO_LONG: _("Kata sandi baru paling banyak %(num)s karakter.", num=MAX_LENGTH),
        PasswordFault.TOO_COMMON: _(
            "Kata sandi ini mudah ditebak: isinya kata yang sering dipakai orang, deretan papan ketik, "
            "angka, atau tanggal. Pakai beberapa kata yang tidak berhubungan."
        ),
        PasswordFault.REPEATED: _(
            "Kata sandi ini mudah ditebak: bagian yang sama diulang. Pakai beberapa kata yang tidak berhubungan."
        ),
        PasswordFault.RUN: _(
            "Kata sandi ini mudah ditebak: huruf atau angkanya berurutan. Pakai beberapa kata yang tidak berhubungan."
        ),
        PasswordFault.NAMES_USER: _("Kata sandi tidak boleh memuat nama pengguna Anda."),
        PasswordFault.UNCHANGED: _("Kata sandi baru harus berbeda dari yang sekarang."),
    }[fault]


def trouble_text(trouble: Trouble) -> str:
    """Why the government's own server did not let somebody in, and what to do."""
    return {
        Trouble.AWAY: _(
            "Server SSO pemerintah daerah Anda tidak dapat dihubungi atau tidak menjawab semestinya. "
            "Coba lagi sebentar lagi, atau masuk dengan kata sandi."
        ),
        Trouble.SEALED: _(
            "Kunci pemasangan Alur berganti, karena itu operator harus menyiapkan SSO lagi. Masuk dengan kata sandi."
        ),
        Trouble.REFUSED: _("Server SSO tidak meluluskan, atau Anda membatalkannya. Mulai lagi dari halaman masuk."),
        Trouble.FALSE: _(
            "Jawaban server SSO tidak dapat dipercaya, karena itu tidak dipakai. Beri tahu admin bila terulang."
        ),
    }[trouble]


def way_text(way: str) -> str:
    """How somebody came in."""
    return {
        "sandi": _("kata sandi"),
        "sandi_kode": _("kata sandi dan kode"),
        "sso": _("SSO"),
        "sso_kode": _("SSO dan kode"),
        "sso_dua": _("SSO dengan faktor keduanya"),
        "kunci": _("kunci sandi"),
    }.get(way, "")


def failures_text(way: str, count: int) -> str:
    """Wrong attempts that followed each other."""
    if way == "sso_kode":
        return ngettext("SSO meluluskan, kode salah %(num)s kali", "SSO meluluskan, kode salah %(num)s kali", count)
    if way == "kunci_wbs":
        return ngettext("Sandi kunci WBS salah %(num)s kali", "Sandi kunci WBS salah %(num)s kali", count)
    if way.endswith("_kode"):
        return ngettext("Kata sandi benar, kode salah %(num)s kali", "Kata sandi benar, kode salah %(num)s kali", count)
    return ngettext("Gagal %(num)s kali", "Gagal %(num)s kali", count)
