"""What the officer's desk reads: the task list, the case file, the work done. Never more than the reader may see."""

from complaints.casework.case_file import (
    CaseAttachment,
    CaseState,
    ComplaintView,
    Correspondence,
    File,
    ReporterView,
    Substance,
    access_to,
    complaint,
    stored_file,
)
from complaints.casework.done_tasks import DoneCursor, DonePage, HandledCase, by_number, handled
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
    "CaseAttachment",
    "CaseState",
    "ComplaintView",
    "Correspondence",
    "Cursor",
    "DoneCursor",
    "DonePage",
    "File",
    "HandledCase",
    "HistoryRow",
    "ReporterView",
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
