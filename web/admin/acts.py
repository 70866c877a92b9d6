"""The government's own history as a list: who did what to whom, when and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for

from complaints.people import act_list
from complaints.people.act_list import ActFilter
from complaints.people.acts import About
from complaints.people.roles import Role, roles_of
from web.admin.blueprint import Administration, admin_or_auditor, blueprint, here
from web.components.asked import day_asked, id_asked, midnight

PAGE = 25
ASKED = ("tentang", "yang", "oleh", "sejak", "sampai")
LARGEST_NUMBER = 2**31 - 1


@blueprint.get("/tindakan")
@admin_or_auditor
def acts() -> str:
    """The history of the officer's government, newest first, narrowed by what was asked."""
    now = here()
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    page = act_list.acts(
        now.session, instansi_id=now.instansi_id, filters=_filter(asked), before=_number("sebelum"), limit=PAGE
    )
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "admin/acts.html",
        rows=page.rows,
        asked=asked,
        narrowed=bool(given),
        audits=Role.AUDITOR in roles_of(now.actor),
        abouts=[about.value for about in About],
        seal=_seal(now) if request.args.get("segel") == "periksa" else None,
        first=url_for("admin.acts", **given) if "sebelum" in request.args else "",
        next=url_for("admin.acts", **given, sebelum=page.before) if page.before else "",
    )


def _seal(now: Administration) -> Any:
    return act_list.seal(now.session, instansi_id=now.instansi_id, verifier=now.runtime.verifier_in(now.session))


def _filter(asked: dict[str, str]) -> ActFilter:
    """What cannot be read does not narrow the list."""
    since, until = day_asked(asked["sejak"]), day_asked(asked["sampai"])
    return ActFilter(
        about=asked["tentang"] if asked["tentang"] in set(About) else "",
        subject=asked["yang"],
        by=asked["oleh"] if id_asked(asked["oleh"]) else "",
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return min(int(text), LARGEST_NUMBER) if text.isascii() and text.isdecimal() and len(text) < 12 else None
