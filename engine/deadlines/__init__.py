"""Working days and decrees in, due moments out. Pure: no clock, no database, no file."""

from engine.deadlines.days import NATIONAL_RANK, DayEntry, DayKind, Unit
from engine.deadlines.explanation import ExplainedDay
from engine.deadlines.office import END_OF_DAY, OfficeCalendar
from engine.deadlines.rules import Deadline, unit_of
from engine.deadlines.workdays import WorkCalendar

__all__ = [
    "END_OF_DAY",
    "NATIONAL_RANK",
    "DayEntry",
    "DayKind",
    "Deadline",
    "ExplainedDay",
    "OfficeCalendar",
    "Unit",
    "WorkCalendar",
    "unit_of",
]
