"""Notes of officers on a complaint: words and files for colleagues, never for the complainant nor for another body.

A note is a row of the case's history. `@name` tells a colleague, by the name with which they log in; whoever may not
read the complaint is refused, so that a note opens it to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.case_file import ComplaintView, access_to
from complaints.casework.disclosure import without_identity
from complaints.casework.file_copies import INTERNAL
from complaints.files.attachments import CheckedFile
from complaints.files.file_store import FileStore
from complaints.intake.drafts import store_file
from complaints.intake.file_limits import refuse_beyond
from complaints.intake.identity import identity_words
from complaints.intake.lodging import attachment
from complaints.models import Instansi, Reporter, User
from complaints.notices import notice
from complaints.people import units
from complaints.people.instansi import open_processes
from complaints.people.rights import rights_of
from complaints.people.roles import ADMIN_TIERS, WorkScope, stand_in_scopes, work_scopes
from complaints.sealed.content import public_key
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotAllowedError, NotFoundError
from engine.models import Case, Event, Task
from engine.record.notes import MENTIONED, NOTE, CaseNoted
from engine.running import commands
from engine.running.runtime import Runtime

LONGEST = 4_000
MOST_MENTIONED = 5
MOST_A_DAY = 50
"""Notes of one person on one complaint within a day: more is a slip of a program, and every row stays for ever."""
MENTION = re.compile(r"(?<![\w.@])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?)")


@dataclass(frozen=True)
class Colleague:
    """Somebody who works or worked on the case, and how to mention them."""

    name: str
    username: str


@dataclass(frozen=True)
class Mentioned:
    """A colleague whom a note tells."""

    id: str
    name: str
    email: str


class NoteRefusedError(Exception):
    """What is wrong with a note, by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def author(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], complaint: ComplaintView
) -> Actor | None:
    """The person in the role in which they work on the case; None for who only reads it, or where it is closed."""
    if complaint.access.substance is not None or complaint.state.ended_at is not None:
        return None
    place = session.execute(
        select(Task.role, Task.unit)
        .where(Task.instansi_id == instansi_id, Task.case_id == complaint.id)
        .where(or_(visibility.in_scopes(scopes), visibility.in_hand(actor)))
        .order_by(visibility.in_hand(actor).desc(), Task.created_at.desc())
        .limit(1)
    ).first()
    if place is not None:
        return actor.acting_as(role=place.role, unit=place.unit)
    tiers = sorted((role, unit) for role, unit in actor.memberships if role in ADMIN_TIERS)
    return actor.acting_as(role=tiers[0][0], unit=tiers[0][1]) if tiers and not complaint.restricted else None


def colleagues(session: Session, *, instansi_id: str, case_id: UUID, but: str) -> list[Colleague]:
    """Active people who have, or completed, a task of the case, in order of name; without the person `but`."""
    held = session.execute(
        select(Task.claimed_by, Task.completed_by)
        .where(Task.instansi_id == instansi_id, Task.case_id == case_id)
        .order_by(Task.created_at.desc())
        .limit(50)
    )
    ids = {each for pair in held for each in pair if each and each != but}
    rows = session.execute(
        select(User.name, User.username)
        .where(User.instansi_id == instansi_id, User.id.in_(units.ids_of(ids)), User.active)
        .order_by(User.name)
    )
    return [Colleague(row.name, row.username) for row in rows]


def check(session: Session, *, instansi_id: str, complaint: ComplaintView, text: str, now: datetime) -> list[Mentioned]:
    """Who is mentioned. Raises NoteRefusedError: too long, nobody of this name, or somebody who may not read it."""
    if len(text) > LONGEST:
        raise NoteRefusedError({"catatan": _("Tulis paling banyak %(num)s karakter.", num=LONGEST)})
    named = list(dict.fromkeys(each.lower() for each in MENTION.findall(text)))
    if len(named) > MOST_MENTIONED:
        raise NoteRefusedError({"catatan": _("Sebut paling banyak %(num)s rekan.", num=MOST_MENTIONED)})
    found = {
        user.username.lower(): user
        for user in session.scalars(
            select(User).where(User.instansi_id == instansi_id, func.lower(User.username).in_(named), User.active)
        )
    }
    unknown = [name for name in named if name not in found]
    if unknown:
        raise NoteRefusedError({"catatan": _("Tidak ada petugas dengan nama masuk @%(nama)s.", nama=unknown[0])})
    home = session.get_one(Instansi, instansi_id)
    for name in named:
        if not _may_read(session, home, found[name], complaint.id, now):
            text = _("@%(nama)s tidak berwenang membaca pengaduan ini, jadi tidak dapat disebut.", nama=name)
            raise NoteRefusedError({"catatan": text})
    return [Mentioned(str(found[name].id), found[name].name, found[name].email) for name in named]


