"""What the auditor opens beside the page of a case: all its messages and letters, a file. Each look is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.file import CaseFile, case_file
from complaints.audit.sent import SentCursor, SentPage, rows_of_texts, sent_page
from complaints.casework.file_copies import FileCopy, Reader, file_copy
from complaints.casework.readings import Opening, What
from complaints.files.file_store import FileStore
from complaints.people.roles import WorkScope
from engine.actors import Actor


def texts_of(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    after: SentCursor | None = None,
) -> tuple[CaseFile, SentPage, Mapping[str, int]]:
    """The case, a page of its messages and letters, oldest first, and the row of the history of each by its name.

    Raises NotFoundError and what `readings.noted` raises.
    """
    file, _case = case_file(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening
    )
    page = sent_page(session, instansi_id=instansi_id, case_id=case_id, access=file.access, after=after)
    return file, page, rows_of_texts(session, instansi_id=instansi_id, case_id=case_id, texts=page.texts)


def file_of(
    session: Session,
    store: FileStore,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    file_id: UUID,
    opening: Opening,
    original: bool = False,
) -> FileCopy:
    """A file of the case as the rule of files gives it to this person; the look is noted with the file's id.

    Raises NotFoundError for what is not open to them, and what `readings.noted` raises.
    """
    as_file = replace(opening, what=What.FILE)
    file, _case = case_file(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=as_file,
        part=str(file_id),
    )  # fmt: skip
    return file_copy(
        session, store, instansi_id=instansi_id, case_id=case_id, file_id=file_id, reader=Reader(file.access),
        original=original,
    )  # fmt: skip
