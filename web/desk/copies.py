"""Copies (tembusan): complaints that a unit may read without a task, and packages that go to a body outside."""

from __future__ import annotations

from flask import render_template, request, url_for

from complaints import casework
from complaints.casework import CopyCursor
from complaints.casework.copies import names
from web.components.paging import packed, unpacked
from web.desk.blueprint import blueprint
from web.desk_context import current_desk, worker
from web.transactions import noted

PAGE = 25
LONGEST_TEXT = 100


@blueprint.get("/tembusan")
@worker
def copies() -> str:
    """The copies for my roles and units, newest first; with `q` those that a number or words of the title name."""
    desk = current_desk()
    asked = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]
    after = unpacked(request.args.get("sesudah", ""))
    page = noted(
        lambda session: casework.copy_list(
            session,
            **desk.reader,
            now=desk.now,
            text=asked,
            after=CopyCursor(*after) if after else None,
            limit=PAGE,
        )
    )
    called = names(desk.session, desk.instansi_id)
    return render_template(
        "desk/copies.html",
        rows=[(row, called.get(row.recipient, row.recipient)) for row in page.rows],
        asked=asked,
        first_page=after is None,
        first=url_for("desk.copies", q=asked or None),
        next_page=url_for("desk.copies", q=asked or None, sesudah=packed(page.after.at, page.after.id))
        if page.after
        else "",
    )
