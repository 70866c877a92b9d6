"""Files of a case as they are given out: the only way to the bytes of a stored file, and the rule of who gets what.

People look at the cleaned copy. The sealed original may carry where a photo was taken, with which phone and by whom.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from complaints.casework.readings import UnnotedError
from complaints.casework.visibility import Access
from complaints.files.attachments import RECORDINGS
from complaints.files.file_store import FileStore
from complaints.models import Attachment, Complaint
from complaints.sealed.boxes import ClosedError
from complaints.sealed.files import opened
from engine.catalogue import _
from engine.errors import NotFoundError

MEDIA_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}
"""Of cleaned copies: every picture is drawn anew as JPEG."""

INTERNAL = "catatan"
"""Where a file came from that belongs to a note of officers."""

SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", *RECORDINGS.values()})
"""What a neutral name keeps of a file's own name."""


@dataclass(frozen=True)
class Reader:
    """Who asks for files of a case: an official with this access, or the complainant with number and code."""

    access: Access
    author: bool = False
    """The complainant, who sees only the files marked `public`."""
    hands_over: bool = False
    """An official who takes the case to another body."""
    reasoned: bool = False
    """An official who has said why, and of whom that is noted; in a list: who may say it."""
    outside: bool = False
    """Whether what is read leaves the house otherwise: as a copy, or as an auditor's package."""


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
    """Whether this reader may have the sealed original; of a recording once they have said why."""
    added_at: datetime
    sha256: str
    """Of the sealed original (hex)."""


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


def may_have_original(reader: Reader, *, handed_in: bool, recording: bool = False) -> bool:
    """The whole rule. `handed_in`: the complainant's own file, by whichever way it came in. `recording`: it has no
    cleaned copy, since nobody can take a voice out of it.

    | who                                   | handed in by the complainant        | added by an official |
    |---------------------------------------|-------------------------------------|----------------------|
    | official who reads the case           | no; a recording with a reason       | yes                  |
    | official who takes it to another body | where the identity is open to them  | yes                  |
    | the complainant                       | no                                  | no                   |

    Law: identity and documents are kept secret (TL-IV.A.1.e) and not spread (TL-IV.A.2.b-d).
    """
    if reader.author:
        return False
    taken_along = reader.hands_over and reader.access.identity is None
    return not handed_in or taken_along or (recording and reader.reasoned)


def own_name(session: Session, instansi_id: str, case_id: UUID, row: Any) -> str:
    """The name that a file was given; "" where it lies sealed and the session cannot open it."""
    found = opened(session, instansi_id, case_id, row.sealed) if row.sealed else None
    return found.name if found is not None else str(row.name)


def shown_name(row: Any, number: int, reader: Reader, name: str) -> str:
    """The name of a file; a neutral one for what came from a person whose identity is closed to the reader.

    People name files after themselves: `KTP_Siti_Aminah.jpg`.
    """
    if reader.author or reader.access.identity is None or not row.handed_in:
        return name
    suffix = PurePosixPath(name).suffix.lower()
    return f"lampiran-{number}{suffix if suffix in SUFFIXES else ''}"


