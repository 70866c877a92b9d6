"""Files of a case as they are given out: the only way to the bytes of a stored file, and the rule of who gets what.

People look at the cleaned copy. The sealed original may carry where a photo was taken, with which phone and by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from complaints.casework.visibility import Access
from complaints.files.file_store import FileStore
from complaints.models import Attachment, Complaint
from engine.catalogue import _
from engine.errors import NotFoundError

MEDIA_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}
"""Of cleaned copies: every picture is drawn anew as JPEG."""


@dataclass(frozen=True)
class Reader:
    """Who asks for files of a case: an official with this access, or the complainant with number and code."""

    access: Access
    author: bool = False
    """The complainant, who sees only the files marked `public`."""
    hands_over: bool = False
    """An official who takes the case to another body."""


AUTHOR = Reader(Access(case=True), author=True)


@dataclass(frozen=True)
class File:
    """A file of a case, without its place on disk."""

    id: UUID
    name: str
    media_type: str
    size: int
    origin: str
    viewable: bool
    """Whether a cleaned copy exists."""
    original: bool
    """Whether this reader may have the sealed original."""
    added_at: datetime


@dataclass(frozen=True)
class FileCopy:
    """The bytes that one reader may have of one file, under a name that fits them."""

    name: str
    media_type: str
    content: bytes
    original: bool
    """Whether these are the bytes as they were handed in; else the cleaned copy."""
    sha256: str
    """Of the sealed original (hex), whichever bytes these are."""


def may_have_original(reader: Reader, *, handed_in: bool) -> bool:
    """The whole rule. `handed_in`: the complainant's own file, by whichever way it came in.

    | who                                   | handed in by the complainant        | added by an official |
    |---------------------------------------|-------------------------------------|----------------------|
    | official who reads the case           | no                                  | yes                  |
    | official who takes it to another body | where the identity is open to them  | yes                  |
    | the complainant                       | no                                  | no                   |

    Law: identity and documents are kept secret (TL-IV.A.1.e) and not spread (TL-IV.A.2.b-d).
    """
    if reader.author:
        return False
    return not handed_in or (reader.hands_over and reader.access.identity is None)


def files_in(session: Session, *, instansi_id: str, case_id: UUID, reader: Reader) -> list[File]:
    """The files of a case, oldest first; none where the substance is closed to the reader."""
    return [
        File(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            origin=row.origin,
            viewable=bool(row.view_path),
            original=may_have_original(reader, handed_in=row.handed_in),
            added_at=row.added_at,
        )
        for row in session.execute(_files(instansi_id, case_id, reader))
        if reader.access.substance is None
    ]


def file_copy(
    session: Session,
    store: FileStore,
    *,
    instansi_id: str,
    case_id: UUID,
    file_id: UUID,
    reader: Reader,
    original: bool = False,
) -> FileCopy:
    """One file: its cleaned copy, or on request the sealed original. Raises NotFoundError for what is not open."""
    row = session.execute(_files(instansi_id, case_id, reader).where(Attachment.id == file_id)).one_or_none()
    if row is None:
        raise NotFoundError(_("Lampiran tidak ditemukan."))
    return _copy(store, row, reader, original=original)


def file_copies(
    session: Session, store: FileStore, *, instansi_id: str, case_id: UUID, reader: Reader
) -> list[FileCopy]:
    """Every file of the case that the reader may see, oldest first, each as the original where they may have it."""
    rows = session.execute(_files(instansi_id, case_id, reader)).all()
    return [_copy(store, row, reader, original=may_have_original(reader, handed_in=row.handed_in)) for row in rows]


def _files(instansi_id: str, case_id: UUID, reader: Reader) -> Select[*tuple[Any, ...]]:
    """What came with the report came from the complainant, also when an official typed the report in."""
    handed_in = or_(Attachment.origin == "pengadu", Attachment.added_at <= Complaint.entered_at)
    query = (
        select(
            Attachment.id, Attachment.name, Attachment.media_type, Attachment.size, Attachment.origin,
            Attachment.sha256, Attachment.sealed_path, Attachment.view_path, Attachment.added_at,
            func.coalesce(handed_in, False).label("handed_in"),
        )
        .outerjoin(
            Complaint,
            and_(Complaint.instansi_id == Attachment.instansi_id, Complaint.id == Attachment.complaint_id),
        )
        .where(Attachment.instansi_id == instansi_id, Attachment.complaint_id == case_id)
        .order_by(Attachment.added_at, Attachment.id)
    )  # fmt: skip
    return query.where(Attachment.public.is_(True)) if reader.author else query


def _copy(store: FileStore, row: Any, reader: Reader, *, original: bool) -> FileCopy:
    """The one place where bytes leave the store."""
    allowed = may_have_original(reader, handed_in=row.handed_in) if original else bool(row.view_path)
    if reader.access.substance is not None or not allowed:
        raise NotFoundError(_("Lampiran tidak ditemukan."))
    try:
        content = store.bytes_of(row.sealed_path if original else row.view_path)
    except (OSError, ValueError) as error:
        raise NotFoundError(_("Lampiran tidak ditemukan.")) from error
    suffix = PurePosixPath(row.view_path).suffix
    return FileCopy(
        name=row.name if original or row.name.lower().endswith(suffix) else row.name + suffix,
        media_type=row.media_type if original else MEDIA_TYPES.get(suffix, "application/octet-stream"),
        content=content,
        original=original,
        sha256=row.sha256,
    )
