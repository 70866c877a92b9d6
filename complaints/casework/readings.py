"""Who of the staff opened what people reported: noted where it is read, and committed before it is shown.

`noted` is the one way: it writes the row and gives the access with which files and history are read; without it they
refuse (`UnnotedError`). A secret complaint, a report of a whistleblower and a hidden name ask for a reason first: a
task of one's own is one, else it is chosen or written (`reasons.give_reason`) and holds for `GIVEN_FOR`. Within that
time a second look of the same kind by the same person is not written twice. See docs/decisions/0043.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.visibility import Access
from complaints.models import Reading
from complaints.people.roles import ADMIN_TIERS, SUPERVISOR_ROLES, Role, WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError
from engine.models import Case, Task, TaskState, new_id

GIVEN_FOR = timedelta(minutes=30)
"""How long a reason holds for a case, and a second look of the same kind is not written again."""
GIVEN_FOR_A_FORM = timedelta(days=1)
"""The same for what a form sends: nobody is asked between typing and sending."""
MOST_LOOKS = 100
"""Looks of one person at one case within that time that are compared."""


class What(StrEnum):
    """What was opened."""

    CONTENT = "isi"
    """A page with what was reported, by whom, messages and answers: as far as the row says."""
    FILE = "berkas"
    PACKAGE = "paket"
    """All of it with its files, to be taken along."""
    PROOF = "bukti"
    """Its history with what proves each row, to be taken along."""
    HANDED = "serahan"
    """A package for another body that an auditor made; `part` says for whom."""
    PRINT = "cetak"
    TRAIL = "jejak"
    """The auditor's pages of a case."""
    EXPORT = "ekspor"
    """Its history as a table."""
    REPORT = "laporan"
    """A report about many complaints, as a file."""
    SEARCH = "cari"
    """A search by words, each page of it; `part` says how many were shown on it."""
    LIST = "daftar"
    """The auditor's list of cases as a file; `part` says in which form."""
    REASON = "alasan"
    """A reason that was given for the looks that follow."""
    IDENTITY_ASKED = "minta_identitas"
    """Somebody asked to see who reported (`complaints.casework.consent`)."""
    IDENTITY_OPENED = "izin_identitas"
    """A keeper of identities consented; `part` is the id of the request."""
    IDENTITY_REFUSED = "tolak_identitas"
    """A keeper refused; likewise."""


class Ground(StrEnum):
    """Why a case that asks for a reason was opened."""

    TASK = "tugas"
    """A task of it is theirs to do; the reason is its name."""
    OVERSIGHT = "pengawasan"
    EXAMINATION = "pemeriksaan"
    REPORTER = "pelapor"
    COORDINATION = "koordinasi"
    OTHER = "lain"


CHOSEN = tuple(each for each in Ground if each is not Ground.TASK)
"""Those that a person chooses among."""
ALWAYS = frozenset({What.TRAIL, What.EXPORT, What.PROOF, What.HANDED})
"""What is noted also where neither substance nor identity is shown: the way of a case tells of it."""
_GATHERED = "complaints.casework.readings"


class WriteNeededError(EngineError):
    """The session only looks, and nobody gathers what has to be noted (`gathered`)."""


class UnnotedError(RuntimeError):
    """Something was to be shown that nobody noted: a mistake in the program, no refusal."""


