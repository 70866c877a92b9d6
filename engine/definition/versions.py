"""Stored versions: a bundle is read once per process of the operating system and kept in memory."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from threading import Lock
from typing import NamedTuple, NoReturn

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engine.catalogue import _, as_written
from engine.definition.bundle import Bundle, unpack
from engine.errors import NotFoundError
from engine.kept import forget_kept, kept_in_transaction
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
    with as_written():  # for whoever reads it next, too
        bundle = unpack(packed)
    with _lock:
        while len(_bundles) >= CACHE_SIZE:
            _bundles.pop(next(iter(_bundles)))
        _bundles[key] = bundle
    return bundle


class NewestVersion(NamedTuple):
    """Which version of a process is in force."""

    id: uuid.UUID
    number: int


_NEWEST = (
    select(ProcessVersion.id, ProcessVersion.number)
    .where(ProcessVersion.instansi_id == bindparam("instansi_id"), ProcessVersion.process_id == bindparam("process_id"))
    .order_by(ProcessVersion.number.desc())
    .limit(1)
)


_IN_TRANSACTION = "engine.definition.newest_versions"


def newest_version(session: Session, instansi_id: str, process_id: str) -> NewestVersion:
    """Which version of a process is the newest deployed one; asked once in a transaction. Raises NotFoundError."""
    kept: dict[tuple[str, str], NewestVersion | None] = kept_in_transaction(session, _IN_TRANSACTION)
    name = (instansi_id, process_id)
    if name not in kept:
        row = session.execute(_NEWEST, {"instansi_id": instansi_id, "process_id": process_id}).one_or_none()
        kept[name] = NewestVersion(*row) if row is not None else None
    return kept[name] or _never(instansi_id, process_id)


def keep_newest(session: Session, instansi_id: str, process_id: str, newest: NewestVersion | None) -> None:
    """For the rest of the transaction: what another statement of it found to be the newest version, None for none."""
    kept_in_transaction(session, _IN_TRANSACTION)[instansi_id, process_id] = newest


def version_added(session: Session) -> None:
    """After a version was added: from now on this transaction has another newest one."""
    forget_kept(session, _IN_TRANSACTION)


def current_bundle(session: Session, instansi_id: str, process_id: str) -> Bundle:
    """The newest deployed version of a process, to be read. Raises NotFoundError."""
    return bundle_of(session, instansi_id, newest_version(session, instansi_id, process_id).id)


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
