"""Catalogues, dates and numbers as people in the instansi write them. Indonesian is the source language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, g
from flask_babel import Babel, gettext, ngettext

from engine.catalogue import bind
from engine.deadlines import END_OF_DAY
from web.phrases.catalogues import Catalogues, chosen, drawing, indonesian, lang_id, language
from web.translations import LANGUAGES, SOURCE, made_of

DEFAULT_ZONE = "Asia/Jakarta"
CONVENTIONS = {"id": "id", "en": "en_GB"}
"""Whose way to write a date a language follows."""


def use_time_zone(name: str) -> None:
    """Moments of this request are shown in this zone (IANA name, of the instansi)."""
    g.time_zone = name


def time_zone() -> ZoneInfo:
    """The zone in which this request shows moments."""
    return ZoneInfo(g.get("time_zone", DEFAULT_ZONE))


def tanggal(value: date | datetime | None, *, hari: bool = True) -> str:
    """`Senin, 16 Maret 2026` or `Monday, 16 March 2026`; a moment is shown as its day in the instansi's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return format_date(value, "EEEE, d MMMM y" if hari else "d MMMM y", locale=CONVENTIONS[language()])


def waktu(value: datetime | None, *, hari: bool = True) -> str:
    """`Senin, 16 Maret 2026 pukul 16.00 WITA`, in the instansi's zone; the end of a day is `pukul 24.00`."""
    if value is None:
        return ""
    local = _local(value)
    return gettext(
        "%(tanggal)s pukul %(jam)s %(zona)s",
        tanggal=tanggal(local, hari=hari),
        jam=_clock("24", "00") if local.time() == END_OF_DAY else _clock(f"{local:%H}", f"{local:%M}"),
        zona=local.tzname() or "",
    )


def jam(value: datetime) -> str:
    """`16.05`, in English `16:05`, on the clock of the instansi's zone."""
    local = _local(value)
    return _clock(f"{local:%H}", f"{local:%M}")


def _clock(hours: str, minutes: str) -> str:
    return f"{hours}{'.' if language() == SOURCE else ':'}{minutes}"


def sisa_waktu(left: tuple[int, str] | None) -> str:
    """Days left in words and in their unit: `sisa 3 hari kerja`, `jatuh tempo hari ini`, `terlambat 2 hari`."""
    if left is None:
        return gettext("tanpa tenggat")
    days, unit = left
    if days == 0:
        return gettext("jatuh tempo hari ini")
    if unit == "hari":
        if days > 0:
            return ngettext("sisa %(num)s hari", "sisa %(num)s hari", days)
        return ngettext("terlambat %(num)s hari", "terlambat %(num)s hari", -days)
    if days > 0:
        return ngettext("sisa %(num)s hari kerja", "sisa %(num)s hari kerja", days)
    return ngettext("terlambat %(num)s hari kerja", "terlambat %(num)s hari kerja", -days)


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.astimezone(time_zone())


def init_babel(app: Flask) -> None:
    """Registers Flask-Babel, for the texts of all packages, and the filters `tanggal`, `waktu`, `sisa_waktu`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    bind(gettext, lambda: "" if language() == SOURCE else language(), lambda: made_of(language()))
    babel = Babel(app, locale_selector=chosen, timezone_selector=lambda: time_zone().key)
    words = Catalogues()
    babel.domain_instance = words
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that Flask-Babel added
        gettext=words.ugettext, ngettext=words.ungettext, pgettext=words.upgettext, newstyle=True
    )
    for function in (tanggal, waktu, sisa_waktu, indonesian, drawing):
        app.add_template_filter(function)
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES, lang_id=lang_id)
