"""Forms and decision tables as they are deployed, to be pointed at field by field and row by row."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from complaints.law.tables import decision_in, fields_of, form_in, rows_of
from web.guards import public
from web.law.blueprint import blueprint, first_of, norms_of, page, register_of


@blueprint.get("/<regulation>/formulir/<name>")
@public
def form(regulation: str, name: str) -> ResponseReturnValue:
    """The questions of a form, and the norms that each one carries out."""
    register = register_of(regulation)
    shown = first_of(register)
    found = form_in(shown, name)
    if found is None:
        abort(404)
    return page(
        "law/form.html",
        governments=[shown],
        register=register,
        shown=shown,
        form=found,
        fields=fields_of(found, register),
    )


@blueprint.get("/<regulation>/keputusan/<name>")
@public
def decision(regulation: str, name: str) -> ResponseReturnValue:
    """The rules of a decision table with their articles."""
    register = register_of(regulation)
    shown = first_of(register)
    found = decision_in(shown, name)
    if found is None:
        abort(404)
    return page(
        "law/decision.html",
        governments=[shown],
        register=register,
        shown=shown,
        decision=found,
        rows=rows_of(found),
        basis=norms_of,
    )
