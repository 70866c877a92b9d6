"""Lodging: one transaction, one complaint per form, the right way into the process, nothing kept that should not be."""

from __future__ import annotations

import hashlib
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from complaints.files.file_store import FileStore
from complaints.intake import draft_rows, drafts, lodging, starts
from complaints.intake.lodging import Receipt, lodge
from complaints.intake.numbers import secret_fits
from complaints.models import Attachment, Complaint, LodgingDraft, Reporter
from complaints.people.roles import Role
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.errors import AnswersRefusedError, NotFoundError
from engine.models import Case, Task
from engine.running import queries
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.support.citizen import PROCESS, TYPED, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.files import check
from tests.support.government import TANAH_LAUT, TETANGGA, Government

TOKEN = "token-dari-kuki-" * 3


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "berkas")


def lodged(factory: SessionFactory, runtime: Runtime, **options: object) -> Receipt:
    typed = options.pop("typed", {})
    assert isinstance(typed, dict)
    token = str(options.pop("submission_token", uuid.uuid4().hex))
    with unit_of_work(factory, TANAH_LAUT) as session:
        return lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=answers(runtime, **typed),
            submission_token=token,
            **options,  # type: ignore[arg-type]
        )


def officer(role: Role, unit: str = "") -> Actor:
    return Actor("petugas-1", "Ani", frozenset({(role.value, unit)})).acting_as(role=role.value, unit=unit)


def test_a_complaint_gets_a_number_a_secret_and_a_case(session_factory: SessionFactory, runtime: Runtime) -> None:
    receipt = lodged(session_factory, runtime)
    with everywhere(session_factory) as session:
        complaint = session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id))
        case = session.get_one(Case, (TANAH_LAUT, receipt.complaint_id))
        task = session.scalars(select(Task).where(Task.case_id == case.id)).one()
    assert receipt.number.startswith("TL-2026-")
    assert receipt.secret is not None
    assert secret_fits(complaint.secret_hash, receipt.secret)
    assert receipt.secret.replace("-", "") not in complaint.secret_hash
    assert (case.phase, task.role, task.element) == ("telaah_nasional", "admin_nasional", "Task_verifikasi_nasional")
    assert (complaint.kanal, complaint.received_at) == ("website", runtime.clock.now())


def test_texts_and_people_stay_out_of_the_case(session_factory: SessionFactory, runtime: Runtime) -> None:
    receipt = lodged(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        variables = session.get_one(Case, (TANAH_LAUT, receipt.complaint_id)).variables
    assert variables["jenis"] == "pengaduan"
    assert not {"uraian", "judul", "nama", "email", "telepon"} & set(variables)
    assert "Siti" not in str(variables)


def test_sending_twice_makes_one_complaint(session_factory: SessionFactory, runtime: Runtime) -> None:
    first = lodged(session_factory, runtime, submission_token="sama")
    second = lodged(session_factory, runtime, submission_token="sama")
    assert (second.complaint_id, second.number, second.secret) == (first.complaint_id, first.number, None)
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1


def test_an_anonymous_report_leaves_no_row_about_the_person(session_factory: SessionFactory, runtime: Runtime) -> None:
    receipt = lodged(session_factory, runtime, typed={"minta_anonim": "ya"})
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert session.get(Reporter, (TANAH_LAUT, receipt.complaint_id)) is None
        assert session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id)).anonim


def test_every_column_that_a_form_fills_is_kept(session_factory: SessionFactory, runtime: Runtime) -> None:
    """Also those that only the form for whistleblowers asks so far."""
    told = replace(answers(runtime), waktu_kejadian="akan", pihak_terlibat="Kepala dinas", hubungan_pelapor="lain")
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        receipt = lodge(session, runtime, instansi_id=TANAH_LAUT, answers=told, submission_token="kolom")
        row = session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id))
    assert (row.waktu_kejadian, row.pihak_terlibat, row.hubungan_pelapor) == ("akan", "Kepala dinas", "lain")


