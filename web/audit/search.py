"""The list of cases, with filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import AuditedCase, CaseCursor, CaseFilter
from web.audit.blueprint import blueprint, examiner
from web.components.asked import day_asked, id_asked, midnight
from web.components.paging import packed, unpacked
from web.desk_context import TimeLeft, current_desk

PAGE = 25
KINDS = ("pengaduan", "kegiatan")
ASKED = ("tentang", "nomor", "status", "tahap", "unit", "versi", "sejak", "sampai", "terlambat")


@dataclass(frozen=True)
class FoundCase:
    """A row of the list with what depends on the moment."""

    row: AuditedCase
    unit: str
    time_left: TimeLeft | None


@blueprint.get("/pengaduan")
@examiner
def search() -> str:
    """Cases of the instansi, of a supervisor's units: newest first, or longest overdue first."""
    desk = current_desk()
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    filters, errors = _filters(asked)
    after = unpacked(request.args.get("sesudah", ""))
    page = audit.search(
        desk.session,
        instansi_id=desk.instansi_id,
        now=desk.now,
        reach=audit.reach_of(desk.actor),
        filters=filters,
        after=CaseCursor(*after) if after else None,
        limit=PAGE,
    )
    versions = audit.versions(desk.session, instansi_id=desk.instansi_id)
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "audit/search.html",
        lines=[FoundCase(row, desk.unit_name(row.unit), desk.time_left(row.due_at, row.due_rule)) for row in page.rows],
        asked=asked,
        errors=errors,
        narrowed=bool(given),
        versions=versions,
        phases=audit.phases(desk.session, instansi_id=desk.instansi_id, versions=versions),
        units=list(desk.units.values()),
        first=url_for("audit.search", **given) if after else "",
        next=url_for("audit.search", **given, sesudah=packed(page.after.moment, page.after.id)) if page.after else "",
    )


def _filters(asked: dict[str, str]) -> tuple[CaseFilter, list[str]]:
    """The filters, and what could not be read: that part then does not narrow the list."""
    errors: list[str] = []
    since, until = _day(asked["sejak"], errors), _day(asked["sampai"], errors)
    return CaseFilter(
        kind=asked["tentang"] if asked["tentang"] in KINDS else "",
        number=asked["nomor"],
        status=asked["status"],
        phase=asked["tahap"],
        unit=asked["unit"],
        version=id_asked(asked["versi"]),
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
        overdue=asked["terlambat"] == "ya",
    ), errors


def _day(text: str, errors: list[str]) -> date | None:
    day = day_asked(text)
    if text and day is None:
        _unread(text, errors)
    return day


def _unread(text: str, errors: list[str]) -> None:
    errors.append(_("Tanggal “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03-09.", teks=text))
