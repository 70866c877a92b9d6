"""Witnesses: whoever keeps the last checkpoint that they saw, and signs the next one only when it continues it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import EngineError
from engine.models import LogCheckpoint, LogKey, Setting
from engine.record.log.keys import KeyChain, KeyListError, chain_of, is_statement, read_statement
from engine.record.log.note import (
    COSIGNATURE,
    MOST_SIGNATURES,
    NamedKey,
    SignedNote,
    cosigned,
    cosigned_at,
    is_signed,
    read_checkpoint,
    read_key,
    read_note,
)
from engine.record.log.proofs import is_consistent

WITNESSES_KEY = "log_witnesses"
MOST_WITNESSES = 20


class WitnessError(EngineError):
    """What the witness was shown is not signed for, and why."""


class SplitViewError(WitnessError):
    """The log tells two stories. `evidence`: both notes, each signed by the log itself."""

    def __init__(self, message: str, *evidence: SignedNote) -> None:
        super().__init__(message)
        self.evidence = evidence


@dataclass(frozen=True)
class Witness:
    """A name and the key that it cosigns with."""

    name: str
    key: Ed25519PrivateKey


def cosign(
    shown: SignedNote, *, by: Witness, log: NamedKey, last: SignedNote | None, proof: Sequence[bytes], seconds: int
) -> SignedNote:
    """The note with the witness's line below it; the caller keeps it as `last`.

    `proof`: of consistency between `last` and `shown`. Raises WitnessError for a note that the log did not sign,
    SplitViewError for a log that is smaller than it was, or does not continue what it was.
    """
    new = read_checkpoint(shown.text)
    if new.origin != log.name or not is_signed(shown, log):
        raise WitnessError(_("titik periksa ini tidak ditandatangani oleh %(log)s", log=log.name))
    if last is not None:
        old = read_checkpoint(last.text)
        if new.size < old.size:
            raise SplitViewError(
                _("log menyusut: dulu %(old)s entri, kini %(new)s", old=old.size, new=new.size), last, shown
            )
        if old.size and not is_consistent(old.size, new.size, proof, old.root, new.root):
            raise SplitViewError(_("log tidak melanjutkan titik periksa yang disaksikan sebelumnya"), last, shown)
    return cosigned(SignedNote(shown.text, shown.signatures), by.name, by.key, seconds=seconds)


def followed(
    shown: Sequence[SignedNote], *, pinned: NamedKey, kept: Sequence[SignedNote], accepted: NamedKey | None = None
) -> KeyChain:
    """The keys that the log shows, for a witness that trusts one of them and saw the list before (`kept`).

    A key that replaces a lost one is followed only when it is `accepted`: its fingerprint was compared with the
    operator. Raises WitnessError for a list that does not lead on from the pinned key, SplitViewError for one that is
    not the list that was seen before.
    """
    for old, new in zip_longest(kept, shown[: len(kept)]):
        if new is None or old.text != new.text:
            evidence = [each for each in (old, new) if each is not None]
            raise SplitViewError(_("daftar kunci bukan yang dilihat sebelumnya"), *evidence)
    try:
        try:
            return chain_of(shown, pinned)
        except KeyListError:
            if accepted is None:
                raise
        chain = chain_of(shown, accepted)
    except KeyListError as error:
        raise WitnessError(str(error)) from error
    if all(each.key != pinned for each in chain.statements):
        raise WitnessError(_("kunci yang dipercaya tidak ada dalam daftar kunci"))
    return chain


def known_witnesses(session: Session) -> list[NamedKey]:
    """Whose lines the log takes below its checkpoints."""
    kept = session.get(Setting, WITNESSES_KEY)
    return [read_key(each) for each in json.loads(kept.value)] if kept is not None else []


def register(session: Session, key: NamedKey) -> None:
    """Takes the lines of this witness from now on; instead of an older key under the same name. Raises EngineError for
    a key that does not cosign, or when there are MOST_WITNESSES."""
    if key.kind != COSIGNATURE:
        raise EngineError(_("kunci itu bukan kunci saksi"))
    others = [each for each in known_witnesses(session) if each.name != key.name]
    if len(others) >= MOST_WITNESSES:
        raise EngineError(_("paling banyak %(most)s saksi", most=MOST_WITNESSES))
    session.merge(Setting(key=WITNESSES_KEY, value=json.dumps([*map(str, others), str(key)])))


def take(session: Session, brought: SignedNote) -> list[str]:
    """Puts the lines of known witnesses below the checkpoint, or the statement about a key, that they signed; gives
    their names.

    Raises EngineError when the text is none of the log's, or nobody known signed it.
    """
    row = session.scalars(_kept(brought).with_for_update()).one_or_none()
    kept = read_note(row.note) if row is not None else None
    if row is None or kept is None or kept.text != brought.text:
        raise EngineError(_("titik periksa itu tidak dikenal di sini"))
    added = []
    for witness in known_witnesses(session):
        lines = [each for each in brought.signatures if each[:2] == (witness.name, witness.id)]
        if lines and cosigned_at(SignedNote(brought.text, tuple(lines[:1])), witness) is not None:
            others = tuple(each for each in kept.signatures if each[:2] != (witness.name, witness.id))
            kept = SignedNote(kept.text, (*others, lines[0])[:MOST_SIGNATURES])
            added.append(witness.name)
    if not added:
        raise EngineError(_("tidak ada tanda tangan saksi yang dikenal di bawahnya"))
    row.note = str(kept)
    return added


def _kept(brought: SignedNote) -> Any:
    """Where that note is kept. Raises NoteError for another text."""
    if is_statement(brought.text):
        return select(LogKey).where(LogKey.number == read_statement(brought.text).number)
    return select(LogCheckpoint).where(LogCheckpoint.size == read_checkpoint(brought.text).size)


@dataclass(frozen=True)
class Testimony:
    """A witness below a checkpoint."""

    name: str
    seconds: int
    """When it signed (Unix time)."""


def testimonies(session: Session, note: SignedNote) -> list[Testimony]:
    """Whose lines below a checkpoint hold, by name."""
    found = [(each.name, cosigned_at(note, each)) for each in known_witnesses(session)]
    return sorted((Testimony(name, at) for name, at in found if at is not None), key=lambda each: each.name)
