"""Did complaints and activities that ended go as drawn: shares by unit and month, and what is behind each number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints.audit.mining import held
from complaints.audit.mining.asked import ACTIVITIES, COMPLAINTS, NO_UNIT
from complaints.audit.mining.facts import DEPARTURES, PUT_RIGHT
from complaints.audit.mining.held import Held, HeldCase, HeldCursor
from web.audit.blueprint import blueprint, examiner
from web.audit.figure_filter import FigureRequest, asked
from web.components.paging import packed, unpacked
from web.desk_context import current_desk
from web.phrases import figures as words

PAGE = 25
MONTHS = 12
"""Columns of the table of units and months."""
NAMES = {
    "skipped": "terlewat",
    "disordered": "urutan",
    "role": "peran",
    "late": "terlambat",
    PUT_RIGHT: "dibetulkan",
    held.AS_DRAWN: "sesuai",
    held.DEPARTED: "menyimpang",
}
"""As addresses name them."""
WORDS = {
    "": _l("Semua yang dinilai"),
    held.AS_DRAWN: _l("Tanpa penyimpangan"),
    held.DEPARTED: _l("Dengan penyimpangan"),
    "skipped": _l("Langkah terlewat"),
    "disordered": _l("Di luar urutan"),
    "role": _l("Peran atau unit lain"),
    "late": _l("Langkah terlambat"),
    PUT_RIGHT: _l("Dibetulkan operator"),
}
ABOUT = {COMPLAINTS: _l("Pengaduan"), ACTIVITIES: _l("Kegiatan")}
COLUMNS = ("", held.AS_DRAWN, *DEPARTURES, PUT_RIGHT)


@blueprint.get("/kesesuaian")
@examiner
def held_figures() -> str:
    """Shares with their formula: by unit, by month, by both, and complaints and activities apart."""
    found = _asked()
    figures = held.held(found.desk.session, **found.scope)
    units = {unit: _unit_name(found, unit) for unit in figures.units}
    months = {month: words.month(month) for month in figures.months}
    about = {each: ABOUT[each] for each in ABOUT if each in figures.about}
    return render_template(
        "audit/held.html",
        asked=found,
        total=figures.total,
        tables=[
            (_("Menurut unit yang memimpin"), _("Unit"), _rows(found, figures.units, units, "unit")),
            (_("Menurut bulan diterima atau dimulai"), _("Bulan"), _rows(found, figures.months, months, "month")),
            (_("Pengaduan dan kegiatan"), _("Yang dinilai"), _rows(found, figures.about, about, "about")),
        ],
        abouts=list(ABOUT.items()),
        columns=[(name, WORDS[name]) for name in COLUMNS],
        months=dict(list(months.items())[:MONTHS]),
        more_months=len(months) > MONTHS,
        units=[
            (name, [_both(found, unit, month, figures.both.get((unit, month))) for month in list(months)[:MONTHS]])
            for unit, name in units.items()
        ],
    )


@blueprint.get("/kesesuaian/kasus")
@examiner
def held_cases() -> str:
    """The complaints and activities behind a number, ended last first; each leads to what was found of it."""
    found = _asked()
    kind = next((each for each, name in NAMES.items() if name == request.args.get("apa", "")), "")
    after = unpacked(request.args.get("sesudah", ""))
    page = held.held_cases(
        found.desk.session,
        kind=kind,
        after=HeldCursor(*after) if after else None,
        limit=PAGE,
        **found.scope,
    )
    given, last = _given(found, kind), page.after
    return render_template(
        "audit/held_cases.html",
        asked=found,
        kind=NAMES.get(kind, ""),
        abouts=list(ABOUT.items()),
        kinds=[(NAMES[each], WORDS[each]) for each in held.KINDS],
        title=WORDS[kind],
        rows=[(row, _unit_name(found, row.unit), words.month(row.month), _told(row)) for row in page.rows],
        first=url_for("audit.held_cases", **given) if after else "",
        next=url_for("audit.held_cases", **given, sesudah=packed(last.ended_at, last.id)) if last else "",
    )


def _asked() -> FigureRequest:
    """The filters of all figures, and whether it is about complaints or activities."""
    found = asked(current_desk())
    about = request.args.get("tentang", "")
    if about not in ABOUT:
        return replace(found, values={**found.values, "tentang": ""})
    return replace(
        found,
        filters=replace(found.filters, about=about),
        values={**found.values, "tentang": about},
        given={**found.given, "tentang": about},
    )


def _given(found: FigureRequest, kind: str, **other: str) -> dict[str, Any]:
    """The filters as an address says them, the period also where it is the usual one."""
    told = {name: value for name, value in {**found.values, **other}.items() if value}
    return {**told, "sejak": told.get("sejak", ""), **({"apa": NAMES[kind]} if kind else {})}


def _address(found: FigureRequest, kind: str, **other: str) -> str:
    """Of the complaints behind a number; there are hundreds on one page."""
    return f"{url_for('audit.held_cases')}?{urlencode(_given(found, kind, **other))}"


def _month_given(month: int) -> dict[str, str]:
    text = f"{month // 100}-{month % 100:02d}"
    return {"sejak": text, "sampai": text}


def _rows(found: FigureRequest, figures: Any, names: Any, by: str) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """Of each row its name, and of each column the number, its share and where its complaints are."""
    return [
        (
            name,
            [_number(found, figures[key], kind, _narrowed(by, key)) for kind in COLUMNS],
        )
        for key, name in names.items()
    ]


def _narrowed(by: str, key: Any) -> dict[str, str]:
    """The filter that leads from a row to what it counts."""
    if by == "month":
        return _month_given(key)
    return {"unit": key or NO_UNIT} if by == "unit" else {"tentang": key}


def _number(found: FigureRequest, each: Held, kind: str, narrowed: dict[str, str]) -> tuple[int, str, str]:
    count = {"": each.judged, held.AS_DRAWN: each.as_drawn}.get(kind, each.kinds.get(kind, 0))
    share = words.percent(each.share) if kind == held.AS_DRAWN else ""
    return count, share, _address(found, kind, **narrowed) if count else ""


def _both(found: FigureRequest, unit: str, month: int, each: Held | None) -> tuple[str, str, str]:
    """A unit in a month: the share, of how many, and where those with a departure are, all where there is none."""
    if each is None or not each.judged:
        return "", "", ""
    kind = held.DEPARTED if each.departed else ""
    where = _address(found, kind, unit=unit or NO_UNIT, **_month_given(month))
    return words.percent(each.share), _("%(n)s dari %(semua)s", n=each.as_drawn, semua=each.judged), where


def _unit_name(found: FigureRequest, unit: str) -> str:
    return found.desk.unit_name(unit) or _("Tanpa unit yang memimpin")


def _told(row: HeldCase) -> list[str]:
    """What was found of one complaint, kind by kind: `3 terlambat` …"""
    said = {
        "skipped": _("%(num)s terlewat", num=row.kinds["skipped"]),
        "disordered": _("%(num)s di luar urutan", num=row.kinds["disordered"]),
        "role": _("%(num)s oleh peran atau unit lain", num=row.kinds["role"]),
        "late": _("%(num)s terlambat", num=row.kinds["late"]),
        PUT_RIGHT: _("%(num)s kali dibetulkan operator", num=row.kinds[PUT_RIGHT]),
    }
    return [text for name, text in said.items() if row.kinds[name]]
