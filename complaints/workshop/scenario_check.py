"""Scenarios as part of the gate: played for exactly these files, and what of them no longer goes as written."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import WorkshopJob
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.errors import Finding
from engine.models import ProcessDraft
from engine.workshop import draft_scenarios
from engine.workshop.workshop import LawWarning

OF_SCENARIOS = "skenario:"
"""Begins the key of a warning about scenarios."""


def suite(session: Session, draft: ProcessDraft, bundle: Bundle) -> Bundle:
    """Files and scenarios of a draft as one: whichever of them changes, the scenarios are to be played again."""
    found = draft_scenarios(session, instansi_id=draft.instansi_id, draft_id=draft.id)
    return Bundle({**bundle.files, **{name: file.text for name, file in found.items()}})


def findings(session: Session, draft: ProcessDraft, bundle: Bundle) -> list[Finding]:
    """Scenarios that were not played for this content yet, or could not be."""
    return list(_findings(session, draft, bundle))


def _findings(session: Session, draft: ProcessDraft, bundle: Bundle) -> Iterator[Finding]:
    whole = suite(session, draft, bundle)
    if len(whole.files) == len(bundle.files):
        return
    job = played(session, draft.instansi_id, whole)
    file = bundle.diagrams[draft.process_id].file
    if job is None:
        yield Finding(
            file, None, "scenarios", _("skenario belum dijalankan untuk isi ini; jalankan di halaman Skenario")
        )
    elif job.error:
        yield Finding(file, None, "scenarios", _("skenario tidak dapat dijalankan: %(error)s", error=job.error))


def warnings(session: Session, draft: ProcessDraft, bundle: Bundle) -> list[LawWarning]:
    """Scenarios that no longer go as written: mended, or accepted with a reason."""
    whole = suite(session, draft, bundle)
    job = played(session, draft.instansi_id, whole)
    failed = sorted(str(each["name"]) for each in job.results if not each["passed"]) if job else []
    if not failed:
        return []
    file = bundle.diagrams[draft.process_id].file
    named = "; ".join(failed[:5]) + (_("; dan %(value)s lainnya", value=len(failed) - 5) if len(failed) > 5 else "")
    text = _("%(failed)s skenario tidak lagi berjalan seperti tertulis: %(named)s", failed=len(failed), named=named)
    return [LawWarning(f"{OF_SCENARIOS}{whole.content_hash[:12]}", text, file)]


def played(session: Session, instansi_id: str, whole: Bundle) -> WorkshopJob | None:
    """The newest finished run of exactly this content."""
    return session.scalars(
        select(WorkshopJob)
        .where(
            WorkshopJob.instansi_id == instansi_id,
            WorkshopJob.kind == "scenarios",
            WorkshopJob.content_hash == whole.content_hash,
            WorkshopJob.finished_at.is_not(None),
        )
        .order_by(WorkshopJob.created_at.desc())
        .limit(1)
    ).one_or_none()
