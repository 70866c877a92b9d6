"""Event logs and nets for tools of process mining: what they hold is told in docs/format-ekspor.md."""

from complaints.audit.event_log.logged import LogFilter, count, logged_runs
from complaints.audit.event_log.pseudonyms import Pseudonyms
from complaints.audit.event_log.writing import FORMATS, MOST_ON_A_PAGE, Format, record_export, write_log

__all__ = [
    "FORMATS",
    "MOST_ON_A_PAGE",
    "Format",
    "LogFilter",
    "Pseudonyms",
    "count",
    "logged_runs",
    "record_export",
    "write_log",
]
