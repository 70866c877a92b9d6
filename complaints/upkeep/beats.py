"""Signs of life of the workers: each leaves one a minute, in a row of its own."""

from __future__ import annotations

import json
import logging
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.models import Setting

KEY = "worker_seen_at"
"""Begins the key of each; an earlier version of the program left one row under this name alone."""
EVERY = timedelta(minutes=1)
SILENT_AFTER = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)
MOST_SHOWN = 50
SET_BACK_KEY = "clock_set_back"
log = logging.getLogger("alur.worker")


@dataclass(frozen=True)
class WorkerBeat:
    """A worker and when it was seen last."""

    name: str
    seen_at: datetime
    silent: bool


@dataclass(frozen=True)
class ClockSetBack:
    """`was`: what the clock had reached; `noticed_at`: what it showed afterwards."""

    was: datetime
    noticed_at: datetime


@dataclass(frozen=True)
class Pulse:
    """What the database tells about all workers: `baik`, `diam` (all silent too long), `belum` (never seen one)."""

    worker: str
    seen_at: datetime | None


def own_name() -> str:
    """Machine and process: two workers on one machine are two."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}"


def beat(session: Session, name: str, *, now: datetime) -> None:
    """This worker lives. A clock that went back meanwhile is noted, for somebody to confirm that it is right now."""
    future = [row for row in _rows(session) if datetime.fromisoformat(row.value) - now >= SILENT_AFTER]
    if future:
        log.warning("jam mesin mundur: pekerja pernah terlihat pada %s", future[0].value)
        noted = json.dumps({"from": future[0].value, "noticed": now.isoformat()})
        session.merge(Setting(key=SET_BACK_KEY, value=noted))
        for row in future:
            session.delete(row)
        session.flush()
    session.merge(Setting(key=f"{KEY}:{name}", value=now.isoformat()))


def clock_set_back(session: Session) -> ClockSetBack | None:
    """None when it never was, or when somebody has confirmed since that it is right."""
    row = session.get(Setting, SET_BACK_KEY)
    return ClockSetBack(**{name: datetime.fromisoformat(at) for name, at in _named(row.value)}) if row else None


def _named(text: str) -> list[tuple[str, str]]:
    found = json.loads(text)
    return [("was", found["from"]), ("noticed_at", found["noticed"])]


def forget(session: Session, *, now: datetime) -> None:
    """Takes away the signs of workers that ended long ago."""
    over = [row.key for row in _rows(session) if now - datetime.fromisoformat(row.value) > FORGOTTEN_AFTER]
    session.execute(delete(Setting).where(Setting.key.in_(over)))


def workers(session: Session, *, now: datetime) -> list[WorkerBeat]:
    """Each worker of the last day, the one seen last first."""
    found = [(row.key.partition(":")[2] or "-", datetime.fromisoformat(row.value)) for row in _rows(session)]
    return [
        WorkerBeat(name, seen_at, silent=abs(now - seen_at) >= SILENT_AFTER)
        for name, seen_at in sorted(found, key=lambda pair: pair[1], reverse=True)
    ]


def pulse(session: Session, *, now: datetime) -> Pulse:
    """The last sign of life of any worker."""
    found = workers(session, now=now)
    if not found:
        return Pulse("belum", None)
    return Pulse("diam" if found[0].silent else "baik", found[0].seen_at)


def _rows(session: Session) -> list[Setting]:
    newest = select(Setting).where(Setting.key.startswith(KEY, autoescape=True)).order_by(Setting.value.desc())
    return list(session.scalars(newest.limit(MOST_SHOWN)))