class ReasonNeededError(EngineError):
    """The case is opened with a reason only, and this person gave none lately."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__(_("Pengaduan ini dibuka dengan alasan."))
        self.case_id = case_id


@dataclass(frozen=True)
class Opening:
    """How somebody opens a case."""

    now: datetime
    what: What = What.CONTENT
    given_for: timedelta = GIVEN_FOR
    asks: bool = False
    """Whether it asks for a reason, whatever the case is."""
    part: str = ""
    """What of it, or for whom, where the row of the reading says so."""


@dataclass(frozen=True)
class _Why:
    """The ground of a look: in which role, since when."""

    role: str
    unit: str
    on_behalf_of: str
    ground: str
    reason: str
    since: datetime


@contextmanager
def gathered(session: Session) -> Iterator[list[Reading]]:
    """What has to be noted of what a session reads that only looks. Whoever asks for it commits these rows in a session
    that writes before anything that was read is shown."""
    notes: list[Reading] = []
    session.info[_GATHERED] = notes
    try:
        yield notes
    finally:
        del session.info[_GATHERED]


def noted(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    access: Access,
    asks: bool,
    part: str = "",
) -> Access:
    """Note that this person reads the case as far as `access` goes; gives the access with which files and history open.

    `asks`: whether the case needs a reason. Raises ReasonNeededError without one, WriteNeededError in a session that
    only looks, as long as the look is not noted yet. One statement; two more and the row with the first look.
    """
    shown, part = replace(access, noted=True), part or opening.part
    substance, identity = access.substance is None, access.identity is None
    if not (substance or identity or opening.what in ALWAYS):
        return shown
    looks = [
        *(note for note in session.info.get(_GATHERED, ()) if note.case_id == case_id),
        *_looks(session, instansi_id, actor, case_id, opening.now - opening.given_for),
    ]
    if any(_covers(look, opening, part, substance, identity) for look in looks):
        return shown
    why = _given(looks) or _found(session, instansi_id, actor, scopes, case_id, opening.now)
    if (asks or opening.asks) and not why.ground:
        raise ReasonNeededError(case_id)
    _add(
        session, instansi_id, actor, why, case_id=case_id, at=opening.now, what=opening.what, part=part,
        substance=substance, identity=identity,
    )  # fmt: skip
    return shown


def note_search(session: Session, *, instansi_id: str, actor: Actor, now: datetime, found: int) -> None:
    """Note that somebody looked for words, and how many rows a page showed; never the words. Raises
    WriteNeededError in a session that only looks."""
    _note_beside(session, instansi_id, actor, now, What.SEARCH, str(found))


def note_report(session: Session, *, instansi_id: str, actor: Actor, now: datetime, report_id: UUID) -> None:
    """Note that somebody took a report along. Raises WriteNeededError in a session that only looks."""
    _note_beside(session, instansi_id, actor, now, What.REPORT, str(report_id))


def note_list(session: Session, *, instansi_id: str, actor: Actor, now: datetime, form: str) -> None:
    """Note that somebody took the list of cases along. Raises WriteNeededError in a session that only looks."""
    _note_beside(session, instansi_id, actor, now, What.LIST, form)


def note_reason(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    ground: Ground,
    words: str,
    now: datetime,
) -> None:
    """Why this person opens the case from now on; the words are those of `reasons.give_reason`, without a name."""
    found = _found(session, instansi_id, actor, scopes, case_id, now)
    why = replace(found, ground=ground.value, reason=words)
    _add(session, instansi_id, actor, why, case_id=case_id, at=now, what=What.REASON)


def note_step(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    now: datetime,
    what: What,
    ground: str = "",
    words: str = "",
    part: str = "",
    role: str = "",
) -> UUID:
    """Note a step on the way to an identity: asked, opened, refused. `role`: the one in which a keeper decides."""
    found = _found(session, instansi_id, actor, scopes, case_id, now)
    why = replace(found, ground=ground, reason=words, role=role or found.role, unit="" if role else found.unit)
    return _add(session, instansi_id, actor, why, case_id=case_id, at=now, what=what, part=part)


def readers(session: Session, *, instansi_id: str, case_id: UUID) -> int:
    """How many persons were shown something of the report: for its author, who reads no names."""
    shown = (Reading.instansi_id == instansi_id, Reading.case_id == case_id, or_(Reading.substance, Reading.identity))
    return session.scalar(select(func.count(Reading.actor.distinct())).where(*shown)) or 0


def _note_beside(session: Session, instansi_id: str, actor: Actor, now: datetime, what: What, part: str) -> None:
    role, unit = _membership(actor)
    _add(session, instansi_id, actor, _Why(role, unit, "", "", "", now), at=now, what=what, part=part)


_LOOKS = (
    select(
        Reading.at, Reading.what, Reading.part, Reading.substance, Reading.identity, Reading.role, Reading.unit,
        Reading.on_behalf_of, Reading.ground, Reading.reason, Reading.since,
    )
    .where(
        Reading.instansi_id == bindparam("instansi_id"),
        Reading.case_id == bindparam("case_id"),
        Reading.actor == bindparam("actor_id"),
        Reading.since > bindparam("after"),
    )
    .order_by(Reading.since.desc())
    .limit(MOST_LOOKS)
)  # fmt: skip


def _looks(session: Session, instansi_id: str, actor: Actor, case_id: UUID, after: datetime) -> Sequence[Any]:
    asked = {"instansi_id": instansi_id, "case_id": case_id, "actor_id": actor.id, "after": after}
    return session.execute(_LOOKS, asked).all()


def _covers(look: Any, opening: Opening, part: str, substance: bool, identity: bool) -> bool:
    """Whether the look shows no more than one that was noted a moment ago."""
    same = (look.what, look.part) == (opening.what.value, part) and look.at > opening.now - GIVEN_FOR
    return bool(same and look.substance >= substance and look.identity >= identity)


def _given(looks: Sequence[Any]) -> _Why | None:
    """The ground of an earlier look, which goes on for as long as it was given for."""
    return next(
        (
            _Why(look.role, look.unit, look.on_behalf_of, look.ground, look.reason, look.since)
            for look in looks
            if look.ground
        ),
        None,
    )


@lru_cache(maxsize=visibility.MOST_SCOPES)
def _tasks_of(scopes: tuple[WorkScope, ...]) -> Select[Any]:
    """Built once for people with the same work."""
    person: BindParameter[str] = bindparam("actor_id")
    free = and_(Task.state == TaskState.OPEN, or_(Task.claimed_by.is_(None), Task.claimed_by == person))
    others = case((free, 0), else_=1)
    return (
        select(Task.name, Task.role, Task.unit, Case.process_id, others.label("others"))
        .join(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id))
        .where(
            Task.instansi_id == bindparam("instansi_id"),
            Task.case_id == bindparam("case_id"),
            or_(visibility.in_scopes(scopes), visibility.in_hands_of(person)),
        )
        .order_by(others, Task.sort_due_at, Task.id)
        .limit(1)
    )


def _found(
    session: Session, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, now: datetime
) -> _Why:
    """The person's own open task as the ground; without one the role in which they had to do with the case, if any."""
    asked = {"instansi_id": instansi_id, "case_id": case_id, "actor_id": actor.id}
    row = session.execute(_tasks_of(tuple(scopes)), asked).one_or_none()
    if row is None:
        role, unit = _membership(actor)
        return _Why(role, unit, "", "", "", now)
    own = actor.may_do(role=row.role, unit=row.unit)
    place = None if own else actor.stand_in_for(role=row.role, unit=row.unit, process=row.process_id)
    ground, reason = ("", "") if row.others else (Ground.TASK.value, row.name)
    return _Why(row.role, row.unit, place.of if place else "", ground, reason, now)


