"""What an attacker with the database changes, and which part of the verification names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from complaints.files.file_store import FileStore
from complaints.upkeep.verification import verify
from engine.record.log import appending
from tests.support.everywhere import everywhere

if TYPE_CHECKING:
    from app import Tools
    from engine.record.log.note import SignedNote


LAST = "(SELECT max(number) FROM event)"
ROWS: dict[str, tuple[tuple[str, ...], str]] = {
    "the text": (("UPDATE complaint SET uraian = 'lain'",), "Isi"),
    "the title": (("UPDATE complaint SET judul = 'lain'",), "Isi"),
    "when it came": (("UPDATE complaint SET received_at = entered_at, entered_by = 'x'",), "Isi"),
    "its class": (("UPDATE complaint SET kategori_sla = 'lain'",), "Isi"),
    "its unit": (("UPDATE complaint SET unit = 'lain'",), "Isi"),
    "who reported": (("UPDATE reporter SET nama = 'lain'",), "Isi"),
    "a file's row": (("UPDATE attachment SET sha256 = 'lain'",), "Bita"),
    "what the reporter was told": (("UPDATE complaint_message SET text = 'lain'",), "Isi"),
    "a message is gone": (("DELETE FROM complaint_message",), "Isi"),
    "when a task was done": (("UPDATE task SET completed_at = created_at WHERE state = 'completed'",), "Tugas"),
    "when a task is due": (("UPDATE task SET due_at = NULL WHERE state = 'open'",), "Tugas"),
    "what a task is called": (("UPDATE task SET name = 'lain' WHERE state = 'open'",), "Tugas"),
    "a task is gone": (("DELETE FROM task WHERE state = 'completed'",), "Tugas"),
    "the state of a case": (("UPDATE \"case\" SET phase = 'lain'",), "Tugas"),
    "what gateways read": (("UPDATE \"case\" SET variables = '{}'",), "Tugas"),
    "a diagram": (("UPDATE process_version SET bundle = scenarios",), "Versi"),
    "who approved it": (("UPDATE process_version SET reviewed_by = 'lain'",), "Versi"),
    "why": (("UPDATE process_version SET note = 'lain'",), "Versi"),
    "a row": ((f"UPDATE event SET actor = 'lain' WHERE number = {LAST}",), "Riwayat"),
    "when": ((f"UPDATE event SET at = (SELECT min(at) FROM event) WHERE number = {LAST}",), "Riwayat"),
    "a row is gone": ((f"DELETE FROM event WHERE number = {LAST}",), "Riwayat"),
    "words are gone": (("UPDATE event SET personal = NULL WHERE number = 1",), "Riwayat"),
    "a whole case": (("DELETE FROM event", "DELETE FROM task", "DELETE FROM timer", 'DELETE FROM "case"'), "Log"),
    "a case without its rows": (('DELETE FROM "case"',), "Riwayat"),
    "another log": (("UPDATE log_checkpoint SET root = 'lain'",), "Log"),
    "the log is gone": (("DELETE FROM log_entry", "DELETE FROM log_tile", "DELETE FROM log_checkpoint"), "Log"),
}
"""By what is changed: the statements, and the part of the verification that names it."""


def named(tools: Tools, changes: tuple[str, ...], known: list[SignedNote]) -> str:
    """The parts that do not fit after these changes, which are taken back."""
    store = FileStore(tools.settings.data_dir / "berkas")
    with everywhere(tools.session_factory) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for each in changes:
            session.execute(text(each))
        session.expire_all()
        key = appending.public_key(session, tools.head_key)
        found = verify(
            session, verifier=tools.runtime.verifier_in(session), log_key=key, files=store, checkpoints=known
        )
        session.rollback()
    return " ".join(part.examined for part in found.parts if part.breaks)
