"""Administrators' pages: the persons, units, calendars and settings of one government, and what was done to them."""

from web.admin import acts, calendar, leaving, person_acts, person_import, persons, second_person
from web.admin.blueprint import blueprint

__all__ = ["acts", "blueprint", "calendar", "leaving", "person_acts", "person_import", "persons", "second_person"]
