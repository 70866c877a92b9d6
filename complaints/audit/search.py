"""Lists of cases: one page along one index, whatever the number of cases.

Only what says how a case was handled is read here: number, phase, unit, moments. No substance, no person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from complaints.audit.filters import CaseCursor, CaseFilter
from complaints.audit.reach import EVERYTHING, Reach
from complaints.audit.walks import ACTIVITY, CaseWalk, same, walk
from complaints.casework import words
from complaints.casework.search import numbered
from complaints.decrees.periods import Period
from complaints.intake.classes import classes
from complaints.models import Activity, Attachment, Complaint, User
from engine.definition.properties import PHASE
from engine.definition.versions import bundle_of
from engine.models import Case, ProcessVersion, Task, TaskState
from engine.models.event import USUAL
from engine.record.events import CASE_EVENTS

COUNTED_TO = 1000
"""Beyond it a number tells nobody more."""


@dataclass(frozen=True)
class AuditedCase:
    """One case in the list."""

    id: UUID
    number: str
    activity: str
    """Title and period of an activity, which has neither number nor channel."""
    jenis: str
    kanal: str
    unit: str
    anonim: bool
    rahasia: bool
    restricted: bool
    """Then number and channel are withheld, and no search by number finds it."""
    status: str
    phase: str
    version: int
    entered_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    """The nearest due moment of its open tasks."""
    due_rule: Mapping[str, Any] | None
    """How that moment was counted."""

    def overdue(self, now: datetime) -> bool:
        """Whether an open task is past its due moment."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class CasePage:
    """One page: newest first, or longest overdue first when only overdue cases are asked for."""

    rows: list[AuditedCase]
    after: CaseCursor | None
    looked_until: datetime | None = None
    """Where looking ended before the page was full: `after` goes on from there."""


@dataclass(frozen=True)
class FoundCases:
    """How many cases were found. Not `whole`: among those that were looked at."""

    number: int
    whole: bool


@dataclass(frozen=True)
class VersionName:
    """A deployed version, to choose from."""

    id: UUID
    process_id: str
    number: int
    deployed_at: datetime
    name: str
    """Of the process, as its newest diagram says."""


def versions(session: Session, *, instansi_id: str) -> list[VersionName]:
    """Deployed versions of the instansi, newest first, the latest hundred."""
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.process_id, ProcessVersion.number, ProcessVersion.deployed_at)
        .where(ProcessVersion.instansi_id == instansi_id)
        .order_by(ProcessVersion.process_id, ProcessVersion.number.desc())
        .limit(100)
    ).all()
    newest = {row.process_id: row.id for row in reversed(rows)}
    names = {name: bundle_of(session, instansi_id, newest[name]).diagrams[name].name or name for name in newest}
    return [VersionName(row.id, row.process_id, row.number, row.deployed_at, names[row.process_id]) for row in rows]


def classes_of(session: Session, *, instansi_id: str, versions: Sequence[VersionName]) -> list[str]:
    """The classes of settlement of the newest versions."""
    newest = {version.process_id: version for version in reversed(versions)}
    found = (classes(bundle_of(session, instansi_id, version.id)) for version in newest.values())
    return list(dict.fromkeys(name for names in found for name in names))


def phases(session: Session, *, instansi_id: str, versions: Sequence[VersionName]) -> list[str]:
    """The phases that the newest versions can give a case, in the order of their diagrams."""
    newest = {version.process_id: version for version in reversed(versions)}
    found: dict[str, None] = {}
    for version in newest.values():
        bundle = bundle_of(session, instansi_id, version.id)
        for diagram in bundle.reachable(version.process_id):
            found |= {e.properties[PHASE]: None for e in diagram.elements.values() if e.properties.get(PHASE)}
    return list(found)


def steps_of(session: Session, *, instansi_id: str, versions: Sequence[VersionName]) -> list[tuple[str, str]]:
    """(element, name) of the tasks, messages and timers of the newest versions, by name."""
    newest = {version.process_id: version for version in reversed(versions)}
    found: dict[str, str] = {}
    for version in newest.values():
        bundle = bundle_of(session, instansi_id, version.id)
        for diagram in bundle.reachable(version.process_id):
            found |= {
                each.id: each.name
                for each in diagram.elements.values()
                if each.name and (each.kind == "userTask" or each.event in ("timer", "message") or each.message)
            }
    return sorted(found.items(), key=lambda pair: pair[1].lower())


def unusual_acts() -> list[str]:
    """Kinds of rows that are no usual step of a case: hand-overs, moves, incidents, whatever an operator did."""
    return [kind.KIND for kind in CASE_EVENTS if kind.KIND not in USUAL]


def people_named(session: Session, *, instansi_id: str, text: str) -> list[tuple[str, str]]:
    """(id, name) of the staff whose name holds these words, at most twenty."""
    asked = select(User.id, User.name).where(User.instansi_id == instansi_id)
    for word in text.split()[:5]:
        asked = asked.where(User.name.icontains(word, autoescape=True))
    return [(str(row.id), row.name) for row in session.execute(asked.order_by(User.name, User.id).limit(20))]


