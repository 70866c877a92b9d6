"""Time stamps (RFC 3161) of checkpoints: what is asked of a service, and whether what it answered is one.

Stamped is the text of the checkpoint, its three lines, with SHA-256: `openssl ts -verify -data` reads the same. The
certificates are examined as of the moment that the stamp says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.x509 import Certificate
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import N_, _
from engine.errors import EngineError
from engine.models import LogCheckpoint, LogStamp
from engine.record.chain import Break
from engine.record.log.note import NoteError, read_note
from engine.record.log.own_keys import LIST

SHA256 = "2.16.840.1.101.3.4.2.1"


class StampFault(StrEnum):
    """Why something is no time stamp, by its stored value."""

    REFUSED = "refused"
    NONCE = "nonce"
    OTHER_TEXT = "other_text"
    CERTIFICATE = "certificate"
    UNREADABLE = "unreadable"
    STATUS = "status"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    SILENT = "silent"


_SAID: Mapping[str, str] = {
    StampFault.REFUSED: N_("layanan itu menolak permintaan"),
    StampFault.NONCE: N_("jawabannya bukan atas permintaan ini"),
    StampFault.OTHER_TEXT: N_("capnya atas titik periksa lain"),
    StampFault.CERTIFICATE: N_("tanda tangan atau sertifikatnya tidak dapat dipercaya"),
    StampFault.UNREADABLE: N_("jawabannya bukan cap waktu"),
    StampFault.STATUS: N_("ia menjawab dengan status lain"),
    StampFault.TOO_LARGE: N_("jawabannya terlalu besar"),
    StampFault.TOO_SLOW: N_("jawabannya terlalu lambat"),
    StampFault.SILENT: N_("ia tidak menjawab"),
}
_OF_LIBRARY = {
    "PKIStatus": StampFault.REFUSED,
    "Nonce": StampFault.NONCE,
    "Mismatch between messages": StampFault.OTHER_TEXT,
}
"""What the library's English begins with; all else that it says is about signature and certificates."""


class StampError(EngineError):
    """What was answered is no time stamp of this checkpoint by a service that is trusted. `original`: as the library,
    or the network, says it."""

    def __init__(self, fault: StampFault, original: str = "") -> None:
        self.stored = f"{fault.value}: {original[:120]}" if original else fault.value
        """As a row keeps it; `fault_text` says it."""
        super().__init__(fault_text(self.stored))


def fault_text(stored: str) -> str:
    """What a row keeps of a failure, in the reader's language, with the technical original in brackets."""
    fault, _colon, original = stored.partition(": ")
    said = _SAID.get(fault)
    if said is None:
        return stored
    return f"{_(said)} ({original})" if original else _(said)


@dataclass(frozen=True)
class StampRequest:
    """What is sent, and what the answer is held against."""

    request: TimeStampRequest
    text: str

    @property
    def body(self) -> bytes:
        """As it is sent (DER)."""
        return self.request.as_bytes()


def asked_for(text: str) -> StampRequest:
    """A request for a checkpoint's text, with a nonce of its own."""
    builder = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return StampRequest(builder.nonce(nonce=True).cert_request(cert_request=True).build(), text)


def stamped_at(answer: bytes, asked: StampRequest, roots: Sequence[Certificate]) -> datetime:
    """When the service says that it saw the checkpoint. Raises StampError."""
    return _moment(answer, asked.text, VerifierBuilder.from_request(asked.request), roots)


def _moment(answer: bytes, text: str, builder: VerifierBuilder, roots: Sequence[Certificate]) -> datetime:
    try:
        response = decode_timestamp_response(answer)
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(response, text.encode())
        return response.tst_info.gen_time.astimezone(UTC)
    except VerificationError as error:
        said = str(error)
        found = (fault for beginning, fault in _OF_LIBRARY.items() if said.startswith(beginning))
        raise StampError(next(found, StampFault.CERTIFICATE), said) from error
    except ValueError as error:
        raise StampError(StampFault.UNREADABLE) from error


@dataclass(frozen=True)
class StampVerdict:
    """What was examined of time stamps."""

    count: int
    chained: bool
    """Whether certificates were examined: only where the roots that are trusted are given."""
    breaks: list[Break]


def verify_stamps(session: Session, roots: Sequence[Certificate]) -> StampVerdict:
    """Every stamp against the checkpoint that it speaks of."""
    rows = session.scalars(select(LogStamp).where(LogStamp.answer.is_not(None)).order_by(LogStamp.size)).all()
    return StampVerdict(len(rows), bool(roots), list(_breaks(session, rows, roots)))


def _breaks(session: Session, rows: Sequence[LogStamp], roots: Sequence[Certificate]) -> Iterator[Break]:
    for row in rows:
        checkpoint = session.get(LogCheckpoint, row.size)
        try:
            text = read_note(checkpoint.note).text if checkpoint is not None else ""
            said = _moment(row.answer or b"", text, VerifierBuilder(), roots) if roots else _claimed(row, text)
            problem = "" if said == row.stamped_at else _("saatnya berbeda dari yang tertulis")
        except (StampError, NoteError) as error:
            problem = str(error)
        if problem:
            yield Break("-", LIST, row.size, _("cap waktu tidak cocok: %(why)s", why=problem), _("log segel"))


def _claimed(row: LogStamp, text: str) -> datetime:
    """What the answer says of the checkpoint, whoever signed it. Raises StampError."""
    try:
        response: TimeStampResponse = decode_timestamp_response(row.answer or b"")
        said = response.tst_info
    except ValueError as error:
        raise StampError(StampFault.UNREADABLE) from error
    imprint = said.message_imprint
    if imprint.hash_algorithm.dotted_string != SHA256 or imprint.message != hashlib.sha256(text.encode()).digest():
        raise StampError(StampFault.OTHER_TEXT)
    return said.gen_time.astimezone(UTC)
