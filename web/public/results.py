"""Published results of a government whose regulation opens them to everybody (SB-P9(5)); elsewhere no such page."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from complaints.casework.disclosure import PUBLIC
from complaints.people.throttle import Limit
from complaints.reports.results import LONGEST_SEARCH, published
from web.guards import public
from web.public.blueprint import blueprint, charge_source, instansi
from web.transactions import page_session

LAST_PAGE = 10_000
SEARCHES_PER_SOURCE = Limit("hasil.cari", 300, timedelta(hours=1))
"""Each reads every published text."""


@blueprint.get("/<instansi_id>/hasil")
@public
def results() -> ResponseReturnValue:
    """Results that everybody may read, where the government publishes them."""
    return _page(min(max(request.args.get("halaman", 1, type=int), 1), LAST_PAGE), "")


@blueprint.post("/<instansi_id>/hasil")
@public
def search_results() -> ResponseReturnValue:
    """Those that hold the words asked for. What is typed may be a name: it stands in no address."""
    words = request.form.get("cari", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    if words and instansi().disclosure == PUBLIC:
        charge_source(SEARCHES_PER_SOURCE)
    return _page(min(max(request.form.get("halaman", 1, type=int), 1), LAST_PAGE), words)


def _page(number: int, words: str) -> str:
    if instansi().disclosure != PUBLIC:
        abort(404)
    found, more = published(page_session(), instansi_id=instansi().id, page=number, words=words)
    return render_template("public/results.html", results=found, page=number, more=more, words=words)
