"""A draft is read with its page and written as it was seen; where somebody was quicker, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from complaints.files.file_store import FileStore
from complaints.intake import draft_rows, drafts, starts
from complaints.intake.draft_rows import Draft
from complaints.models import Complaint
from engine.db import SessionFactory, reading, unit_of_work
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.complaints.test_intake import TOKEN, add_photo, save, submit
from tests.support.citizen import PROCESS, TYPED, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, TETANGGA, Government
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "berkas")


def seen(factory: SessionFactory, runtime: Runtime) -> Draft:
    """The draft as a page read it."""
    with reading(factory, TANAH_LAUT) as session:
        found = drafts.find(session, token=TOKEN, instansi_id=TANAH_LAUT, now=runtime.clock.now())
    assert found is not None
    return found


def write(factory: SessionFactory, runtime: Runtime, typed: dict[str, Any], *, page: Draft | None) -> Draft:
    """Keeps what was typed on a page that knows the draft, or on the first one."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        return drafts.save_answers(
            session, token=TOKEN, instansi_id=TANAH_LAUT, answers=typed, now=runtime.clock.now(), seen=page,
            anew=page is None,
        )  # fmt: skip


def test_a_draft_that_stands_as_its_page_read_it_is_written_in_one_statement(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    with statements(session_factory) as sent:
        write(session_factory, runtime, {"judul": "Jalan"}, page=None)
    assert len(sent) == 1, sent
    page = seen(session_factory, runtime)
    with statements(session_factory) as sent:
        kept = write(session_factory, runtime, {"nama": "Siti"}, page=page)
    assert len(sent) == 1, sent
    assert kept.answers == seen(session_factory, runtime).answers == {"judul": "Jalan", "nama": "Siti"}
    assert kept.version == seen(session_factory, runtime).version


def test_two_tabs_that_read_the_same_draft_lose_neither_answer(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    write(session_factory, runtime, {"judul": "Jalan"}, page=None)
    page = seen(session_factory, runtime)
    write(session_factory, runtime, {"nama": "Siti"}, page=page)
    write(session_factory, runtime, {"lokasi": "Simpang"}, page=page)
    assert seen(session_factory, runtime).answers == {"judul": "Jalan", "nama": "Siti", "lokasi": "Simpang"}


def test_a_tab_that_read_a_draft_before_its_file_came_keeps_the_file(
    session_factory: SessionFactory, runtime: Runtime, store: FileStore
) -> None:
    write(session_factory, runtime, {"judul": "Jalan"}, page=None)
    page = seen(session_factory, runtime)
    file = add_photo(session_factory, runtime, store, photo())
    kept = write(session_factory, runtime, {"nama": "Siti"}, page=page)
    assert [each.id for each in kept.files] == [each.id for each in seen(session_factory, runtime).files] == [file]
    assert kept.files[0].file.name == "lubang.jpg"


def test_a_tab_that_read_a_draft_before_it_was_sent_changes_nothing(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    write(session_factory, runtime, dict(TYPED), page=None)
    page = seen(session_factory, runtime)
    receipt = submit(session_factory, runtime)
    assert write(session_factory, runtime, {"judul": "Lain"}, page=page).complaint_id == receipt.complaint_id
    with reading(session_factory, TANAH_LAUT) as session:
        assert session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id)).judul == TYPED["judul"]


def test_only_what_was_shown_is_sent(session_factory: SessionFactory, runtime: Runtime) -> None:
    write(session_factory, runtime, dict(TYPED), page=None)
    page = seen(session_factory, runtime)
    write(session_factory, runtime, {"judul": "Lain"}, page=page)
    with pytest.raises(drafts.OtherThanShownError), unit_of_work(session_factory, TANAH_LAUT) as session:
        drafts.submit(session, runtime, token=TOKEN, instansi_id=TANAH_LAUT, shown=page.version)
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 0


def test_a_page_reads_government_process_and_draft_at_once(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, dict(TYPED))
    now = runtime.clock.now()
    with reading(session_factory, TANAH_LAUT) as session:
        starts.newest_bundle(session, instansi_id=TANAH_LAUT, process_id=PROCESS)  # kept in memory from now on
    with reading(session_factory, TANAH_LAUT) as session, statements(session_factory) as sent:
        home = draft_rows.entered(session, token=TOKEN, instansi_id=TANAH_LAUT)
        draft = drafts.find(session, token=TOKEN, instansi_id=TANAH_LAUT, now=now)
        starts.newest_bundle(session, instansi_id=TANAH_LAUT, process_id=PROCESS)
        assert drafts.find(session, token=TOKEN, instansi_id=TANAH_LAUT, now=now + drafts.KEPT * 2) is None
    assert home is not None
    assert home.id == TANAH_LAUT
    assert draft is not None
    assert draft.answers["judul"] == TYPED["judul"]
    assert len(sent) == 1, sent
    with reading(session_factory, TANAH_LAUT) as session:
        assert draft_rows.entered(session, token=TOKEN + "x", instansi_id=TANAH_LAUT) is not None
        assert drafts.find(session, token=TOKEN + "x", instansi_id=TANAH_LAUT, now=now) is None
    with reading(session_factory, TETANGGA) as session:
        assert draft_rows.entered(session, token=TOKEN, instansi_id=TETANGGA) is not None
        assert drafts.find(session, token=TOKEN, instansi_id=TETANGGA, now=now) is None
    with reading(session_factory, "tidak-ada") as session:
        assert draft_rows.entered(session, token=TOKEN, instansi_id="tidak-ada") is None
        assert draft_rows.entered(session, token=TOKEN, instansi_id="a" * 41) is None
