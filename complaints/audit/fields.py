"""What a row says of a kind for which the auditor's page has no sentence of its own: field by field, none left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from engine.record.advance import HistoryEvent, UnknownEvent
from engine.record.events import (
    CaseIntervened,
    CaseMigrated,
    CaseNoted,
    CaseSealed,
    CaseStarted,
    DeadlinesRecomputed,
    IncidentRecorded,
    IncidentRetried,
    MessageReceived,
    TaskAssigned,
    TaskClaimed,
    TaskCompleted,
    TaskReleased,
    TaskTakenOver,
    TextsErased,
    TimersFired,
)

IN_SENTENCES: tuple[type[HistoryEvent], ...] = (
    CaseStarted, TaskClaimed, TaskReleased, TaskAssigned, TaskTakenOver, TaskCompleted, MessageReceived, TimersFired,
    DeadlinesRecomputed, CaseIntervened, CaseMigrated, CaseSealed, TextsErased, IncidentRecorded, IncidentRetried,
    CaseNoted, UnknownEvent,
)  # fmt: skip
"""Kinds whose fields `complaints.audit.acts` puts into sentences."""
IN_OTHERS = frozenset(each.name for kind in IN_SENTENCES for each in fields(kind) if each.name not in ("from_", "to"))
"""Fields that are told with every kind: the way, tasks, timers, answers, what is bound."""


def told_by_field(what: HistoryEvent) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name of the field, its values as lines); nothing for kinds that are told in sentences."""
    if isinstance(what, IN_SENTENCES):
        return ()
    named = ((each.name, getattr(what, each.name)) for each in fields(what) if each.name not in IN_OTHERS)
    return tuple((name.rstrip("_"), lines) for name, value in named if (lines := _lines(value)))


def _lines(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(f"{key}: {', '.join(_lines(each)) or '–'}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return tuple(", ".join(_lines(each)) if isinstance(each, tuple | list) else str(each) for each in value)
    if isinstance(value, datetime):
        return (value.isoformat(),)
    return () if value in (None, "", False) else ("ya" if value is True else str(value),)
