"""The list of cases, with filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from complaints import audit
from complaints.audit import AuditedCase, CaseCursor, CasePage, FoundCases, saved
from complaints.casework.readings import note_search
from engine.db import Session
from web.audit.asked import BESIDE, ListQuestion, question
from web.audit.blueprint import blueprint, examiner
from web.components.paging import packed, unpacked
from web.desk_context import Desk, TimeLeft, current_desk
from web.transactions import noted

PAGE = 25


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
    return search_page(current_desk())


def search_page(desk: Desk, *, refused: str = "") -> str:
    """The list as it is asked for. `refused`: why a search could not be kept."""
    wanted = question(desk)
    after = unpacked(request.args.get("sesudah", ""))
    page = _found(desk, wanted, CaseCursor(*after) if after else None)
    mine = {"instansi_id": desk.instansi_id}
    versions = audit.versions(desk.session, **mine)
    given: dict[str, Any] = {**wanted.given}
    counted = _counted(desk, wanted) if given and not after and not wanted.unanswered else None
    return render_template(
        "audit/search.html",
        lines=[FoundCase(row, desk.unit_name(row.unit), desk.time_left(row.due_at, row.due_rule)) for row in page.rows],
        asked=wanted.asked,
        errors=[*wanted.errors, *([refused] if refused else [])],
        narrowed=bool(given),
        more_open=any(wanted.asked[name] for name in BESIDE),
        given=given,
        people=wanted.people if wanted.unanswered else [],
        unanswered=wanted.unanswered,
        counted=counted,
        looked_until=page.looked_until,
        versions=versions,
        phases=audit.phases(desk.session, **mine, versions=versions),
        steps=audit.steps_of(desk.session, **mine, versions=versions),
        classes=audit.classes_of(desk.session, **mine, versions=versions),
        acts=audit.unusual_acts(),
        units=list(desk.units.values()),
        kept=saved.kept(desk.session, **mine, user_id=desk.officer.id),
        first=url_for("audit.search", **given) if after else "",
        next=url_for("audit.search", **given, sesudah=packed(page.after.moment, page.after.id)) if page.after else "",
    )


def _counted(desk: Desk, wanted: ListQuestion) -> FoundCases:
    return audit.count(
        desk.session,
        instansi_id=desk.instansi_id,
        now=desk.now,
        filters=wanted.filters,
        reach=audit.reach_of(desk.actor),
    )


def _found(desk: Desk, wanted: ListQuestion, after: CaseCursor | None) -> CasePage:
    """The page; a search by words or by a file is noted with how many it showed."""
    if wanted.unanswered:
        return CasePage([], None)

    def read(session: Session) -> CasePage:
        page = audit.search(
            session,
            instansi_id=desk.instansi_id,
            now=desk.now,
            reach=audit.reach_of(desk.actor),
            filters=wanted.filters,
            after=after,
            limit=PAGE,
        )
        if wanted.noted:
            note_search(session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now, found=len(page.rows))
        return page

    return noted(read)
