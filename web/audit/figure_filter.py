"""What the pages of figures are narrowed by, as their addresses say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import Reach
from complaints.audit.mining import choices
from complaints.audit.mining.asked import FigureFilter
from complaints.audit.mining.choices import Choices
from web.components.asked import FIRST_YEAR, LAST_YEAR, id_asked, midnight
from web.desk_context import Desk

ASKED = ("sejak", "sampai", "unit", "golongan", "kanal", "versi")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
PERIOD = 12
"""Months that are shown where none is asked for, this one included."""


@dataclass(frozen=True)
class FigureRequest:
    """One request for figures."""

    desk: Desk
    filters: FigureFilter
    values: Mapping[str, str]
    """As the form shows them."""
    given: Mapping[str, Any]
    """What the address said, for links to the other pages."""
    errors: list[str]
    reach: Reach
    choices: Choices

    @property
    def scope(self) -> Mapping[str, Any]:
        """As the functions that count ask it."""
        return {"instansi_id": self.desk.instansi_id, "filters": self.filters, "reach": self.reach}


def asked(desk: Desk, prefix: str = "", beside: FigureRequest | None = None) -> FigureRequest:
    """The filters of the address; what cannot be read narrows nothing and is told. `prefix`: of one of two; `beside`:
    the first of them, which knows the choices."""
    values = {name: request.args.get(prefix + name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    given = {prefix + name: value for name, value in values.items() if value}
    if "sejak" not in request.args and not prefix:
        values["sejak"] = _months_ago(desk.calendar.local_date(desk.now))
    errors: list[str] = []
    filters = FigureFilter(
        since=_month(values["sejak"], errors),
        until=_month(values["sampai"], errors),
        unit=values["unit"],
        kategori=values["golongan"],
        kanal=values["kanal"],
        version=id_asked(values["versi"]),
    )
    filters = replace(filters, begins=_begin(filters.since), ends=_begin(filters.until, after=True))
    reach = audit.reach_of(desk.actor)
    found = beside.choices if beside else choices.choices(desk.session, instansi_id=desk.instansi_id, reach=reach)
    return FigureRequest(desk, filters, values, given, errors, reach, found)


def _month(text: str, errors: list[str]) -> int:
    """`2026-11` as 202611; 0 for nothing."""
    found = MONTH.fullmatch(text)
    if text and found is None:
        errors.append(_("Bulan “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03.", teks=text))
    return int(found[1]) * 100 + int(found[2]) if found else 0


def _begin(month: int, *, after: bool = False) -> datetime | None:
    """When a month begins; `after`: when it is over. None without one, and beyond what dates can say."""
    number = month // 100 * 12 + month % 100 - 1 + after
    if not month or not FIRST_YEAR <= number // 12 <= LAST_YEAR:
        return None
    return midnight(date(number // 12, number % 12 + 1, 1))


def _months_ago(today: date) -> str:
    month = today.year * 12 + today.month - PERIOD
    return f"{month // 12}-{month % 12 + 1:02d}"
