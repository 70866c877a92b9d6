"""Event logs and nets for tools of process mining: what they hold is told in docs/format-ekspor.md."""

from complaints.audit.event_log.logged import LogFilter, count, logged_runs
from complaints.audit.event_log.pseudonyms import Pseudonyms
from complaints.audit.event_log.writing import (
    FORMATS,
    MOST_IN_A_WORKBOOK,
    MOST_ON_A_PAGE,
    Format,
    log_pieces,
    record_export,
)

__all__ = [
    "FORMATS",
    "MOST_IN_A_WORKBOOK",
    "MOST_ON_A_PAGE",
    "Format",
    "LogFilter",
    "Pseudonyms",
    "count",
    "log_pieces",
    "logged_runs",
    "record_export",
]
