"""The readings of a day are bound by a row of the government's own history, which is sealed and in the log: it says how
many there were and the SHA-256 over them, in order, and nothing of who read what.

`verify_readings` counts and hashes the days anew: a reading that was changed, removed or put in between is found.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.models import Reading
from complaints.people.acts import LEDGER, About, Act, Subject, record_act
from complaints.upkeep.rounds import Rounds
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import SessionFactory, unit_of_work
from engine.models import Ledger, LedgerEvent
from engine.record.chain import Break
from engine.record.events import ActRecorded
from engine.record.payload import canonical, read
from engine.running.runtime import Runtime

EVERY = timedelta(minutes=30)
SETTLED = timedelta(hours=1)
"""How long after its end a day (UTC) is bound: whatever began in it has been written by then."""
DAY = timedelta(days=1)
PREFIX = f"{About.READINGS}:"
BOUND = (
    "instansi_id", "id", "case_id", "at", "actor", "actor_name", "role", "unit", "on_behalf_of", "what", "part",
    "substance", "identity", "ground", "reason", "since",
)  # fmt: skip
"""The columns that a day's digest covers, in this order. Never changed: bound days would look altered."""


class BindingReadings(Rounds):
    """A chore of the worker: one day of one government at each turn, as long as there is one."""

    def __init__(self, factory: SessionFactory, runtime: Runtime) -> None:
        super().__init__(factory, runtime.clock, every=EVERY)
        self._runtime = runtime

    def turn(self, home: str) -> int:
        """Binds the oldest day of this government that is over; gives how many: 0 or 1."""
        with unit_of_work(self._factory, home) as session:
            return int(bind_next_day(session, self._runtime, instansi_id=home))


def bind_next_day(session: Session, runtime: Runtime, *, instansi_id: str) -> bool:
    """Binds the oldest day that is over and not bound yet; whether there was one. One worker at a time."""
    acts = select(Ledger.id).where(Ledger.instansi_id == instansi_id, Ledger.name == LEDGER)
    session.execute(acts.with_for_update())
    bound = _last_bound(session, instansi_id)
    first = select(func.min(Reading.at)).where(Reading.instansi_id == instansi_id)
    if bound is not None:
        first = first.where(Reading.at >= _midnight(bound) + DAY)
    at = session.scalar(first)
    if at is None or runtime.clock.now() < _midnight(at.astimezone(UTC).date()) + DAY + SETTLED:
        return False
    day = at.astimezone(UTC).date()
    rows, digest = digest_of(session, instansi_id=instansi_id, day=day)
    record_act(
        session, runtime, instansi_id=instansi_id, by=SISTEM, act=Act.READINGS_BOUND,
        subject=Subject(About.READINGS, day.isoformat()), after={"count": rows, "digest": digest},
    )  # fmt: skip
    return True


def digest_of(session: Session, *, instansi_id: str, day: date) -> tuple[int, str]:
    """How many readings a day (UTC) has, and the SHA-256 over them, one line of canonical JSON each, oldest first."""
    digest, count = hashlib.sha256(), 0
    rows = session.execute(
        select(*(Reading.__table__.c[name] for name in BOUND))
        .where(Reading.instansi_id == instansi_id, Reading.at >= _midnight(day), Reading.at < _midnight(day) + DAY)
        .order_by(Reading.at, Reading.id)
        .execution_options(yield_per=1_000)
    )
    for row in rows:
        digest.update(canonical([_plain(value) for value in row]).encode() + b"\n")
        count += 1
    return count, digest.hexdigest()


@dataclass(frozen=True)
class ReadingsVerdict:
    """What was examined, and days that are not as they were bound."""

    days: int
    rows: int
    breaks: list[Break]


def verify_readings(session: Session, *, instansi_id: str | None = None) -> ReadingsVerdict:
    """Every day that a history bound, of one government or (in a crossing) of all."""
    bound = select(LedgerEvent).where(LedgerEvent.element.startswith(PREFIX, autoescape=True))
    if instansi_id is not None:
        bound = bound.where(LedgerEvent.instansi_id == instansi_id)
    days, rows, breaks = 0, 0, []
    counted: dict[str, dict[date, int]] = {}
    last: dict[str, LedgerEvent] = {}
    for event in session.scalars(bound.order_by(LedgerEvent.instansi_id, LedgerEvent.number)).all():
        said = _said(event)
        found = digest_of(session, instansi_id=event.instansi_id, day=said[0]) if said else (0, "")
        days, rows = days + 1, rows + found[0]
        if said is None or found != said[1:]:
            reason = _("catatan pembacaan hari itu tidak seperti yang diikat: %(found)s baris", found=found[0])
            breaks.append(Break(event.instansi_id, event.ledger_id, event.number, reason, LEDGER))
        if said is not None:
            counted.setdefault(event.instansi_id, {})[said[0]] = found[0]
            last[event.instansi_id] = event
    for home, event in last.items():
        if between := _before(session, home, max(counted[home])) - sum(counted[home].values()):
            reason = _("%(n)s baris pada hari yang waktu itu kosong: ditambahkan dari luar", n=between)
            breaks.append(Break(home, event.ledger_id, event.number, reason, LEDGER))
    return ReadingsVerdict(days, rows, breaks)


def _before(session: Session, instansi_id: str, day: date) -> int:
    """How many readings there are until the end of this day: days without any are bound by none of their own."""
    until = select(func.count()).select_from(Reading).where(Reading.instansi_id == instansi_id)
    return session.scalar(until.where(Reading.at < _midnight(day) + DAY)) or 0


def _said(event: LedgerEvent) -> tuple[date, int, str] | None:
    """Day, count and digest of a row; None for one that cannot be read."""
    act = read(event.kind, event.payload)
    after = act.after if isinstance(act, ActRecorded) else {}
    try:
        return date.fromisoformat(event.element.removeprefix(PREFIX)), int(after["count"]), str(after["digest"])
    except (ValueError, KeyError, TypeError):
        return None


def _last_bound(session: Session, instansi_id: str) -> date | None:
    """Days are bound in their order: the greatest is the last. The range walks the index whatever the collation."""
    newest = select(func.max(LedgerEvent.element)).where(
        LedgerEvent.instansi_id == instansi_id, LedgerEvent.element >= PREFIX, LedgerEvent.element <= PREFIX + "9" * 10
    )
    text = session.scalar(newest)
    return date.fromisoformat(text.removeprefix(PREFIX)) if text else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str | int | None) else value.hex
