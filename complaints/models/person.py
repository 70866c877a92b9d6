"""Officers, what they may do, and their sessions."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class User(Base):
    """An account of a person who works with complaints."""

    __tablename__ = "user"
    TOLD = ("username", "name", "email", "active", "password_hash")
    TOLD_SINCE = 10
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),
        Index(None, "instansi_id", "username", unique=True),
        Index("ix_user_username", "username"),  # a log-in names the person before their government
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="")
    """In which language they want the program's own words; "" until they choose one."""


class Membership(Base):
    """A role of a person, in one unit or ("") in the whole instansi."""

    __tablename__ = "membership"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    ends_at: Mapped[datetime | None]
    """The moment from which the role counts no more; None while its end is not known."""


class SessionRow(Base):
    """A server-side session: revocable, found by the hash of the random token in the cookie."""

    __tablename__ = "session"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        Index(None, "instansi_id", "user_id"),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    instansi_id: Mapped[str] = mapped_column(INSTANSI)
    __mapper_args__ = {"primary_key": (instansi_id, token_hash)}  # noqa: RUF012 - read by the library
    """As for `LodgingDraft`."""
    user_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    """When the person last proved who they are, here or to their government's server; None where it did not say."""
    way: Mapped[str] = mapped_column(String(20), default="")
    """How it was opened: `complaints.people.entrance.LogInWay`."""
    device: Mapped[str] = mapped_column(String(60), default="")
    """Browser and system, as the browser says it."""
    unlocked: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The person's private key (`HolderKey`) under a key made from the token, which is stored nowhere."""


class Attempt(Base):
    """A counter for rate limits: key is a keyed hash, never an address or a number in clear."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_start: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