def add(
    session: Session,
    runtime: Runtime,
    store: FileStore,
    *,
    instansi_id: str,
    complaint: ComplaintView,
    by: Actor,
    text: str,
    mentioned: Sequence[Mentioned],
    files: Sequence[CheckedFile],
) -> None:
    """Writes note and files, and tells the mentioned. Raises NotAllowedError, NoteRefusedError beyond the number of a
    day, RefusedFileError, StorageError, TaskGoneError for a complaint that is over."""
    if by.role == "":
        raise NotAllowedError(_("Catatan ditulis oleh yang mengerjakan pengaduan ini."))
    _refuse_more_of_the_day(session, instansi_id, complaint.id, by, runtime.clock.now())
    refuse_beyond(session, instansi_id=instansi_id, sizes=[len(each.content) for each in files])
    public, now = public_key(session, instansi_id, complaint.id), runtime.clock.now()
    for file in files:
        stored = store_file(session, store, file, locked=public is not None)
        row = attachment(stored, instansi_id=instansi_id, complaint_id=complaint.id, by=by, now=now, public=public)
        row.origin = INTERNAL
        session.add(row)
    session.flush()
    kept = _without_reporter(session, instansi_id, complaint, text)
    said = {NOTE: kept, MENTIONED: ", ".join(each.name for each in mentioned)}
    said = {key: value for key, value in said.items() if value}
    commands.add_note(session, runtime, instansi_id=instansi_id, case_id=complaint.id, by=by, said=said)
    about = notice.matter_of(session, instansi_id=instansi_id, case_id=complaint.id)
    told = [each.email for each in mentioned if each.id != by.id]
    notice.to_people(session, instansi_id=instansi_id, addresses=told, kind=notice.MENTIONED, about=about, now=now)


def _refuse_more_of_the_day(session: Session, instansi_id: str, case_id: UUID, by: Actor, now: datetime) -> None:
    written = session.scalar(
        select(func.count()).where(
            Event.instansi_id == instansi_id,
            Event.actor == by.id,
            Event.at > now - timedelta(days=1),
            Event.case_id == case_id,
            Event.kind == CaseNoted.KIND,
        )
    )
    if (written or 0) >= MOST_A_DAY:
        text = _("Paling banyak %(num)s catatan sehari untuk satu pengaduan. Lanjutkan besok.", num=MOST_A_DAY)
        raise NoteRefusedError({"catatan": text})


def _without_reporter(session: Session, instansi_id: str, complaint: ComplaintView, text: str) -> str:
    """The text; where the reporter asked for protection, without what names them: others read notes who may not know.
    That of a whistleblower's report lies sealed."""
    if complaint.restricted or not (complaint.nama_tersembunyi or complaint.anonim or complaint.rahasia):
        return text
    key = (instansi_id, complaint.id)
    return without_identity(text, identity_words(session, session.get(Reporter, key), session.get_one(Case, key)))


def _may_read(session: Session, home: Instansi, user: User, case_id: UUID, now: datetime) -> bool:
    rights = rights_of(session, instansi_id=home.id, user_id=user.id, now=now, processes=open_processes(home))
    actor, known = rights.actor(str(user.id), user.name), units.units(session, instansi_id=home.id)
    scopes: list[WorkScope] = [*work_scopes(actor, units=known), *stand_in_scopes(actor, units=known)]
    try:
        access = access_to(session, instansi_id=home.id, actor=actor, scopes=scopes, case_id=case_id)
    except NotFoundError:
        return False
    return access.substance is None
