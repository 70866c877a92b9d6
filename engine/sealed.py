"""Texts that are stored closed: whoever owns the database cannot read them, whoever has the key reads them as before.

`Case.sealed` says whether a case is. How its texts are closed is the domain's matter (`Runtime.close`); they are opened
for a session that was given a keyring. Only what the diagram reads stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

MARK = "tersegel"
"""The one key of answers that are closed; its value is opaque."""
_KEYRING = "keyring"


class Keyring(Protocol):
    """What somebody who reads can open."""

    def answers(self, session: Session, instansi_id: str, case_id: UUID, closed: str) -> Mapping[str, Any] | None:
        """The answers as they were typed; None when the key is not on it."""
        ...


Close = Callable[[Session, str, UUID, Mapping[str, Any]], dict[str, Any]]
"""Closes the answers of a case."""


def refuse(_session: Session, _instansi_id: str, _case_id: UUID, _answers: Mapping[str, Any]) -> dict[str, Any]:
    """Where nobody said how: nothing is stored open that was meant to be closed."""
    raise RuntimeError("no way to close the texts of a sealed case was given")


def use(session: Session, keyring: Keyring | None) -> None:
    """From now on this session opens what the keyring opens."""
    session.info[_KEYRING] = keyring


def keyring_of(session: Session) -> Keyring | None:
    """The keyring of the session, if it has one."""
    return session.info.get(_KEYRING)


def is_closed(answers: Mapping[str, Any]) -> bool:
    """Whether these are closed answers."""
    return set(answers) == {MARK}


def opened(session: Session, instansi_id: str, case_id: UUID, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, opened when they are closed; none when this session cannot open them."""
    if not is_closed(answers):
        return dict(answers)
    keyring = keyring_of(session)
    found = keyring.answers(session, instansi_id, case_id, answers[MARK]) if keyring is not None else None
    return dict(found or {})
