"""The decrees that come with the program, in an empty database, without reading their file again for each test."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints.decrees.calendar import note_change
from complaints.decrees.seed import _row, read_seed
from complaints.models import DecreeDay


def know_decrees(session: Session) -> None:
    """What `seed_decrees` does where no day is known yet; nothing where some are."""
    if session.scalar(select(DecreeDay.id).limit(1)) is not None:
        return
    session.connection().execute(insert(DecreeDay.__table__), _rows())
    note_change(session)


@cache
def _rows() -> list[dict[str, Any]]:
    columns = DecreeDay.__table__.columns
    return [{column.name: getattr(row, column.key) for column in columns} for row in map(_row, read_seed())]
