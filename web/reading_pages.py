"""The list of who opened what, for two audiences: one page, its filters, and where the next begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import render_template, request, url_for

from complaints.audit.readings import ReadingCursor, ReadingFilter, ReadingPage
from web.components.paging import packed, unpacked
from web.desk_context import Desk
from web.phrases import readings as words
from web.phrases.moments import time_zone

PAGE = 25
ASKED = ("orang", "nomor", "kasus", "sejak", "sampai")


def reading_page(desk: Desk, endpoint: str, case_endpoint: str, read: Callable[..., ReadingPage]) -> str:
    """`read` takes a session, government, filters, cursor and limit. `case_endpoint`: where a case is opened."""
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    after = unpacked(request.args.get("sesudah", ""))
    page = read(
        desk.session,
        instansi_id=desk.instansi_id,
        filters=_filters(asked),
        after=ReadingCursor(*after) if after else None,
        limit=PAGE,
    )
    given = {name: value for name, value in asked.items() if value}
    next_page = {**given, "sesudah": packed(page.after.at, page.after.id)} if page.after else {}
    return render_template(
        "desk/readings.html",
        rows=page.rows,
        asked=asked,
        narrowed=bool(given),
        words=words,
        unit_name=desk.unit_name,
        action=url_for(endpoint),
        case_endpoint=case_endpoint,
        first=url_for(endpoint, _external=False, **given) if after else "",
        next=url_for(endpoint, _external=False, **next_page) if next_page else "",
    )


def _filters(asked: dict[str, str]) -> ReadingFilter:
    """What cannot be read does not narrow the list."""
    since, until = _day(asked["sejak"]), _day(asked["sampai"])
    return ReadingFilter(
        person=asked["orang"],
        number=asked["nomor"],
        case=_uuid(asked["kasus"]),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), time_zone())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
