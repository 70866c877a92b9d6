"""One look over everything that is stored: each part says what it found wrong, and how much it looked at."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text

from complaints.files.file_store import FileStore
from complaints.intake.lodging import NewFile, lodge
from complaints.upkeep.verification import Examination, verify
from engine.db import SessionFactory, unit_of_work
from engine.models import ProcessVersion
from tests.support.citizen import answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from engine.running.runtime import Runtime
    from tests.support.government import Government

PARTS = (
    "Riwayat",
    "Isi",
    "Tugas",
    "Catatan pembacaan",
    "Angka laporan",
    "Hitungan",
    "Versi",
    "Orang",
    "Bita",
    "Log segel",
)
CHANGES: dict[str, tuple[str, ...]] = {
    "": (),
    "UPDATE event SET element = 'Lain'": ("Riwayat",),
    "UPDATE complaint SET uraian = 'lain'": ("Isi",),
    "UPDATE task SET role = 'lain'": ("Tugas",),
    "UPDATE process_version SET note = 'lain'": ("Versi",),
    "UPDATE process_version SET bundle = scenarios": ("Versi",),
    "UPDATE process_version SET reviewed_by = 'lain'": ("Versi",),
    "UPDATE process_version SET content_hash = 'lain'": ("Tugas", "Versi"),
    "UPDATE process_version SET scenarios = NULL": ("Versi",),
    "UPDATE process_version SET accepted = '[{}]'": ("Versi",),
    "DELETE FROM ledger_event WHERE element LIKE 'version:%'": ("Riwayat",),
    "UPDATE attachment SET sha256 = 'lain'": ("Isi", "Bita"),
    "UPDATE attachment SET view_sha256 = ''": ("Isi",),
    "UPDATE attachment SET view_sha256 = sha256, view_path = sealed_path": ("Isi",),
    "UPDATE attachment SET view_path = sealed_path": ("Bita",),
}


@pytest.fixture
def store(session_factory: SessionFactory, instansi: Government, runtime: Runtime, tmp_path: Path) -> FileStore:
    """A complaint with a file on disk."""
    deploy_process(session_factory, runtime)
    found = FileStore(tmp_path / "berkas")
    kept = found.put(b"foto", suffix=".jpg")
    view = found.put(b"foto tanpa data kamera", suffix=".jpg")
    file = NewFile("foto.jpg", "image/jpeg", kept.size, kept.sha256, kept.path, view.path, view_sha256=view.sha256)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime),
            submission_token=uuid.uuid4().hex, files=[file],
        )  # fmt: skip
    return found


def looked(factory: SessionFactory, store: FileStore | None, tamper: Callable[[Session], object]) -> Examination:
    with everywhere(factory) as session:
        tamper(session)
        session.expire_all()
        found = verify(session, verifier=None, log_key=None, files=store)
        session.rollback()
    return found


def test_each_part_finds_what_is_its_own(session_factory: SessionFactory, store: FileStore) -> None:
    for change, parts in CHANGES.items():
        found = looked(session_factory, store, lambda session, sql=change: session.execute(text(sql)) if sql else None)
        wrong = tuple(name for name, part in zip(PARTS, found.parts, strict=True) if part.breaks)
        assert [part.examined.startswith(name) for name, part in zip(PARTS, found.parts, strict=True)] == [True] * len(
            PARTS
        )
        assert wrong == parts, change
        assert all(part.count for part in found.parts[:3])


ODD_CELLS = {
    "case": ("started_at", "infinity"), "event": ("at", "infinity"), "task": ("due_at", "infinity"),
    "complaint": ("answers", "5"), "attachment": ("added_at", "-infinity"),
}  # fmt: skip
"""What both databases take, and no program reads."""


def test_a_cell_that_no_program_wrote_is_a_finding(session_factory: SessionFactory, store: FileStore) -> None:
    for table, (column, cell) in ODD_CELLS.items():

        def odd(session: Session, table: str = table, column: str = column, cell: str = cell) -> None:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
            session.execute(text(f'UPDATE "{table}" SET "{column}" = \'{cell}\''))

        found = looked(session_factory, store, odd).breaks
        assert [each for each in found if each.instansi_id == TANAH_LAUT and each.case_id.int], table


def test_a_version_nobody_deployed_is_named(session_factory: SessionFactory, store: FileStore) -> None:
    def forged(session: Session) -> None:
        row = session.execute(select(*ProcessVersion.__table__.c)).mappings().first()
        assert row is not None
        session.execute(insert(ProcessVersion).values(**{**row, "id": uuid.uuid4(), "number": row["number"] + 1}))

    (found,) = looked(session_factory, store, forged).breaks
    assert "tidak dikenal riwayat" in found.reason


def test_bytes_on_disk_are_read_or_it_is_said_that_they_were_not(
    session_factory: SessionFactory, store: FileStore
) -> None:
    (path,) = (each for each in store.root.rglob("*.jpg") if each.read_bytes() == b"foto")
    path.chmod(0o600)
    path.write_bytes(b"lain")
    assert [each.reason[:29] for each in looked(session_factory, store, lambda _: None).breaks] == [
        "bita berkas di disk berbeda ("
    ]
    path.unlink()
    assert "berkas di disk hilang" in looked(session_factory, store, lambda _: None).breaks[0].reason
    blind = looked(session_factory, None, lambda _: None)
    assert (blind.breaks, blind.unexamined) == ([], ["Bita berkas di disk"])


def test_a_clean_copy_that_was_swapped_is_found_and_shown_to_nobody(
    session_factory: SessionFactory, store: FileStore
) -> None:
    (path,) = (each for each in store.root.rglob("*.jpg") if each.read_bytes() != b"foto")
    path.chmod(0o600)
    path.write_bytes(b"foto orang lain")
    (found,) = looked(session_factory, store, lambda _: None).breaks
    assert found.reason.startswith("bita salinan bersih di disk berbeda (")
    path.unlink()
    assert "salinan bersih berkas di disk hilang" in looked(session_factory, store, lambda _: None).breaks[0].reason


def test_of_a_clean_copy_from_before_only_that_it_is_there_is_said(
    session_factory: SessionFactory, store: FileStore, runtime: Runtime
) -> None:
    kept = store.put(b"lama", suffix=".jpg")
    file = NewFile("lama.jpg", "image/jpeg", kept.size, kept.sha256, kept.path, kept.path)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime),
            submission_token=uuid.uuid4().hex, files=[file],
        )  # fmt: skip
    found = looked(session_factory, store, lambda _: None)
    assert (found.breaks, found.unexamined) == (
        [], ["Isi 1 salinan bersih dari sebelum riwayat mengikat sidiknya: hanya adanya"],
    )  # fmt: skip
