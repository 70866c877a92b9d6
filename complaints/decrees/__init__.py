"""Decrees on holidays, joint leave and make-up days: how they enter, how they leave, which calendar they make."""

from complaints.decrees.calendar import calendar_for, entries_for, work_calendar
from complaints.decrees.issue import DayInput, affected_instansi, issue_decree, revoke_day
from complaints.decrees.scopes import NATIONAL, PROVINCE_ZONES, rank_of, wider_scopes
from complaints.decrees.seed import SEED_FOLDER, read_seed, seed_decrees
from complaints.decrees.years import decreed_years

__all__ = [
    "NATIONAL",
    "PROVINCE_ZONES",
    "SEED_FOLDER",
    "DayInput",
    "affected_instansi",
    "calendar_for",
    "decreed_years",
    "entries_for",
    "issue_decree",
    "rank_of",
    "read_seed",
    "revoke_day",
    "seed_decrees",
    "wider_scopes",
    "work_calendar",
]
