"""What the pages of the law share: the registers, who runs a regulation, and answers that a browser may keep."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from complaints.law.deployed import Running, running
from complaints.law.library import Library, library, slug
from complaints.law.registers import Norm, Register
from web.assets import asset
from web.phrases import law
from web.phrases.catalogues import language
from web.services import services
from web.transactions import page_session

blueprint = Blueprint("law", __name__, url_prefix="/hukum")
blueprint.add_app_template_global(slug, "chapter_slug")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"law_words": law, "law_meanings": library().meanings}


def register_of(regulation: str) -> Register:
    """The register of this address, or 404."""
    found = library().register(regulation)
    if found is None or (found.example and not run_by(found)):
        abort(404)
    return found


def shown_to_all(register: Register, governments: list[Running]) -> bool:
    """Every real regulation is; one that is only an example, where a government runs it."""
    return not register.example or any(each.code == register.code for each in governments)


def run_by(register: Register) -> list[Running]:
    """The governments that run a regulation, by name."""
    return [each for each in running(page_session()) if each.code == register.code]


def first_of(register: Register) -> Running:
    """The government whose processes are shown, or 404 where nobody runs the regulation."""
    governments = run_by(register)
    if not governments:
        abort(404)
    return governments[0]


def norms_of(basis: str) -> list[tuple[str, Register | None, Norm | None]]:
    """The ids of a `dasarHukum` with what the registers know of them."""
    books = library()
    ids = [part.strip() for part in basis.split(",") if part.strip()]
    registers = [books.of_norm(each) for each in ids]
    return [
        (each, register, register.norm(each) if register else None)
        for each, register in zip(ids, registers, strict=True)
    ]


def page(template: str, *, governments: list[Running], **values: Any) -> Response:
    """A page with a fingerprint of all it was made of: the browser asks again, and gets it only when it changed.

    In a demo every page shows the demo's clock, and is never the same.
    """
    answer = make_response(render_template(template, governments=governments, **values))
    if services().settings.demo:
        return answer
    runs = (each.digest for each in governments)
    made_of = (request.full_path, language(), library().edition, asset("build/alur.css"), _edition_of_program(), *runs)
    answer.set_etag(hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:24])
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


@cache
def _edition_of_program() -> str:
    """Changes when the program that draws these pages is another one."""
    folder = Path(__file__).parents[1]
    files = [
        *folder.glob("law/*.py"),
        *folder.glob("phrases/*.py"),
        *folder.glob("templates/law/*"),
        *folder.glob("templates/layouts/*"),
        *folder.glob("translations/*/LC_MESSAGES/*.po"),
    ]
    return str(max(path.stat().st_mtime_ns for path in files))


def books() -> Library:
    """All registers and questions."""
    return library()
