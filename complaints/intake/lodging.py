"""Lodging a complaint: number and secret, the rows that belong together, the start of the case; one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.intake import numbers, starts
from complaints.intake.answers import Answers
from complaints.intake.pseudonyms import new_pseudonym
from complaints.models import Attachment, CaseKey, Complaint, Instansi, Reporter, RoleKey
from complaints.notices import notice as notices
from complaints.sealed import content
from complaints.sealed.files import FileKey, close
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.definition.forms.messages import Message
from engine.errors import AnswersRefusedError, NotFoundError
from engine.running import commands
from engine.running.runtime import Runtime

NUMBER_ATTEMPTS = 20
TITLE_LENGTH = 80
"""Characters of the text that stand for a title, where a form asks none."""


@dataclass(frozen=True)
class NewFile:
    """A checked file that already lies in the file store."""

    name: str
    media_type: str
    size: int
    sha256: str
    sealed_path: str
    view_path: str
    key: str = ""
    """With what the bytes are locked, for a sealed report; "" where they lie as they are."""
    digest: str = ""
    """Of the bytes as they came, where they are locked; `sha256` is of those that are stored."""
    view_sha256: str = ""
    """Of the clean copy as it is stored."""


@dataclass(frozen=True)
class Receipt:
    """What the complainant gets. The secret is known only in the call that lodged; afterwards it is None."""

    complaint_id: uuid.UUID
    number: str
    jenis: str
    received_at: datetime
    secret: str | None = None


def lodge(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    answers: Answers,
    submission_token: str,
    files: Sequence[NewFile] = (),
    kanal: str = starts.WEBSITE,
    received_at: datetime | None = None,
    entered_by: Actor = PENGADU,
    restricted: bool = False,
    application: str = "",
) -> Receipt:
    """Lodges once: the same submission token gives the same complaint again, then without its secret.

    For an officer's entry `entered_by` wears the role and unit of the tier (`Actor.acting_as`), which decides the
    start element; `received_at` is the moment of the original act (the letter, the call), never later than now.
    Deadlines count from it, unless the start event says that they count from the entry (`hitungSejak=masuk`).

    `restricted` starts the process for reports of whistleblowers, under a pseudonym (BT-P2(2)g). `application`: the one
    that sent it for a citizen.

    Raises NotFoundError (unknown instansi, no such process or entrance), AnswersRefusedError (`received_at` lies
    ahead).
    """
    instansi = _instansi(session, instansi_id)
    now = runtime.clock.now()
    year = now.astimezone(ZoneInfo(instansi.time_zone)).year
    earlier, number = _earlier_or_number(session, instansi_id, submission_token, year=year)
    if earlier is not None:
        return earlier
    if received_at is not None and received_at > now:
        raise AnswersRefusedError({"received_at": Message(N_("Tanggal diterima belum tiba."))})
    process_id = process_of(instansi, restricted=restricted)
    entrance = starts.entrance_for(
        session, instansi_id=instansi_id, process_id=process_id, kanal=kanal, role=entered_by.role
    )
    secret, case_id = numbers.new_secret(), uuid.uuid4()
    role = content.role_key(session, instansi_id) if restricted else None
    case_key = _case_key(role, case_id, answers, secret) if role is not None else None
    complaint = Complaint(
        instansi_id=instansi_id,
        id=case_id,
        number=number,
        secret_hash=numbers.hash_secret(secret),
        submission_token=submission_token,
        kanal=kanal,
        received_at=received_at or now,
        entered_at=now,
        entered_by=application if entered_by is PENGADU else entered_by.id,
        entered_tier=entered_by.role,
        **(_substance(answers) | (_under_pseudonym(session, instansi_id) if restricted else {})),
    )
    belongings = [*_reporter(complaint, answers), *_attachments(complaint, files, case_key, by=entered_by, now=now)]
    if not answers.anonim and not restricted:
        receipt = notices.receipt_for(
            instansi, case_id, number=number, email=answers.email, phone=answers.telepon, now=now
        )
        belongings += [receipt] if receipt is not None else []
    if case_key is not None:
        belongings = [case_key, *_without_words(complaint, belongings)]
    commands.start_case(
        session,
        runtime,
        instansi_id=instansi_id,
        process_id=process_id,
        case_id=complaint.id,
        start_element=entrance.element,
        variables=_variables(complaint, answers, unit=entered_by.unit, names_read=entrance.names_read),
        by=entered_by,
        prepare=lambda _case: _add_in_order(session, complaint, belongings),
        acted_at=received_at if entrance.counts_from == starts.RECEIVED else None,
        sealed=case_key is not None,
    )
    return Receipt(complaint.id, complaint.number, complaint.jenis, complaint.received_at, secret)


def lodged_before(session: Session, *, instansi_id: str, submission_token: str) -> Receipt | None:
    """The receipt, without its secret, of what was lodged under this token."""
    row = session.execute(
        select(*_RECEIPT).where(Complaint.instansi_id == instansi_id, Complaint.submission_token == submission_token)
    ).one_or_none()
    return Receipt(row.id, row.number, row.jenis, row.received_at) if row else None


_RECEIPT = (Complaint.id, Complaint.number, Complaint.jenis, Complaint.received_at)
_OF_TOKEN_OR_NUMBER = union_all(
    select(*_RECEIPT, literal(1).label("earlier")).where(
        Complaint.instansi_id == bindparam("instansi_id"), Complaint.submission_token == bindparam("token")
    ),
    select(*_RECEIPT, literal(0)).where(
        Complaint.instansi_id == bindparam("instansi_id"), Complaint.number == bindparam("number")
    ),
)


def _earlier_or_number(
    session: Session, instansi_id: str, submission_token: str, *, year: int
) -> tuple[Receipt | None, str]:
    """What was lodged under this token; else a number that no complaint has. The unique index decides when two take
    the same one at the same moment."""
    for _attempt in range(NUMBER_ATTEMPTS):
        number = numbers.new_number(instansi_id, year=year)
        asked = {"instansi_id": instansi_id, "token": submission_token, "number": number}
        rows = session.execute(_OF_TOKEN_OR_NUMBER, asked).all()
        earlier = next((row for row in rows if row.earlier), None)
        if earlier is not None:
            return Receipt(earlier.id, earlier.number, earlier.jenis, earlier.received_at), ""
        if not rows:
            return None, number
    raise RuntimeError("no free complaint number found")


def _instansi(session: Session, instansi_id: str) -> Instansi:
    instansi = session.get(Instansi, instansi_id)
    if instansi is None:
        raise NotFoundError(_("instansi '%(instansi_id)s' tidak ada", instansi_id=instansi_id))
    return instansi


def process_of(instansi: Instansi, *, restricted: bool) -> str:
    """The process of complaints, or of reports of whistleblowers. Raises NotFoundError where there is none."""
    process_id = instansi.restricted_process_id if restricted else instansi.process_id
    if not process_id:
        raise NotFoundError(_("instansi '%(id)s' tidak menerima laporan whistleblower", id=instansi.id))
    return process_id


def _under_pseudonym(session: Session, instansi_id: str) -> dict[str, Any]:
    """What only a restricted report has. The pseudonym stands for a title too: lists tell nothing of the substance."""
    pseudonym = _free_pseudonym(session, instansi_id)
    return {"restricted": True, "rahasia": True, "pseudonym": pseudonym, "judul": pseudonym}


def _free_pseudonym(session: Session, instansi_id: str) -> str:
    """A pseudonym that no report has yet. Should two take the same one at the same moment, their numbers differ."""
    for _attempt in range(NUMBER_ATTEMPTS):
        pseudonym = new_pseudonym()
        taken = select(Complaint.id).where(Complaint.instansi_id == instansi_id, Complaint.pseudonym == pseudonym)
        if session.execute(taken).first() is None:
            return pseudonym
    raise RuntimeError("no free pseudonym found")


def _substance(answers: Answers) -> dict[str, Any]:
    return {
        "jenis": answers.jenis,
        "judul": answers.judul or answers.uraian[:TITLE_LENGTH],
        "uraian": answers.uraian,
        "kecamatan": answers.kecamatan,
        "desa": answers.desa,
        "lokasi": answers.lokasi,
        "tanggal_kejadian": answers.tanggal_kejadian,
        "waktu_kejadian": answers.waktu_kejadian,
        "pihak_terlibat": answers.pihak_terlibat,
        "hubungan_pelapor": answers.hubungan_pelapor,
        "anonim": answers.anonim,
        "nama_tersembunyi": answers.nama_tersembunyi,
        "rahasia": answers.rahasia,
        "answers": dict(answers.more),
    }


def _case_key(role: RoleKey, case_id: uuid.UUID, answers: Answers, secret: str) -> CaseKey:
    told = _substance(answers)
    return content.new_case_key(
        role,
        case_id,
        secret=numbers.plain_secret(secret),
        substance={name: told[name] for name in content.SUBSTANCE},
        reporter=None if answers.anonim else _person(answers),
    )


def _without_words(complaint: Complaint, belongings: Sequence[Any]) -> list[Any]:
    """What is stored of a sealed report beside its key: nothing of substance or reporter."""
    for name, empty in content.SUBSTANCE.items():
        setattr(complaint, name, empty)
    return [each for each in belongings if not isinstance(each, Reporter)]


def _reporter(complaint: Complaint, answers: Answers) -> list[Reporter]:
    """One row; for an anonymous report none at all."""
    if answers.anonim:
        return []
    return [Reporter(instansi_id=complaint.instansi_id, complaint_id=complaint.id, **_person(answers))]


def _person(answers: Answers) -> dict[str, Any]:
    return {
        "jenis_pengadu": answers.jenis_pengadu,
        "nama": answers.nama,
        "identitas": answers.identitas,
        "telepon": answers.telepon,
        "email": answers.email,
        "alamat": answers.alamat,
        "answers": dict(answers.about_reporter),
    }


def _attachments(
    complaint: Complaint, files: Sequence[NewFile], key: CaseKey | None, *, by: Actor, now: datetime
) -> list[Attachment]:
    home, case_id, public = complaint.instansi_id, complaint.id, None if key is None else key.public_key
    return [attachment(file, instansi_id=home, complaint_id=case_id, by=by, now=now, public=public) for file in files]


def attachment(
    file: NewFile, *, instansi_id: str, complaint_id: uuid.UUID, by: Actor, now: datetime, public: bytes | None = None
) -> Attachment:
    """The row of a stored file; what the complainant sent, the complainant sees.

    `public`: the key of a sealed report, under which the name and the key of the file lie.
    """
    own = by.id == PENGADU.id
    sealed = ""
    if public is not None:
        sealed = close(public, instansi_id, complaint_id, FileKey(file.name, file.digest, file.key))
    return Attachment(
        instansi_id=instansi_id,
        id=uuid.uuid4(),
        complaint_id=complaint_id,
        name="" if sealed else file.name,
        sealed=sealed,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        sealed_path=file.sealed_path,
        view_path=file.view_path,
        view_sha256=file.view_sha256,
        origin="pengadu" if own else "petugas",
        public=own,
        added_at=now,
    )


def _add_in_order(session: Session, complaint: Complaint, belongings: Sequence[Any]) -> None:
    """The complaint before what refers to it: the tables know that order, the mapped classes do not."""
    session.add(complaint)
    session.flush()
    session.add_all(belongings)


START_VARIABLES = frozenset({"kanal", "jenis", "anonim", "rahasia", "unit", "tingkat", "diterima"})
"""What a diagram may read from the first step on, besides the typed answers of the start form."""


def _variables(complaint: Complaint, answers: Answers, *, unit: str, names_read: frozenset[str]) -> dict[str, Any]:
    """Small typed values for gateways and decisions: only those that the diagram reads."""
    values = {
        **answers.variables,
        "kanal": complaint.kanal,
        "jenis": complaint.jenis,
        "anonim": complaint.anonim,
        "rahasia": complaint.rahasia,
        "unit": unit,
        "tingkat": complaint.entered_tier,
        "diterima": complaint.received_at.isoformat(),
    }
    return {name: value for name, value in values.items() if name in names_read}
