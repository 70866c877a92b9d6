"""Seals what reports of whistleblowers left open: those from before the government began to seal, and files of forms
that were on their way at that moment. What lay open is wiped from the database's own file afterwards.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.models import Attachment, CaseKey, Complaint, ComplaintMessage, Reporter
from complaints.sealed import files
from complaints.sealed.content import PREFIX, REPORTER, SUBSTANCE, close_answers, close_text, new_case_key, role_key
from complaints.sealed.files import FileKey
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Case, Task, TaskDraft
from engine.running.commands.seal import seal_case
from engine.running.runtime import Runtime
from engine.sealed import is_closed

TABLES = (
    "complaint", "reporter", "complaint_message", "attachment", "event", "task_draft", "lodging_draft",
    "outbox_message", "case_key",
)  # fmt: skip


def seal_open(factory: SessionFactory, runtime: Runtime, store: FileStore, *, instansi_id: str) -> int:
    """Seals every report of a government that lies open, each in a transaction of its own; gives how many did. Of one
    that was erased nothing is left to seal.

    Running it again seals what came in between, and changes nothing else.
    """
    with reading(factory, instansi_id) as session:
        if role_key(session, instansi_id) is None:
            return 0
        ids = list(
            session.scalars(
                select(Complaint.id).where(
                    Complaint.instansi_id == instansi_id, Complaint.restricted, Complaint.erased_at.is_(None)
                )
            )
        )
    done = 0
    for case_id in ids:
        with unit_of_work(factory, instansi_id) as session:
            done += _seal(session, runtime, store, instansi_id, case_id)
    return done


def scrub(engine: Engine) -> None:
    """Rewrites the tables, with what is kept of them to find words and to plan, so that deleted words leave the file of
    the database too. Waits for whoever works; meanwhile nobody may."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if sqlite:
            raw = connection.connection.driver_connection
            assert raw is not None
            if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'complaint_words'").fetchone():
                # Until its parts are merged the full-text table keeps what was deleted from it.
                raw.execute("INSERT INTO complaint_words (complaint_words) VALUES ('optimize')")
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.execute(text("SET lock_timeout = 0"))
            for table in TABLES:
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))


def _seal(session: Session, runtime: Runtime, store: FileStore, instansi_id: str, case_id: UUID) -> bool:
    case = session.get_one(Case, (instansi_id, case_id), with_for_update=True)
    row = session.get(CaseKey, (instansi_id, case_id))
    fresh = row is None
    if row is None:
        row = _key(session, case)
    where = (instansi_id, case_id)
    changed = _messages(session, *where) + _files(session, store, row) + _drafts(session, *where)
    changed += seal_case(session, runtime, case, by=SISTEM)
    return fresh or changed > 0


def _key(session: Session, case: Case) -> CaseKey:
    """The key of the report, with its substance and its reporter; neither stands in the tables any more."""
    where = (case.instansi_id, case.id)
    complaint, reporter = session.get_one(Complaint, where), session.get(Reporter, where)
    role = role_key(session, case.instansi_id)
    assert role is not None
    row = new_case_key(
        role,
        case.id,
        secret=None,
        substance={name: getattr(complaint, name) for name in SUBSTANCE},
        reporter=None if reporter is None else {name: getattr(reporter, name) for name in REPORTER},
    )
    for name, empty in SUBSTANCE.items():
        setattr(complaint, name, empty)
    if reporter is not None:
        session.delete(reporter)
    session.add(row)
    session.flush()
    return row


def _messages(session: Session, instansi_id: str, case_id: UUID) -> int:
    rows = session.scalars(
        select(ComplaintMessage).where(
            ComplaintMessage.instansi_id == instansi_id, ComplaintMessage.complaint_id == case_id
        )
    )
    left = [row for row in rows if not row.text.startswith(PREFIX)]
    for row in left:
        row.text = close_text(session, instansi_id, case_id, row.text)
    return len(left)


def _files(session: Session, store: FileStore, key: CaseKey) -> int:
    rows = session.scalars(
        select(Attachment).where(Attachment.instansi_id == key.instansi_id, Attachment.complaint_id == key.case_id)
    )
    left = [row for row in rows if not row.sealed]
    for row in left:
        own = FileKey(row.name, row.sha256, files.new_key())
        kept = {name: getattr(row, name) for name in ("sealed_path", "view_path")}
        for name, path in kept.items():
            if path:
                stored = store.put_with(session, files.encrypted(own.key, store.bytes_of(path)), suffix=_suffix(path))
                setattr(row, name, stored.path)
                setattr(row, "sha256" if name == "sealed_path" else "view_sha256", stored.sha256)
                store.remove_with(session, path)
        row.name, row.sealed = "", files.close(key.public_key, key.instansi_id, key.case_id, own)
    return len(left)


def _drafts(session: Session, instansi_id: str, case_id: UUID) -> int:
    mine = (Task.instansi_id == instansi_id, Task.case_id == case_id, TaskDraft.instansi_id == Task.instansi_id)
    drafts = session.scalars(select(TaskDraft).join(Task, TaskDraft.task_id == Task.id).where(*mine))
    left = [row for row in drafts if not is_closed(row.answers)]
    for row in left:
        row.answers = close_answers(session, instansi_id, case_id, row.answers)
    return len(left)


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2] if "." in path else ""
