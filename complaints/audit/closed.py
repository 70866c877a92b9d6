"""Which rows of a history leave the house only by their hash: what they say in the open, this reader may not read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.file import CaseFile
from complaints.audit.loaded import Loaded, load
from complaints.casework.readings import Opening
from complaints.intake.identity import identity_keys
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.errors import NotFoundError
from engine.models import Event
from engine.record.advance import Advance
from engine.record.events import CaseIntervened
from engine.running.queries import EventView


def closed_rows(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, opening: Opening
) -> tuple[CaseFile, frozenset[int]]:
    """The case, and the numbers of its closed rows: with answers about the reporter; of a secret complaint, with any
    answer. Raises NotFoundError, for a whistleblower's report too, and what `readings.noted` raises."""
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    if loaded.file.restricted:
        raise NotFoundError(_("Berkas tidak ditemukan."))
    return loaded.file, frozenset(event.number for event in loaded.events if _closed(loaded, event))


def unsalted(session: Session, *, instansi_id: str, case_id: UUID, rows: frozenset[int]) -> list[int]:
    """Of these rows the numbers of those from before each row had a salt: whoever has their hash may try what they
    could say."""
    bare = select(Event.number).where(
        Event.instansi_id == instansi_id, Event.case_id == case_id, Event.personal_commitment == ""
    )
    return sorted(rows & set(session.scalars(bare)))


def _closed(loaded: Loaded, event: EventView) -> bool:
    told, access = _told(event), loaded.file.access
    if access.substance is not None:
        return bool(told)
    return access.identity is not None and not told.isdisjoint(_about_reporter(loaded.at(event)))


def _told(event: EventView) -> frozenset[str]:
    """Keys of the answers that stand in the row itself; texts of people never do."""
    what = event.what
    found = frozenset(what.answers) if isinstance(what, Advance) else frozenset[str]()
    return found | {*what.before, *what.after} if isinstance(what, CaseIntervened) else found


def _about_reporter(bundle: Bundle) -> frozenset[str]:
    """Whichever form asks it: a row without a form is not open for that."""
    return frozenset[str]().union(identity_keys(None), *(identity_keys(form) for form in bundle.forms.values()))
