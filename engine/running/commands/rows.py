"""Rows of the commands' hot path: read and written by prepared statements, past the unit of work.

The objects are plain carriers, unknown to the session: nothing is flushed behind a command's back, and the one update
of a case checks that nobody else has written it since it was read.
"""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import ConflictError, NotFoundError
from engine.models import Case, Incident, Task, TaskDraft, Timer, carrier
from engine.prepared import Write, one, write

CASE, TASK = cast(Table, Case.__table__), cast(Table, Task.__table__)
TIMER, DRAFT = cast(Table, Timer.__table__), cast(Table, TaskDraft.__table__)
INCIDENT = cast(Table, Incident.__table__)
KEYS = frozenset({"instansi_id", "id"})

_case_by_id = select(CASE).where(CASE.c.instansi_id == bindparam("instansi"), CASE.c.id == bindparam("id"))
LOCKED_CASE = _case_by_id.with_for_update()

# Everybody locks the case and nothing else: a worker that withdraws a task holds the case, too, and two locks taken in
# different orders would be a deadlock. `seen_version` tells whether the lock had to be waited for: then the task
# is read anew.
_seen = CASE.alias("seen")
LOCKED_TASK = (
    select(
        *[column.label(f"case__{column.name}") for column in CASE.columns],
        *[column.label(f"task__{column.name}") for column in TASK.columns],
        exists().where(DRAFT.c.instansi_id == TASK.c.instansi_id, DRAFT.c.task_id == TASK.c.id).label("has_draft"),
        exists()
        .where(
            INCIDENT.c.instansi_id == CASE.c.instansi_id,
            INCIDENT.c.case_id == CASE.c.id,
            INCIDENT.c.resolved_at.is_(None),
        )
        .label("has_incident"),
        select(_seen.c.lock_version)
        .where(_seen.c.instansi_id == CASE.c.instansi_id, _seen.c.id == CASE.c.id)
        .scalar_subquery()
        .label("seen_version"),
    )
    .select_from(TASK.join(CASE, (CASE.c.instansi_id == TASK.c.instansi_id) & (CASE.c.id == TASK.c.case_id)))
    .where(TASK.c.instansi_id == bindparam("instansi"), TASK.c.id == bindparam("id"))
    .with_for_update(of=CASE)
)
OF_CASE = slice(0, len(CASE.columns))
OF_TASK = slice(len(CASE.columns), len(CASE.columns) + len(TASK.columns))
BESIDE = slice(OF_TASK.stop, None)
LOCK_VERSION, SEEN_VERSION = list(CASE.columns).index(CASE.c.lock_version), -1
"""Where what LOCKED_TASK gives stands in its row."""
UPDATE_CASE = (
    update(CASE)
    .where(
        CASE.c.instansi_id == bindparam("key_instansi"),
        CASE.c.id == bindparam("key_id"),
        CASE.c.lock_version == bindparam("key_lock"),
    )
    .values({column.name: bindparam(column.name) for column in CASE.columns if column.name not in KEYS})
)
TASK_CHANGES = (
    "state", "claimed_by", "claimed_at", "on_behalf_of", "completed_by", "completed_at", "completion_token",
)  # fmt: skip
UPDATE_TASK = (
    update(TASK)
    .where(TASK.c.instansi_id == bindparam("key_instansi"), TASK.c.id == bindparam("key_id"))
    .values({name: bindparam(name) for name in TASK_CHANGES})
)
WITHDRAW_TASK = (
    update(TASK)
    .where(TASK.c.instansi_id == bindparam("key_instansi"), TASK.c.id == bindparam("key_id"))
    .values(state=bindparam("new_state"), completed_at=bindparam("at"))
)
MOVE_TIMER = (
    update(TIMER)
    .where(
        TIMER.c.instansi_id == bindparam("instansi"),
        TIMER.c.case_id == bindparam("case"),
        TIMER.c.step_id == bindparam("step"),
        TIMER.c.element == bindparam("old_element"),
    )
    .values({name: bindparam(f"new_{name}") for name in ("step_id", "element", "due_at", "provisional", "rule")})
)
"""The row of a timer that is over becomes that of one that begins: one statement instead of two."""
DELETE_TIMER = delete(TIMER).where(
    TIMER.c.instansi_id == bindparam("instansi"),
    TIMER.c.case_id == bindparam("case"),
    TIMER.c.step_id == bindparam("step"),
    TIMER.c.element == bindparam("element"),
)
DELETE_DRAFTS = delete(DRAFT).where(DRAFT.c.instansi_id == bindparam("instansi"), DRAFT.c.task_id == bindparam("task"))


def run(session: Session, statement: Any, parameters: Any) -> Any:
    """Execute a statement on the transaction of the session; for a list, once for each of its members."""
    return session.connection().execute(statement, parameters)


def locked_case(session: Session, instansi_id: str, case_id: uuid.UUID) -> Case:
    """The case, locked against other writers until this transaction ends. Raises NotFoundError."""
    row = one(session, LOCKED_CASE, {"instansi": instansi_id, "id": case_id})
    if row is None:
        raise NotFoundError(_("kasus tidak ditemukan"))
    return carrier(Case)(*row)


class LockedTask(NamedTuple):
    """A task with its case; the lock on the case serves both."""

    task: Task
    case: Case
    has_draft: bool
    has_incident: bool


def locked_task(session: Session, instansi_id: str, task_id: uuid.UUID) -> LockedTask:
    """A task for writing. Raises NotFoundError."""
    keys = {"instansi": instansi_id, "id": task_id}
    row = one(session, LOCKED_TASK, keys)
    if row is not None and row[SEEN_VERSION] != row[LOCK_VERSION]:
        row = one(session, LOCKED_TASK, keys)
    if row is None:
        raise NotFoundError(_("tugas tidak ditemukan"))
    case, task, (has_draft, has_incident, _seen_version) = row[OF_CASE], row[OF_TASK], row[BESIDE]
    return LockedTask(carrier(Task)(*task), carrier(Case)(*case), bool(has_draft), bool(has_incident))


def first_locked(session: Session, query: Select[Any], parameters: dict[str, Any]) -> Case | None:
    """The first case that a `select(CASE)…for update` gives, or None."""
    row = run(session, query, parameters).mappings().one_or_none()
    return carrier(Case)(**row) if row is not None else None


def save_case(session: Session, case: Case) -> None:
    """Write the case. Raises ConflictError when somebody else has written it since it was read."""
    written(case, write(session, *case_update(case)))


def case_update(case: Case) -> Write:
    """What writes the case. Whoever sends it tells `written` how many rows it changed."""
    values = {column.name: getattr(case, column.name) for column in CASE.columns if column.name not in KEYS}
    values |= {
        "lock_version": case.lock_version + 1,
        "key_instansi": case.instansi_id,
        "key_id": case.id,
        "key_lock": case.lock_version,
    }
    return Write(UPDATE_CASE, values)


def written(case: Case, count: int) -> None:
    """The case was written. Raises ConflictError when somebody else has written it since it was read."""
    if count != 1:
        raise changed_meanwhile()
    case.lock_version += 1


def changed_meanwhile() -> ConflictError:
    """Somebody else was quicker."""
    return ConflictError(_("kasus ini baru saja diubah orang lain; muat ulang dan coba lagi"))


def save_task(session: Session, task: Task) -> None:
    """Write who has the task in hand and whether it is done."""
    write(session, *task_update(task))


def task_update(task: Task) -> Write:
    """What does so."""
    values = {name: getattr(task, name) for name in TASK_CHANGES}
    return Write(UPDATE_TASK, values | {"key_instansi": task.instansi_id, "key_id": task.id})
