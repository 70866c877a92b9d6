"""Cases that were put right beside their diagram: the list of it, with filters, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import interventions as listed
from complaints.audit.interventions import InterventionCursor, InterventionFilter, InterventionPage, InterventionRow
from complaints.casework.readings import note_list
from complaints.reports.exports import MEDIA_TYPES
from complaints.reports.exports.rows import TABLES
from engine.db import Session, reading_at_once
from web.audit.blueprint import blueprint, examiner
from web.components.asked import day_asked, midnight
from web.components.paging import packed, unpacked
from web.desk_context import Desk, current_desk
from web.downloads import streamed_response
from web.phrases import interventions as words
from web.phrases.moments import time_zone
from web.services import services
from web.transactions import command

PAGE, AT_ONCE, MOST = 25, 500, 10_000
ASKED = ("jenis", "orang", "sejak", "sampai")


@dataclass(frozen=True)
class InterventionQuestion:
    """What the address asks for, and what of it could not be read."""

    asked: dict[str, str]
    filters: InterventionFilter
    errors: list[str]

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, for other addresses."""
        return {name: value for name, value in self.asked.items() if value}


@blueprint.get("/pembetulan")
@examiner
def intervention_list() -> str:
    """Newest first: what was done to which case, by whom, by whose consent, why, what before and after."""
    desk = current_desk()
    wanted = _wanted(desk)
    after = unpacked(request.args.get("sesudah", ""))
    page = _page(desk.session, desk, wanted, InterventionCursor(*after) if after else None, PAGE)
    last = page.after
    return render_template(
        "audit/interventions.html",
        rows=page.rows,
        asked=wanted.asked,
        given=wanted.given,
        errors=wanted.errors,
        kinds=[(name, words.kind(name)) for name in words.KINDS],
        units=_unit_names(desk),
        first=url_for("audit.intervention_list", **wanted.given) if after else "",
        next=url_for("audit.intervention_list", **wanted.given, sesudah=packed(last.at, last.case_id)) if last else "",
    )


@blueprint.get("/pembetulan/unduh")
@examiner
def intervention_file() -> Response:
    """Everything that the filters find, at most so many, as CSV; `?bentuk=xlsx` as a workbook. It is noted."""
    kind = "xlsx" if request.args.get("bentuk") == "xlsx" else "csv"
    desk = current_desk()
    wanted = _wanted(desk)
    with command() as session:
        note_list(session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now, form=f"pembetulan {kind}")
    made = TABLES[kind](_lines(desk, wanted))
    return streamed_response(made, name=f"{_('pembetulan-kasus')}.{kind}", media_type=MEDIA_TYPES[kind])


def _wanted(desk: Desk) -> InterventionQuestion:
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    errors, days = [], {}
    for name in ("sejak", "sampai"):
        days[name] = day_asked(asked[name])
        if asked[name] and days[name] is None:
            errors.append(_("Tanggal “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03-09.", teks=asked[name]))
    people = None
    if asked["orang"]:
        named = audit.people_named(desk.session, instansi_id=desk.instansi_id, text=asked["orang"])
        people = tuple(person for person, _name in named)
    since, until = days["sejak"], days["sampai"]
    filters = InterventionFilter(
        kind=asked["jenis"] if asked["jenis"] in words.KINDS else "",
        people=people,
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
    )
    return InterventionQuestion(asked, filters, errors)


def _page(
    session: Session, desk: Desk, wanted: InterventionQuestion, after: InterventionCursor | None, limit: int
) -> InterventionPage:
    return listed.interventions(
        session,
        instansi_id=desk.instansi_id,
        filters=wanted.filters,
        reach=audit.reach_of(desk.actor),
        unit_names=_unit_names(desk),
        after=after,
        limit=limit,
    )


def _lines(desk: Desk, wanted: InterventionQuestion) -> Iterator[Sequence[str]]:
    yield [_("Nomor atau kegiatan"), _("Baris"), _("Waktu"), _("Pembetulan"), _("Langkah atau pertanyaan"),
           _("Dilakukan atau disetujui oleh"), _("Diminta oleh"), _("Alasan"), _("Sebelum dan sesudah")]  # fmt: skip
    units, after, left = _unit_names(desk), None, MOST
    with reading_at_once(services().session_factory, desk.instansi_id) as session:
        while left > 0:
            page = _page(session, desk, wanted, after, min(AT_ONCE, left))
            for row in page.rows:
                yield _line(row, units)
            left, after = left - len(page.rows), page.after
            if after is None:
                return
        yield [_("Terpotong: berkas ini memuat paling banyak %(num)s pembetulan.", num=format_decimal(MOST))]


def _line(row: InterventionRow, units: dict[str, str]) -> list[str]:
    elsewhere = _("(pada jejaknya)")
    told = words.before_and_after(row.done, units) if row.done else []
    return [
        row.number or _("Laporan terbatas"),
        str(row.row),
        row.at.astimezone(time_zone()).isoformat(timespec="seconds"),
        words.kind(row.kind),
        words.place(row.done) if row.done else row.where,
        row.by,
        row.asked_by,
        elsewhere if row.withheld else row.reason,
        "; ".join([*told, *([elsewhere] if row.withheld else [])]),
    ]


def _unit_names(desk: Desk) -> dict[str, str]:
    return {slug: unit.name for slug, unit in desk.units.items()}
