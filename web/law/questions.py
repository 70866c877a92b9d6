"""What the texts leave open: the choice made, its ground, and where it is changed."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from complaints.law.deployed import running
from web.guards import public
from web.law.blueprint import blueprint, books, page, shown_to_all
from web.transactions import page_session


@blueprint.get("/keputusan")
@public
def questions() -> ResponseReturnValue:
    """All open questions with links to where each choice lives."""
    governments = running(page_session())
    registers = {each.code: each for each in books().registers if shown_to_all(each, governments)}
    return page(
        "law/questions.html",
        governments=governments,
        questions=[each for each in books().questions if set(each.regulations) & set(registers)],
        registers=registers,
        shown={each.code: each for each in reversed(governments)},
        norm=books().of_norm,
    )
