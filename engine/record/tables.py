"""Do the rows of cases, tasks and timers, which repeat what the histories tell, still say the same?

Not in a history, and therefore not compared: why a deadline is the one it is (`rule`, whether it is provisional), the
name, lane and form of a task, who holds a task in another's place before it is done, the state of the library.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import Case, CaseStatus, Event, Incident, ProcessVersion, Task, Timer
from engine.record.beside import Beside, portions
from engine.record.chain import Break
from engine.record.payload import read
from engine.record.retold import WANTED, RetoldCase, RetoldTask

MOST_TO_BEGIN = timedelta(minutes=1)
"""Between the moment that stands in the row of a case and that of its first row of history, in one transaction."""
FIRST = frozenset({"path"})
"""What is read of the first row alone: its way begins with the process."""
_COLUMNS = {
    "process_id": lambda: _("prosesnya"),
    "element": lambda: _("langkahnya"),
    "role": lambda: _("perannya"),
    "unit": lambda: _("unitnya"),
    "due_at": lambda: _("tenggatnya"),
    "created_at": lambda: _("saat dibukanya"),
    "state": lambda: _("keadaannya"),
    "claimed_by": lambda: _("pemegangnya"),
    "claimed_at": lambda: _("saat diambilnya"),
    "completed_by": lambda: _("penyelesainya"),
    "completed_at": lambda: _("saat selesainya"),
    "on_behalf_of": lambda: _("atas nama siapa"),
}


def verify_tables(session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None) -> Beside:
    """Rebuilds tasks, timers and the state of each case from its history, and names each row that differs."""
    found = Beside()
    for home, cases in portions(session, instansi_id, case_id):
        for each, number, reason in _differences(session, home, cases, found):
            found.breaks.append(Break(home, each, number, reason))
    return found


def _differences(
    session: Session, home: str, cases: Collection[uuid.UUID], found: Beside
) -> Iterator[tuple[uuid.UUID, int, str]]:
    rows = _cases(session, home, cases)
    tasks, timers = _of_cases(session, Task, home, cases), _of_cases(session, Timer, home, cases)
    for case_id, history in groupby(_histories(session, home, cases), key=attrgetter("case_id")):
        told, row, ended_as_told = RetoldCase(), rows.get(case_id), False
        if row is None:
            yield case_id, 1, _("kasus: versinya tidak ada")
            continue
        for each in history:
            told.take_in(each, read(each.kind, each.payload, wanted=WANTED | FIRST if each.number == 1 else WANTED))
            ended_as_told = ended_as_told or f'"{row.end_element}"' in each.payload
        if told.began is None:
            continue
        found.compared += 1 + len(tasks[case_id]) + len(timers[case_id])
        problems = [
            *_case_problems(session, row, told, ended_as_told=ended_as_told),
            *_task_problems(tasks[case_id], told),
            *_timer_problems(timers[case_id], told, running=row.status == CaseStatus.RUNNING),
            *_wake_problems(session, row, timers[case_id], told),
        ]
        yield from ((case_id, number, reason) for number, reason in problems)


def _case_problems(session: Session, row: Any, told: RetoldCase, *, ended_as_told: bool) -> Iterator[tuple[int, str]]:
    expected = {
        _("versinya"): (row.number, told.version),
        _("isi versinya"): (row.content_hash, told.content or row.content_hash),
        _("prosesnya"): ({row.process_id, row.process_of_version}, {told.process or row.process_id}),
        _("tahapnya"): (row.phase or "", told.phase),
    }
    if told.began is not None and not timedelta(0) <= told.began - row.started_at <= MOST_TO_BEGIN:
        yield told.last, _("kasus: saat mulainya berbeda dari riwayat")
    is_open = any(task.columns["state"] == {"open"} for task in told.tasks.values())
    if row.status == CaseStatus.COMPLETED:
        expected[_("saat berakhirnya")] = (row.ended_at, told.advanced)
        if is_open:
            yield told.last, _("kasus dinyatakan berakhir, padahal menurut riwayat masih ada tugas terbuka")
        if told.waiting:
            yield told.last, _("kasus dinyatakan berakhir, padahal menurut riwayat masih ada batas waktu yang ditunggu")
        if row.end_element and not ended_as_told:
            yield told.last, _("akhir kasus bukan yang dicapai riwayat")
    elif row.ended_at is not None:
        yield told.last, _("kasus berjalan, tetapi memuat saat berakhir")
    elif not (is_open or told.waiting or row.waiting_messages or _has_incident(session, row)):
        yield told.last, _("kasus dinyatakan berjalan, padahal menurut riwayat tidak ada lagi yang ditunggu")
    for name, (seen, wanted) in expected.items():
        if seen != wanted:
            yield told.last, _("kasus: %(name)s berbeda dari riwayat", name=name)


def _task_problems(rows: list[Any], told: RetoldCase) -> Iterator[tuple[int, str]]:
    present = set()
    for row in rows:
        present.add(str(row.id))
        task = told.tasks.get(str(row.id))
        if task is None:
            yield told.last, _("tugas %(element)s tidak dikenal riwayat: ditambahkan dari luar", element=row.element)
            continue
        odd = [_COLUMNS[name]() for name, values in task.columns.items() if getattr(row, name) not in values]
        if not odd and row.due_at is not None and row.sort_due_at != row.due_at:
            odd.append(_("tempatnya dalam daftar"))
        if odd:
            named = {"element": row.element, "odd": ", ".join(odd)}
            yield task.number, _("tugas %(element)s: %(odd)s berbeda dari riwayat", **named)
    for task_id, task in told.tasks.items():
        if task_id not in present:
            yield task.number, _("tugas %(element)s hilang", element=_one(task, "element"))


def _timer_problems(rows: list[Any], told: RetoldCase, *, running: bool) -> Iterator[tuple[int, str]]:
    for row in rows:
        if row.element not in told.timers or not running:
            yield (
                told.last,
                _("batas waktu %(element)s tidak dikenal riwayat: ditambahkan dari luar", element=row.element),
            )
        elif row.due_at not in told.timers[row.element]:
            yield told.last, _("batas waktu %(element)s: saatnya berbeda dari riwayat", element=row.element)
    present = {row.element for row in rows}
    for element in sorted(told.waiting - present) if running else ():
        yield told.last, _("batas waktu %(element)s hilang", element=element)


def _wake_problems(session: Session, row: Any, timers: list[Any], told: RetoldCase) -> Iterator[tuple[int, str]]:
    """The worker finds a case by this moment alone: without it no timer rings."""
    if row.status != CaseStatus.RUNNING or not timers:
        return
    sleeps = row.next_due_at is None or row.next_due_at > min(timer.due_at for timer in timers)
    if sleeps and not _has_incident(session, row):
        yield told.last, _("kasus: saat bangunnya lebih lambat daripada batas waktunya")


def _one(task: RetoldTask, column: str) -> str:
    return " / ".join(sorted(str(each) for each in task.columns[column]))


def _cases(session: Session, home: str, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    query = (
        select(
            Case.instansi_id, Case.id, Case.status, Case.phase, Case.started_at, Case.ended_at, Case.end_element,
            Case.waiting_messages, Case.next_due_at, Case.process_id, ProcessVersion.number,
            ProcessVersion.content_hash,
            ProcessVersion.process_id.label("process_of_version"),
        )
        .join(ProcessVersion, (ProcessVersion.instansi_id == Case.instansi_id) & (ProcessVersion.id == Case.version_id))
        .where(Case.instansi_id == home, ProcessVersion.instansi_id == home, Case.id.in_(cases))
    )  # fmt: skip
    return {row.id: row for row in session.execute(query)}


def _of_cases(
    session: Session, model: type[Task | Timer], home: str, cases: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    columns = [column for column in model.__mapper__.c if column.name not in ("due_rule", "rule")]
    for row in session.execute(select(*columns).where(model.instansi_id == home, model.case_id.in_(cases))):
        found[row.case_id].append(row)
    return found


def _histories(session: Session, home: str, cases: Collection[uuid.UUID]) -> Iterator[Any]:
    query = (
        select(Event.case_id, Event.number, Event.at, Event.kind, Event.actor, Event.on_behalf_of, Event.payload)
        .where(Event.instansi_id == home, Event.case_id.in_(cases))
        .order_by(Event.case_id, Event.number)
    )
    yield from session.execute(query.execution_options(yield_per=1000))


def _has_incident(session: Session, row: Any) -> bool:
    query = select(Incident.id).where(
        Incident.instansi_id == row.instansi_id, Incident.case_id == row.id, Incident.resolved_at.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None
