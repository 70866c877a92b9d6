"""The blueprint of the workshop, its guard, and what every view of it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort

from complaints.people.roles import Role
from complaints.people.sessions import Officer
from complaints.workshop import overview
from complaints.workshop.overview import DraftRow, ProcessRow
from engine.actors import Actor
from engine.db import Session
from engine.errors import NotFoundError
from web.guards import role
from web.identity import current_officer
from web.phrases import owner as words
from web.transactions import page_session

blueprint = Blueprint("owner", __name__, url_prefix="/pemilik")
owner = role(Role.PEMILIK_PROSES)
"""Guard: process owners alone."""


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"owner_words": words}


@dataclass(frozen=True)
class Owner:
    """One request of one process owner."""

    officer: Officer

    @property
    def session(self) -> Session:
        """Of the page: another one after a command, or after waiting for the bench."""
        return page_session()

    @property
    def instansi_id(self) -> str:
        return self.officer.instansi_id

    @property
    def actor(self) -> Actor:
        return self.officer.actor


def here() -> Owner:
    """The workshop of the present request. Only behind the guard."""
    return Owner(current_officer())


def process_of(now: Owner, process_id: str) -> ProcessRow:
    """A process of the owner's own government, or 404."""
    rows = overview.processes(now.session, instansi_id=now.instansi_id)
    found = next((row for row in rows if row.id == process_id), None)
    if found is None:
        abort(404)
    return found


def draft_of(now: Owner, draft_id: UUID) -> DraftRow:
    """A draft of the owner's own government, or 404."""
    try:
        return overview.draft(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    except NotFoundError:
        abort(404)
