"""Figures of the auditor's desk in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.phrases.catalogues import language
from web.phrases.moments import CONVENTIONS

if TYPE_CHECKING:
    from complaints.audit.mining.drawing import StepNames

NO_UNIT = _l("Belum ada unit")


def month(number: int) -> str:
    """`202611` as "November 2026"."""
    return format_date(date(number // 100, number % 100, 1), "MMMM y", locale=CONVENTIONS[language()])


def step(names: StepNames, key: str) -> str:
    """`process#element` as people call it."""
    process, _sign, element = key.partition("#")
    return names.step(process, element)


def hours(value: float | None) -> str:
    """Working hours: "12,5 jam"."""
    return "–" if value is None else _("%(jam)s jam", jam=f"{value:.1f}".replace(".", ","))


def comma(value: float) -> str:
    """A number with at most one decimal: "6,5", "7"."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def percent(value: float | None) -> str:
    """A share: "68,75 %"."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "\N{NO-BREAK SPACE}%"
