"""A draft: opened on the version that runs, saved file by file, never overwritten, proposed, reviewed by another."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import N_, _, written
from engine.definition.versions import bundle_of, current_version
from engine.errors import ConflictError, EngineError, NotFoundError
from engine.models import DraftFile, DraftState, ProcessDraft, ProcessVersion
from engine.running.runtime import Runtime
from engine.workshop.gate import FILE_NAME
from engine.workshop.scenarios import NAME as SCENARIO_NAME
from engine.workshop.scenarios import is_scenario, version_scenarios

LONGEST_FILE = 5_000_000
MOST_OPEN = 200
"""Drafts of one process that are being made at a time."""
MOST_SAVED = 100_000_000
"""Bytes, compressed, that all saved states of a draft may take: some ten thousand states of a large diagram."""


class DraftConflictError(ConflictError):
    """Somebody saved this file after it was opened here; both texts are kept."""

    def __init__(self, name: str, by: str, at: datetime, revision: int) -> None:
        super().__init__(_("%(name)s sudah disimpan oleh %(by)s; simpanan Anda tidak menimpanya", name=name, by=by))
        self.name, self.by, self.at, self.revision = name, by, at, revision


class DraftClosedError(EngineError):
    """The draft is no longer edited; what was typed before stays readable."""


@dataclass(frozen=True)
class SavedFile:
    """The newest state of one file of a draft. `revision` 0: as in the version that the draft changes."""

    name: str
    text: str
    revision: int
    by: str = ""
    at: datetime | None = None


def open_draft(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    process_id: str,
    title: str,
    by: Actor,
    files: Mapping[str, str] | None = None,
    restored_from: int | None = None,
) -> ProcessDraft:
    """Begin a draft on the newest version; `files` are all that it shall consist of, scenarios too (None: the same).

    Raises NotFoundError when the process was never deployed, EngineError for an empty title or too many open drafts.
    """
    if not title.strip():
        raise EngineError(_("beri konsep ini judul"))
    _require_room(session, instansi_id, process_id)
    base = current_version(session, instansi_id, process_id)
    draft = ProcessDraft(
        instansi_id=instansi_id,
        process_id=process_id,
        base_version_id=base.id,
        title=title.strip()[:120],
        restored_from=restored_from,
        created_by=by.id,
        created_by_name=by.name,
        created_at=runtime.clock.now(),
    )
    session.add(draft)
    session.flush()
    before = _whole(session, instansi_id, base.id)
    for name in sorted(set(files or {}) | (set(before) if files is not None else set())):
        text = (files or {}).get(name)
        if text != before.get(name):
            _keep(session, runtime, draft, name, text, revision=1, by=by)
    return draft


def restore_version(
    session: Session, runtime: Runtime, *, instansi_id: str, process_id: str, number: int, by: Actor
) -> ProcessDraft:
    """A draft that brings an earlier version back as the newest. Raises NotFoundError."""
    version = session.scalars(
        select(ProcessVersion).where(
            ProcessVersion.instansi_id == instansi_id,
            ProcessVersion.process_id == process_id,
            ProcessVersion.number == number,
        )
    ).one_or_none()
    if version is None:
        raise NotFoundError(_("versi tidak ditemukan"))
    return open_draft(
        session,
        runtime,
        instansi_id=instansi_id,
        process_id=process_id,
        title=written(N_("Pulihkan versi %(number)s"), number=number),
        by=by,
        files=_whole(session, instansi_id, version.id),
        restored_from=number,
    )


def save_file(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    name: str,
    text: str | None,
    seen: int,
    by: Actor,
) -> int:
    """Keep a file as typed (None takes it out) and give its revision. `seen` is the revision that was opened.

    Raises DraftConflictError when somebody saved it meanwhile, DraftClosedError when it is no longer edited,
    EngineError when the draft is full, the file too large, or the name none of a file of a process.
    """
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.OPEN)
    if text is not None and len(text.encode("utf-8", "surrogatepass")) > LONGEST_FILE:
        raise EngineError(_("berkas terlalu besar; paling besar 5 MB"))
    if text is not None and not (FILE_NAME.fullmatch(name) or SCENARIO_NAME.fullmatch(name)):
        raise EngineError(_("nama berkas: huruf kecil, angka, garis bawah, lalu .bpmn, .dmn, .form atau .yaml"))
    newest = _newest(session, draft, name)
    if newest is not None and newest.revision != seen:
        raise DraftConflictError(name, newest.saved_by_name, newest.saved_at, newest.revision)
    of_its_kind = draft_scenarios if is_scenario(name) else draft_files
    current = of_its_kind(session, instansi_id=instansi_id, draft_id=draft_id).get(name)
    if (current.text if current else None) == text:
        return current.revision if current else seen
    if _saved_bytes(session, draft) > MOST_SAVED:
        raise EngineError(_("simpanan konsep ini sudah penuh; ajukan, atau mulai konsep baru dari isinya"))
    _keep(session, runtime, draft, name, text, revision=seen + 1, by=by)
    return seen + 1


def draft_files(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> dict[str, SavedFile]:
    """Every file of the draft's process in its newest state, by name; what was taken out is not there.

    Raises NotFoundError.
    """
    draft = _draft(session, instansi_id, draft_id)
    base = bundle_of(session, instansi_id, draft.base_version_id).files
    return _newest_of(base, [row for row in changed_files(session, draft) if not is_scenario(row.name)])


def draft_scenarios(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> dict[str, SavedFile]:
    """Every scenario of the draft in its newest state, by file name. Raises NotFoundError."""
    draft = _draft(session, instansi_id, draft_id)
    base = version_scenarios(session, instansi_id, draft.base_version_id)
    return _newest_of(base, [row for row in changed_files(session, draft) if is_scenario(row.name)])


def _draft(session: Session, instansi_id: str, draft_id: uuid.UUID) -> ProcessDraft:
    draft = session.get(ProcessDraft, (instansi_id, draft_id))
    if draft is None:
        raise NotFoundError(_("konsep tidak ditemukan"))
    return draft


def _newest_of(base: Mapping[str, str], changed: list[DraftFile]) -> dict[str, SavedFile]:
    found = {name: SavedFile(name, text, 0) for name, text in base.items()}
    for row in changed:
        if row.content is None:
            found.pop(row.name, None)
        else:
            text = zlib.decompress(row.content).decode("utf-8", "surrogatepass")
            found[row.name] = SavedFile(row.name, text, row.revision, row.saved_by_name, row.saved_at)
    return dict(sorted(found.items()))


def changed_files(session: Session, draft: ProcessDraft) -> list[DraftFile]:
    """The newest saved state of each file that the draft changes."""
    highest = (
        select(DraftFile.name, func.max(DraftFile.revision).label("revision"))
        .where(DraftFile.instansi_id == draft.instansi_id, DraftFile.draft_id == draft.id)
        .group_by(DraftFile.name)
        .subquery()
    )
    query = (
        select(DraftFile)
        .join(highest, (DraftFile.name == highest.c.name) & (DraftFile.revision == highest.c.revision))
        .where(DraftFile.instansi_id == draft.instansi_id, DraftFile.draft_id == draft.id)
        .order_by(DraftFile.name)
    )
    return list(session.scalars(query))


def newest_revision(session: Session, *, instansi_id: str, draft_id: uuid.UUID, name: str) -> int:
    """Revision of the newest saved state of a file; 0 when it was not saved yet."""
    highest = select(func.max(DraftFile.revision)).where(
        DraftFile.instansi_id == instansi_id, DraftFile.draft_id == draft_id, DraftFile.name == name
    )
    return session.scalar(highest) or 0


def rebase(
    session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, by: Actor, keep_mine: bool = False
) -> list[str]:
    """Put the draft on top of the newest version. Gives the files that both changed; the draft's text stands in them.

    Without `keep_mine` such files stop it: then nothing is done and their names are given.
    """
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.OPEN)
    newest = current_version(session, instansi_id, draft.process_id)
    old, new = (_whole(session, instansi_id, id_) for id_ in (draft.base_version_id, newest.id))
    mine = {row.name for row in changed_files(session, draft)}
    both = sorted(name for name in mine if old.get(name) != new.get(name))
    if both and not keep_mine:
        return both
    draft.base_version_id = newest.id
    return both


def accept_warning(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    key: str,
    text: str,
    reason: str,
    by: Actor,
) -> None:
    """Accept a warning of the law with a reason that stays with the version. Raises EngineError without one."""
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.OPEN)
    if len(reason.strip()) < 10:
        raise EngineError(_("tulis alasan yang dapat dipahami auditor, paling sedikit 10 huruf"))
    entry = {
        "key": key,
        "text": text,
        "reason": reason.strip(),
        "by": by.id,
        "name": by.name,
        "at": runtime.clock.now().isoformat(),
    }
    draft.accepted = [*(each for each in draft.accepted if each["key"] != key), entry]


def give_back(
    session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, note: str, by: Actor
) -> None:
    """The reviewer, or the proposer, opens the draft again. Raises EngineError when `note` is empty."""
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.PROPOSED, DraftState.APPROVED)
    if not note.strip():
        raise EngineError(_("tulis apa yang perlu diperbaiki"))
    draft.state, draft.review_note = DraftState.OPEN, note.strip()
    draft.reviewed_by, draft.reviewed_by_name, draft.reviewed_at = by.id, by.name, runtime.clock.now()


def withdraw(session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, by: Actor) -> None:
    """Put the draft aside; what was typed stays readable."""
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.OPEN, DraftState.PROPOSED, DraftState.APPROVED)
    draft.state = DraftState.WITHDRAWN


def authors(session: Session, draft: ProcessDraft) -> set[str]:
    """Everybody who typed in the draft, opened or proposed it, or accepted a warning: none of them reviews it."""
    saved = select(DraftFile.saved_by).where(DraftFile.instansi_id == draft.instansi_id, DraftFile.draft_id == draft.id)
    accepted = {str(each["by"]) for each in draft.accepted}
    return {draft.created_by, draft.proposed_by, *accepted, *session.scalars(saved)} - {""}


def locked_draft(session: Session, instansi_id: str, draft_id: uuid.UUID) -> ProcessDraft:
    """The draft for writing. Raises NotFoundError."""
    query = select(ProcessDraft).where(ProcessDraft.instansi_id == instansi_id, ProcessDraft.id == draft_id)
    draft = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if draft is None:
        raise NotFoundError(_("konsep tidak ditemukan"))
    return draft


STATES = {
    DraftState.OPEN: N_("masih disunting"),
    DraftState.PROPOSED: N_("sedang diperiksa"),
    DraftState.APPROVED: N_("sudah disetujui dan menunggu waktunya"),
    DraftState.DEPLOYED: N_("sudah diterapkan"),
    DraftState.WITHDRAWN: N_("sudah ditarik"),
}


def require(draft: ProcessDraft, *states: DraftState) -> None:
    """Raises DraftClosedError with the state when it is another one."""
    if draft.state not in states:
        raise DraftClosedError(_("konsep ini %(state)s", state=_(STATES[draft.state])))


def _require_room(session: Session, instansi_id: str, process_id: str) -> None:
    unfinished = (DraftState.OPEN, DraftState.PROPOSED, DraftState.APPROVED)
    counted = select(func.count()).where(
        ProcessDraft.instansi_id == instansi_id,
        ProcessDraft.process_id == process_id,
        ProcessDraft.state.in_(unfinished),
    )
    if (session.scalar(counted) or 0) >= MOST_OPEN:
        raise EngineError(
            _(
                "proses ini sudah memiliki %(most)s konsep yang belum selesai; tarik dahulu yang tidak dipakai",
                most=MOST_OPEN,
            )
        )


def _saved_bytes(session: Session, draft: ProcessDraft) -> int:
    taken = select(func.sum(func.length(DraftFile.content))).where(
        DraftFile.instansi_id == draft.instansi_id, DraftFile.draft_id == draft.id
    )
    return session.scalar(taken) or 0


def _whole(session: Session, instansi_id: str, version_id: uuid.UUID) -> dict[str, str]:
    """Files and scenarios of a version."""
    files = bundle_of(session, instansi_id, version_id).files
    return {**files, **version_scenarios(session, instansi_id, version_id)}


def _newest(session: Session, draft: ProcessDraft, name: str) -> DraftFile | None:
    return session.scalars(
        select(DraftFile)
        .where(DraftFile.instansi_id == draft.instansi_id, DraftFile.draft_id == draft.id, DraftFile.name == name)
        .order_by(DraftFile.revision.desc())
        .limit(1)
    ).one_or_none()


def _keep(
    session: Session, runtime: Runtime, draft: ProcessDraft, name: str, text: str | None, *, revision: int, by: Actor
) -> None:
    session.add(
        DraftFile(
            instansi_id=draft.instansi_id,
            draft_id=draft.id,
            name=name,
            revision=revision,
            content=None if text is None else zlib.compress(text.encode("utf-8", "surrogatepass")),
            saved_by=by.id,
            saved_by_name=by.name,
            saved_at=runtime.clock.now(),
        )
    )
    session.flush()
