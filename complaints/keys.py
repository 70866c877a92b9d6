"""The key that signs the heads of histories: Ed25519, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import inspect, select

from engine.catalogue import _
from engine.db import SessionFactory, reading
from engine.government import crossing
from engine.models import Case

FILE = "riwayat.key"


class KeyUnusableError(Exception):
    """The key file is no Ed25519 key, or is gone while histories are signed with it: restore it from the backup."""


def head_key(folder: Path) -> Ed25519PrivateKey:
    """The installation's key, made at first use. Two processes that start together agree on the one made first.

    Raises KeyUnusableError when the file is damaged: a new key would make every signature look false.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyUnusableError(_("%(path)s rusak; pulihkan dari cadangan", path=path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(_("%(path)s bukan kunci Ed25519; pulihkan dari cadangan", path=path))
    return key


def refuse_another(folder: Path, factory: SessionFactory) -> None:
    """Raises KeyUnusableError when the key is gone though the database holds histories: another one would be made
    without a word, and every signature so far would look false.
    """
    if (folder / FILE).exists():
        return
    with reading(factory) as session, crossing(session, why="one key signs every history"):
        signed = inspect(session.connection()).has_table(Case.__tablename__) and session.scalar(
            select(Case.id).where(Case.event_count > 0).limit(1)
        )
    if signed:
        raise KeyUnusableError(
            _("%(path)s tidak ada, padahal basis data berisi riwayat; pulihkan dari cadangan", path=folder / FILE)
        )


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def fingerprint(key: Ed25519PublicKey) -> str:
    """What a person compares of a public key: the first 16 bytes of its SHA-256, in groups of four hex digits."""
    digest = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
