"""Tasks, timers and the state of a case repeat what its history tells: whoever changes them in the database is found."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, update

from engine.models import Case, CaseStatus, ProcessVersion, Task, TaskState, Timer
from engine.record.examining import verify_tables
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import NATIONAL, lodged
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.clock import FixedClock
    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NOON = datetime(2026, 1, 1, 5, tzinfo=UTC)
Tamper = Callable[["Session"], object]


@pytest.fixture
def desk(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Desk:
    """A complaint that was verified and waits at a unit: one task done, one open, a timer."""
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    found.complete("Task_verifikasi_nasional", **NATIONAL)
    return found


@pytest.fixture
def over(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Desk:
    """A complaint that was passed on to another institution: finished."""
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    elsewhere = {"tujuan": "instansi_lain", "instansi_tujuan": "pln"}
    found.complete("Task_verifikasi_nasional", **{**NATIONAL, **elsewhere})
    assert found.case().status == CaseStatus.COMPLETED
    return found


def told(desk: Desk, tamper: Tamper = lambda _: None) -> str:
    with everywhere(desk.factory) as session:
        tamper(session)
        session.flush()
        session.expire_all()
        found = verify_tables(session)
        session.rollback()
    assert found.compared
    assert {each.case_id for each in found.breaks} <= {desk.case_id}
    return " ".join(f"{each.number} {each.reason}." for each in found.breaks)


def _tasks(which: TaskState, **values: Any) -> Tamper:
    return lambda session: session.execute(update(Task).where(Task.state == which).values(**values))


def _of(model: Any, **values: Any) -> Tamper:
    return lambda session: session.execute(update(model).values(**values))


def _another(model: Any, **values: Any) -> Tamper:
    """One more row like the first."""

    def add(session: Session) -> None:
        row = session.execute(select(*model.__table__.c)).mappings().first()
        assert row is not None
        session.execute(insert(model).values(**{**row, "id": uuid.uuid4(), **values}))

    return add


RUNNING: dict[str, tuple[Tamper, str]] = {
    "when it was done": (
        _tasks(TaskState.COMPLETED, completed_at=NOON),
        "1 tugas Task_verifikasi_nasional: saat selesainya",
    ),
    "who did it": (_tasks(TaskState.COMPLETED, completed_by="orang-lain"), "penyelesainya berbeda"),
    "in whose place": (_tasks(TaskState.COMPLETED, on_behalf_of="orang-lain"), "atas nama siapa berbeda"),
    "done, and open again": (_tasks(TaskState.COMPLETED, state=TaskState.OPEN), "keadaannya berbeda"),
    "open, and withdrawn": (_tasks(TaskState.OPEN, state=TaskState.CANCELLED), "keadaannya berbeda"),
    "when it is due": (_tasks(TaskState.OPEN, due_at=NOON), "tenggatnya berbeda"),
    "due never": (_tasks(TaskState.OPEN, due_at=None), "tenggatnya berbeda"),
    "when it was opened": (_tasks(TaskState.OPEN, created_at=NOON), "saat dibukanya berbeda"),
    "whose work it is": (_tasks(TaskState.OPEN, role="admin_lain"), "perannya berbeda"),
    "which unit's": (_tasks(TaskState.OPEN, unit="dinas-lain"), "unitnya berbeda"),
    "in whose hands": (_tasks(TaskState.OPEN, claimed_by="orang-lain"), "pemegangnya berbeda"),
    "in whose place it is held": (_tasks(TaskState.OPEN, on_behalf_of="orang-lain"), "atas nama siapa berbeda"),
    "a task is gone": (lambda session: session.execute(delete(Task).where(Task.state == "completed")), "hilang"),
    "a task nobody opened": (_another(Task), "tidak dikenal riwayat"),
    "when a timer rings": (_of(Timer, due_at=NOON), "saatnya berbeda"),
    "a timer is gone": (lambda session: session.execute(delete(Timer)), "hilang"),
    "a timer nobody set": (_another(Timer, element="Timer_lain"), "tidak dikenal riwayat"),
    "ended": (_of(Case, status=CaseStatus.COMPLETED, ended_at=NOON), "padahal menurut riwayat masih ada tugas terbuka"),
    "an end of one that runs": (_of(Case, ended_at=NOON), "memuat saat berakhir"),
    "it wakes never": (_of(Case, next_due_at=None), "saat bangunnya lebih lambat"),
    "it wakes late": (_of(Case, next_due_at=datetime(2099, 1, 1, tzinfo=UTC)), "saat bangunnya lebih lambat"),
    "far down in every list": (_tasks(TaskState.OPEN, sort_due_at=NOON), "tempatnya dalam daftar"),
    "another process": (_of(Case, process_id="lain"), "prosesnya berbeda"),
    "its stage": (_of(Case, phase="selesai"), "tahapnya berbeda"),
    "when it began": (_of(Case, started_at=NOON), "saat mulainya berbeda"),
    "what its task is called": (_tasks(TaskState.OPEN, name="Lain"), "nama, formulir, atau dasar tenggatnya"),
    "what its task asks": (_tasks(TaskState.OPEN, form="lain"), "nama, formulir, atau dasar tenggatnya"),
    "who does it, in words": (_tasks(TaskState.COMPLETED, lane="Lain"), "nama, formulir, atau dasar tenggatnya"),
    "why it is due then": (_tasks(TaskState.OPEN, due_rule={"count": 9}), "nama, formulir, atau dasar tenggatnya"),
    "only an estimate": (_tasks(TaskState.OPEN, due_provisional=True), "nama, formulir, atau dasar tenggatnya"),
    "why a timer rings then": (_of(Timer, rule={"count": 9}), "cara menghitung batas waktunya berbeda"),
    "what gateways read": (_of(Case, variables={"layak": "tidak"}), "kasus: nilai, tempat"),
    "which message it waits for": (_of(Case, waiting_messages=[["lain", "p", "e"]]), "kasus: nilai, tempat"),
    "where the library stands": (_of(Case, state=b"lain"), "kasus: nilai, tempat"),
}
OVER: dict[str, tuple[Tamper, str]] = {
    "when it ended": (_of(Case, ended_at=NOON), "saat berakhirnya berbeda"),
    "how it ended": (_of(Case, end_element="End_lain"), "akhir kasus bukan yang dicapai riwayat"),
    "it runs": (_of(Case, status=CaseStatus.RUNNING, ended_at=None), "tidak ada lagi yang ditunggu"),
}


def test_what_tables_repeat_wrongly_is_named(desk: Desk) -> None:
    assert told(desk) == ""
    found = {name: told(desk, tamper) for name, (tamper, _) in RUNNING.items()}
    assert [(name, found[name]) for name, (_, said) in RUNNING.items() if said not in found[name]] == []


def test_so_it_is_of_a_case_that_is_over(over: Desk) -> None:
    assert told(over) == ""
    found = {name: told(over, tamper) for name, (tamper, _) in OVER.items()}
    assert [(name, found[name]) for name, (_, said) in OVER.items() if said not in found[name]] == []


def test_another_version_of_the_same_process_is_named(desk: Desk) -> None:
    def moved(session: Session) -> None:
        found = session.get_one(
            ProcessVersion, (TANAH_LAUT, session.get_one(Case, (TANAH_LAUT, desk.case_id)).version_id)
        )
        copy = {column.name: getattr(found, column.name) for column in ProcessVersion.__table__.c}
        session.execute(insert(ProcessVersion).values(**copy | {"id": (other := uuid.uuid4()), "number": 2}))
        session.execute(update(Case).values(version_id=other))

    assert "versinya berbeda" in told(desk, moved)
