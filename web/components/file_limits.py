"""How large and how many files the government of this request takes."""

from __future__ import annotations

from flask import g

from complaints.files.attachments import FileLimits
from complaints.intake import file_limits as limits
from web.services import services
from web.transactions import page_session


def file_limits() -> FileLimits:
    """What its government has set, and no more than one request carries."""
    home = g.get("government")
    if home is None:
        return limits.UNSET
    if "file_limits" not in g:
        found = limits.file_limits(page_session(), instansi_id=home)
        g.file_limits = found.within(services().settings.max_body_bytes)
    return g.file_limits  # type: ignore[no-any-return]
