"""What the officer's desk reads: the task list, the case file, the work done. Never more than the reader may see."""

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
    "Cursor",
    "TaskCounts",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "counts",
    "inbox",
]
