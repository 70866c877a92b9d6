"""One form on its way: which pages it has, which of them is shown, what stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort, url_for

from complaints.intake import start_form
from complaints.intake.draft_rows import Draft
from complaints.intake.start_form import StartForm
from complaints.intake.start_lists import lists_in
from complaints.intake.starts import WEBSITE
from complaints.models import Instansi
from engine.definition.forms import Checked, Options
from engine.definition.forms.pages import Page, all_pages, pages_asked
from engine.errors import NotFoundError
from web.components.form import condition_css, render_form
from web.public.blueprint import instansi, today
from web.public.ways import way
from web.transactions import page_session


@dataclass(frozen=True)
class OnItsWay:
    """The form of the website in force, with the answers of a draft."""

    asked: StartForm
    draft: Draft | None

    def with_draft(self, draft: Draft) -> OnItsWay:
        """The same form with what was kept now."""
        return OnItsWay(self.asked, draft)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was answered so far; before that what the form proposes."""
        return self.asked.form.initial({}) | (self.draft.answers if self.draft else {})

    @cached_property
    def options(self) -> Options:
        """Lists and files that questions refer to."""
        files = self.draft.options if self.draft else []
        return lists_in(instansi().wilayah, self.asked, self.answers, files=files)

    @cached_property
    def checked(self) -> Checked:
        """What the whole form says of the answers so far."""
        return self.asked.form.check(self.answers, options=self.options, context=self.asked.context, today=today())

    @cached_property
    def pages(self) -> list[Page]:
        """Those that are asked after these answers."""
        asked = self.asked.form.keys() - self.checked.hidden
        return pages_asked(self.asked.form, asked, self.answers, self.asked.context)

    def page(self, number: int) -> Page:
        """A page by its number. Not found when the form has no such page."""
        found = next((page for page in all_pages(self.asked.form) if page.number == number), None)
        return found or abort(404)

    def after(self, number: int) -> int | None:
        """The next page that is asked, None when the check comes next."""
        return next((page.number for page in self.pages if page.number > number), None)

    def incomplete_after(self, number: int) -> int | None:
        """The next page that is asked and lacks an answer."""
        wrong = {_key(name) for name in self.errors()}
        return next(
            (page.number for page in self.pages if page.number > number and wrong & set(page.form.fields)), None
        )

    def before(self, number: int) -> int | None:
        """The page before this one, None for the first."""
        return next((page.number for page in reversed(self.pages) if page.number < number), None)

    def place(self, number: int) -> tuple[int, int]:
        """Number of a page among the steps, and how many steps there are; the check is the last."""
        return sum(page.number <= number for page in self.pages), len(self.pages) + 1

    def errors(self, page: Page | None = None) -> Mapping[str, str]:
        """What is wrong with the answers, all or those of one page."""
        errors = self.checked.errors
        return {name: text for name, text in errors.items() if page is None or _key(name) in page.form.fields}

    def fields(self, page: Page, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
        """The questions of a page as HTML."""
        css = condition_css(page.form)
        return render_form(
            page.form,
            values=values,
            errors=errors,
            options=self.options,
            context=page.known(self.answers, self.checked, self.asked.context),
            style=url_for("public.form_style", number=page.number, restricted=int(way().restricted)) if css else "",
        )


def on_its_way(draft: Draft | None, *, restricted: bool | None = None) -> OnItsWay:
    """The form of this way of lodging. Not found where the government takes nothing this way."""
    session = page_session()
    home = session.get_one(Instansi, instansi().id)
    limited = way().restricted if restricted is None else restricted
    try:
        return OnItsWay(start_form.at(session, instansi=home, kanal=WEBSITE, restricted=limited), draft)
    except NotFoundError:
        abort(404)


def first_page(form: OnItsWay) -> int:
    """The number of the first page that is asked."""
    return form.pages[0].number if form.pages else abort(404)


def _key(name: str) -> str:
    """The question of an error: its name up to the row."""
    return name.partition(".")[0]
