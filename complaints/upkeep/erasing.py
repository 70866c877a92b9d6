"""Erases texts and files of finished complaints that two persons ordered erased; figures, path and seal stay.

Of each complaint go: what was reported and by whom, messages, files with their bytes, texts in the history, mails,
drafts, and for a whistleblower's report its key. There stay: number, kind, dates, units, steps, who did them, and
what reports count of it. Its history says who erased what, when, and by which rule, and binds what stays.

An erasure would hide that something was tampered with before: what is not as its history says, or did not end when its
history says, is left alone, counted, and told to the operator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, literal, select, tuple_
from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.models import (
    Attachment,
    CaseKey,
    ChosenChannel,
    Complaint,
    ComplaintCopy,
    ComplaintMessage,
    IncomingReply,
    LodgingDraft,
    ReplyKey,
    Reporter,
)
from complaints.people import retention, unerased
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.retention import ErasureOrder
from complaints.reports.figures.counted import Counted, keep
from complaints.reports.figures.trails import read_trails
from complaints.sealed.content import SUBSTANCE
from engine.catalogue import N_, _
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.errors import EngineError
from engine.models import Case, Event, OutboxMessage, Setting
from engine.record import belongings
from engine.record.erasing import erase_texts
from engine.record.events import CaseStarted, MessageReceived, TaskCompleted, TimersFired
from engine.record.examining import Look, examine
from engine.running.due import attempt
from engine.running.runtime import Runtime

AT_ONCE = 20
"""Complaints of one transaction."""
AGAIN_AFTER = timedelta(minutes=5)
MOST_ROUNDS = 2
"""How often what failed is tried again before it is left alone and named."""
MOST_AGAIN = 100
"""Complaints of one order that are tried again; of what fails beyond, the next order takes care."""
STAYS = frozenset({"kecamatan"})
"""Of the substance: figures by place need it, and it names nobody."""
RAN_ON = frozenset({CaseStarted.KIND, TaskCompleted.KIND, MessageReceived.KIND, TimersFired.KIND})
GONE = N_("Isi telah dihapus sesudah masa simpannya")
"""Stands where the title stood."""


class Erasing:
    """A chore of the worker: one batch of the oldest order at each turn."""

    def __init__(self, factory: SessionFactory, runtime: Runtime, store: FileStore) -> None:
        self._factory = factory
        self._runtime = runtime
        self._store = store
        self._failed: dict[str, datetime] = {}

    def __call__(self) -> int:
        """Gives how many complaints were erased. An order that fails is told to the operator and tried again later."""
        now = self._runtime.clock.now()
        with reading(self._factory) as session:
            waiting = retention.orders(session)
        for order in waiting:
            if order.waits_until is not None and now < order.waits_until <= now + AGAIN_AFTER:
                continue
            failed = self._failed.get(order.key)
            if failed is not None and failed <= now < failed + AGAIN_AFTER:
                continue
            try:
                erased = erase_some(self._factory, self._runtime, self._store, order)
                if erased is not None:
                    return max(erased, 1)
            except UNAVAILABLE:
                raise
            except Exception as error:  # whatever it is: one order must not keep the others waiting
                self._failed[order.key] = now
                self._runtime.alarm(f"erasure {order.instansi_id}: {type(error).__name__}")
        return 0


def erase_some(factory: SessionFactory, runtime: Runtime, store: FileStore, order: ErasureOrder) -> int | None:
    """One batch of an order in one transaction; gives how many complaints were erased, None when the order is over or
    another worker holds it. It is over, too, when the period of the government is another one by now. Files go one turn
    after their rows: the order names them until then, so that neither a rollback loses one nor a crash leaves one.

    What cannot be erased keeps nothing else waiting: it is tried again at the end, `MOST_ROUNDS` times, then left
    alone, told to the operator and named (`complaints.people.unerased`).
    """
    with unit_of_work(factory, order.instansi_id) as session:
        row = session.scalars(
            select(Setting).where(Setting.key == order.key).with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        order = ErasureOrder.read(row.key, row.value)
        if not retention.is_told(session, order):
            raise EngineError(_("perintah penghapusan ini tidak ada pada riwayat pemerintahnya"))
        order = replace(order, left=tuple(path for path in order.left if not _removed(store, path)))
        cases = _next(session, order)
        if cases:
            last = (cases[-1].ended_at or order.before, cases[-1].id)
            after = _erased(session, runtime, replace(order, last=last), cases)
            row.value = after.stored()
            return after.done - order.done
        if (order.again or order.left) and order.rounds < MOST_ROUNDS:
            after = _next_round(session, runtime, order)
            row.value = after.stored()
            return after.done - order.done
        session.delete(row)
        _tell(session, runtime, order)
        record_act(
            session, runtime, instansi_id=order.instansi_id, by=order.by, act=Act.CONTENTS_ERASED,
            subject=Subject(About.GOVERNMENT, order.instansi_id), after=retention.told(order),
        )  # fmt: skip
    return None


def _removed(store: FileStore, path: str) -> bool:
    try:
        store.remove(path)
    except OSError:
        return False
    return True


def _erased(session: Session, runtime: Runtime, order: ErasureOrder, cases: Sequence[Case]) -> ErasureOrder:
    """The order after these cases, each erased by itself, or not at all."""
    left, kept, failed = list(order.left), 0, list(order.again)
    for case_id in [case.id for case in cases]:
        paths: list[str] | None = None

        def erase(case_id: UUID = case_id) -> None:
            nonlocal paths
            case = session.get_one(Case, (order.instansi_id, case_id))
            paths = _erase(session, runtime, order, case) if _is_as_told(session, runtime, case, order.before) else None

        failure = attempt(session, erase)
        if failure is not None:
            failed.append((case_id, type(failure).__name__))
        elif paths is None:
            kept += 1
        else:
            left += paths
            unerased.forget(session, case_id=case_id)
    done = len(cases) - kept - (len(failed) - len(order.again))
    return replace(
        order, done=order.done + done, kept=order.kept + kept, left=tuple(left), again=tuple(failed[:MOST_AGAIN])
    )


def _next_round(session: Session, runtime: Runtime, order: ErasureOrder) -> ErasureOrder:
    """The order after what failed was tried again; the first time it only waits."""
    until = runtime.clock.now() + AGAIN_AFTER
    if order.waits_until is None:
        return replace(order, waits_until=until)
    ids = [case_id for case_id, _raised in order.again] if _holds(session, order) else []
    query = select(Case).where(Case.instansi_id == order.instansi_id, Case.id.in_(ids)).order_by(Case.id)
    cases = session.scalars(query.with_for_update(of=Case)).all()
    after = _erased(session, runtime, replace(order, again=(), rounds=order.rounds + 1), cases)
    return replace(after, waits_until=until if after.again or order.left else None)


def _tell(session: Session, runtime: Runtime, order: ErasureOrder) -> None:
    """What is left of an order that is over."""
    where = f"erasure {order.instansi_id}"
    unerased.note(
        session, instansi_id=order.instansi_id, cases=order.again, restricted=order.restricted, now=runtime.clock.now()
    )
    for number, said in (
        (order.kept, "kept, not as their histories say"),
        (len(order.again), "could not be erased, see the operator's desk"),
        (len(order.left), f"files could not be removed: {' '.join(order.left)}"),
    ):
        if number:
            runtime.alarm(f"{where}: {number} {said}")


def _holds(session: Session, order: ErasureOrder) -> bool:
    """Whether the period by which it was ordered still counts."""
    period = retention.period_of(session, instansi_id=order.instansi_id)
    return period is not None and period.rule == order.rule


def _next(session: Session, order: ErasureOrder) -> Sequence[Case]:
    if not _holds(session, order):
        return []
    query = select(Case).where(retention.is_due(order.instansi_id, order.before, restricted=order.restricted))
    if order.last is not None:
        ended_at, case_id = order.last
        query = query.where(
            tuple_(Case.ended_at, Case.id) > tuple_(literal(ended_at, Case.ended_at.type), literal(case_id))
        )
    return session.scalars(query.order_by(Case.ended_at, Case.id).limit(AT_ONCE).with_for_update(of=Case)).all()


def _is_as_told(session: Session, runtime: Runtime, case: Case, before: datetime) -> bool:
    """Whether history and what it binds are whole, and the last row with which the case ran on is as old as its end."""
    looked = Look.CHAIN | Look.BESIDE
    if examine(
        session, verifier=runtime.verifier_in(session), instansi_id=case.instansi_id, case_id=case.id, look=looked
    ).breaks:
        return False
    ran_on = select(func.max(Event.at)).where(
        Event.instansi_id == case.instansi_id, Event.case_id == case.id, Event.kind.in_(RAN_ON)
    )
    end = session.scalar(ran_on)
    return end is not None and end < before


def _erase(session: Session, runtime: Runtime, order: ErasureOrder, case: Case) -> list[str]:
    """Gives the paths of its files, which are still there."""
    where = (case.instansi_id, case.id)
    complaint, now = session.get_one(Complaint, where), runtime.clock.now()
    # What reports count is taken along: some of it, such as a rating, was read from texts that go now.
    trails = dict(read_trails(session, case.instansi_id, {case.id: case.version_id}))
    files = _files(session, case)
    beside = {"pesan": _messages(session, case), "berkas": len(files)}
    _rest(session, case)
    for name, empty in SUBSTANCE.items():
        if name not in STAYS:
            setattr(complaint, name, empty)
    complaint.judul, complaint.erased_at = GONE, now
    for copy in session.scalars(
        select(ComplaintCopy).where(
            ComplaintCopy.instansi_id == case.instansi_id, ComplaintCopy.complaint_id == case.id
        )
    ):
        belongings.anew(session, copy)
    belongings.anew(session, complaint)
    erase_texts(session, case, at=now, by=order.by, rule=order.rule, beside=beside, signer=runtime.signer)
    if not complaint.restricted:
        session.flush()
        keep(session, instansi_id=case.instansi_id, counted=[Counted(case.id, case.event_count, trails[case.id])])
    return [path for row in files for path in (row.sealed_path, row.view_path) if path]


def _messages(session: Session, case: Case) -> int:
    rows = session.scalars(
        select(ComplaintMessage).where(
            ComplaintMessage.instansi_id == case.instansi_id, ComplaintMessage.complaint_id == case.id
        )
    ).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def _files(session: Session, case: Case) -> list[Attachment]:
    rows = session.scalars(
        select(Attachment).where(Attachment.instansi_id == case.instansi_id, Attachment.complaint_id == case.id)
    ).all()
    for row in rows:
        session.delete(row)
    return list(rows)


def _rest(session: Session, case: Case) -> None:
    """Who reported, the key of a sealed report, mails, and what the form left."""
    home, case_id = case.instansi_id, case.id
    for statement in (
        delete(Reporter).where(Reporter.instansi_id == home, Reporter.complaint_id == case_id),
        delete(CaseKey).where(CaseKey.instansi_id == home, CaseKey.case_id == case_id),
        delete(OutboxMessage).where(OutboxMessage.instansi_id == home, OutboxMessage.case_id == case_id),
        delete(ReplyKey).where(ReplyKey.instansi_id == home, ReplyKey.complaint_id == case_id),
        delete(IncomingReply).where(IncomingReply.instansi_id == home, IncomingReply.complaint_id == case_id),
        delete(ChosenChannel).where(ChosenChannel.instansi_id == home, ChosenChannel.complaint_id == case_id),
        delete(LodgingDraft).where(LodgingDraft.instansi_id == home, LodgingDraft.complaint_id == case_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
