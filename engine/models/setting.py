"""Small values shared by web and worker, such as the demo's clock offset."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base


class Setting(Base):
    """A value of the whole installation, by its key. It belongs to no government."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