def _membership(actor: Actor) -> tuple[str, str]:
    """The role of a person that reaches furthest, where no task says in which one they read."""
    first = (*sorted(ADMIN_TIERS), Role.AUDITOR.value, *sorted(SUPERVISOR_ROLES))
    held = sorted(actor.memberships, key=lambda each: (each[0] not in first, each))
    return held[0] if held else ("", "")


def _add(
    session: Session,
    instansi_id: str,
    actor: Actor,
    why: _Why,
    *,
    at: datetime,
    what: What,
    case_id: UUID | None = None,
    part: str = "",
    substance: bool = False,
    identity: bool = False,
) -> UUID:
    """The one place where such a row is made; gives its id."""
    row = Reading(
        instansi_id=instansi_id,
        id=new_id(),
        case_id=case_id,
        at=at,
        actor=actor.id,
        actor_name=actor.name,
        role=why.role,
        unit=why.unit,
        on_behalf_of=why.on_behalf_of,
        what=what.value,
        part=part,
        substance=substance,
        identity=identity,
        ground=why.ground,
        reason=why.reason,
        since=why.since,
    )
    if session.connection().get_execution_options().get("read_only"):
        _waiting(session).append(row)
    else:
        session.add(row)
        session.flush()
    return row.id


def _waiting(session: Session) -> list[Reading]:
    notes: list[Reading] | None = session.info.get(_GATHERED)
    if notes is None:
        raise WriteNeededError
    return notes
