"""What proves who somebody is beside the password, and how they came in."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id

OF_USER = ["instansi_id", "user_id"], ["user.instansi_id", "user.id"]


class SecondFactor(Base):
    """The secret that a person's phone makes codes of (TOTP), sealed with the installation's key."""

    __tablename__ = "second_factor"
    TOLD = ("sealed_secret",)
    TOLD_IF = "confirmed_at"
    TOLD_SINCE = 10
    __table_args__ = (ForeignKeyConstraint(*OF_USER),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When a first code proved that the phone has the secret; None, and counting for nothing, before."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The step of time (30 s) of the last code that was taken: none is taken twice, and none from before."""


class RecoveryCode(Base):
    """A code for who lost the phone: stored as a keyed hash, taken once."""

    __tablename__ = "recovery_code"
    TOLD = ("code_hash",)
    TOLD_SINCE = 10
    __table_args__ = (ForeignKeyConstraint(*OF_USER),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class LogInEvent(Base):
    """One log-in of a person, or wrong attempts that followed each other within an hour. No address, no place."""

    __tablename__ = "log_in_event"
    __table_args__ = (
        ForeignKeyConstraint(*OF_USER),
        Index("ix_log_in_event_list", "instansi_id", "user_id", "at"),
        Index(None, "at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    """When it happened, of several wrong attempts the last."""
    way: Mapped[str] = mapped_column(String(20))
    """How: `complaints.people.entrance.LogInWay`."""
    device: Mapped[str] = mapped_column(String(60))
    """Browser and system, as the browser says it."""
    failures: Mapped[int] = mapped_column(default=0)
    """How many wrong attempts this row stands for; 0 for a log-in."""
