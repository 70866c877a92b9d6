"""Review of a draft, its deploy at once or at its moment, and the running cases that follow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.db import SessionFactory
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of, current_version
from engine.errors import DeployRefusedError, EngineError, Finding, NotAllowedError
from engine.models import DraftState, FollowPolicy, ProcessDraft, ProcessVersion
from engine.running.due import attempt, each_due, told
from engine.running.runtime import Runtime
from engine.workshop.content import require_content
from engine.workshop.deploy import VersionApproval, deploy
from engine.workshop.drafts import SavedFile, authors, draft_files, draft_scenarios, locked_draft, require
from engine.workshop.gate import gate
from engine.workshop.ordered_moves import order_all
from engine.workshop.scenarios import version_scenarios
from engine.workshop.workshop import LawWarning, Workshop


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a draft. It can be deployed when there are no findings and every warning is accepted."""

    bundle: Bundle | None
    findings: Sequence[Finding]
    warnings: Sequence[LawWarning]
    accepted: Mapping[str, Mapping[str, Any]]
    examined: bool
    """Whether the application could look at it: without a readable main diagram it says nothing about the law."""

    @property
    def open_warnings(self) -> list[LawWarning]:
        """Warnings that nobody has accepted yet."""
        return [warning for warning in self.warnings if warning.key not in self.accepted]

    @property
    def passes(self) -> bool:
        """Whether the draft can be deployed."""
        return not self.findings and not self.open_warnings


def verdict(
    session: Session,
    runtime: Runtime,
    workshop: Workshop,
    *,
    draft: ProcessDraft,
    instead: Mapping[str, str] | None = None,
) -> Verdict:
    """Ask every rule of the engine and of the application. Reads only.

    `instead`: files as they stand in an editor, not saved yet.
    """
    saved = draft_files(session, instansi_id=draft.instansi_id, draft_id=draft.id)
    files = {name: file.text for name, file in saved.items()} | dict(instead or {})
    bundle, found = gate(
        files,
        process_id=draft.process_id,
        roles=workshop.roles,
        operations=runtime.operations,
        given=workshop.given(session, draft.instansi_id, draft.process_id),
        properties=runtime.properties,
        now=runtime.clock.now(),
    )
    accepted = {each["key"]: each for each in draft.accepted}
    if bundle is None or draft.process_id not in bundle.diagrams:
        return Verdict(bundle, found, (), accepted, examined=False)
    now = runtime.clock.now()
    more = [
        *workshop.findings(session, draft.instansi_id, draft.process_id, bundle, now),
        *workshop.tested(session, draft, bundle),
    ]
    newest = current_version(session, draft.instansi_id, draft.process_id)
    before = bundle_of(session, draft.instansi_id, newest.id)
    warnings = workshop.warnings(session, draft.instansi_id, draft.process_id, before, bundle, now)
    departing = workshop.departing(session, draft, bundle)
    return Verdict(bundle, [*found, *more], [*warnings, *departing], accepted, examined=True)


def propose(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    note: str,
    seen: str,
    by: Actor,
    follow: FollowPolicy = FollowPolicy.FINISH,
    deploy_at: datetime | None = None,
) -> None:
    """Ask a colleague for review; from now on nobody types. `seen`: `content_of` the draft that was read.

    Raises EngineError without a note, when nothing differs, for a moment that is over, or when another version was
    deployed since the draft began (see `rebase`); DraftChangedError.
    """
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.OPEN)
    require_content(session, draft, seen)
    if current_version(session, instansi_id, draft.process_id).id != draft.base_version_id:
        raise EngineError(_("versi lain sudah diterapkan sejak konsep ini dibuat; perbarui konsep dahulu"))
    if not note.strip():
        raise EngineError(_("tulis catatan: apa yang berubah dan mengapa"))
    if deploy_at is not None and deploy_at <= runtime.clock.now():
        raise EngineError(_("waktu penerapan sudah lewat"))
    if not _changes_anything(session, draft):
        raise EngineError(_("konsep ini tidak mengubah apa pun"))
    draft.state, draft.note, draft.follow, draft.deploy_at = DraftState.PROPOSED, note.strip(), follow, deploy_at
    draft.proposed_by, draft.proposed_by_name, draft.proposed_at = by.id, by.name, runtime.clock.now()


