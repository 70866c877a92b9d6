"""Files as a government takes them that has set no limits of its own."""

from __future__ import annotations

from complaints.files import attachments
from complaints.files.attachments import CheckedFile
from complaints.intake.file_limits import UNSET


def check(content: bytes, *, name: str) -> CheckedFile:
    """As `attachments.check`. Raises RefusedFileError."""
    return attachments.check(content, name=name, limits=UNSET)
