"""Review of a draft, its deploy at once or at its moment, and the running cases that follow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import read_bundle
from engine.definition.versions import bundle_of, current_version
from engine.errors import EngineError, NotAllowedError
from engine.models import DraftState, FollowPolicy, ProcessDraft, ProcessVersion
from engine.running.runtime import Runtime
from engine.workshop.content import require_content
from engine.workshop.deploy import VersionApproval, deploy_judged
from engine.workshop.drafts import SavedFile, authors, draft_files, draft_scenarios, locked_draft, require
from engine.workshop.ordered_moves import order_all
from engine.workshop.scenarios import version_scenarios
from engine.workshop.verdicts import Verdict, standing
from engine.workshop.workshop import Workshop


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
    judged: Verdict,
    by: Actor,
) -> ProcessVersion | None:
    """Approve a proposed draft; deployed at once unless a later moment was asked for (then None).

    `seen`: `content_of` the draft that was read. `judged`: what the gate said of it before; it is not asked here, where
    others wait. Raises DraftChangedError when the draft is another by now, NotAllowedError for anybody who had a hand
    in it, VerdictOutdatedError, DeployRefusedError when the gate does not pass.
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
    if draft.deploy_at is not None and draft.deploy_at > now:
        standing(session, runtime, workshop, draft=draft, judged=judged).require_pass()
        return None
    return deploy_draft(session, runtime, workshop, draft=draft, judged=judged)


def _texts(saved: Mapping[str, SavedFile]) -> dict[str, str]:
    return {name: file.text for name, file in saved.items()}


def _changes_anything(session: Session, draft: ProcessDraft) -> bool:
    home, base = draft.instansi_id, draft.base_version_id
    files = _texts(draft_files(session, instansi_id=home, draft_id=draft.id))
    scenarios = _texts(draft_scenarios(session, instansi_id=home, draft_id=draft.id))
    return files != bundle_of(session, home, base).files or scenarios != version_scenarios(session, home, base)


def deploy_draft(
    session: Session, runtime: Runtime, workshop: Workshop, *, draft: ProcessDraft, judged: Verdict
) -> ProcessVersion:
    """Make an approved draft the newest version, and order the cases over that shall follow.

    `judged`: what the gate said of it. Raises EngineError when another version was deployed since the draft began,
    VerdictOutdatedError, DeployRefusedError.
    """
    require(draft, DraftState.APPROVED)
    newest = current_version(session, draft.instansi_id, draft.process_id)
    if newest.id != draft.base_version_id:
        raise EngineError(_("versi yang berlaku sudah berubah sejak konsep ini dibuat; perbarui konsep lebih dahulu"))
    standing(session, runtime, workshop, draft=draft, judged=judged).require_pass()
    version = deploy_judged(
        session,
        runtime,
        instansi_id=draft.instansi_id,
        process_id=draft.process_id,
        bundle=read_bundle(_texts(draft_files(session, instansi_id=draft.instansi_id, draft_id=draft.id))),
        by=Actor(draft.proposed_by, draft.proposed_by_name, frozenset()),
        note=draft.note,
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
