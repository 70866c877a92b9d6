"""Keys to reports of whistleblowers. No row of these tables opens anything alone: see docs/decisions/0037."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, BoundColumns


class RoleKey(Base):
    """The key pair of those who handle such reports. Its private half lies in boxes that only its holders open."""

    __tablename__ = "role_key"
    TOLD = ("public_key", "recovery_public")
    __table_args__ = (ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 …: a new pair is made when somebody who held the last one works there no more."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    recovery_public: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the recovery key, whose private half is on paper."""
    recovery_box: Mapped[bytes] = mapped_column(LargeBinary)
    """The private half, for the recovery key."""
    earlier_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The private half of the pair before, for this pair."""
    given_up: Mapped[bool] = mapped_column(default=False)
    """Somebody who held it has no such role any more: the next holder at work makes another."""
    created_at: Mapped[datetime]


class HolderKey(Base):
    """The key pair of a person, its private half locked with their password; and the role's key in a box for it."""

    __tablename__ = "holder_key"
    TOLD = ("public_key",)
    TOLD_SINCE = 10
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[int | None]
    """Of the `RoleKey` in the box; None as long as nobody has handed it over."""
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class CaseKey(Base):
    """The key pair of one report, and its substance under it. Anybody may close with the public half."""

    __tablename__ = "case_key"
    BOUND = BoundColumns("case_id", ("public_key", "content"))
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[int]
    """Of the `RoleKey` that opens the box."""
    box: Mapped[bytes] = mapped_column(LargeBinary)
    """The private half, for the role."""
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    """With it the author's key is made from the secret code."""
    author_public: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None until the author gives the code, for a report that was there before."""
    author_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The private half, for the author."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """What was reported and by whom, see `complaints.sealed.content`."""
