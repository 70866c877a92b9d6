"""What the auditor reads of a case besides its history: who may read it decides what is fetched at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.casework import access_to
from complaints.casework.readings import Opening, What, noted
from complaints.casework.visibility import AUDIT_OF_RESTRICTED, Access, Reason, Withheld
from complaints.decrees.periods import Period
from complaints.models import Activity, Complaint, Unit
from complaints.people.roles import Role, WorkScope, roles_of
from complaints.reports.activities.views import open_to
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Case, ProcessVersion

OUT_OF_THE_HOUSE = frozenset({What.PROOF, What.HANDED})
"""What is made for somebody else: it says that no identity is in it, also where whoever makes it may see it."""


@dataclass(frozen=True)
class AuditSubstance:
    """What was reported, in the reporter's words."""

    judul: str
    uraian: str
    lokasi: str


@dataclass(frozen=True)
class CaseFile:
    """The case as this auditor may read it."""

    id: UUID
    number: str
    """Number and channel of a restricted report are withheld: with them a receipt could be told from others."""
    jenis: str
    kanal: str
    kategori: str
    unit: str
    unit_name: str
    anonim: bool
    rahasia: bool
    restricted: bool
    activity: str
    """Title and period of an activity; "" for a complaint."""
    received_at: datetime
    entered_at: datetime
    status: str
    phase: str
    ended_at: datetime | None
    version: int
    deployed_at: datetime
    substance: AuditSubstance | Withheld
    access: Access


def case_file(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    part: str = "",
) -> tuple[CaseFile, Case]:
    """The file and its case, in four statements; the look is noted (`readings.noted`, whose errors are raised here
    too), of a file as `part`. Raises NotFoundError when it is none of this actor's business."""
    try:
        access = _access(session, instansi_id, actor, scopes, case_id, opening, part)
    except NotFoundError:
        return _activity_file(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id)
    columns: list[Any] = [
        Case, Unit.name.label("unit_name"), ProcessVersion.number.label("version"), ProcessVersion.deployed_at,
        Complaint.number, Complaint.jenis, Complaint.kanal, Complaint.kategori_sla, Complaint.unit, Complaint.anonim,
        Complaint.rahasia, Complaint.restricted, Complaint.received_at, Complaint.entered_at,
    ]  # fmt: skip
    if access.substance is None:
        columns += [Complaint.judul, Complaint.uraian, Complaint.lokasi, Complaint.desa, Complaint.kecamatan]
    row = session.execute(
        select(*columns)
        .join(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
        .join(
            ProcessVersion,
            and_(ProcessVersion.instansi_id == Case.instansi_id, ProcessVersion.id == Case.version_id),
        )
        .outerjoin(Unit, and_(Unit.instansi_id == Case.instansi_id, Unit.id == Complaint.unit))
        .where(Case.instansi_id == instansi_id, Case.id == case_id)
    ).one()
    return _file(row, access), row.Case


def _activity_file(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> tuple[CaseFile, Case]:
    """An activity, which has no number, no channel and no secrets."""
    row = session.execute(
        select(Case, Activity, ProcessVersion.number.label("version"), ProcessVersion.deployed_at)
        .join(Activity, and_(Activity.instansi_id == Case.instansi_id, Activity.id == Case.id))
        .join(
            ProcessVersion,
            and_(ProcessVersion.instansi_id == Case.instansi_id, ProcessVersion.id == Case.version_id),
        )
        .where(Case.instansi_id == instansi_id, Case.id == case_id, open_to(actor, scopes))
    ).one_or_none()
    if row is None:
        raise NotFoundError(_("Kegiatan tidak ditemukan."))
    case, found = row.Case, row.Activity
    name = f"{found.title}, {Period(found.period_from, found.period_to).words()}"
    file = CaseFile(
        id=case.id,
        number="",
        jenis="kegiatan",
        kanal="",
        kategori="",
        unit="",
        unit_name="",
        anonim=False,
        rahasia=False,
        restricted=False,
        activity=name,
        received_at=case.started_at,
        entered_at=case.started_at,
        status=case.status.value,
        phase=case.phase or "",
        ended_at=case.ended_at,
        version=row.version,
        deployed_at=row.deployed_at,
        substance=AuditSubstance(judul=name, uraian="", lokasi=""),
        access=Access(case=True, noted=True),
    )
    return file, case


def _access(
    session: Session,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    part: str,
) -> Access:
    """As on the desk, and for supervisors as for auditors. Of a restricted report an auditor reads the way and never
    the words, task or not; a supervisor nothing. Who reported leaves the house with nobody (`OUT_OF_THE_HOUSE`)."""
    asked: dict[str, Any] = {"instansi_id": instansi_id, "actor": actor, "scopes": scopes, "case_id": case_id}
    flags = session.execute(
        select(Complaint.restricted, Complaint.rahasia).where(
            Complaint.instansi_id == instansi_id, Complaint.id == case_id
        )
    ).one_or_none()
    if flags is not None and flags.restricted:
        if Role.AUDITOR not in roles_of(actor):
            raise NotFoundError(_("Berkas tidak ditemukan."))
        access = AUDIT_OF_RESTRICTED
    else:
        access = access_to(session, **asked, overseeing=True)
    if opening.what in OUT_OF_THE_HOUSE:
        access = replace(access, identity=access.identity or Reason.PERAN)
    secret = flags is not None and (flags.restricted or flags.rahasia)
    return noted(session, **asked, opening=opening, access=access, asks=secret, part=part)


def _file(row: Any, access: Access) -> CaseFile:
    return CaseFile(
        id=row.Case.id,
        number="" if row.restricted else row.number,
        jenis=row.jenis,
        kanal="" if row.restricted else row.kanal,
        kategori=row.kategori_sla or "",
        unit=row.unit,
        unit_name=row.unit_name or row.unit,
        anonim=row.anonim,
        rahasia=row.rahasia,
        restricted=row.restricted,
        activity="",
        received_at=row.received_at,
        entered_at=row.entered_at,
        status=row.Case.status.value,
        phase=row.Case.phase or "",
        ended_at=row.Case.ended_at,
        version=row.version,
        deployed_at=row.deployed_at,
        substance=_substance(row) if access.substance is None else Withheld(access.substance),
        access=access,
    )


def _substance(row: Any) -> AuditSubstance:
    place = ", ".join(part for part in (row.lokasi, row.desa, row.kecamatan) if part)
    return AuditSubstance(judul=row.judul, uraian=row.uraian, lokasi=place)
