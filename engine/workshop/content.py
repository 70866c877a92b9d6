"""What somebody who reads a draft has in front of them, as one hash: who proposes or approves says what was read."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import EngineError
from engine.models import ProcessDraft
from engine.workshop.drafts import draft_files, draft_scenarios


class DraftChangedError(EngineError):
    """The draft is no longer what the page showed from which it was proposed or approved."""


def content_of(session: Session, draft: ProcessDraft) -> str:
    """SHA-256 over files, scenarios, note, accepted warnings with reasons, moment, what happens to running cases."""
    read = {
        "files": texts_of(session, draft),
        "base": str(draft.base_version_id),
        "restored_from": draft.restored_from,
        "note": draft.note,
        "accepted": draft.accepted,
        "follow": draft.follow.value,
        "deploy_at": draft.deploy_at.isoformat() if draft.deploy_at else "",
    }
    return _digest(json.dumps(read, sort_keys=True))


def texts_of(session: Session, draft: ProcessDraft) -> dict[str, str]:
    """SHA-256 of each file and scenario, by name."""
    home, draft_id = draft.instansi_id, draft.id
    files = draft_files(session, instansi_id=home, draft_id=draft_id)
    files |= draft_scenarios(session, instansi_id=home, draft_id=draft_id)
    return {name: _digest(file.text) for name, file in files.items()}


def require_content(session: Session, draft: ProcessDraft, seen: str) -> None:
    """Raises DraftChangedError when the draft is not what had the hash `seen`."""
    if content_of(session, draft) != seen:
        raise DraftChangedError(_("konsep ini berubah sejak halaman Anda dibuka; bacalah lagi sebelum melanjutkan"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
