"""The first page: what this is, the two things one can do, and what the law promises."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from complaints.answers import JENIS
from complaints.expectations import Promise, promise
from complaints.instansi import all_instansi
from engine.errors import NotFoundError
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.transactions import page_session


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    served = all_instansi(page_session())
    if len(served) == 1:
        return redirect(url_for("public.home", instansi_id=served[0].id))
    return render_template("public/front.html", served=served)


@blueprint.get("/<instansi_id>/")
@public
def home() -> ResponseReturnValue:
    return render_template("public/home.html", promises={jenis: promised(jenis) for jenis in JENIS})


def promised(jenis: str) -> Promise:
    """Periods of settlement for a kind of report; none before a process is deployed."""
    try:
        return promise(page_session(), instansi_id=instansi().id, process_id=instansi().process_id, jenis=jenis)
    except NotFoundError:
        return Promise(())
