"""The gate asked at a bench of its own: within its limits, while the page holds no transaction and nobody waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask_babel import gettext as _

from complaints.workshop import moves, overview, verdicts
from complaints.workshop.bench import GATE
from engine import workshop
from engine.definition.bundle import Bundle, read_bundle
from engine.errors import EngineError, Finding
from web.owner.blueprint import Owner
from web.services import services
from web.transactions import close_page_session


def verdict_of(now: Owner, draft_id: UUID, instead: Mapping[str, str] | None = None) -> workshop.Verdict:
    """What the gate says of a draft; `instead`: files as they stand in an editor.

    What cannot be judged in time stands in the way, with the reason.
    """
    process_id = overview.draft(now.session, instansi_id=now.instansi_id, draft_id=draft_id).process_id
    close_page_session()
    url = moves.address(services().session_factory)
    asked = url, now.instansi_id, draft_id, dict(instead or {}), services().clock.now()
    try:
        found: workshop.Verdict = GATE.ask(now.instansi_id, verdicts.judged, *asked)
    except EngineError as error:
        why = _("konsep ini belum dapat diperiksa: %(alasan)s", alasan=error)
        return workshop.Verdict(None, [Finding(f"{process_id}.bpmn", None, "bench", why)], (), {}, examined=False)
    return replace(found, bundle=_read(now, draft_id, instead or {}))


def passed(now: Owner, draft_id: UUID) -> workshop.Verdict:
    """What the gate says of a draft that it lets through. Raises DeployRefusedError with all that stands in the way."""
    found = verdict_of(now, draft_id)
    found.require_pass()
    return found


def _read(now: Owner, draft_id: UUID, instead: Mapping[str, str]) -> Bundle | None:
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    try:
        return read_bundle({name: file.text for name, file in saved.items()} | dict(instead))
    except EngineError:  # the verdict says why
        return None