def approve(
    session: Session,
    runtime: Runtime,
    workshop: Workshop,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    note: str,
    seen: str,
    by: Actor,
) -> ProcessVersion | None:
    """Approve a proposed draft; deployed at once unless a later moment was asked for (then None).

    `seen`: `content_of` the draft that was read. Raises DraftChangedError when it is another by now, NotAllowedError
    for anybody who had a hand in it, DeployRefusedError when the gate does not pass.
    """
    draft = locked_draft(session, instansi_id, draft_id)
    require(draft, DraftState.PROPOSED)
    if by.id in authors(session, draft):
        raise NotAllowedError(
            _("yang menyusun atau mengajukan konsep tidak dapat menyetujuinya sendiri; mintalah rekan")
        )
    require_content(session, draft, seen)
    now = runtime.clock.now()
    draft.reviewed_by, draft.reviewed_by_name, draft.reviewed_at = by.id, by.name, now
    draft.review_note, draft.state = note.strip(), DraftState.APPROVED
    _require_pass(verdict(session, runtime, workshop, draft=draft))
    if draft.deploy_at is not None and draft.deploy_at > now:
        return None
    return deploy_draft(session, runtime, workshop, draft=draft)


def _texts(saved: Mapping[str, SavedFile]) -> dict[str, str]:
    return {name: file.text for name, file in saved.items()}


def _changes_anything(session: Session, draft: ProcessDraft) -> bool:
    home, base = draft.instansi_id, draft.base_version_id
    files = _texts(draft_files(session, instansi_id=home, draft_id=draft.id))
    scenarios = _texts(draft_scenarios(session, instansi_id=home, draft_id=draft.id))
    return files != bundle_of(session, home, base).files or scenarios != version_scenarios(session, home, base)


def _require_pass(found: Verdict) -> None:
    if not found.passes:
        unanswered = [Finding(w.file, w.element or None, "law", w.text) for w in found.open_warnings]
        raise DeployRefusedError([*found.findings, *unanswered])


def deploy_draft(session: Session, runtime: Runtime, workshop: Workshop, *, draft: ProcessDraft) -> ProcessVersion:
    """Make an approved draft the newest version, and order the cases over that shall follow.

    Raises EngineError when another version was deployed since the draft began, DeployRefusedError.
    """
    require(draft, DraftState.APPROVED)
    newest = current_version(session, draft.instansi_id, draft.process_id)
    if newest.id != draft.base_version_id:
        raise EngineError(_("versi yang berlaku sudah berubah sejak konsep ini dibuat; perbarui konsep lebih dahulu"))
    found = verdict(session, runtime, workshop, draft=draft)
    _require_pass(found)
    files = found.bundle.files if found.bundle else {}
    version = deploy(
        session,
        runtime,
        instansi_id=draft.instansi_id,
        process_id=draft.process_id,
        files=files,
        roles=workshop.roles,
        by=Actor(draft.proposed_by, draft.proposed_by_name, frozenset()),
        note=draft.note,
        given=workshop.given(session, draft.instansi_id, draft.process_id),
        scenarios=_texts(draft_scenarios(session, instansi_id=draft.instansi_id, draft_id=draft.id)),
        approval=VersionApproval(
            deployed_by_name=draft.proposed_by_name,
            reviewed_by=draft.reviewed_by,
            reviewed_by_name=draft.reviewed_by_name,
            restored_from=draft.restored_from,
            accepted=list(draft.accepted),
        ),
    )
    if version.id == newest.id:
        raise EngineError(_("konsep ini tidak mengubah apa pun"))
    draft.state, draft.deployed_version_id = DraftState.DEPLOYED, version.id
    if draft.follow is FollowPolicy.SAFE:
        order_all(session, runtime, version, by=Actor(draft.proposed_by, draft.proposed_by_name, frozenset()))
    return version


def deploy_due(factory: SessionFactory, runtime: Runtime, workshop: Workshop, *, limit: int = 100) -> int:
    """Deploy what was approved for a moment that has come; gives how many drafts were answered. One that cannot be
    deployed is opened again with the reason.
    """
    query = (
        select(ProcessDraft)
        .where(ProcessDraft.state == DraftState.APPROVED, ProcessDraft.deploy_at <= runtime.clock.now())
        .order_by(ProcessDraft.deploy_at)
    )

    def answer(session: Session, draft: ProcessDraft) -> None:
        failure = attempt(session, lambda: deploy_draft(session, runtime, workshop, draft=draft))
        if failure is not None:
            why = told(runtime, failure, of=_("konsep %(id)s gagal diterapkan", id=draft.id))
            draft.state = DraftState.OPEN
            draft.review_note = _("Tidak dapat diterapkan pada waktunya: %(error)s", error=why)

    return each_due(factory, query, answer, limit=limit)
