"""The log over all histories of the installation: its leaves, its tree in tiles, and what was signed of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class LogEntry(Base):
    """Which row of which history stands at a place of the log. Never edited, also when the row is gone."""

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "government", "history_id", "number", unique=True),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """0, 1, 2 … without a gap over all governments."""
    government: Mapped[str] = mapped_column(INSTANSI)
    """Whose history it is: the log itself is of the installation."""
    history_id: Mapped[uuid.UUID]
    """A case, or a ledger."""
    number: Mapped[int]


class LogTile(Base):
    """Up to 256 hashes side by side: of leaves at level 0, of the complete tiles below at the levels above it
    (C2SP tlog-tiles)."""

    __tablename__ = "log_tile"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LogCheckpoint(Base):
    """What was signed of the log at a moment."""

    __tablename__ = "log_checkpoint"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    """As it is published, with the lines of witnesses."""


class LogKey(Base):
    """A key that signs checkpoints and heads, and the statement by which it took the place of the one before it."""

    __tablename__ = "log_key"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 …"""
    public: Mapped[str] = mapped_column(String(200))
    """As others pin it (`engine.record.log.note.NamedKey`)."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Entries of the log before it. From number 2 on, the statement is the entry behind them."""
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    """The statement with its signatures (`engine.record.log.keys`)."""


class LogStamp(Base):
    """A time stamp (RFC 3161) of a checkpoint, or the attempts to get one: at most one row waits."""

    __tablename__ = "log_stamp"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Of the checkpoint."""
    service: Mapped[str] = mapped_column(String(300))
    """Address that was asked."""
    since: Mapped[datetime]
    """When it was first wanted."""
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(String(200))
    """Why the last attempt failed; "" when there was none, or it did not."""
    stamped_at: Mapped[datetime | None]
    """What the service says."""
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """As it came: what `openssl ts -verify -in` reads."""
