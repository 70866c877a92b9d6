"""A form as those who fill it in see it: a start form page by page, for citizens and for officers who enter letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from complaints.intake.starts import WEBSITE, Entrance, entrances_of
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.forms.pages import asked_pages
from engine.errors import EngineError
from web.components.form import condition_css, render_form
from web.phrases.desk import kanal

MARK = "pratinjau-"


@dataclass(frozen=True)
class PreviewPart:
    """What is seen at a time: HTML, and the style sheet by which fields under a condition come and go."""

    html: Markup
    css: str = ""


def drawn(form: Form, bundle: Bundle, process_id: str) -> list[PreviewPart]:
    """The form part by part; `bundle`: the other files of the draft, which say where the form stands."""
    ways = [each for each in _ways(bundle, process_id) if each.form is not None and each.form.name == form.name]
    parts = [part for number, way in enumerate(ways) for part in _way(form, way, f"{MARK}{number}-")]
    return parts or [_part(form, form.initial({}), {}, MARK)]


def _part(form: Form, values: Mapping[str, Any], context: Mapping[str, Any], mark: str) -> PreviewPart:
    """In a `form` of its own, as on every page: its conditions look no further, nor do its choices."""
    inside = render_form(form, values=values, context=context, mark=mark)
    return PreviewPart(Markup("<form>{}</form>").format(inside), condition_css(form))


def _ways(bundle: Bundle, process_id: str) -> Iterator[Entrance]:
    """The website, and the first way by which an officer enters: others ask by the same conditions."""
    try:
        ways = entrances_of(bundle, process_id=process_id) if process_id in bundle.diagrams else []
    except EngineError:  # of a diagram that cannot be read: its own editor says so
        return
    yield from [each for each in ways if WEBSITE in each.kanal][:1]
    yield from [each for each in ways if each.kanal and each.tingkat][:1]


def _way(form: Form, way: Entrance, mark: str) -> Iterator[PreviewPart]:
    name = WEBSITE if WEBSITE in way.kanal else way.kanal[0]
    context: dict[str, Any] = {"kanal": name, "tingkat": way.tingkat}
    values = form.initial({})
    pages, checked = asked_pages(form, values, context=context), form.check(values, context=context)
    title = _("Petugas yang mencatat: %(kanal)s", kanal=kanal(name)) if way.tingkat else _("Warga di situs")
    yield PreviewPart(Markup('<h3 class="govuk-heading-m">{}</h3>').format(title))
    for step, page in enumerate(pages, 1):
        told = _("Halaman %(nomor)s dari %(semua)s", nomor=step, semua=len(pages))
        heading = f"{told}: {page.title}" if page.title else told
        yield PreviewPart(Markup('<h4 class="govuk-heading-s">{}</h4>').format(heading))
        yield _part(page.form, values, page.known(values, checked, context), f"{mark}{page.number}-")
