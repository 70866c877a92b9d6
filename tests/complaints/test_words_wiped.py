"""What was erased lies in no table that finds words, once the database's file is written anew."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, text, update

from complaints.models import Complaint, Reporter
from complaints.upkeep.sealing import scrub
from engine.db import SessionFactory
from tests.complaints.desk_rows import Rows
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government

NAME, WORD = "Zubaidah Qistiwarni", "jembatanqu"


def kept(factory: SessionFactory) -> bytes:
    """What the database keeps of words: the parts of the full-text table; the columns and what the planner knows."""
    with seen_everywhere(factory) as session:
        if session.get_bind().dialect.name == "sqlite":
            return b"".join(session.scalars(text("SELECT block FROM complaint_words_data")))
        told = [
            *session.scalars(text("SELECT words::text FROM reporter UNION ALL SELECT words::text FROM complaint")),
            *session.scalars(
                text("SELECT coalesce(most_common_elems::text, '') FROM pg_stats WHERE attname = 'words'")
            ),
            *session.scalars(text("SELECT coalesce(histogram_bounds::text, '') FROM pg_stats WHERE attname = 'nama'")),
            *session.scalars(text("SELECT coalesce(most_common_vals::text, '') FROM pg_stats WHERE attname = 'nama'")),
        ]
        return "".join(told).lower().encode()


def test_an_erased_name_and_an_erased_word_are_in_no_index_after_the_file_is_written_anew(
    session_factory: SessionFactory, instansi: Government
) -> None:
    cases: list[uuid.UUID] = []
    with everywhere(session_factory) as session:
        rows = Rows(session, instansi.id).version()
        rows.complaint()  # whoever is not erased
        for _ in range(3):
            cases.append(rows.complaint(judul=f"Tentang {WORD}", uraian=WORD).id)
        mine = (Reporter.instansi_id == instansi.id, Reporter.complaint_id.in_(cases))
        session.execute(update(Reporter).where(*mine).values(nama=NAME, telepon="0812345"))
    with session_factory.kw["bind"].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # as the server does by itself
    assert b"qistiwarni" in kept(session_factory)
    assert WORD.encode() in kept(session_factory)
    with everywhere(session_factory) as session:
        session.execute(delete(Reporter).where(*mine))
        of_cases = (Complaint.instansi_id == instansi.id, Complaint.id.in_(cases))
        session.execute(update(Complaint).where(*of_cases).values(judul="(dihapus)", uraian=""))
    scrub(session_factory.kw["bind"])
    assert b"istiwarni" not in kept(session_factory)
    assert WORD[1:].encode() not in kept(session_factory)
