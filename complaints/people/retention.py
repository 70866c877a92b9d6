"""How long texts and files of finished complaints are kept, what is due, and who orders that they are erased.

The period is a setting of the government with its ground (its records schedule, JRA); without one nothing is due. An
administrator asks, another one confirms (`complaints.people.guarded`), and the worker erases (`complaints.upkeep`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from complaints.models import Complaint, Instansi, SecondPersonRequest
from complaints.people import guarded
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.governments.limits import KEPT_GROUND, KEPT_YEARS
from engine.actors import Actor
from engine.catalogue import N_, _, written
from engine.errors import EngineError
from engine.models import Case, LedgerEvent, Setting, new_id
from engine.record.events import ActRecorded
from engine.record.payload import read
from engine.running.runtime import Runtime

ORDER = "erasure/"
COUNTED_TO = 10_000
"""Of a page; what is written down is counted to its end."""
SHOWN = 20
MOST_ORDERS = 100


@dataclass(frozen=True)
class KeptPeriod:
    """How long texts are kept, and by which rule."""

    years: int
    ground: str

    @property
    def rule(self) -> str:
        """As histories name it."""
        return written(N_("masa simpan %(years)s tahun: %(ground)s"), years=self.years, ground=self.ground)


@dataclass(frozen=True)
class DueComplaint:
    """A finished complaint whose period is over."""

    number: str
    jenis: str
    unit: str
    ended_at: datetime


@dataclass(frozen=True)
class ErasureOrder:
    """What two persons decided and the worker does."""

    key: str
    instansi_id: str
    before: datetime
    """What ended before."""
    rule: str
    by: Actor
    done: int = 0
    restricted: bool = False
    """Of whistleblowers' reports instead of all others."""
    left: tuple[str, ...] = ()
    """Files whose rows are gone: removed at the next turn, whatever happened in between."""
    last: tuple[datetime, UUID] | None = None
    """End and id of the last complaint that was looked at."""
    kept: int = 0
    """Complaints that were left alone: they, or what their history binds, are not what the history says."""
    again: tuple[tuple[UUID, str], ...] = ()
    """Complaints that could not be erased, with what was raised: tried again when all others are done."""
    rounds: int = 0
    """How often they were tried again."""
    waits_until: datetime | None = None
    """Before the next round."""

    def stored(self) -> str:
        """As it lies in the settings."""
        who = {"by": self.by.id, "name": self.by.name, "role": self.by.role}
        what = {"before": self.before.isoformat(), "rule": self.rule, "done": self.done, "restricted": self.restricted}
        last = [self.last[0].isoformat(), str(self.last[1])] if self.last else None
        went = {"left": self.left, "last": last, "kept": self.kept}
        later = {
            "again": [[case_id.hex, raised] for case_id, raised in self.again],
            "rounds": self.rounds,
            "waits_until": self.waits_until.isoformat() if self.waits_until else None,
        }
        return json.dumps({"instansi": self.instansi_id, **went, **later, **what, **who})

    @classmethod
    def read(cls, key: str, stored: str) -> ErasureOrder:
        """What `stored()` wrote."""
        said = json.loads(stored)
        by = Actor(said["by"], said["name"], role=said["role"])
        before = datetime.fromisoformat(said["before"])
        last = (datetime.fromisoformat(said["last"][0]), UUID(said["last"][1])) if said["last"] else None
        return cls(
            key, said["instansi"], before, said["rule"], by, said["done"], said["restricted"], tuple(said["left"]),
            last, said["kept"], tuple((UUID(hex=case_id), raised) for case_id, raised in said.get("again", ())),
            said.get("rounds", 0), datetime.fromisoformat(waits) if (waits := said.get("waits_until")) else None,
        )  # fmt: skip


def period_of(session: Session, *, instansi_id: str) -> KeptPeriod | None:
    """The period of a government; None as long as it set none."""
    limits = session.get_one(Instansi, instansi_id).limits
    years = limits.get(KEPT_YEARS)
    return KeptPeriod(int(years), limits.get(KEPT_GROUND, "")) if years else None


def cutoff(session: Session, *, instansi_id: str, years: int, now: datetime) -> datetime:
    """What ended before this moment is due: the day of today, so many years ago, in the zone of the government."""
    zone = ZoneInfo(session.get_one(Instansi, instansi_id).time_zone)
    today = now.astimezone(zone).date()
    day = date(today.year - years, today.month, min(today.day, 28) if today.month == 2 else today.day)
    return datetime.combine(day, time(), zone)


def is_due(instansi_id: str, before: datetime, *, restricted: bool = False) -> ColumnElement[bool]:
    """The condition for statements of `Case` with its `Complaint`."""
    return and_(
        Case.instansi_id == instansi_id,
        Complaint.instansi_id == Case.instansi_id,
        Complaint.id == Case.id,
        Case.ended_at < before,
        Complaint.erased_at.is_(None),
        Complaint.restricted if restricted else ~Complaint.restricted,
    )