def test_rahasia_keeps_the_identity_and_marks_the_complaint(session_factory: SessionFactory, runtime: Runtime) -> None:
    receipt = lodged(session_factory, runtime, typed={"minta_rahasia": "ya"})
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        complaint = session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id))
        assert (complaint.rahasia, complaint.anonim) == (True, False)
        assert session.get_one(Reporter, (TANAH_LAUT, receipt.complaint_id)).nama == "Siti Aminah"


@pytest.mark.parametrize(
    ("role", "unit", "kanal", "element", "phase"),
    [
        (Role.ADMIN_NASIONAL, "", "surat", "Start_manual_nasional", "telaah_nasional"),
        (Role.ADMIN_INSTANSI, "", "tatap_muka", "Start_manual_instansi", "telaah_instansi"),
        (Role.ADMIN_INSTANSI, "", "media_sosial", "Start_manual_instansi", "telaah_instansi"),
        (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan", "kotak_pengaduan", "Start_manual_penghubung", "telaah_instansi"),
    ],
)
def test_the_tier_of_the_officer_decides_where_a_paper_complaint_enters(
    session_factory: SessionFactory,
    runtime: Runtime,
    clock: FixedClock,
    role: Role,
    unit: str,
    kanal: str,
    element: str,
    phase: str,
) -> None:
    written = clock.now() - timedelta(days=3)
    receipt = lodged(session_factory, runtime, kanal=kanal, received_at=written, entered_by=officer(role, unit))
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        entrance = starts.entrance_for(
            session, instansi_id=TANAH_LAUT, process_id=PROCESS, kanal=kanal, role=role.value
        )
        complaint = session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id))
        case = session.get_one(Case, (TANAH_LAUT, receipt.complaint_id))
    assert (entrance.element, case.phase) == (element, phase)
    assert (complaint.received_at, complaint.entered_at) == (written, clock.now())
    assert (complaint.entered_by, complaint.entered_tier) == ("petugas-1", role.value)


@pytest.mark.parametrize(
    ("role", "unit", "counts_from_the_letter"),
    [(Role.ADMIN_NASIONAL, "", True), (Role.ADMIN_INSTANSI, "", True), (Role.PEJABAT_PENGHUBUNG, "dinas-pupr", False)],
)
def test_the_start_event_says_from_when_the_clock_counts(
    session_factory: SessionFactory, runtime: Runtime, role: Role, unit: str, counts_from_the_letter: bool
) -> None:
    written = runtime.clock.now() - timedelta(days=1)
    receipt = lodged(session_factory, runtime, kanal="surat", entered_by=officer(role, unit), received_at=written)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        begun = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)[0]
    acted_at = begun.what.acted_at
    assert acted_at == (written if counts_from_the_letter else None)


