"""Published results of a government whose regulation opens them to everybody (SB-P9(5)); elsewhere no such page."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from complaints.casework.disclosure import PUBLIC
from complaints.reports.results import published
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.transactions import page_session

LAST_PAGE = 10_000


@blueprint.get("/<instansi_id>/hasil")
@public
def results() -> ResponseReturnValue:
    """Results that everybody may read, where the government publishes them."""
    if instansi().disclosure != PUBLIC:
        abort(404)
    page = min(max(request.args.get("halaman", 1, type=int), 1), LAST_PAGE)
    found, more = published(page_session(), instansi_id=instansi().id, page=page)
    return render_template("public/results.html", results=found, page=page, more=more)
