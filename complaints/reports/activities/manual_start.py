"""Activities that an officer begins by hand: the blank start events of the processes without a complaint.

A start event names the role that may use it (`peran=admin_instansi`, several comma-separated).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints.models import Instansi
from complaints.people.roles import SYSTEM_ROLES
from complaints.properties import BEGINNERS
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.diagram import Element
from engine.definition.versions import bundle_of, current_version
from engine.errors import NotAllowedError, NotFoundError
from engine.running import commands
from engine.running.runtime import Runtime


@dataclass(frozen=True)
class ManualStart:
    """A start event that a person may use, and in which role and unit they would do so."""

    process_id: str
    element: str
    name: str
    process_name: str
    role: str
    unit: str


def manual_starts(session: Session, *, instansi_id: str, actor: Actor) -> list[ManualStart]:
    """Every way in which this person may begin an activity, in the order of the processes and their diagrams."""
    found = []
    for process_id in session.get_one(Instansi, instansi_id).activity_process_ids:
        try:
            version = current_version(session, instansi_id, process_id)
        except NotFoundError:
            continue
        diagram = bundle_of(session, instansi_id, version.id).diagrams[process_id]
        for event in diagram.start_events():
            worn = _worn(event, actor)
            if worn is not None:
                found.append(ManualStart(process_id, event.id, event.name, diagram.name, *worn))
    return found


def begin(
    session: Session, runtime: Runtime, *, instansi_id: str, process_id: str, start_element: str, by: Actor
) -> uuid.UUID:
    """Begin an activity; gives its id. Raises NotFoundError (no such way in), NotAllowedError, CaseBrokenError."""
    if process_id not in session.get_one(Instansi, instansi_id).activity_process_ids:
        raise NotFoundError(_("proses '%(process_id)s' bukan kegiatan instansi ini", process_id=process_id))
    version = current_version(session, instansi_id, process_id)
    event = bundle_of(session, instansi_id, version.id).element(process_id, start_element)
    if event is None or not roles_of_start(event):
        raise NotFoundError(
            _(
                "proses '%(process_id)s' tidak punya awal '%(start_element)s' untuk petugas",
                process_id=process_id,
                start_element=start_element,
            )
        )
    worn = _worn(event, by)
    if worn is None:
        raise NotAllowedError(_("kegiatan ini bukan untuk dimulai oleh peran Anda"))
    case = commands.start_case(
        session,
        runtime,
        instansi_id=instansi_id,
        process_id=process_id,
        case_id=uuid.uuid4(),
        start_element=start_element,
        variables={},
        by=by.acting_as(role=worn[0], unit=worn[1]),
    )
    return case.id


def roles_of_start(event: Element) -> list[str]:
    """Roles that may use a start event by hand; none for one that starts by the clock."""
    if event.kind != "startEvent" or event.event not in ("", "message"):
        return []
    return [role.strip() for role in event.properties.get(BEGINNERS, "").split(",") if role.strip()]


def _worn(event: Element, actor: Actor) -> tuple[str, str] | None:
    """The membership that a person would wear, the one for the whole instansi before that of a unit."""
    return _first(
        held for held in actor.memberships if held[0] in roles_of_start(event) and held[0] not in SYSTEM_ROLES
    )


def _first(memberships: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    return min(memberships, key=lambda held: (held[1] != "", held), default=None)
