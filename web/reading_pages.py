"""The list of who opened what, for two audiences: one page, its filters, and where the next begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import render_template, request, url_for

from complaints.audit.readings import ReadingCursor, ReadingFilter, ReadingPage
from web.components.asked import day_asked, id_asked, midnight
from web.components.paging import packed, unpacked
from web.desk_context import Desk
from web.phrases import readings as words

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
    since, until = day_asked(asked["sejak"]), day_asked(asked["sampai"])
    return ReadingFilter(
        person=asked["orang"],
        number=asked["nomor"],
        case=id_asked(asked["kasus"]),
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
    )
