"""Keyrings: what an officer with the role's key opens, and what the author of one report opens."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import CaseKey, HolderKey, RoleKey
from complaints.sealed import boxes
from complaints.sealed.boxes import ClosedError
from engine.sealed import keyring_of


def about(instansi_id: str, what: object) -> str:
    """What a box is about: the report, person or key in whose place it lies."""
    return f"alur {instansi_id} {what}"


class CaseKeys:
    """Private keys of reports, found as they are needed."""

    def __init__(self, instansi_id: str) -> None:
        self.instansi_id = instansi_id
        self._known: dict[UUID, bytes | None] = {}

    def case_key(self, session: Session, instansi_id: str, case_id: UUID) -> bytes | None:
        """The private key of a report; None when it is not on this keyring."""
        if instansi_id != self.instansi_id:
            return None
        if case_id not in self._known:
            row = session.get(CaseKey, (instansi_id, case_id))
            try:
                self._known[case_id] = self._taken(session, row) if row is not None else None
            except ClosedError:
                self._known[case_id] = None
        return self._known[case_id]

    def answers(self, session: Session, instansi_id: str, case_id: UUID, closed: str) -> Mapping[str, Any] | None:
        """As `engine.sealed.Keyring` says."""
        found = taken(self, session, instansi_id, case_id, closed)
        return None if found is None else json.loads(found)

    def _taken(self, session: Session, row: CaseKey) -> bytes | None:
        raise NotImplementedError


class HolderRing(CaseKeys):
    """Of a person with the role's key, as their session opened it."""

    def __init__(self, instansi_id: str, user_id: UUID, private: bytes) -> None:
        super().__init__(instansi_id)
        self.user_id, self._private = user_id, private
        self._role_keys: dict[int, bytes] | None = None

    def role_keys(self, session: Session) -> dict[int, bytes]:
        """Private keys of the role by their number, the present one and those before; none without a hand-over."""
        if self._role_keys is None:
            self._role_keys = self._read(session)
        return self._role_keys

    def forget(self) -> None:
        """What is asked next is read anew."""
        self._role_keys = None
        self._known.clear()

    def _read(self, session: Session) -> dict[int, bytes]:
        mine = session.get(HolderKey, (self.instansi_id, self.user_id))
        if mine is None or mine.box is None or mine.number is None:
            return {}
        try:
            private = boxes.take(self._private, mine.box, about=about(self.instansi_id, mine.number))
        except ClosedError:
            return {}
        return with_earlier(session, self.instansi_id, mine.number, private)

    def _taken(self, session: Session, row: CaseKey) -> bytes | None:
        key = self.role_keys(session).get(row.number)
        return None if key is None else boxes.take(key, row.box, about=about(row.instansi_id, row.case_id))


class AuthorRing(CaseKeys):
    """Of the author of one report, with the key made from the secret code."""

    def __init__(self, instansi_id: str, case_id: UUID, key: bytes) -> None:
        super().__init__(instansi_id)
        self.case_id, self._key = case_id, key

    @cached_property
    def public(self) -> bytes:
        """The public half of the author's key."""
        return boxes.pair_of(self._key).public

    def _taken(self, _session: Session, row: CaseKey) -> bytes | None:
        if row.case_id != self.case_id or row.author_box is None:
            return None
        return boxes.take(self._key, row.author_box, about=about(row.instansi_id, row.case_id))


def with_earlier(session: Session, instansi_id: str, number: int, private: bytes) -> dict[int, bytes]:
    """A private key of the role by its number, and all before it. Raises ClosedError."""
    found = {number: private}
    rows = session.execute(
        select(RoleKey.number, RoleKey.earlier_box)
        .where(RoleKey.instansi_id == instansi_id, RoleKey.number <= number, RoleKey.number > 1)
        .order_by(RoleKey.number.desc())
    )
    for newer, box in rows:
        found[newer - 1] = boxes.take(found[newer], box or b"", about=about(instansi_id, newer - 1))
    return found


def ring_of(session: Session) -> CaseKeys | None:
    """The keyring of this session, if it has one of ours."""
    ring = keyring_of(session)
    return ring if isinstance(ring, CaseKeys) else None


def closed(public: bytes, instansi_id: str, case_id: UUID, content: bytes) -> str:
    """The content in a box for a report's key, as text columns keep it."""
    return base64.b64encode(boxes.put(public, content, about=about(instansi_id, case_id))).decode()


def taken(ring: CaseKeys | None, session: Session, instansi_id: str, case_id: UUID, text: str) -> bytes | None:
    """What `closed` closed; None when the keyring does not open it."""
    key = ring.case_key(session, instansi_id, case_id) if ring is not None else None
    try:
        return boxes.take(key, base64.b64decode(text), about=about(instansi_id, case_id)) if key is not None else None
    except (ClosedError, ValueError):
        return None
