"""What the owner's pages show: processes with their versions, drafts, who may do what with them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, defer

from complaints.models import Instansi
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of, current_version
from engine.errors import NotFoundError
from engine.models import DraftState, MigrationOrder, ProcessDraft, ProcessVersion
from engine.workshop import running_by_version, version_scenarios
from engine.workshop.drafts import authors, changed_files


@dataclass(frozen=True)
class VersionRow:
    """One version of a process; `running` cases are on it now."""

    id: uuid.UUID
    number: int
    deployed_at: datetime
    by: str
    reviewed_by: str
    note: str
    restored_from: int | None
    accepted: tuple[Mapping[str, Any], ...]
    running: int
    content_hash: str
    """SHA-256 over all its files (hex), as the government's own history binds it."""


@dataclass(frozen=True)
class DraftRow:
    """A draft with its state and the people of it."""

    id: uuid.UUID
    process_id: str
    title: str
    state: str
    note: str
    follow: str
    deploy_at: datetime | None
    created_by: str
    created_at: datetime
    proposed_by: str
    reviewed_by: str
    review_note: str
    restored_from: int | None
    base_number: int
    outdated: bool
    """Whether another version was deployed since it began."""
    changed: tuple[str, ...]
    """Names of the files that it changes."""
    authors: frozenset[str]
    """Ids of the people who may not approve it."""
    deployed_version_id: uuid.UUID | None

    @property
    def open(self) -> bool:
        return self.state == DraftState.OPEN.value


@dataclass(frozen=True)
class ProcessRow:
    """A process of the government as the owner's first page lists it."""

    id: str
    name: str
    kind: str
    """`pengaduan`, `tertutup` (reports of whistleblowers) or `kegiatan`."""
    newest: VersionRow
    drafts: int
    running: int


def processes(session: Session, *, instansi_id: str) -> list[ProcessRow]:
    """Every process of the government that was deployed, its complaint process first."""
    instansi = session.get_one(Instansi, instansi_id)
    kinds = {instansi.process_id: "pengaduan"}
    if instansi.restricted_process_id:
        kinds[instansi.restricted_process_id] = "tertutup"
    kinds |= dict.fromkeys(instansi.activity_process_ids, "kegiatan")
    unfinished = (DraftState.OPEN, DraftState.PROPOSED, DraftState.APPROVED)
    counted = session.execute(
        select(ProcessDraft.process_id, func.count())
        .where(ProcessDraft.instansi_id == instansi_id, ProcessDraft.state.in_(unfinished))
        .group_by(ProcessDraft.process_id)
    )
    drafts_of = {row[0]: row[1] for row in counted}
    found = []
    for process_id, kind in kinds.items():
        try:
            newest = current_version(session, instansi_id, process_id)
        except NotFoundError:
            continue
        running = running_by_version(session, instansi_id=instansi_id, process_id=process_id)
        name = bundle_of(session, instansi_id, newest.id).diagrams[process_id].name or process_id
        row = _version(newest, running)
        found.append(ProcessRow(process_id, name, kind, row, drafts_of.get(process_id, 0), sum(running.values())))
    return found


def versions(session: Session, *, instansi_id: str, process_id: str) -> list[VersionRow]:
    """All versions, newest first. Raises NotFoundError when there is none."""
    rows = session.scalars(
        select(ProcessVersion)
        .options(defer(ProcessVersion.bundle, raiseload=True))
        .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
        .order_by(ProcessVersion.number.desc())
    ).all()
    if not rows:
        raise NotFoundError(_("proses tidak ditemukan"))
    running = running_by_version(session, instansi_id=instansi_id, process_id=process_id)
    return [_version(row, running) for row in rows]


def _version(row: ProcessVersion, running: Mapping[uuid.UUID, int]) -> VersionRow:
    return VersionRow(
        id=row.id,
        number=row.number,
        deployed_at=row.deployed_at,
        by=row.deployed_by_name,
        reviewed_by=row.reviewed_by_name,
        note=row.note,
        restored_from=row.restored_from,
        accepted=tuple(row.accepted),
        running=running.get(row.id, 0),
        content_hash=row.content_hash,
    )