def test_a_government_without_a_restricted_process_takes_no_restricted_report(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    with pytest.raises(NotFoundError):
        lodged(session_factory, runtime, restricted=True)


def test_channels_come_from_the_diagram(session_factory: SessionFactory, runtime: Runtime) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        manual = starts.manual_channels(
            session, instansi_id=TANAH_LAUT, process_id=PROCESS, role=Role.ADMIN_INSTANSI.value
        )
        web = starts.entrance_for(session, instansi_id=TANAH_LAUT, process_id=PROCESS, kanal="website")
        with pytest.raises(NotFoundError, match="merpati_pos"):
            starts.entrance_for(session, instansi_id=TANAH_LAUT, process_id=PROCESS, kanal="merpati_pos")
    assert {"surat", "tatap_muka", "call_center", "kotak_pengaduan", "formulir", "radio"} <= set(manual)
    assert web.element == "Start_website"


def test_an_act_that_lies_ahead_is_refused(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(AnswersRefusedError, match="belum tiba"):
        lodged(session_factory, runtime, received_at=tomorrow, entered_by=officer(Role.ADMIN_INSTANSI), kanal="surat")


def test_a_failure_leaves_nothing(
    session_factory: SessionFactory, runtime: Runtime, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the diagram raises")

    monkeypatch.setattr(lodging.commands, "start_case", broken)
    with pytest.raises(RuntimeError), unit_of_work(session_factory, TANAH_LAUT) as session:  # noqa: PT012 - one transaction
        new = drafts.store_file(session, store, check(photo(), name="a.jpg"))
        lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=answers(runtime),
            submission_token="gagal",
            files=[new],
        )
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 0
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


# Drafts


def save(factory: SessionFactory, runtime: Runtime, typed: dict[str, Any], token: str = TOKEN) -> draft_rows.Draft:
    with unit_of_work(factory, TANAH_LAUT) as session:
        return drafts.save_answers(session, token=token, instansi_id=TANAH_LAUT, answers=typed, now=runtime.clock.now())


def submit(factory: SessionFactory, runtime: Runtime, token: str = TOKEN) -> Receipt:
    with unit_of_work(factory, TANAH_LAUT) as session:
        return drafts.submit(session, runtime, token=token, instansi_id=TANAH_LAUT)


def add_photo(factory: SessionFactory, runtime: Runtime, store: FileStore, content: bytes) -> str:
    with unit_of_work(factory, TANAH_LAUT) as session:
        return drafts.add_file(
            session,
            store,
            token=TOKEN,
            instansi_id=TANAH_LAUT,
            file=check(content, name="lubang.jpg"),
            now=runtime.clock.now(),
        )


def test_a_draft_keeps_wrong_answers_too(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, {"judul": "Jalan", "tanggal_kejadian": "31-31-31"})
    draft = save(session_factory, runtime, {"nama": "Siti"})
    assert draft.answers == {"judul": "Jalan", "tanggal_kejadian": "31-31-31", "nama": "Siti"}


def test_a_draft_in_the_database_tells_nothing(
    session_factory: SessionFactory, runtime: Runtime, store: FileStore
) -> None:
    save(session_factory, runtime, dict(TYPED))
    add_photo(session_factory, runtime, store, photo())
    with everywhere(session_factory) as session:
        row = session.scalars(select(LodgingDraft)).one()
    stored = f"{row.token_hash} {row.answers} {row.files}"
    assert TOKEN not in stored
    for canary in ("Siti", "berlubang", TYPED["telepon"], TYPED["telepon"].replace("-", ""), "lubang.jpg"):
        assert canary not in stored


def test_a_draft_belongs_to_its_token_and_its_instansi(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, dict(TYPED))
    now = runtime.clock.now()
    with everywhere(session_factory) as session:
        assert drafts.find(session, token=TOKEN + "x", instansi_id=TANAH_LAUT, now=now) is None
        assert drafts.find(session, token=TOKEN, instansi_id=TETANGGA, now=now) is None
        assert drafts.find(session, token=TOKEN, instansi_id=TANAH_LAUT, now=now) is not None


def test_an_incomplete_draft_is_refused_and_kept(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, {"judul": "Jalan"})
    with pytest.raises(AnswersRefusedError) as refusal:
        submit(session_factory, runtime)
    assert {"jenis", "uraian", "minta_anonim"} <= set(refusal.value.errors)
    assert save(session_factory, runtime, {}).answers == {"judul": "Jalan"}


def test_a_draft_sent_twice_gives_the_same_receipt(
    session_factory: SessionFactory, runtime: Runtime, store: FileStore
) -> None:
    save(session_factory, runtime, TYPED | {"data_dukung": [add_photo(session_factory, runtime, store, photo())]})
    first, second = submit(session_factory, runtime), submit(session_factory, runtime)
    assert first == second
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1
        attachment = session.scalars(select(Attachment)).one()
    assert (attachment.name, attachment.origin, attachment.public) == ("lubang.jpg", "pengadu", True)
    assert hashlib.sha256(store.bytes_of(attachment.sealed_path)).hexdigest() == attachment.sha256


def test_what_is_typed_after_sending_changes_nothing(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, dict(TYPED))
    receipt = submit(session_factory, runtime)
    assert save(session_factory, runtime, {"judul": "Lain"}).complaint_id == receipt.complaint_id
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id)).judul == "Jalan berlubang"


