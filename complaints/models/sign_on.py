"""Single sign-on of a government: the server that it trusts with knowing its people, and who they are there."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints.models.entrance import OF_USER
from engine.models.base import INSTANSI, Base


class SignOn(Base):
    """An OpenID Connect server that a government's people may log in by."""

    __tablename__ = "sign_on"
    TOLD = ("label", "issuer", "client_id", "sealed_secret", "proves_twice", "passwords")
    __table_args__ = (ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    """As people know it: "SSO Tanah Laut"."""
    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(200))
    sealed_secret: Mapped[str] = mapped_column(String(600))
    proves_twice: Mapped[bool]
    """Whether the server asks for a second proof itself, so that ours need not."""
    passwords: Mapped[bool]
    """Whether everybody may log in by password too; else administrators alone, for an emergency."""


class SignOnLink(Base):
    """Who a person is at the server, set by an administrator: never guessed, and no role comes with it."""

    __tablename__ = "sign_on_link"
    TOLD = ("subject", "email")
    TOLD_SINCE = 10
    __table_args__ = (ForeignKeyConstraint(*OF_USER), Index(None, "instansi_id", "subject"))

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), default="")
    """The server's own id of the person; "" until the first log-in when only the address is known."""
    email: Mapped[str] = mapped_column(String(254), default="")
    """The address by which the first log-in is recognised when the server has verified it; nothing after that."""
