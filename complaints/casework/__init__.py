"""What the officer's desk reads: the task list, the case file, the work done. Never more than the reader may see."""

from complaints.casework.case_file import (
    CaseState,
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
from complaints.casework.handled import CaseRow, DoneCursor, DonePage, by_number, handled
from complaints.casework.inbox import (
    ACTIVITY,
    COUNT_LIMIT,
    Cursor,
    TaskCounts,
    TaskFilter,
    TaskPage,
    TaskRow,
    counts,
    inbox,
)
from complaints.casework.task_file import HistoryRow, TaskFile, history, open_tasks, task_file

__all__ = [
    "ACTIVITY",
    "COUNT_LIMIT",
    "CaseRow",
    "CaseState",
    "ComplaintView",
    "Cursor",
    "DoneCursor",
    "DonePage",
    "File",
    "HistoryRow",
    "Message",
    "Person",
    "StoredFile",
    "Substance",
    "TaskCounts",
    "TaskFile",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "access_to",
    "by_number",
    "complaint",
    "counts",
    "handled",
    "history",
    "inbox",
    "open_tasks",
    "stored_file",
    "task_file",
]
