"""One case, whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from flask import Response, abort, render_template, request, url_for

from complaints import audit
from complaints.casework import What
from engine.catalogue import N_, written
from engine.deadlines import OfficeCalendar, unit_of
from engine.errors import NotFoundError
from engine.record.cells import came_of_a_cell
from web.audit.blueprint import blueprint, examiner
from web.desk_context import Desk, TimeLeft, current_desk
from web.phrases import audit as words
from web.services import services
from web.transactions import close_page_session, noted, page_session

T = TypeVar("T")


@blueprint.get("/pengaduan/<uuid:case_id>")
@examiner
def case(case_id: UUID) -> str:
    """Drawings with the path, the path in words, who did what, deadlines, incidents, the seal of the history."""
    desk = current_desk()
    try:
        whole = partial(
            audit.trace,
            verifier=services().runtime.verifier_in(page_session()),
            unit_names=unit_names(desk),
            words=words.drawing(),
            title=written(N_("Diagram {name} dengan jalur yang dilalui")),
            page=_page(),
        )
        trace = noted_case(desk, case_id, whole)
    except NotFoundError:
        abort(404)
    except Exception as error:
        if not came_of_a_cell(error):
            raise
        return _damaged(case_id)
    return render_template(
        "audit/case.html",
        trace=trace,
        file=trace.file,
        units=unit_names(desk),
        clock=DayCount(desk.calendar, desk.now),
        pages=[url_for("audit.case", case_id=case_id, halaman=n) for n in range(1, trace.pages + 1)],
    )


def _damaged(case_id: UUID) -> str:
    """What lies where the program cannot read it, instead of the page."""
    close_page_session()
    found = audit.findings(page_session(), instansi_id=current_desk().instansi_id, case_id=case_id)
    return render_template("audit/damaged.html", case_id=case_id, found=found or abort(500))


@blueprint.get("/pengaduan/<uuid:case_id>/diagram/<process_id>.svg")
@examiner
def drawing(case_id: UUID, process_id: str) -> Response:
    """One drawing alone, to be enlarged or printed."""
    desk = current_desk()
    version = request.args.get("versi", "")
    try:
        drawn = partial(
            audit.drawing_of,
            process_id=process_id[:80],
            words=words.drawing(),
            title=written(N_("Diagram {name} dengan jalur yang dilalui")),
            version=int(version) if version.isdecimal() and len(version) < 6 else 0,
        )
        markup = noted_case(desk, case_id, drawn)
    except NotFoundError:
        abort(404)
    return Response(markup, mimetype="image/svg+xml")


@dataclass(frozen=True)
class DayCount:
    """How long something took, as the office counts days."""

    calendar: OfficeCalendar
    now: datetime

    def late(self, deadline: audit.CaseDeadline) -> TimeLeft | None:
        """By how many days of its own unit a deadline was missed, negative; None for one that was not."""
        if deadline.state not in ("missed", "overdue") or (deadline.kind == "timer"):
            return None
        unit = unit_of(deadline.rule)
        return TimeLeft(self.calendar.remaining(deadline.ended_at or self.now, deadline.due_at, unit), unit)

    def workdays(self, since: datetime, until: datetime | None) -> int:
        """Working days from a moment until another, or until now."""
        return max(0, self.calendar.remaining(since, until or self.now))


def noted_case(
    desk: Desk, case_id: UUID, read: Callable[..., T], what: What = What.TRAIL, *, asks: bool = False, part: str = ""
) -> T:
    """`read` with a session and who opens which case and how; that the auditor opens it is noted. `asks`, `part`: as
    `Opening` has them.

    Raises NotFoundError, and ReasonNeededError when the case asks for a reason first.
    """
    opening = replace(desk.opening(what), asks=asks, part=part)
    case = {**desk.reader, "case_id": case_id, "opening": opening}
    return noted(lambda session: read(session, **case))


def unit_names(desk: Desk) -> dict[str, str]:
    """Units by slug."""
    return {slug: unit.name for slug, unit in desk.units.items()}


def _page() -> int:
    text = request.args.get("halaman", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1