def files_in(session: Session, *, instansi_id: str, case_id: UUID, reader: Reader) -> list[File]:
    """The files of a case, oldest first; none where the substance is closed to the reader."""
    return [
        File(
            id=row.id,
            name=shown_name(row, number, reader, own_name(session, instansi_id, case_id, row)),
            media_type=row.media_type,
            size=row.size,
            origin=row.origin,
            viewable=bool(row.view_path),
            original=may_have_original(reader, handed_in=row.handed_in, recording=is_recording(row.media_type)),
            added_at=row.added_at,
            sha256=row.sha256,
        )
        for number, row in enumerate(session.execute(_files(instansi_id, case_id, reader)), start=1)
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
    for number, row in enumerate(session.execute(_files(instansi_id, case_id, reader)), start=1):
        if row.id == file_id:
            return _copy(session, store, (instansi_id, case_id), row, number, reader, original=original)
    raise NotFoundError(_("Lampiran tidak ditemukan."))


def file_copies(
    session: Session, store: FileStore, *, instansi_id: str, case_id: UUID, reader: Reader
) -> list[FileCopy]:
    """Every file of the case that the reader may see, oldest first, each as the original where they may have it."""
    rows = session.execute(_files(instansi_id, case_id, reader)).all()
    may = [may_have_original(reader, handed_in=row.handed_in) for row in rows]
    return [
        _copy(session, store, (instansi_id, case_id), row, number, reader, original=original)
        for number, (row, original) in enumerate(zip(rows, may, strict=True), start=1)
        if original or row.view_path
    ]


def is_recording(media_type: str) -> bool:
    """Whether a file has no cleaned copy because of what it is."""
    return media_type in RECORDINGS


def asks_reason(session: Session, *, instansi_id: str, case_id: UUID, file_id: UUID) -> bool:
    """Whether an official says why before they open this file: a recording that the complainant handed in."""
    rows = session.execute(_files(instansi_id, case_id, Reader(Access(case=True))))
    return any(row.id == file_id and row.handed_in and is_recording(row.media_type) for row in rows)


def _files(instansi_id: str, case_id: UUID, reader: Reader) -> Select[*tuple[Any, ...]]:
    """What came with the report came from the complainant, also when an official typed the report in."""
    handed_in = or_(Attachment.origin == "pengadu", Attachment.added_at <= Complaint.entered_at)
    query = (
        select(
            Attachment.id, Attachment.name, Attachment.media_type, Attachment.size, Attachment.origin,
            Attachment.sha256, Attachment.sealed_path, Attachment.view_path, Attachment.view_sha256,
            Attachment.added_at, Attachment.sealed,
            func.coalesce(handed_in, False).label("handed_in"),
        )
        .outerjoin(
            Complaint,
            and_(Complaint.instansi_id == Attachment.instansi_id, Complaint.id == Attachment.complaint_id),
        )
        .where(Attachment.instansi_id == instansi_id, Attachment.complaint_id == case_id)
        .order_by(Attachment.added_at, Attachment.id)
    )  # fmt: skip
    if reader.hands_over or reader.outside:
        query = query.where(Attachment.origin != INTERNAL)
    return query.where(Attachment.public.is_(True)) if reader.author else query


def _copy(
    session: Session,
    store: FileStore,
    case: tuple[str, UUID],
    row: Any,
    number: int,
    reader: Reader,
    *,
    original: bool,
) -> FileCopy:
    """The one place where bytes leave the store. Raises UnnotedError for an official whose look nobody noted."""
    if not (reader.author or reader.access.noted):
        raise UnnotedError
    recording = is_recording(row.media_type)
    may = may_have_original(reader, handed_in=row.handed_in, recording=recording)
    allowed = may if original else bool(row.view_path)
    if reader.access.substance is not None or not allowed:
        raise NotFoundError(_("Lampiran tidak ditemukan."))
    try:
        content = store.bytes_of(row.sealed_path if original else row.view_path)
        if not original and row.view_sha256 not in ("", hashlib.sha256(content).hexdigest()):
            raise NotFoundError(_("Salinan berkas ini bukan yang disimpan waktu itu; beri tahu pengelola."))
        content = _unlocked(session, case, row, content) if row.sealed else content
    except (OSError, ValueError, ClosedError) as error:
        raise NotFoundError(_("Lampiran tidak ditemukan.")) from error
    suffix = PurePosixPath(row.view_path).suffix
    name = shown_name(row, number, reader, own_name(session, *case, row))
    return FileCopy(
        name=name if original or name.lower().endswith(suffix) else name + suffix,
        media_type=row.media_type if original else MEDIA_TYPES.get(suffix, "application/octet-stream"),
        content=content,
        original=original,
        sha256=row.sha256,
    )


def _unlocked(session: Session, case: tuple[str, UUID], row: Any, stored: bytes) -> bytes:
    """The bytes of a sealed report's file. Raises ClosedError where the session has not the key."""
    key = opened(session, *case, row.sealed)
    if key is None:
        raise ClosedError
    return key.unlocked(stored)
