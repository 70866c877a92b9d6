"""The regulations, norm by norm, each with what carries it out."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from complaints.law.deployed import running
from complaints.law.library import chapters, slug
from complaints.workshop.mutation.proofs import noticing
from web.guards import public
from web.law.blueprint import blueprint, books, page, register_of, run_by, shown_to_all
from web.transactions import page_session


@blueprint.get("")
@public
def regulations() -> ResponseReturnValue:
    """Every regulation with how many of its norms are carried out."""
    governments = running(page_session())
    registers = [each for each in books().registers if shown_to_all(each, governments)]
    return page("law/regulations.html", registers=registers, governments=governments)


@blueprint.get("/")
@public
def begin() -> ResponseReturnValue:
    """With a stroke too many it is the same page, not a government called hukum."""
    return redirect(url_for("law.regulations"))


@blueprint.get("/<regulation>")
@public
def regulation(regulation: str) -> ResponseReturnValue:
    """One regulation: its parts, its diagrams, forms and tables, what is open."""
    register = register_of(regulation)
    governments = run_by(register)
    return page(
        "law/regulation.html",
        register=register,
        chapters=chapters(register),
        governments=governments,
        shown=governments[0] if governments else None,
        questions=books().questions_of(register.code),
    )


@blueprint.get("/<regulation>/bagian/<part>")
@public
def chapter(regulation: str, part: str) -> ResponseReturnValue:
    """The norms of one part of the text, each with what carries it out."""
    register = register_of(regulation)
    parts = chapters(register)
    names = list(parts)
    name = next((each for each in names if slug(each) == part), None)
    if name is None:
        abort(404)
    governments = run_by(register)
    at = names.index(name)
    return page(
        "law/chapter.html",
        register=register,
        name=name,
        norms=parts[name],
        noticing={norm.id: noticing(norm, register) for norm in parts[name]},
        governments=governments,
        shown=governments[0] if governments else None,
        before=names[at - 1] if at else "",
        after=names[at + 1] if at + 1 < len(names) else "",
    )


@blueprint.get("/norma/<norm_id>")
@public
def norm(norm_id: str) -> ResponseReturnValue:
    """The lasting address of a norm leads to its row."""
    register = books().of_norm(norm_id)
    found = register.norm(norm_id) if register else None
    if register is None or found is None:
        abort(404)
    return redirect(url_for("law.chapter", regulation=register.slug, part=slug(found.chapter), _anchor=found.id))
