"""Applications that may lodge complaints for citizens: their keys, and what they send.

A key belongs to one government and to named start events of its process (TL-VI.A.e, LT-VI.A.d, BT-P9.c, NG-P5.e,
SB-L.II.C.1). What comes by it goes the way of the citizen's page: the same form, checks, files and limits.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.attachments import CheckedFile
from complaints.files.file_store import FileStore
from complaints.intake import drafts
from complaints.intake.lodging import Receipt
from complaints.intake.starts import APPLICATIONS, Entrance, entrance_for, entrances
from complaints.models import Application, Instansi
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.running.runtime import Runtime

PREFIX = "alur_"
"""Begins every key, so that one that leaked into a file is found by those who look for such things."""


@dataclass(frozen=True)
class ApplicationView:
    """An application, without its key."""

    id: uuid.UUID
    name: str
    starts: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


class UnfitStartError(Exception):
    """A start event that does not exist or takes nothing from applications; the text names those that do."""


def create(
    session: Session, runtime: Runtime, *, instansi_id: str, name: str, starts: Sequence[str], by: Actor
) -> tuple[ApplicationView, str]:
    """The application and its key, which is told this once. Raises NotFoundError, UnfitStartError."""
    instansi = _instansi(session, instansi_id)
    found = entrances(session, instansi_id=instansi_id, process_id=instansi.process_id)
    fitting = [way.element for way in found if set(APPLICATIONS) & set(way.kanal)]
    if not starts or set(starts) - set(fitting):
        raise UnfitStartError(_("peristiwa awal yang menerima aplikasi: %(known)s", known=", ".join(fitting) or "–"))
    key = PREFIX + secrets.token_urlsafe(32)
    row = Application(
        instansi_id=instansi_id,
        id=uuid.uuid4(),
        name=name.strip()[:120],
        key_hash=_hash(key),
        starts=list(dict.fromkeys(starts)),
        created_at=runtime.clock.now(),
        revoked_at=None,
    )
    session.add(row)
    _tell(session, runtime, row, Act.APPLICATION_ADDED, by)
    return _view(row), key


def listed(session: Session, *, instansi_id: str) -> list[ApplicationView]:
    """Every application of a government, the newest last."""
    rows = session.scalars(
        select(Application).where(Application.instansi_id == instansi_id).order_by(Application.created_at)
    )
    return [_view(row) for row in rows]


def revoke(session: Session, runtime: Runtime, *, instansi_id: str, application_id: uuid.UUID, by: Actor) -> None:
    """From now on its key opens nothing. Raises NotFoundError."""
    row = session.get(Application, (instansi_id, application_id))
    if row is None:
        raise NotFoundError(_("aplikasi ini tidak ada"))
    if row.revoked_at is None:
        row.revoked_at = runtime.clock.now()
        _tell(session, runtime, row, Act.APPLICATION_REVOKED, by)


def by_key(session: Session, *, instansi_id: str, key: str) -> ApplicationView | None:
    """The application of a key that is in force in this government."""
    row = session.scalars(
        select(Application).where(Application.instansi_id == instansi_id, Application.key_hash == _hash(key))
    ).one_or_none()
    return _view(row) if row is not None and row.revoked_at is None else None


def channels(session: Session, *, instansi_id: str, application: ApplicationView) -> dict[str, Entrance]:
    """The channels that the application may use, with their way in."""
    found = offered(session, instansi_id=instansi_id)
    return {kanal: way for kanal, way in found.items() if way.element in application.starts}


def offered(session: Session, *, instansi_id: str) -> dict[str, Entrance]:
    """The channels of the interface that the process in force takes, with their way in."""
    process_id = _instansi(session, instansi_id).process_id
    found: dict[str, Entrance] = {}
    for kanal in APPLICATIONS:
        try:
            found[kanal] = entrance_for(session, instansi_id=instansi_id, process_id=process_id, kanal=kanal)
        except NotFoundError:
            continue
    return found


def send(
    session: Session,
    runtime: Runtime,
    store: FileStore,
    *,
    instansi_id: str,
    application: ApplicationView,
    kanal: str,
    answers: Mapping[str, Any],
    files: Mapping[str, Sequence[CheckedFile]],
    token: str,
) -> tuple[Receipt, bool]:
    """Lodges once for each token, and says whether it was now. A refusal leaves nothing behind.

    Raises AnswersRefusedError, RefusedFileError (too many files), StorageError.
    """
    now = runtime.clock.now()
    earlier = drafts.sent_before(session, token=token, instansi_id=instansi_id, now=now)
    if earlier is not None:
        return earlier, False
    typed = dict(answers)
    for key, checked in files.items():
        added = [
            drafts.add_file(session, store, token=token, instansi_id=instansi_id, file=each, now=now)
            for each in checked
        ]
        typed[key] = list(dict.fromkeys(added))
    draft = drafts.save_answers(session, token=token, instansi_id=instansi_id, answers=typed, now=now)
    by = f"app:{application.id.hex}"
    receipt = drafts.submit(session, runtime, token=token, instansi_id=instansi_id, kanal=kanal, application=by)
    return receipt, draft.complaint_id is None


def _tell(session: Session, runtime: Runtime, row: Application, act: Act, by: Actor) -> None:
    record_act(
        session, runtime, instansi_id=row.instansi_id, by=by, act=act, subject=Subject(About.APPLICATION, str(row.id)),
        after={"application": row.name, "starts": list(row.starts)},
    )  # fmt: skip


def _instansi(session: Session, instansi_id: str) -> Instansi:
    instansi = session.get(Instansi, instansi_id)
    if instansi is None:
        raise NotFoundError(_("instansi '%(instansi_id)s' tidak ada", instansi_id=instansi_id))
    return instansi


def _hash(key: str) -> str:
    """A fast hash is enough: the key is 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def _view(row: Application) -> ApplicationView:
    return ApplicationView(row.id, row.name, tuple(row.starts), row.created_at, row.revoked_at)
