"""The government's own articles beside those of the regulation whose diagrams it borrows."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding.draft_checks import ARTICLE, own_articles, sentence
from complaints.founding.process_sets import ProcessSet, process_sets
from complaints.people.governments import GovernmentFileError, checked_articles
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save


@blueprint.get("/pasal")
@admin
def articles() -> ResponseReturnValue:
    """Every borrowed norm with the own article."""
    own = present().values["articles"]
    return _page({f"{ARTICLE}{norm}": text for norm, text in own.items()}, {})


@blueprint.post("/pasal")
@admin
def save_articles() -> ResponseReturnValue:
    """Saves them: pages cite them from now on."""
    data, borrowed = present(), _borrowed()
    given = {f"{ARTICLE}{norm.id}": request.form.get(f"{ARTICLE}{norm.id}", "") for norm in borrowed.norms}
    try:
        values = data.values | {"articles": own_articles(given)}
        checked_articles(_("Pasal sendiri"), values)
        save(here(), replace(data, values=values))
    except GovernmentFileError as refused:
        field = next((name for name, text in given.items() if len(text) > 120), next(iter(given)))
        return _page(given, {field: sentence(refused)})
    flash(_("Tersimpan."))
    return redirect(url_for("admin.articles"), code=303)


def _borrowed() -> ProcessSet:
    """What is borrowed, or 404 where the diagrams are those of its own regulation."""
    values = present().values
    found = process_sets().get(str(values["process"]))
    if found is None or not values["borrows"]:
        abort(404)
    return found


def _page(given: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    page = render_template("admin/articles.html", given=given, errors=errors, chosen=_borrowed(), article=ARTICLE)
    return make_response(page, 422 if errors else 200)
