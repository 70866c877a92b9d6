"""What the pages of a new government call its steps and the points of its list."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from complaints.decrees import PROVINCE_ZONES
from complaints.founding.readiness import Check, Point
from web.phrases.acts import value_name
from web.phrases.desk import kanal, role
from web.phrases.places import PROVINCES, ZONES

STEPS: dict[str, LazyString] = {
    "dasar": _l("Proses dan nama"),
    "unit": _l("Unit, wilayah, dan instansi lain"),
    "kontak": _l("Kontak, jam, dan kalender"),
    "peraturan": _l("Peraturan sendiri dan pasalnya"),
    "orang": _l("Administrator pertama"),
}
POINTS: dict[Point, LazyString] = {
    Point.PROCESSES: _l("Semua proses diterapkan"),
    Point.ADMINS: _l("Sedikitnya dua administrator"),
    Point.ROLES: _l("Setiap peran dipegang seseorang"),
    Point.REACHED: _l("Warga tahu ke mana harus pergi, menelepon, dan kapan"),
    Point.CHANNELS: _l("Setiap saluran dapat dicapai"),
    Point.DAYS: _l("Hari libur nasional sudah ditetapkan"),
    Point.MAIL: _l("Surat percobaan diterima server surat"),
    Point.KEYS: _l("Basis data, berkas, dan kunci sudah dicadangkan"),
    Point.SEALED: _l("Laporan whistleblower disegel operator, dan kuncinya dipegang petugas WBS"),
    Point.TRIAL: _l("Satu pengaduan percobaan sampai selesai"),
}


def provinces() -> list[tuple[str, str]]:
    """Code and name with the zone: `Maluku (WIT)`."""
    return [(code, f"{name} ({ZONES[PROVINCE_ZONES[code]]})") for code, name in PROVINCES.items()]


def province(code: str) -> str:
    """`Maluku (WIT)`."""
    return dict(provinces()).get(code, code)


def point(check: Check) -> str:
    """The point as a sentence part."""
    return str(POINTS[check.point])


def lacking(check: Check) -> str:
    """What is lacking, in words: roles, years, contact; "" when the point says it all."""
    if check.point is Point.ROLES:
        return _("Belum dipegang: %(peran)s.", peran=", ".join(role(each) for each in check.lacking))
    if check.point is Point.REACHED:
        return _("Belum diisi: %(isian)s.", isian=", ".join(value_name(each) for each in check.lacking))
    if check.point is Point.CHANNELS:
        return _(
            "Belum disebut cara mencapainya: %(saluran)s.", saluran=", ".join(kanal(each) for each in check.lacking)
        )
    return ", ".join(check.lacking)