def drafts(session: Session, *, instansi_id: str, process_id: str) -> list[DraftRow]:
    """The drafts of a process, newest first."""
    rows = session.scalars(
        select(ProcessDraft)
        .where(ProcessDraft.instansi_id == instansi_id, ProcessDraft.process_id == process_id)
        .order_by(ProcessDraft.created_at.desc())
    )
    return [_draft(session, row) for row in rows]


def draft(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> DraftRow:
    """One draft. Raises NotFoundError."""
    return _draft(session, draft_model(session, instansi_id=instansi_id, draft_id=draft_id))


def draft_model(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> ProcessDraft:
    """The stored draft, for commands. Raises NotFoundError."""
    row = session.get(ProcessDraft, (instansi_id, draft_id))
    if row is None:
        raise NotFoundError(_("konsep tidak ditemukan"))
    return row


def _draft(session: Session, row: ProcessDraft) -> DraftRow:
    newest = current_version(session, row.instansi_id, row.process_id)
    base = session.get_one(ProcessVersion, (row.instansi_id, row.base_version_id))
    return DraftRow(
        id=row.id,
        process_id=row.process_id,
        title=row.title,
        state=row.state.value,
        note=row.note,
        follow=row.follow.value,
        deploy_at=row.deploy_at,
        created_by=row.created_by_name,
        created_at=row.created_at,
        proposed_by=row.proposed_by_name,
        reviewed_by=row.reviewed_by_name,
        review_note=row.review_note,
        restored_from=row.restored_from,
        base_number=base.number,
        outdated=newest.id != row.base_version_id,
        changed=tuple(file.name for file in changed_files(session, row)),
        authors=frozenset(authors(session, row)),
        deployed_version_id=row.deployed_version_id,
    )


def deployed_number(session: Session, draft: ProcessDraft) -> int | None:
    """The number of the version that a draft became; None before."""
    if draft.deployed_version_id is None:
        return None
    return session.scalar(
        select(ProcessVersion.number).where(
            ProcessVersion.instansi_id == draft.instansi_id, ProcessVersion.id == draft.deployed_version_id
        )
    )


def version_bundle(session: Session, *, instansi_id: str, process_id: str, number: int) -> Bundle:
    """What a version consists of. Raises NotFoundError."""
    return bundle_of(session, instansi_id, _version_id(session, instansi_id, process_id, number))


def scenarios_of_version(session: Session, *, instansi_id: str, process_id: str, number: int) -> dict[str, str]:
    """Its scenarios by file name. Raises NotFoundError."""
    return version_scenarios(session, instansi_id, _version_id(session, instansi_id, process_id, number))


def _version_id(session: Session, instansi_id: str, process_id: str, number: int) -> uuid.UUID:
    version_id = session.scalar(
        select(ProcessVersion.id).where(
            ProcessVersion.instansi_id == instansi_id,
            ProcessVersion.process_id == process_id,
            ProcessVersion.number == number,
        )
    )
    if version_id is None:
        raise NotFoundError(_("versi tidak ditemukan"))
    return version_id


@dataclass(frozen=True)
class OrderRow:
    """A case that was ordered over to a version, and what came of it."""

    case_id: uuid.UUID
    by: str
    at: datetime
    done_at: datetime | None
    moved: bool
    answer: str


def orders(session: Session, *, instansi_id: str, version_id: uuid.UUID | None) -> list[OrderRow]:
    """A hundred orders to a version: first those that stayed, then those that wait, each the newest first; none for a
    draft that was not deployed."""
    if version_id is None:
        return []
    stayed = and_(MigrationOrder.done_at.is_not(None), ~MigrationOrder.moved)
    first = case((stayed, 0), (MigrationOrder.done_at.is_(None), 1), else_=2)
    rows = session.scalars(
        select(MigrationOrder)
        .where(MigrationOrder.instansi_id == instansi_id, MigrationOrder.version_id == version_id)
        .order_by(first, MigrationOrder.ordered_at.desc(), MigrationOrder.id)
        .limit(100)
    )
    return [OrderRow(r.case_id, r.ordered_by_name, r.ordered_at, r.done_at, r.moved, r.answer) for r in rows]
