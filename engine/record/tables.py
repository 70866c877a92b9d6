"""Do the rows of cases, tasks and timers, which repeat what the histories tell, still say the same?

What no field of a history tells (variables, the state of the library, why a deadline is the one it is, the name and
form of a task) is bound by digests (`engine.record.digests`), since format 8.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import CaseStatus, Incident, ProcessVersion, Task, Timer
from engine.record.advance import HistoryEvent
from engine.record.beside import Beside
from engine.record.cells import reader
from engine.record.chain import Break
from engine.record.digests import case_digest, task_digest, timer_line
from engine.record.retold import RetoldCase, RetoldTask

MOST_TO_BEGIN = timedelta(minutes=1)
"""Between the moment that stands in the row of a case and that of its first row of history, in one transaction."""
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


class ToldCase:
    """What the rows of one history tell of its case."""

    def __init__(self, head: Any) -> None:
        self.head = head
        self.name: str = getattr(head, "name", "")
        """Of a ledger."""
        self.case = RetoldCase()
        self.ended_as_told = False
        """Whether a row names the end that the case says it has reached."""
        self._end = f'"{getattr(head, "end_element", None)}"'

    def take_in(self, row: Any, event: HistoryEvent) -> None:
        """The next row, and what it says."""
        self.case.take_in(row, event)
        self.ended_as_told = self.ended_as_told or self._end in row.payload


def compare_tables(session: Session, home: str, told: Mapping[uuid.UUID, ToldCase]) -> Beside:
    """Where tasks, timers and the state of these cases differ from what their histories tell."""
    found, versions = Beside(), _versions(session, home, {each.head.version_id for each in told.values()})
    tasks, timers = _of_cases(session, Task, home, told), _of_cases(session, Timer, home, told)
    for case_id, each in told.items():
        version = versions.get(each.head.version_id)
        if version is None:
            found.breaks.append(Break(home, case_id, 1, _("kasus: versinya tidak ada")))
        if version is None or each.case.began is None:
            continue
        found.compared += 1 + len(tasks[case_id]) + len(timers[case_id])
        problems = chain(
            _case_problems(session, each, version),
            _task_problems(tasks[case_id], each.case),
            _timer_problems(timers[case_id], each.case, running=each.head.status == CaseStatus.RUNNING),
            _wake_problems(session, each.head, timers[case_id], each.case),
            _standing_problems(each.head, timers[case_id], each.case),
        )
        found.breaks += [Break(home, case_id, number, reason) for number, reason in problems]
    return found


def _case_problems(session: Session, each: ToldCase, version: Any) -> Iterator[tuple[int, str]]:
    row, told = each.head, each.case
    expected = {
        _("versinya"): (version.number, told.version),
        _("isi versinya"): (version.content_hash, told.content or version.content_hash),
        _("prosesnya"): ({row.process_id, version.process_id}, {told.process or row.process_id}),
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
        if row.end_element and not each.ended_as_told:
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
        if task.shape and not odd and task_digest(row) != task.shape:
            odd.append(_("nama, formulir, atau dasar tenggatnya"))
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


def _standing_problems(row: Any, timers: list[Any], told: RetoldCase) -> Iterator[tuple[int, str]]:
    """What gateways read of it, what it waits for, where it stands in the library, how its timers were counted."""
    if told.stands and case_digest(row, [timer_line(timer, timer.due_at) for timer in timers]) != told.stands:
        yield told.last, _("kasus: nilai, tempat, atau cara menghitung batas waktunya berbeda dari riwayat")


def _one(task: RetoldTask, column: str) -> str:
    return " / ".join(sorted(str(each) for each in task.columns[column]))


def _versions(session: Session, home: str, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    stored = reader(session, ProcessVersion, ("id", "number", "content_hash", "process_id"))
    query = stored.select(ProcessVersion.instansi_id == home, ProcessVersion.id.in_(ids))
    return {row.id: row for row in stored.read(session, query)}


def _of_cases(
    session: Session, model: type[Task | Timer], home: str, cases: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    stored = reader(session, model)
    own = (stored.column("instansi_id") == home, stored.column("case_id").in_(cases))
    for row in stored.read(session, stored.select(*own)):
        found[row.case_id].append(row)
    return found


def _has_incident(session: Session, row: Any) -> bool:
    query = select(Incident.id).where(
        Incident.instansi_id == row.instansi_id, Incident.case_id == row.id, Incident.resolved_at.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None
