"""Where the next page begins, as a short opaque text in the address: a moment and a row, nothing about people."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from werkzeug.exceptions import BadRequest


def packed(at: datetime, row: UUID) -> str:
    """For the query string."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row.hex}".encode()).decode().rstrip("=")


def unpacked(text: str) -> tuple[datetime, UUID] | None:
    """The moment and row, None for an empty text. Raises BadRequest for anything else."""
    if not text:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        moment, _, row = plain.partition("|")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("naive")
        return at, UUID(hex=row)
    except (ValueError, binascii.Error, UnicodeDecodeError) as error:
        raise BadRequest from error
