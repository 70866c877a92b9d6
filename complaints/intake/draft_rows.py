"""Rows of unsent forms: found and written by their token, what a person typed sealed under it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Table, and_, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.intake.answers import clean
from complaints.intake.lodging import NewFile
from complaints.models import Instansi, LodgingDraft
from complaints.people.governments.limits import DRAFT_DAYS, limit_of
from complaints.people.instansi import LONGEST_SLUG, WITH_PROCESS, InstansiView, tell_process, view
from engine.catalogue import _
from engine.definition.forms import Option
from engine.errors import NotFoundError
from engine.kept import kept_in_transaction

NONCE_BYTES = 12
HIDDEN = ("name", "key", "digest")
"""What of a file lies with the answers, under the token."""


@dataclass(frozen=True)
class LodgingFile:
    """A file of an unsent form: already checked and stored."""

    id: str
    file: NewFile


@dataclass(frozen=True)
class Draft:
    """An unsent or just sent form. `token` is the cookie's; `complaint_id` is set once sent."""

    token: str
    answers: dict[str, Any]
    files: tuple[LodgingFile, ...]
    complaint_id: uuid.UUID | None = None
    saved_at: datetime | None = None
    sealed: str = field(default="", repr=False)
    """As it lies; each writing has another nonce, so the same text is the same writing."""

    @property
    def version(self) -> str:
        """Changes with every change of an answer or file: a page drawn before another one was sent can be told."""
        content = json.dumps([self.token, self.answers, [each.id for each in self.files]], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def options(self) -> list[Option]:
        """The files as choices of a form."""
        return [Option(each.id, each.file.name) for each in self.files]


def entered(session: Session, *, token: str, instansi_id: str) -> InstansiView | None:
    """The instansi of an address, None for none, as `complaints.people.instansi.entered`; the same statement reads the
    draft of this token for the transaction, where `find` and `receipt_of` find it."""
    if len(instansi_id) > LONGEST_SLUG:
        return None
    asked = {"instansi_id": instansi_id, "token_hash": hash_of(token)}
    found = session.execute(_ENTERED, asked).one_or_none()
    if found is None:
        return None
    _drafts_read(session)[instansi_id, asked["token_hash"]] = found.LodgingDraft
    return view(tell_process(session, found))


def _drafts_read(session: Session) -> dict[tuple[str, str], LodgingDraft | None]:
    return kept_in_transaction(session, "complaints.intake.drafts")


def write_at_once(
    session: Session,
    token: str,
    instansi_id: str,
    answers: Mapping[str, Any],
    now: datetime,
    *,
    seen: Draft | None,
    anew: bool,
) -> Draft | None:
    """The draft as it lies now; None where nobody knows that it is as seen, or another one was quicker."""
    draft = seen if seen is not None else Draft(token, {}, ())
    if not (anew or seen is not None) or draft.complaint_id is not None or draft.token != token:
        return None
    kept = draft.answers | {key: clean(value) for key, value in answers.items()}
    sealed = sealed_answers(token, {"answers": kept, "files": _hidden(draft.files)})
    asked = {"instansi_id": instansi_id, "token_hash": hash_of(token), "answers": sealed, "saved_at": now}
    if seen is None:
        session.connection().execute(insert(_TABLE), asked | {"files": []})
    else:
        keys = {"home": instansi_id, "of_token": asked["token_hash"], "before": draft.sealed}
        if session.connection().execute(_WRITE_SEEN, {"answers": sealed, "saved_at": now, **keys}).rowcount != 1:
            return None
    return replace(draft, answers=kept, saved_at=now, sealed=sealed["sealed"])


_TABLE = cast(Table, LodgingDraft.__table__)
_WRITE_SEEN = (
    update(_TABLE)
    .where(
        _TABLE.c.instansi_id == bindparam("home"),
        _TABLE.c.token_hash == bindparam("of_token"),
        _TABLE.c.complaint_id.is_(None),
        _TABLE.c.answers["sealed"].as_string() == bindparam("before"),
    )
    .values(answers=bindparam("answers"), saved_at=bindparam("saved_at"))
)


_DRAFT = (
    select(LodgingDraft, Instansi.limits)
    .join(Instansi, Instansi.id == LodgingDraft.instansi_id)
    .where(LodgingDraft.instansi_id == bindparam("instansi_id"), LodgingDraft.token_hash == bindparam("token_hash"))
)
_LOCKED = _DRAFT.with_for_update(of=LodgingDraft).execution_options(populate_existing=True)
_OF_TOKEN = and_(
    LodgingDraft.instansi_id == bindparam("instansi_id"), LodgingDraft.token_hash == bindparam("token_hash")
)
_ENTERED = WITH_PROCESS.outerjoin_from(Instansi, LodgingDraft, _OF_TOKEN).add_columns(LodgingDraft)
LOCKED_WITH_PROCESS = (
    WITH_PROCESS.join_from(Instansi, LodgingDraft, _OF_TOKEN)
    .add_columns(LodgingDraft)
    .with_for_update(of=LodgingDraft)
    .execution_options(populate_existing=True)
)


def row_of(session: Session, token: str, instansi_id: str, now: datetime, *, lock: bool) -> LodgingDraft | None:
    """The draft while it is kept, with what its government says of that in the same statement."""
    asked = {"instansi_id": instansi_id, "token_hash": hash_of(token)}
    known = _drafts_read(session)
    if not lock and (instansi_id, asked["token_hash"]) in known:
        row, home = known[instansi_id, asked["token_hash"]], session.get(Instansi, instansi_id)
        return row if row is not None and home is not None and is_kept(row, home.limits, now) else None
    found = session.execute(_LOCKED if lock else _DRAFT, asked).one_or_none()
    if found is None or not is_kept(found.LodgingDraft, found.limits, now):
        return None
    return cast(LodgingDraft, found.LodgingDraft)


def is_kept(row: LodgingDraft, limits: Mapping[str, str], now: datetime) -> bool:
    """Whether its government keeps it still."""
    return row.saved_at >= now - timedelta(days=limit_of(limits, DRAFT_DAYS))


def claimed(session: Session, token: str, instansi_id: str, now: datetime) -> LodgingDraft:
    """The row of this token, locked: that of whoever came a moment earlier, once it is there, or a new one."""
    row = row_of(session, token, instansi_id, now, lock=True)
    if row is None:
        try:
            with session.begin_nested():
                row = _new_row(session, token, instansi_id, now)
        except IntegrityError:
            row = row_of(session, token, instansi_id, now, lock=True)
    if row is None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    return row


def _new_row(session: Session, token: str, instansi_id: str, now: datetime) -> LodgingDraft:
    if session.get(Instansi, instansi_id) is None:
        raise NotFoundError(_("instansi '%(instansi_id)s' tidak ada", instansi_id=instansi_id))
    if session.get(LodgingDraft, (instansi_id, hash_of(token))) is not None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    row = LodgingDraft(
        token_hash=hash_of(token),
        instansi_id=instansi_id,
        answers=sealed_answers(token, {}),
        files=[],
        receipt=None,
        complaint_id=None,
        saved_at=now,
    )
    session.add(row)
    return row


def draft_of(row: LodgingDraft, token: str) -> Draft:
    """The draft of a row, opened with its token."""
    content = _opened(token, row.answers)
    hidden = {each: {"name": name} for each, name in content.get("names", {}).items()}  # as drafts lay before
    hidden |= content.get("files", {})
    files = tuple(
        LodgingFile(each["id"], NewFile(**{"name": "", **stored, **hidden.get(each["id"], {})}))
        for each in row.files
        if (stored := {key: value for key, value in each.items() if key != "id"})
    )
    answers = dict(content.get("answers", {}))
    return Draft(token, answers, files, row.complaint_id, row.saved_at, row.answers["sealed"])


def keep_files(row: LodgingDraft, token: str, draft: Draft, files: tuple[LodgingFile, ...], now: datetime) -> Draft:
    """Writes answers and files into the row; gives the draft as it is now."""
    row.files = [
        {"id": each.id} | {key: value for key, value in asdict(each.file).items() if key not in HIDDEN}
        for each in files
    ]
    row.answers = sealed_answers(token, {"answers": draft.answers, "files": _hidden(files)})
    row.saved_at = now
    return draft_of(row, token)


def _hidden(files: tuple[LodgingFile, ...]) -> dict[str, dict[str, str]]:
    return {each.id: {name: getattr(each.file, name) for name in HIDDEN} for each in files}


def hash_of(token: str) -> str:
    """How a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def _key(token: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"alur draft").derive(token.encode()))


def seal(token: str, content: bytes) -> bytes:
    """Content that only the token opens."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _key(token).encrypt(nonce, content, None)


def open_sealed(token: str, sealed: bytes) -> bytes:
    """The content again."""
    return _key(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def sealed_answers(token: str, content: dict[str, Any]) -> dict[str, Any]:
    """What is stored instead of answers and names of files."""
    return {"sealed": base64.b64encode(seal(token, json.dumps(content).encode())).decode()}


def _opened(token: str, sealed: Mapping[str, Any]) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(open_sealed(token, base64.b64decode(sealed["sealed"])))
    return opened
