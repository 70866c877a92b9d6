"""Stored versions: a bundle is read once per process of the operating system and kept in memory."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from threading import Lock
from typing import NoReturn

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.definition.bundle import Bundle, unpack
from engine.errors import NotFoundError
from engine.models import ProcessVersion

CACHE_SIZE = 64
_bundles: dict[tuple[str, uuid.UUID], Bundle] = {}
_lock = Lock()


def bundle_of(session: Session, instansi_id: str, version_id: uuid.UUID) -> Bundle:
    """The bundle of a version; versions never change, so the second look costs no statement. Raises NotFoundError."""
    key = (instansi_id, version_id)
    found = _bundles.get(key)
    if found is not None:
        return found
    packed = session.scalar(
        select(ProcessVersion.bundle).where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.id == version_id)
    )
    if packed is None:
        raise NotFoundError(_("versi proses tidak ditemukan"))
    bundle = unpack(packed)
    with _lock:
        while len(_bundles) >= CACHE_SIZE:
            _bundles.pop(next(iter(_bundles)))
        _bundles[key] = bundle
    return bundle


_NEWEST = (
    select(ProcessVersion.id)
    .where(ProcessVersion.instansi_id == bindparam("instansi_id"), ProcessVersion.process_id == bindparam("process_id"))
    .order_by(ProcessVersion.number.desc())
    .limit(1)
)


def current_bundle(session: Session, instansi_id: str, process_id: str) -> Bundle:
    """The newest deployed version of a process, to be read. Raises NotFoundError."""
    found = session.scalar(_NEWEST, {"instansi_id": instansi_id, "process_id": process_id})
    return bundle_of(session, instansi_id, found) if found else _never(instansi_id, process_id)


def current_version(session: Session, instansi_id: str, process_id: str) -> ProcessVersion:
    """The newest deployed version of a process. Raises NotFoundError."""
    version = session.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return version or _never(instansi_id, process_id)


def _never(instansi_id: str, process_id: str) -> NoReturn:
    raise NotFoundError(
        _(
            "proses '%(process_id)s' belum diterapkan untuk %(instansi_id)s",
            process_id=process_id,
            instansi_id=instansi_id,
        )
    )


def current_ids(session: Session, instansi_id: str, process_ids: Collection[str]) -> dict[str, uuid.UUID]:
    """The newest versions of several processes in one statement; those never deployed are left out."""
    newest = (
        select(ProcessVersion.process_id, func.max(ProcessVersion.number).label("number"))
        .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id.in_(process_ids))
        .group_by(ProcessVersion.process_id)
        .subquery()
    )
    of_newest = (ProcessVersion.process_id == newest.c.process_id) & (ProcessVersion.number == newest.c.number)
    rows = session.execute(
        select(ProcessVersion.process_id, ProcessVersion.id)
        .join(newest, of_newest)
        .where(ProcessVersion.instansi_id == instansi_id)
    )
    return {row.process_id: row.id for row in rows}


def has_version(session: Session, instansi_id: str, process_id: str) -> bool:
    """Whether any version of a process was ever deployed."""
    found = select(ProcessVersion.id).where(
        ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id
    )
    return session.scalar(found.limit(1)) is not None
