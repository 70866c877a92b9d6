"""Whom to turn to, by which ways, and what happens then: what a government announces (SB-P3(2)a-b, SB-L.II.B.3)."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from complaints.articles import cite_first
from complaints.tracking.public_path import expected_way
from web.guards import public
from web.phrases.desk import kanal
from web.public.blueprint import blueprint, instansi
from web.public.home import kinds_taken, newest_process, promised, ways_in


@blueprint.get("/<instansi_id>/kontak")
@public
def contact() -> ResponseReturnValue:
    """Who answers for complaints, every way in, what happens then, and until when."""
    return render_template(
        "public/contact.html",
        channels=[
            (kanal(name), way.name, cite_first(way.basis, instansi().own_law)) for name, way in ways_in().items()
        ],
        procedure=_procedure(),
        promises=[(kind.label, found) for kind in kinds_taken() if (found := promised(kind.value)).periods],
    )


def _procedure() -> list[str]:
    process = newest_process()
    return expected_way(process, process_id=instansi().process_id) if process else []
