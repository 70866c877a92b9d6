"""Tables of the engine. Each carries its instansi, and its key begins with it; the log is of the installation."""

from engine.models.base import Base, UtcDateTime, insert_rows, insertion, new_id
from engine.models.carriers import carrier
from engine.models.case import Case, CaseStatus, Incident, Timer
from engine.models.draft import DraftFile, DraftState, FollowPolicy, MigrationOrder, ProcessDraft
from engine.models.event import Event, Ledger, LedgerEvent
from engine.models.log import LogCheckpoint, LogEntry, LogKey, LogStamp, LogTile
from engine.models.outbox import OutboxMessage
from engine.models.setting import Setting
from engine.models.start_timer import StartTimer
from engine.models.task import Task, TaskDraft, TaskState
from engine.models.version import ProcessVersion

__all__ = [
    "Base",
    "Case",
    "CaseStatus",
    "DraftFile",
    "DraftState",
    "Event",
    "FollowPolicy",
    "Incident",
    "Ledger",
    "LedgerEvent",
    "LogCheckpoint",
    "LogEntry",
    "LogKey",
    "LogStamp",
    "LogTile",
    "MigrationOrder",
    "OutboxMessage",
    "ProcessDraft",
    "ProcessVersion",
    "Setting",
    "StartTimer",
    "Task",
    "TaskDraft",
    "TaskState",
    "Timer",
    "UtcDateTime",
    "carrier",
    "insert_rows",
    "insertion",
    "new_id",
]
