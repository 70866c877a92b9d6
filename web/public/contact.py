"""Whom to turn to, by which ways, and what happens then: what a government announces (SB-P3(2)a-b, SB-L.II.B.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from complaints.articles import cite_first
from web.guards import public
from web.phrases.desk import kanal
from web.public.blueprint import blueprint, instansi
from web.public.home import kinds_taken, promised, ways_in


@blueprint.get("/<instansi_id>/kontak")
@public
def contact() -> ResponseReturnValue:
    """Who answers for complaints, every way in, what happens then, and until when."""
    return render_template(
        "public/contact.html",
        channels=_channels(),
        teams=[(team, _day(team, "from"), _day(team, "until")) for team in instansi().teams],
        promises=[(kind.label, found) for kind in kinds_taken() if (found := promised(kind.value)).periods],
    )


def _channels() -> list[tuple[str, str, str, Mapping[str, str]]]:
    """Every way in: its name, what the diagram calls it, the article that names it, how it is reached."""
    own, reached = instansi().own_law, instansi().channels
    return [
        (kanal(name), way.name, cite_first(way.basis, own), reached.get(name, {})) for name, way in ways_in().items()
    ]


def _day(team: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(team[name]) if team.get(name) else None
