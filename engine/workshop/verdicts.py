"""What the gate says of a draft, and what that rests on: asked beside, and held against the draft where it counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of, current_version
from engine.errors import DeployRefusedError, EngineError, Finding
from engine.models import ProcessDraft
from engine.running.runtime import Runtime
from engine.workshop.content import texts_of
from engine.workshop.drafts import draft_files
from engine.workshop.gate import first_over, gate
from engine.workshop.workshop import LawWarning, Workshop


class VerdictOutdatedError(EngineError):
    """The draft, or something that the verdict rests on, is another one by now: the gate is to be asked again."""


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a draft. It can be deployed when there are no findings and every warning is accepted."""

    bundle: Bundle | None
    findings: Sequence[Finding]
    warnings: Sequence[LawWarning]
    accepted: Mapping[str, Mapping[str, Any]]
    examined: bool
    """Whether the application could look at it: without a readable main diagram it says nothing about the law."""
    basis: str = ""
    """Hash of what it rests on, see `basis_of`; empty when it was not asked of a draft as it is saved."""
    until: datetime | None = None
    """From this moment on it no longer stands: a moment that the draft writes down is over then."""

    @property
    def open_warnings(self) -> list[LawWarning]:
        """Warnings that nobody has accepted yet."""
        return [warning for warning in self.warnings if warning.key not in self.accepted]

    @property
    def passes(self) -> bool:
        """Whether the draft can be deployed."""
        return not self.findings and not self.open_warnings

    def require_pass(self) -> None:
        """Raises DeployRefusedError with all that stands in the way."""
        if not self.passes:
            unanswered = [Finding(w.file, w.element or None, "law", w.text) for w in self.open_warnings]
            raise DeployRefusedError([*self.findings, *unanswered])


def verdict(
    session: Session,
    runtime: Runtime,
    workshop: Workshop,
    *,
    draft: ProcessDraft,
    instead: Mapping[str, str] | None = None,
) -> Verdict:
    """Ask every rule of the engine and of the application. Reads only, and takes as long as the draft is large: it is
    asked within limits, and in no transaction that writes.

    `instead`: files as they stand in an editor, not saved yet.
    """
    now = runtime.clock.now()
    basis = "" if instead else basis_of(session, runtime, workshop, draft=draft)
    saved = draft_files(session, instansi_id=draft.instansi_id, draft_id=draft.id)
    files = {name: file.text for name, file in saved.items()} | dict(instead or {})
    bundle, found = gate(
        files,
        process_id=draft.process_id,
        roles=workshop.roles,
        operations=runtime.operations,
        given=workshop.given(session, draft.instansi_id, draft.process_id),
        properties=runtime.properties,
        now=now,
    )
    accepted = _accepted(draft)
    if bundle is None or draft.process_id not in bundle.diagrams:
        return Verdict(bundle, found, (), accepted, examined=False, basis=basis)
    more = [
        *workshop.findings(session, draft.instansi_id, draft.process_id, bundle, now),
        *workshop.tested(session, draft, bundle),
    ]
    newest = current_version(session, draft.instansi_id, draft.process_id)
    before = bundle_of(session, draft.instansi_id, newest.id)
    warnings = [
        *workshop.warnings(session, draft.instansi_id, draft.process_id, before, bundle, now),
        *workshop.departing(session, draft, bundle),
    ]
    until = first_over(bundle, now)
    return Verdict(bundle, [*found, *more], warnings, accepted, examined=True, basis=basis, until=until)


def basis_of(session: Session, runtime: Runtime, workshop: Workshop, *, draft: ProcessDraft) -> str:
    """SHA-256 over all that a verdict of this draft depends on. Reads no diagram: it costs a few statements."""
    now = runtime.clock.now()
    read = {
        "texts": texts_of(session, draft),
        "newest": str(current_version(session, draft.instansi_id, draft.process_id).id),
        "operations": sorted(runtime.operations),
        "around": workshop.rests_on(session, draft, now),
    }
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def standing(
    session: Session, runtime: Runtime, workshop: Workshop, *, draft: ProcessDraft, judged: Verdict
) -> Verdict:
    """`judged`, with what is accepted by now. Raises VerdictOutdatedError when it was said of anything else."""
    over = judged.until is not None and judged.until <= runtime.clock.now()
    if over or not judged.basis or judged.basis != basis_of(session, runtime, workshop, draft=draft):
        raise VerdictOutdatedError(
            _("sejak diperiksa, isi konsep, pemegang peran, atau aturan pemeriksaan berubah; periksa lagi")
        )
    return replace(judged, accepted=_accepted(draft))


def _accepted(draft: ProcessDraft) -> dict[str, Mapping[str, Any]]:
    return {each["key"]: each for each in draft.accepted}
