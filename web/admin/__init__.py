"""Administrators' pages: the persons, units, calendars and settings of one government, and what was done to them."""

from web.admin import (  # noqa: F401 - each adds its views
    acts,
    articles,
    calendar,
    government,
    held_replies,
    leaving,
    look,
    person_acts,
    person_import,
    persons,
    readiness,
    retention,
    second_person,
    service,
    sign_on,
    units,
    wording,
)
from web.admin.blueprint import blueprint

__all__ = ["blueprint"]
