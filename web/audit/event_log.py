"""Event logs, and the nets of the diagrams, for tools of process mining: who takes one along is on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Response, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import event_log
from complaints.audit.event_log import FORMATS, MOST_IN_A_WORKBOOK, MOST_ON_A_PAGE, LogFilter, Pseudonyms
from complaints.people.roles import Role
from engine.db import reading_at_once
from web.audit.blueprint import blueprint
from web.components.asked import day_asked, midnight
from web.desk_context import Desk, current_desk
from web.downloads import streamed_response
from web.guards import role
from web.phrases.moments import time_zone
from web.services import services
from web.transactions import command

ASKED = ("format", "proses", "sejak", "sampai")


@blueprint.get("/log")
@role(Role.AUDITOR)
def event_logs() -> str:
    """What there is to take along."""
    return _page(current_desk())


@blueprint.post("/log")
@role(Role.AUDITOR)
def take_event_log() -> Response | str:
    """The file; or the page again, which says what could not be read, or that it is too much for a page."""
    desk = current_desk()
    asked = {name: request.form.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    filters, errors = _filters(asked)
    kind = asked["format"]
    if kind not in FORMATS:
        errors.append(("format-xes", _("Pilih format.")))
    elif kind != "pnml" and not errors:
        most = MOST_IN_A_WORKBOOK if kind == "xlsx" else MOST_ON_A_PAGE
        if event_log.count(desk.session, instansi_id=desk.instansi_id, filters=filters, most=most) > most:
            told = _(
                "Lebih dari %(most)s kasus terlalu banyak untuk diunduh di sini. Persempit masanya, atau minta "
                "operator menjalankan app.py event-log.",
                most=format_decimal(most),
            )
            errors.append(("sejak", told))
    if errors:
        return _page(desk, asked, errors)
    return _file(desk, kind, filters)


def _file(desk: Desk, kind: str, filters: LogFilter) -> Response:
    home = desk.instansi_id
    with command() as session:
        event_log.record_export(
            session, services().runtime, instansi_id=home, by=desk.actor, kind=kind, filters=filters
        )
    name = f"{'jaring' if kind == 'pnml' else 'log'}-{home}.{FORMATS[kind].ending}"
    return streamed_response(_pieces(home, kind, filters), name=name, media_type=FORMATS[kind].media_type)


def _pieces(home: str, kind: str, filters: LogFilter) -> Iterator[bytes]:
    """In a session of its own, which ends with the last piece, or when nobody takes any more."""
    names = Pseudonyms(services().settings.secret_key, home)
    with reading_at_once(services().session_factory, home) as session:
        yield from event_log.log_pieces(
            session, instansi_id=home, kind=kind, filters=filters, pseudonyms=names, zone=time_zone()
        )


def _page(desk: Desk, asked: dict[str, str] | None = None, errors: list[tuple[str, str]] | None = None) -> str:
    versions = audit.versions(desk.session, instansi_id=desk.instansi_id)
    return render_template(
        "audit/event_log.html",
        asked=asked or dict.fromkeys(ASKED, ""),
        errors=errors or [],
        processes={each.process_id: each.name for each in versions},
        most=MOST_ON_A_PAGE,
        most_in_workbook=MOST_IN_A_WORKBOOK,
    )


def _filters(asked: dict[str, str]) -> tuple[LogFilter, list[tuple[str, str]]]:
    errors, days = [], {}
    for name in ("sejak", "sampai"):
        days[name] = day_asked(asked[name])
        if asked[name] and days[name] is None:
            told = _("Tanggal “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03-09.", teks=asked[name])
            errors.append((name, told))
    since, until = days["sejak"], days["sampai"]
    return LogFilter(
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
        process_id=asked["proses"],
    ), errors