def search(
    session: Session,
    *,
    instansi_id: str,
    now: datetime,
    filters: CaseFilter,
    after: CaseCursor | None = None,
    limit: int = 25,
    reach: Reach = EVERYTHING,
) -> CasePage:
    """One page of cases that satisfy the filters and are in reach, in one statement; one more where something is asked
    beside its index, for a beginning of a number and for a file.
    It looks at `LOOKED_AT` entries at most: `looked_until` says where it ended.

    No activity has a number, a unit, a class or a channel; its words are those of its title.
    """
    if filters.kind == ACTIVITY and filters.complaints_only:
        return CasePage([], None)
    found = _walk(session, instansi_id, filters, now, reach, after)
    end = session.execute(found.last_looked_at()).one_or_none() if found.residual else None
    if end is not None:
        found = found.down_to(CaseCursor(end.moment, end.cursor_id))
    rows = _shown(session, instansi_id, found, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    if last is None and end is not None:
        return CasePage([_row(row) for row in rows], CaseCursor(end.moment, end.cursor_id), end.moment)
    return CasePage([_row(row) for row in rows[:limit]], CaseCursor(last.moment, last.cursor_id) if last else None)


def count(
    session: Session,
    *,
    instansi_id: str,
    now: datetime,
    filters: CaseFilter,
    reach: Reach = EVERYTHING,
    most: int = COUNTED_TO,
) -> FoundCases:
    """How many cases these are, up to `most`, among the `LOOKED_AT` first entries of the walk."""
    if filters.kind == ACTIVITY and filters.complaints_only:
        return FoundCases(0, whole=True)
    found = _walk(session, instansi_id, filters, now, reach, None)
    end = session.execute(found.last_looked_at()).one_or_none()
    if end is not None:
        found = found.down_to(CaseCursor(end.moment, end.cursor_id))
    cases = found.query(most + 1).subquery("found")
    number = session.scalar(select(func.count()).select_from(cases)) or 0
    return FoundCases(min(number, most), whole=end is None and number <= most)


def _walk(
    session: Session,
    instansi_id: str,
    filters: CaseFilter,
    now: datetime,
    reach: Reach,
    after: CaseCursor | None,
) -> CaseWalk:
    found = walk(instansi_id, filters, now, reach)
    if filters.kind != ACTIVITY:
        found = _of_complaints(session, instansi_id, found, filters, reach)
    if filters.sha256:
        found = found.only(with_file(session, instansi_id=instansi_id, sha256=filters.sha256))
    return found if after is None else found.after(after)


def _of_complaints(session: Session, instansi_id: str, found: CaseWalk, filters: CaseFilter, reach: Reach) -> CaseWalk:
    """What only complaints have: a number, and words that the database keeps."""
    if reach.among is not None:
        found = found.only(sorted(reach.among))
    if filters.number:
        numbers = numbered(session, instansi_id=instansi_id, beginning=filters.number, restricted=False)
        found = found.only(numbers)
    if sought := filters.looks_for:
        ids = words.few(session, instansi_id=instansi_id, sought=sought)
        if ids is None:
            return found.where(words.matching(session, instansi_id=instansi_id, sought=sought))
        return found.only(ids)
    return found


def with_file(session: Session, *, instansi_id: str, sha256: str) -> list[UUID]:
    """Cases with a file of this hash, the newest hundred; of a secret complaint nobody learns that it has one."""
    own = (Attachment.instansi_id == instansi_id, Attachment.sha256 == sha256.lower())
    open_ones = or_(Complaint.id.is_(None), and_(~Complaint.rahasia, ~Complaint.restricted))
    found = (
        select(Attachment.complaint_id)
        .outerjoin(
            Complaint, and_(Complaint.instansi_id == Attachment.instansi_id, Complaint.id == Attachment.complaint_id)
        )
        .where(*own, open_ones)
        .order_by(Attachment.added_at.desc())
        .limit(100)
    )
    return list(dict.fromkeys(session.scalars(found)))


def _shown(session: Session, instansi_id: str, walk: CaseWalk, limit: int) -> list[Any]:
    page = walk.query(limit).subquery("page")
    nearest = (Task.instansi_id == instansi_id, Task.case_id == Case.id, Task.state == TaskState.OPEN)
    due, rule = (
        select(column).where(*nearest).order_by(Task.sort_due_at, Task.id).limit(1).scalar_subquery()
        for column in (Task.due_at, Task.due_rule)
    )
    shown = select(
        Case.id, Case.status, Case.phase, Case.started_at, Case.ended_at,
        Complaint.number, Complaint.jenis, Complaint.kanal, Complaint.unit, Complaint.anonim, Complaint.rahasia,
        Complaint.restricted, Activity.title, Activity.period_from, Activity.period_to,
        ProcessVersion.number.label("version"), due.label("due_at"), rule.label("due_rule"),
        page.c.moment, page.c.cursor_id,
    )  # fmt: skip
    found = (
        shown.join(page, Case.id == page.c.case_id)
        .outerjoin(Complaint, same(Complaint, Case))
        .outerjoin(Activity, same(Activity, Case))
        .join(ProcessVersion, and_(ProcessVersion.instansi_id == instansi_id, ProcessVersion.id == Case.version_id))
        .where(Case.instansi_id == instansi_id)
        .order_by(*walk.order(page.c.moment, page.c.cursor_id))
    )
    return list(session.execute(found))


def _activity(row: Any) -> dict[str, Any]:
    name = f"{row.title}, {Period(row.period_from, row.period_to).words()}"
    plain = {"anonim": False, "rahasia": False, "restricted": False}
    return {"number": "", "activity": name, "jenis": ACTIVITY, "kanal": "", "unit": "", **plain}


def _complaint(row: Any) -> dict[str, Any]:
    return {
        "number": "" if row.restricted else row.number,
        "activity": "",
        "jenis": row.jenis,
        "kanal": "" if row.restricted else row.kanal,
        "unit": row.unit,
        "anonim": row.anonim,
        "rahasia": row.rahasia,
        "restricted": row.restricted,
    }


def _row(row: Any) -> AuditedCase:
    return AuditedCase(
        id=row.id,
        **(_activity(row) if row.number is None else _complaint(row)),
        status=row.status.value,
        phase=row.phase or "",
        version=row.version,
        entered_at=row.started_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        due_rule=row.due_rule,
    )
