"""What a verdict rests on beside the draft: the program and its files, who holds roles, which scenarios were played."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from complaints.law.bundles import FOLDERS, ROOT, changed_at, paths_by_name
from complaints.law.library import FOLDER as REGISTERS
from complaints.models import Instansi
from complaints.people.unheld import held_roles
from complaints.workshop import scenario_check
from engine.definition.bundle import Bundle
from engine.models import ProcessDraft
from engine.workshop import draft_files

PROGRAM = ("engine", "complaints")


def rests_on(session: Session, draft: ProcessDraft, now: datetime) -> Mapping[str, Any]:
    """Each of them; another value of any makes a verdict an old one. A few statements, no diagram is read."""
    home = session.get_one(Instansi, draft.instansi_id)
    saved = draft_files(session, instansi_id=draft.instansi_id, draft_id=draft.id)
    texts = Bundle({name: file.text for name, file in saved.items()})
    job = scenario_check.played(session, draft.instansi_id, scenario_check.suite(session, draft, texts))
    return {
        "program": program(),
        "shipped": _shipped(changed_at(), max(path.stat().st_mtime_ns for path in [REGISTERS, *REGISTERS.iterdir()])),
        "processes": [home.process_id, home.restricted_process_id, *home.activity_process_ids],
        "held": sorted(held_roles(session, instansi_id=draft.instansi_id, now=now)),
        "played": str(job.id) if job is not None else "",
    }


@cache
def program() -> str:
    """SHA-256 over the sources of all that judges, as they were when this process began."""
    return _digest(path for part in PROGRAM for path in (ROOT / part).rglob("*.py"))


@lru_cache(maxsize=1)
def _shipped(_files: int, _registers: int) -> str:
    registers = [path for path in REGISTERS.iterdir() if path.is_file()]
    return _digest([*paths_by_name(FOLDERS).values(), *registers])


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(f"{path.relative_to(ROOT)}\n".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
