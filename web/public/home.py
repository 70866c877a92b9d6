"""The first page: what this is, the two things one can do, and what the law promises."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from complaints.casework.disclosure import PUBLIC
from complaints.intake.kinds import Kind, kinds
from complaints.intake.starts import WEBSITE, Entrance, channels, newest_bundle
from complaints.people.instansi import all_instansi
from complaints.reports.results import PublishedResult, newest_published
from complaints.tracking.expectations import Promise, promise
from complaints.tracking.public_path import expected_way
from engine.definition.bundle import Bundle
from engine.errors import NotFoundError
from web.guards import public
from web.phrases.desk import kanal
from web.public.blueprint import blueprint, instansi
from web.public.figures import front_figures
from web.public.reports import any_reports
from web.transactions import page_session

EXAMPLES = 3


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """The governments that are served here, or the page of the only one."""
    served = all_instansi(page_session())
    if len(served) == 1:
        return redirect(url_for("public.home", instansi_id=served[0].id))
    return render_template("public/front.html", served=served, errors={}, typed={})


@blueprint.get("/<instansi_id>/")
@public
def home() -> ResponseReturnValue:
    """The first page of a government."""
    reached = instansi().channels
    return render_template(
        "public/home.html",
        kinds=[(kind, promised(kind.value)) for kind in kinds_taken()],
        channels=[(kanal(name), reached.get(name, {})) for name in ways_in() if name != WEBSITE],
        figures=front_figures(),
        examples=examples(),
        has_reports=any_reports(),
    )


@blueprint.context_processor
def _expected() -> dict[str, Any]:
    return {"procedure": procedure}


def procedure() -> list[str]:
    """What the diagrams announce to whoever reports by the website, in order; nothing before they are deployed."""
    process = newest_process()
    return expected_way(process, process_id=instansi().process_id) if process else []


def examples() -> list[PublishedResult]:
    """A few results that everybody may read, the newest first; none where the government publishes none."""
    if instansi().disclosure != PUBLIC:
        return []
    return newest_published(page_session(), instansi_id=instansi().id, limit=EXAMPLES)


def ways_in() -> dict[str, Entrance]:
    """The channels of the instansi with their way in; none before a process is deployed."""
    process = newest_process()
    return channels(process, process_id=instansi().process_id) if process else {}


def kinds_taken() -> list[Kind]:
    """The kinds of report that the instansi takes; none before a process is deployed."""
    process = newest_process()
    return kinds(process, process_id=instansi().process_id) if process else []


def promised(jenis: str) -> Promise:
    """Periods of settlement for a kind of report; none before a process is deployed."""
    process = newest_process()
    if process is None:
        return Promise(())
    return promise(process, process_id=instansi().process_id, jenis=jenis, own=instansi().own_law)


def newest_process() -> Bundle | None:
    """The complaint process of the instansi as deployed last, read once per page; None before there is one."""
    if "newest_process" not in g:
        try:
            found = newest_bundle(page_session(), instansi_id=instansi().id, process_id=instansi().process_id)
        except NotFoundError:
            found = None
        g.newest_process = found
    kept: Bundle | None = g.newest_process
    return kept
