"""The histories of complaints as an event log: for each run what happened at which element, who did it and when.

Read case by case, so that memory does not grow with their number. Nobody's name, number or words are in it, and no
report of a whistleblower: whoever knew one of its moments could find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from complaints.audit.event_log.pseudonyms import Pseudonyms
from complaints.models import Complaint
from engine.definition.bundle import Bundle
from engine.definition.net import Nets
from engine.definition.versions import bundle_of
from engine.models import Case, CaseStatus, Event, ProcessVersion
from engine.record import row_versions
from engine.record.advance import Advance, HistoryEvent
from engine.record.moves import Move, ProcessRun, Retelling, Step
from engine.record.path import Passed, path_of
from engine.record.payload import read

AT_ONCE = 50
"""Cases that are read together."""


@dataclass(frozen=True)
class LogFilter:
    """Which cases: those that began from `since` until before `until`, of one process or of all."""

    since: datetime | None = None
    until: datetime | None = None
    process_id: str = ""


class LogRow(NamedTuple):
    """A row of a history as a retelling reads it."""

    number: int
    at: datetime
    kind: str
    actor: str
    role: str
    unit: str
    element: str
    what: HistoryEvent
    path: tuple[Passed, ...]


@dataclass(frozen=True)
class LoggedEvent:
    """Something that happened at an element. `label`: its transition in the net of the run, "" for none."""

    element: str
    name: str
    kind: str
    step: str
    at: datetime
    resource: str
    role: str
    unit: str
    instance: str
    label: str
    intervention: str = ""
    """What somebody did beside the diagram (`Intervention`), "" for all else."""


@dataclass(frozen=True)
class LoggedRun:
    """One run of a process of one case, and all that happened in it."""

    case: str
    run: str
    """Within its case; "" for the case itself."""
    within: str
    process_id: str
    scope: str
    version: int
    content: str
    """SHA-256 of the version on which it ended, or stands."""
    net: str
    """The name of the file with its net (`nets.net_name`)."""
    state: str
    """`selesai`, `dihentikan` or `berjalan`."""
    moved: bool
    """Whether the case changed the version on its way."""
    events: tuple[LoggedEvent, ...]


def count(session: Session, *, instansi_id: str, filters: LogFilter, most: int | None = None) -> int:
    """How many cases an export would hold; it counts no further than one more than `most`."""
    cases = _cases(instansi_id, filters)
    if most is not None:
        cases = cases.limit(most + 1)
    return session.scalar(select(func.count()).select_from(cases.subquery())) or 0


def logged_runs(
    session: Session, *, instansi_id: str, filters: LogFilter, pseudonyms: Pseudonyms
) -> Iterator[LoggedRun]:
    """Every run of every case, oldest case first."""
    nets, versions = Nets(), _versions(session, instansi_id)
    after: tuple[datetime, UUID] | None = None
    while True:
        query = _cases(instansi_id, filters).order_by(Case.started_at, Case.id).limit(AT_ONCE)
        if after is not None:
            query = query.where(tuple_(Case.started_at, Case.id) > tuple_(*after))
        ids = [row.id for row in session.execute(query)]
        if not ids:
            return
        cases = list(
            session.scalars(
                select(Case).where(Case.instansi_id == instansi_id, Case.id.in_(ids)).order_by(Case.started_at, Case.id)
            )
        )
        rows = _rows(session, instansi_id, ids)
        after = cases[-1].started_at, cases[-1].id
        for case in cases:
            yield from _of_case(session, case, rows.get(case.id, []), nets, versions, pseudonyms)
            session.expunge(case)


def retold(
    session: Session, case: Case, rows: Sequence[Any], nets: Nets
) -> tuple[Retelling, list[tuple[LogRow, Bundle, UUID]]]:
    """The runs of a case, and its rows with the version on which each was written."""
    retelling, told = Retelling(case.process_id, nets), []
    for row, version_id in row_versions.versions(case.version_id, rows):
        bundle = bundle_of(session, case.instansi_id, version_id)
        what = read(row.kind, row.payload)
        found = LogRow(
            row.number, row.at, row.kind, row.actor, row.role, row.unit, row.element, what, path_of(what, bundle)
        )
        retelling.take_in(found, bundle)
        told.append((found, bundle, version_id))
    return retelling, told


def history_columns() -> list[Any]:
    """What `retold` reads of each row."""
    return [Event.case_id, Event.number, Event.at, Event.kind, Event.actor, Event.role, Event.unit, Event.element,
            Event.payload]  # fmt: skip


def _cases(instansi_id: str, filters: LogFilter) -> Any:
    query = (
        select(Case.id)
        .outerjoin(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
        .where(Case.instansi_id == instansi_id, or_(Complaint.id.is_(None), ~Complaint.restricted))
    )
    if filters.since is not None:
        query = query.where(Case.started_at >= filters.since)
    if filters.until is not None:
        query = query.where(Case.started_at < filters.until)
    return query.where(Case.process_id == filters.process_id) if filters.process_id else query


def _rows(session: Session, instansi_id: str, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    query = select(*history_columns()).where(Event.instansi_id == instansi_id, Event.case_id.in_(ids))
    for row in session.execute(query.order_by(Event.case_id, Event.number)):
        found.setdefault(row.case_id, []).append(row)
    return found


def _versions(session: Session, instansi_id: str) -> dict[UUID, tuple[int, str]]:
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.number, ProcessVersion.content_hash).where(
            ProcessVersion.instansi_id == instansi_id
        )
    )
    return {row.id: (row.number, row.content_hash) for row in rows}


def _of_case(
    session: Session,
    case: Case,
    rows: Sequence[Any],
    nets: Nets,
    versions: dict[UUID, tuple[int, str]],
    pseudonyms: Pseudonyms,
) -> Iterator[LoggedRun]:
    retelling, told = retold(session, case, rows, nets)
    by_number = {row.number: (row, bundle, version_id) for row, bundle, version_id in told}
    name = pseudonyms.case(case.id)
    for run in retelling.runs.values():
        if not run.moves:
            continue
        first, last = by_number[run.moves[0].row], by_number[run.moves[-1].row]
        number, content = versions[last[2]]
        yield LoggedRun(
            case=name,
            run=run.id,
            within=run.within,
            process_id=run.process_id,
            scope=run.scope,
            version=number,
            content=content,
            net=net_name(run.process_id, run.scope, content),
            state=_state(case, run),
            moved=first[2] != last[2],
            events=tuple(_event(move, *by_number[move.row][:2], run, pseudonyms) for move in run.moves),
        )


def net_name(process_id: str, scope: str, content: str) -> str:
    """The file of a net: the process, the sub-process if it is one of those, and the content of the version."""
    inner = "" if scope == process_id else f".{scope}"
    return f"{process_id}{inner}.{content[:12]}.pnml"


def _state(case: Case, run: ProcessRun) -> str:
    if run.aborted:
        return "dihentikan"
    return "selesai" if case.status == CaseStatus.COMPLETED else "berjalan"


def _event(move: Move, row: LogRow, bundle: Bundle, run: ProcessRun, pseudonyms: Pseudonyms) -> LoggedEvent:
    element = bundle.element(run.process_id, move.element)
    done = move.element == row.element and move.step not in (Step.SCHEDULE, Step.ABORT)
    opened = row.what.opened if isinstance(row.what, Advance) and move.step == Step.SCHEDULE else ()
    for_whom = next(((each.role, each.unit) for each in opened if each.task == move.instance), ("", ""))
    role, unit = (row.role, row.unit) if done else for_whom
    return LoggedEvent(
        element=move.element,
        name=(element.name if element else "") or move.element,
        kind=element.kind if element else "",
        step=str(move.step),
        at=move.at,
        resource=pseudonyms.person(row.actor) if done else "",
        role=role or (element.role if element else ""),
        unit=unit,
        instance=move.instance,
        label=move.label,
        intervention=move.intervention,
    )
