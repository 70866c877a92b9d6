"""The local governments that this installation serves, as pages name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from complaints.articles import AS_DRAWN, OwnLaw
from complaints.models import Instansi
from engine.definition.versions import NewestVersion, keep_newest
from engine.models import ProcessVersion

LONGEST_SLUG = 40
_other = aliased(ProcessVersion)


@dataclass(frozen=True)
class InstansiView:
    """An instansi as people read it."""

    id: str
    name: str
    regulation: str
    process_id: str
    time_zone: str
    contact_name: str
    contact_address: str
    disclosure: str
    """`publik` or `pelapor`: who may read how a complaint was settled."""
    restricted_process_id: str = ""
    """The process for reports of whistleblowers, where the regulation has one."""
    contact_phone: str = ""
    contact_whatsapp: str = ""
    contact_hours: str = ""
    contact_map: str = ""
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """How each channel is reached."""
    wilayah: Mapping[str, Sequence[str]] = field(default_factory=dict)
    region_codes: Mapping[str, str] = field(default_factory=dict)
    teams: Sequence[Mapping[str, str]] = ()
    colour: str = ""
    crest: str = ""
    """What stands for its crest in addresses; "" when it has none."""
    limits: Mapping[str, str] = field(default_factory=dict)
    own_law: OwnLaw = AS_DRAWN
    """How its pages cite."""


def find(session: Session, *, instansi_id: str) -> InstansiView | None:
    """The instansi with this slug, or None."""
    row = session.get(Instansi, instansi_id) if len(instansi_id) <= LONGEST_SLUG else None
    return view(row) if row else None


WITH_PROCESS = (
    select(Instansi, ProcessVersion.id.label("version_id"), ProcessVersion.number.label("version_number"))
    .outerjoin_from(
        Instansi,
        ProcessVersion,
        and_(
            ProcessVersion.instansi_id == bindparam("instansi_id"),
            ProcessVersion.process_id == Instansi.process_id,
            ProcessVersion.number
            == select(func.max(_other.number))
            .where(_other.instansi_id == bindparam("instansi_id"), _other.process_id == Instansi.process_id)
            .scalar_subquery(),
        ),
    )
    .where(Instansi.id == bindparam("instansi_id"))
)
"""A government with the newest version of its complaint process; `tell_process` reads its row."""


def tell_process(session: Session, found: Any) -> Instansi:
    """The government of a row of `WITH_PROCESS`. The transaction now knows which version of its complaint process is
    the newest (`engine.definition.versions`)."""
    row: Instansi = found.Instansi
    newest = NewestVersion(found.version_id, found.version_number) if found.version_id is not None else None
    keep_newest(session, row.id, row.process_id, newest)
    return row


def entered(session: Session, *, instansi_id: str) -> InstansiView | None:
    """The instansi of an address, and for the transaction its newest process; None for none with this slug."""
    found = (
        session.execute(WITH_PROCESS, {"instansi_id": instansi_id}).one_or_none()
        if len(instansi_id) <= LONGEST_SLUG
        else None
    )
    return view(tell_process(session, found)) if found is not None else None


def authorities(session: Session, *, instansi_id: str) -> Mapping[str, str]:
    """Slug and name of the authorities outside, in the order of the instansi; none for one that is not there. Kept with
    the session."""
    kept: dict[str, Mapping[str, str]] = session.info.setdefault("authorities", {})
    if instansi_id not in kept:
        row = session.get(Instansi, instansi_id)
        kept[instansi_id] = row.authorities if row is not None else {}
    return kept[instansi_id]


def keep_authorities(session: Session, *, instansi_id: str, known: Mapping[str, str]) -> None:
    """For another session of the same request: what another statement has read."""
    session.info.setdefault("authorities", {}).setdefault(instansi_id, known)


def own_law(session: Session, *, instansi_id: str) -> OwnLaw:
    """How the pages of a government cite."""
    row = session.get_one(Instansi, instansi_id)
    return OwnLaw(row.borrows, row.articles)


def all_instansi(session: Session) -> list[InstansiView]:
    """Every instansi in order of name."""
    return [view(row) for row in session.scalars(select(Instansi).order_by(Instansi.name))]


def view(row: Instansi) -> InstansiView:
    """A row as people read it."""
    return InstansiView(
        id=row.id,
        name=row.name,
        regulation=row.regulation,
        process_id=row.process_id,
        time_zone=row.time_zone,
        contact_name=row.contact_name,
        contact_address=row.contact_address,
        disclosure=row.disclosure,
        restricted_process_id=row.restricted_process_id,
        contact_phone=row.contact_phone,
        contact_whatsapp=row.contact_whatsapp,
        contact_hours=row.contact_hours,
        contact_map=row.contact_map,
        channels=row.channels,
        wilayah=row.wilayah,
        region_codes=row.region_codes,
        teams=row.teams,
        colour=row.colour,
        crest=row.crest_digest,
        limits=row.limits,
        own_law=OwnLaw(row.borrows, row.articles),
    )


def processes_of(row: Instansi) -> list[str]:
    """Every process that an instansi runs, the complaint process first."""
    return [each for each in (row.process_id, row.restricted_process_id, *row.activity_process_ids) if each]


PROCESSES: tuple[Any, ...] = (Instansi.process_id, Instansi.restricted_process_id, Instansi.activity_process_ids)
"""What `open_processes` reads of a row."""


def open_processes(row: Any) -> frozenset[str]:
    """The processes in which somebody may take the place of another: all but that of whistleblowers' reports."""
    return frozenset({row.process_id, *row.activity_process_ids}) - {row.restricted_process_id, ""}
