"""The recovery key of whistleblowers' reports: made once, written on paper, kept apart; for when no holder is left."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import HolderKey, Instansi, RoleKey, User
from complaints.people import holders
from complaints.people.told import is_told
from complaints.sealed import boxes
from complaints.sealed.boxes import ClosedError
from complaints.sealed.content import role_key
from complaints.sealed.keyrings import about
from engine.catalogue import _
from engine.errors import EngineError

GROUP = 4


class RecoveryRefusedError(EngineError):
    """It cannot be done: no such government, no such person, another key."""


@dataclass(frozen=True)
class HolderState:
    """Somebody with a pair of their own, and whether they hold the role's key."""

    user_id: UUID
    name: str
    holds: bool


def begin(session: Session, *, instansi_id: str, now: datetime) -> str | None:
    """From now on reports are sealed. Gives the recovery key as text, stored nowhere; None when it was begun before.

    Raises RecoveryRefusedError where the government takes no such reports.
    """
    home = session.get(Instansi, instansi_id, with_for_update=True)
    if home is None or not home.restricted_process_id:
        raise RecoveryRefusedError(_("pemerintah '%(id)s' tidak menerima laporan whistleblower", id=instansi_id))
    if role_key(session, instansi_id) is not None:
        return None
    recovery, pair = boxes.new_pair(), boxes.new_pair()
    row = RoleKey(
        instansi_id=instansi_id,
        number=1,
        public_key=pair.public,
        recovery_public=recovery.public,
        recovery_box=boxes.put(recovery.public, pair.private, about=about(instansi_id, 1)),
        created_at=now,
    )
    session.add(row)
    session.flush()
    holders.hand_over(session, row, pair.private, now=now)
    return _text(recovery.private)


def recover(session: Session, *, instansi_id: str, recovery: str, username: str, now: datetime) -> None:
    """Hands the role's key to a person who handles such reports, with the recovery key.

    Raises RecoveryRefusedError: another key, nobody of this name, or somebody who has not logged in with this role yet.
    """
    role = role_key(session, instansi_id)
    private = _private(recovery)
    if role is None or private is None or boxes.pair_of(private).public != role.recovery_public:
        raise RecoveryRefusedError(_("kunci pemulihan tidak cocok"))
    user = session.scalars(select(User).where(User.instansi_id == instansi_id, User.username == username)).first()
    row = session.get(HolderKey, (instansi_id, user.id)) if user is not None else None
    if user is None or row is None or not holders.handles(session, instansi_id=instansi_id, user_id=user.id, now=now):
        raise RecoveryRefusedError(
            _("'%(name)s' tidak menangani laporan whistleblower, atau belum masuk satu kali", name=username)
        )
    if not is_told(session, row):
        raise RecoveryRefusedError(_("kunci milik '%(name)s' berbeda dari yang diikat riwayat", name=username))
    where = about(instansi_id, role.number)
    try:
        row.box = boxes.put(row.public_key, boxes.take(private, role.recovery_box, about=where), about=where)
    except ClosedError as error:
        raise RecoveryRefusedError(_("kunci pemulihan tidak cocok")) from error
    row.number = role.number


def states(session: Session, *, instansi_id: str) -> list[HolderState]:
    """Everybody with a pair of their own, by name, at most `holders.AT_ONCE`."""
    role = role_key(session, instansi_id)
    rows = session.execute(
        select(User.id, User.name, HolderKey.number)
        .join(HolderKey, (HolderKey.instansi_id == User.instansi_id) & (HolderKey.user_id == User.id))
        .where(User.instansi_id == instansi_id, HolderKey.instansi_id == instansi_id)
        .order_by(User.name)
        .limit(holders.AT_ONCE)
    )
    return [HolderState(row.id, row.name, role is not None and row.number == role.number) for row in rows]


def _text(private: bytes) -> str:
    letters = base64.b32encode(private).decode().rstrip("=")
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _private(text: str) -> bytes | None:
    letters = re.sub(r"[^A-Z2-7]", "", text.upper()[:200])
    try:
        found = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    return found if len(found) == boxes.KEY_BYTES else None
