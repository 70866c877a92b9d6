"""The task list: what is mine to do, least time left first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, render_template, request, url_for
from flask import session as browser

from complaints import casework
from complaints.casework import ACTIVITY, Cursor, TaskFilter, TaskRow
from complaints.intake.classes import classes
from complaints.intake.kinds import kinds, newest_of
from complaints.intake.topics import topics
from web.components.paging import packed, unpacked
from web.desk.blueprint import blueprint
from web.desk.scripted import scripted
from web.desk_context import Desk, TimeLeft, current_desk, worker
from web.phrases import desk as words
from web.transactions import noted

PAGE = 25
LONGEST_TEXT = 100
REMEMBERED = "daftar_tugas"
"""In the session: the filters with which the list was last looked at, without what was typed."""


@dataclass(frozen=True)
class TaskLine:
    """A row of the list with what depends on who looks and when."""

    row: TaskRow
    time_left: TimeLeft | None
    overdue: bool
    mine: bool
    unit: str
    in_place_of: str
    """Name of the absent person whose work it is; "" for one's own."""


@blueprint.get("/tugas")
@worker
def inbox() -> Response:
    """Open tasks of my roles and units."""
    desk = current_desk()
    filters = _filters(request.args)
    browser[REMEMBERED] = _asked(replace(filters, text=""))
    after = unpacked(request.args.get("sesudah", ""))
    page = noted(
        lambda session: casework.inbox(
            session,
            **desk.reader,
            now=desk.now,
            filters=filters,
            after=Cursor(*after) if after else None,
            limit=PAGE,
        )
    )
    counts = casework.counts(
        desk.session,
        instansi_id=desk.instansi_id,
        actor=desk.actor,
        scopes=desk.scopes,
        now=desk.now,
        today=desk.calendar.local_date(desk.now),
    )
    page_html = render_template(
        "desk/inbox.html",
        lines=[line(desk, row) for row in page.rows],
        counts=counts,
        count_limit=casework.COUNT_LIMIT,
        filters=filters,
        narrowed=bool(filters.role or filters.unit or filters.jenis or filters.kategori or filters.text),
        first_page=after is None,
        next_page=_address(filters, packed(page.after.due, page.after.id)) if page.after else "",
        address=_address,
        choices=choices_of(desk),
        today=desk.calendar.local_date(desk.now),
        seconds_to=lambda moment: max(0, round((moment - desk.now).total_seconds())),
    )
    return scripted(page_html)


def line(desk: Desk, row: TaskRow) -> TaskLine:
    """A row as this officer sees it now."""
    return TaskLine(
        row=row,
        time_left=desk.time_left(row.due_at, row.due_rule),
        overdue=row.overdue(desk.now),
        mine=row.claimed_by == desk.actor.id,
        unit=desk.unit_name(row.unit),
        in_place_of=place.name if (place := desk.stand_in_for(row.role, row.unit, row.process_id)) else "",
    )


def remembered() -> TaskFilter:
    """The filters with which this person last looked at the list."""
    return _filters(browser.get(REMEMBERED, {}))


def list_address() -> str:
    """Of the list with these filters."""
    return url_for("desk.inbox", **browser.get(REMEMBERED, {}))


def _filters(asked: Mapping[str, str]) -> TaskFilter:
    role, _, unit = asked.get("peran", "").partition(":")
    return TaskFilter(
        role=role[:60],
        unit=unit[:60],
        jenis=asked.get("jenis", "")[:30],
        kategori=asked.get("kategori", "")[:40],
        overdue=asked.get("terlambat") == "ya",
        mine=asked.get("milik") == "saya",
        text=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT],
    )


def _address(filters: TaskFilter, after: str = "", **changes: bool) -> str:
    """The address of the list with these filters; empty ones are left out."""
    asked = _asked(replace(filters, **changes))  # type: ignore[arg-type]
    return url_for("desk.inbox", **(asked | {"sesudah": after} if after else asked))


def _asked(filters: TaskFilter) -> dict[str, Any]:
    """The filters as an address carries them; empty ones are left out."""
    values = {
        "peran": f"{filters.role}:{filters.unit}".rstrip(":"),
        "jenis": filters.jenis,
        "kategori": filters.kategori,
        "terlambat": "ya" if filters.overdue else "",
        "milik": "saya" if filters.mine else "",
        "q": filters.text,
    }
    return {name: value for name, value in values.items() if value}


def choices_of(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Value and text of what can be chosen in the filter."""
    held = sorted(desk.actor.memberships & set(desk.scopes))
    roles = [
        (f"{role}:{unit}".rstrip(":"), f"{words.role(role)} · {desk.unit_name(unit)}" if unit else words.role(role))
        for role, unit in held
    ]
    newest = newest_of(desk.session, instansi_id=desk.instansi_id)
    offered = kinds(newest.bundle, process_id=newest.process_id) if newest else []
    return {
        "peran": roles if len(roles) > 1 else [],
        "jenis": [*((kind.value, kind.label) for kind in offered), (ACTIVITY, words.jenis(ACTIVITY))],
        "kategori": [(name, words.kategori(name)) for name in (classes(newest.bundle) if newest else [])],
        "topik": topics(newest.bundle) if newest else [],
    }
