"""Scenarios as part of the gate: played for exactly these files, and what of them no longer goes as written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.law.bundles import ROOT
from complaints.models import DraftScenario, WorkshopJob
from complaints.workshop.simulation import read_scenarios
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.errors import Finding
from engine.workshop.workshop import LawWarning

FOLDER = ROOT / "processes" / "scenarios"
OWN = "konsep:"
"""Begins the item of a scenario that the owner recorded."""


def items(session: Session, *, instansi_id: str, process_id: str) -> list[str]:
    """Files of the scenarios that came with the program, by their place below FOLDER, and the owner's own."""
    own = session.scalars(
        select(DraftScenario.id)
        .where(DraftScenario.instansi_id == instansi_id, DraftScenario.process_id == process_id)
        .order_by(DraftScenario.saved_at)
    )
    changed = max(path.stat().st_mtime_ns for path in [FOLDER, *FOLDER.iterdir()])
    return [*_shipped(changed).get(process_id, ()), *(f"{OWN}{each}" for each in own)]


@lru_cache(maxsize=1)
def _shipped(_changed: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for scenario in read_scenarios([FOLDER]):
        names = found.setdefault(scenario.process, [])
        name = Path(scenario.file).relative_to(FOLDER).as_posix()
        if name not in names:
            names.append(name)
    return found


def findings(session: Session, instansi_id: str, process_id: str, bundle: Bundle) -> Iterator[Finding]:
    """Scenarios that were not played for these files yet, or could not be."""
    if not items(session, instansi_id=instansi_id, process_id=process_id):
        return
    job = _played(session, instansi_id, bundle)
    file = bundle.diagrams[process_id].file
    if job is None:
        yield Finding(
            file, None, "scenarios", _("skenario belum dijalankan untuk isi ini; jalankan di halaman Skenario")
        )
    elif job.error:
        yield Finding(file, None, "scenarios", _("skenario tidak dapat dijalankan: %(error)s", error=job.error))


def warnings(session: Session, instansi_id: str, process_id: str, bundle: Bundle) -> Iterator[LawWarning]:
    """Scenarios that no longer go as written: mended, or accepted with a reason."""
    job = _played(session, instansi_id, bundle)
    failed = sorted(str(each["name"]) for each in job.results if not each["passed"]) if job else []
    if failed:
        file = bundle.diagrams[process_id].file
        named = "; ".join(failed[:5]) + (_("; dan %(value)s lainnya", value=len(failed) - 5) if len(failed) > 5 else "")
        text = _("%(failed)s skenario tidak lagi berjalan seperti tertulis: %(named)s", failed=len(failed), named=named)
        yield LawWarning(f"skenario:{bundle.content_hash[:12]}", text, file)


def _played(session: Session, instansi_id: str, bundle: Bundle) -> WorkshopJob | None:
    return session.scalars(
        select(WorkshopJob)
        .where(
            WorkshopJob.instansi_id == instansi_id,
            WorkshopJob.kind == "scenarios",
            WorkshopJob.content_hash == bundle.content_hash,
            WorkshopJob.finished_at.is_not(None),
        )
        .order_by(WorkshopJob.created_at.desc())
        .limit(1)
    ).one_or_none()