def due_count(
    session: Session, *, instansi_id: str, before: datetime, restricted: bool = False, most: int | None = None
) -> int:
    """How many complaints are due; `most`: counted up to so many."""
    some = select(Case.id).where(is_due(instansi_id, before, restricted=restricted)).limit(most)
    return session.execute(select(func.count()).select_from(some.subquery("due"))).scalar_one()


def due_first(session: Session, *, instansi_id: str, before: datetime) -> list[DueComplaint]:
    """Those that ended first, at most `SHOWN`. Whistleblowers' reports are on no page."""
    rows = session.execute(
        select(Complaint.number, Complaint.jenis, Complaint.unit, Case.ended_at)
        .where(is_due(instansi_id, before))
        .order_by(Case.ended_at, Case.id)
        .limit(SHOWN)
    )
    return [DueComplaint(number, jenis, unit, ended_at) for number, jenis, unit, ended_at in rows if ended_at]


def ask(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor) -> int:
    """Leaves the erasure of all that is due now for a second administrator; gives how many that is.

    Raises EngineError when no period is set or nothing is due.
    """
    period = period_of(session, instansi_id=instansi_id)
    if period is None:
        raise EngineError(_("tetapkan dahulu masa simpan dan dasarnya"))
    before = cutoff(session, instansi_id=instansi_id, years=period.years, now=runtime.clock.now())
    count = due_count(session, instansi_id=instansi_id, before=before)
    if not count:
        raise EngineError(_("tidak ada yang habis masa simpannya"))
    values = {"ended_before": before.isoformat(), "count": count, "rule": period.rule}
    guarded.ask(
        session, runtime, instansi_id=instansi_id, by=by, user_id=UUID(by.id), act=Act.ERASURE_ORDERED, values=values,
        reason=period.rule,
    )  # fmt: skip
    return count


def confirm(session: Session, runtime: Runtime, *, row: SecondPersonRequest, by: Actor) -> None:
    """Orders what another administrator asked for. Raises EngineError when the period is another one by now."""
    period = period_of(session, instansi_id=row.instansi_id)
    if period is None or period.rule != row.values["rule"]:
        raise EngineError(_("masa simpan berubah sesudah penghapusan ini diminta; tolak, lalu minta lagi"))
    before = datetime.fromisoformat(row.values["ended_before"])
    order_erasure(session, runtime, instansi_id=row.instansi_id, before=before, rule=row.values["rule"], by=by)


def order_erasure(
    session: Session, runtime: Runtime, *, instansi_id: str, before: datetime, rule: str, by: Actor,
    restricted: bool = False,
) -> None:  # fmt: skip
    """Leaves the order for the worker, and its act in the government's history."""
    order = ErasureOrder(ORDER + new_id().hex, instansi_id, before, rule, by, restricted=restricted)
    session.add(Setting(key=order.key, value=order.stored()))
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.ERASURE_ORDERED,
        subject=Subject(About.GOVERNMENT, instansi_id),
        after={
            "ended_before": before.isoformat(), "rule": rule,
            "count": due_count(session, instansi_id=instansi_id, before=before, restricted=restricted),
        },
    )  # fmt: skip


def orders(session: Session, *, instansi_id: str = "") -> list[ErasureOrder]:
    """What the worker has still to do, of one government or of all."""
    of = Setting.value.startswith(f'{{"instansi": "{instansi_id}"', autoescape=True) if instansi_id else true()
    rows = session.scalars(
        select(Setting).where(Setting.key.startswith(ORDER), of).order_by(Setting.key).limit(MOST_ORDERS)
    )
    return [ErasureOrder.read(row.key, row.value) for row in rows]


def is_told(session: Session, order: ErasureOrder) -> bool:
    """Whether the government's history says that this was ordered: an order that somebody put beside it erases
    nothing."""
    rows = session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.instansi_id == order.instansi_id,
            LedgerEvent.element == Subject(About.GOVERNMENT, order.instansi_id).element,
            LedgerEvent.payload.contains(f'"{Act.ERASURE_ORDERED.value}"', autoescape=True),
        )
        .order_by(LedgerEvent.number.desc())
        .limit(MOST_ORDERS)
    )
    wanted = {"ended_before": order.before.isoformat(), "rule": order.rule}
    acts = (read(row.kind, row.payload) for row in rows)
    return any(
        isinstance(act, ActRecorded) and act.act == Act.ERASURE_ORDERED and wanted.items() <= act.after.items()
        for act in acts
    )


def told(order: ErasureOrder) -> dict[str, Any]:
    """What the act of an order that is over says."""
    apart = {"kept": order.kept, "failed": len(order.again), "files_left": len(order.left)}
    said = {"ended_before": order.before.isoformat(), "rule": order.rule, "count": order.done}
    return said | {name: number for name, number in apart.items() if number}
