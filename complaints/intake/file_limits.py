"""How large and how many files a form takes: what its government has set decides, at every way in."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.attachments import CheckedFile, FileLimits, RefusedFileError, total_problem
from complaints.models import Attachment
from complaints.people.governments import limits
from complaints.people.instansi import find


def _limits(own: Mapping[str, str]) -> FileLimits:
    one, number, together = (limits.limit_of(own, each) for each in (limits.FILE_MB, limits.FILES, limits.FILES_MB))
    return FileLimits(min(one, together), number, together)


UNSET = _limits({})
"""What counts when a government set nothing."""


def file_limits(session: Session, *, instansi_id: str) -> FileLimits:
    """What this government takes."""
    home = find(session, instansi_id=instansi_id)
    return _limits(home.limits) if home is not None else UNSET


def refuse_beyond(session: Session, *, instansi_id: str, sizes: list[int]) -> None:
    """Raises RefusedFileError when these files (bytes) are too many or too much for one form."""
    problem = total_problem(sizes, file_limits(session, instansi_id=instansi_id))
    if problem is not None:
        raise RefusedFileError(problem)


def refuse_more(
    session: Session, *, instansi_id: str, complaint_id: uuid.UUID, present: Collection[str], file: CheckedFile
) -> None:
    """The same for one file more beside those of a complaint (ids) that a question has already."""
    rows = session.scalars(
        select(Attachment.size).where(
            Attachment.instansi_id == instansi_id,
            Attachment.complaint_id == complaint_id,
            Attachment.id.in_([uuid.UUID(each) for each in present]),
        )
    )
    refuse_beyond(session, instansi_id=instansi_id, sizes=[*rows, len(file.content)])
