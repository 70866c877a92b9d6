"""What the officer's desk reads: the task list, the case file, the work done. Never more than the reader may see."""

from complaints.casework.case_file import (
    CaseState,
    ComplaintView,
    Correspondence,
    ReporterView,
    Substance,
    access_to,
    complaint,
    file_of,
)
from complaints.casework.copies import CopyCursor, CopyPage, CopyRow, Recipient, copy_list, recipients
from complaints.casework.done_tasks import DoneCursor, DonePage, HandledCase, handled, rows_of
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
from complaints.casework.readings import Opening, ReasonNeededError, What, WriteNeededError
from complaints.casework.task_file import HistoryRow, TaskFile, history, open_tasks, task_file

__all__ = [
    "ACTIVITY",
    "COUNT_LIMIT",
    "CaseState",
    "ComplaintView",
    "CopyCursor",
    "CopyPage",
    "CopyRow",
    "Correspondence",
    "Cursor",
    "DoneCursor",
    "DonePage",
    "HandledCase",
    "HistoryRow",
    "Opening",
    "ReasonNeededError",
    "Recipient",
    "ReporterView",
    "Substance",
    "TaskCounts",
    "TaskFile",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "What",
    "WriteNeededError",
    "access_to",
    "complaint",
    "copy_list",
    "counts",
    "file_of",
    "handled",
    "history",
    "inbox",
    "open_tasks",
    "recipients",
    "rows_of",
    "task_file",
]
