"""What tests read off the pages of a start form."""

from __future__ import annotations

import re

from sqlalchemy import select

from complaints.models import Complaint
from engine.db import SessionFactory
from tests.support.everywhere import everywhere
from tests.web.citizen import VERSION


def complaints(factory: SessionFactory) -> list[Complaint]:
    with everywhere(factory) as session:
        return list(session.scalars(select(Complaint)))


def typed_in(html: str, field: str) -> str:
    """The value that a text field or an area shows."""
    area = re.search(rf'<textarea[^>]* id="{field}"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    text = re.search(rf'<input[^>]* id="{field}"[^>]* value="([^"]*)"', html)
    return area[1] if area else text[1] if text else ""


def hidden_of(html: str) -> dict[str, str]:
    """Token and version of the last form of a page."""
    token = re.findall(r'name="csrf_token" value="([^"]+)"', html)[-1]
    return {"csrf_token": token, "versi": VERSION.findall(html)[-1]}