def test_the_secret_can_be_looked_at_for_a_while_only(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, store: FileStore
) -> None:
    save(session_factory, runtime, dict(TYPED))
    sent = submit(session_factory, runtime)

    def shown() -> Receipt | None:
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            return drafts.receipt_of(session, token=TOKEN, instansi_id=TANAH_LAUT, now=clock.now())

    clock.advance(drafts.RECEIPT_SHOWN - timedelta(seconds=1))
    assert shown() == sent
    clock.advance(timedelta(seconds=1))
    later = shown()
    assert later is not None
    assert (later.number, later.secret) == (sent.number, None)
    with everywhere(session_factory) as session:
        assert drafts.sweep(session, store, now=clock.now() + timedelta(seconds=1), limit=100) == 1
    with everywhere(session_factory) as session:
        assert session.scalars(select(LodgingDraft.receipt)).one() is None


def test_an_abandoned_draft_is_swept_with_its_files(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, store: FileStore
) -> None:
    save(session_factory, runtime, dict(TYPED))
    add_photo(session_factory, runtime, store, photo())
    with everywhere(session_factory) as session:
        assert drafts.sweep(session, store, now=clock.now() + drafts.KEPT, limit=100) == 0
    with everywhere(session_factory) as session:
        assert drafts.sweep(session, store, now=clock.now() + drafts.KEPT + timedelta(seconds=1), limit=100) == 1
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_files_of_a_sent_report_outlive_its_draft(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, store: FileStore
) -> None:
    save(session_factory, runtime, TYPED | {"data_dukung": [add_photo(session_factory, runtime, store, photo())]})
    submit(session_factory, runtime)
    with everywhere(session_factory) as session:
        drafts.sweep(session, store, now=clock.now() + timedelta(days=2), limit=100)
    with everywhere(session_factory) as session:
        attachment = session.scalars(select(Attachment)).one()
    assert store.bytes_of(attachment.view_path)


def test_a_file_of_a_question_that_is_no_longer_asked_stays_behind(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, store: FileStore
) -> None:
    """The photo of an identity card, chosen before somebody decided to stay anonymous, for example."""
    save(session_factory, runtime, dict(TYPED))
    add_photo(session_factory, runtime, store, photo())
    submit(session_factory, runtime)
    with everywhere(session_factory) as session:
        assert session.scalars(select(Attachment)).all() == []
    with everywhere(session_factory) as session:
        drafts.sweep(session, store, now=clock.now() + timedelta(days=2), limit=100)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_the_same_file_twice_is_one_file(session_factory: SessionFactory, runtime: Runtime, store: FileStore) -> None:
    add_photo(session_factory, runtime, store, photo())
    first = add_photo(session_factory, runtime, store, photo())
    assert [each.id for each in save(session_factory, runtime, {}).files] == [first]
    second = add_photo(session_factory, runtime, store, photo(size=(10, 10)))
    save(session_factory, runtime, {"data_dukung": [first, second]})
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        drafts.keep_only(
            session,
            store,
            token=TOKEN,
            instansi_id=TANAH_LAUT,
            key="data_dukung",
            kept=[second],
            now=runtime.clock.now(),
        )
    assert [each.id for each in save(session_factory, runtime, {}).files] == [second]
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 2


def test_two_clicks_at_the_same_moment_make_one_complaint(session_factory: SessionFactory, runtime: Runtime) -> None:
    save(session_factory, runtime, dict(TYPED))
    together = threading.Barrier(2)

    def click() -> Receipt:
        together.wait(timeout=10)
        return submit(session_factory, runtime)

    with ThreadPoolExecutor(2) as clicks:
        first, second = [each.result(timeout=30) for each in [clicks.submit(click), clicks.submit(click)]]
    assert first == second
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1
