"""What the officer's desk reads: the task list, the case file, the work done. Never more than the reader may see."""

from complaints.desk.case_file import (
    ComplaintView,
    File,
    Message,
    Person,
    StoredFile,
    Substance,
    access_to,
    complaint,
    stored_file,
)
from complaints.desk.handled import CaseRow, DoneCursor, DonePage, by_number, handled
from complaints.desk.inbox import (
    COUNT_LIMIT,
    Cursor,
    TaskCounts,
    TaskFilter,
    TaskPage,
    TaskRow,
    counts,
    inbox,
)

__all__ = [
    "COUNT_LIMIT",
    "CaseRow",
    "ComplaintView",
    "Cursor",
    "DoneCursor",
    "DonePage",
    "File",
    "Message",
    "Person",
    "StoredFile",
    "Substance",
    "TaskCounts",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "access_to",
    "by_number",
    "complaint",
    "counts",
    "handled",
    "inbox",
    "stored_file",
]
