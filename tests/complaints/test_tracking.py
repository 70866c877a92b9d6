"""Tracking: who may open a complaint, what its author sees at every stage, and how an answer reaches the case."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from complaints.files.file_store import FileStore
from complaints.intake.drafts import store_file
from complaints.intake.lodging import Receipt, attachment, lodge
from complaints.intake.starts import newest_bundle
from complaints.tracking import progress, replies
from complaints.tracking.expectations import promise
from complaints.tracking.progress import TrackingView
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import AnswersRefusedError, NotFoundError, NotWaitingError
from engine.running import commands, queries
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.support.citizen import EVERYBODY, PROCESS, Desk, answers, deploy_process
from tests.support.files import check
from tests.support.government import TANAH_LAUT, Government

VERIFIED = {
    "identitas_terverifikasi": True,
    "substansi_terverifikasi": True,
    "data_dukung_terverifikasi": True,
    "lengkap": "ya",
    "layak": "ya",
    "rumusan": "bukan_keduanya",
    "subjek": "Dinas PU",
    "objek": "Jalan",
    "jenis": "pengaduan",
    "kategori": "infrastruktur",
}
OF_INSTANSI = {
    "sesuai_kewenangan": "ya",
    "penyalahgunaan_wewenang": "tidak",
    "bersifat_normatif": "tidak",
    "berkadar_pengawasan": "tidak",
    "perlu_pemeriksaan_lapangan": "tidak",
}


@pytest.fixture
def receipt(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Receipt:
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        return lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token=uuid.uuid4().hex
        )


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, receipt: Receipt) -> Desk:
    return Desk(session_factory, runtime, clock, receipt.complaint_id)


@pytest.fixture
def seen(session_factory: SessionFactory, clock: FixedClock, receipt: Receipt) -> Callable[[], TrackingView]:
    def look() -> TrackingView:
        with reading(session_factory, TANAH_LAUT) as session:
            return progress.view(session, instansi_id=TANAH_LAUT, complaint_id=receipt.complaint_id, now=clock.now())

    return look


@pytest.fixture
def reply(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, receipt: Receipt
) -> Callable[..., None]:
    def send(awaited: progress.Awaited, **given: object) -> None:
        clock.advance(timedelta(minutes=1))
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            replies.reply(
                session,
                runtime,
                instansi_id=TANAH_LAUT,
                complaint_id=receipt.complaint_id,
                awaited=awaited,
                answers=given,
            )

    return send


def ask_for_data(desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang dan nama jalan")


def answered(desk: Desk, **more: object) -> None:
    """Walks the case to the answer."""
    desk.complete("Task_verifikasi_nasional", **VERIFIED, tujuan="instansi_ini")
    desk.complete("Task_verifikasi_instansi", **VERIFIED, **OF_INSTANSI)
    desk.complete("Task_disposisi", arah_disposisi="disposisi", skpd="dinas-pekerjaan-umum")
    desk.complete("Task_telaah_penghubung", sesuai_kewenangan="ya", kategori_diubah="tidak")
    desk.complete("Task_respon_awal", respon_awal="Kami tinjau besok.")
    desk.complete("Task_informasikan_kepala", kepala_diberitahu=True)
    desk.complete("Task_tindak_lanjut", hasil="Lubang ditambal.")
    desk.complete("Task_laporkan_status", status_penyelesaian="Selesai", tuntas="ya")
    desk.complete(
        "Task_susun_jawaban",
        jawaban="Lubang sudah ditambal pada 16 Maret.",
        ringkasan="Catatan dalam untuk kepala dinas",
        penyebab_pengaduan="sarana",
        **more,
    )


def states(view: TrackingView) -> dict[str, str]:
    return {step.label: step.state for step in view.steps}


def test_the_way_ahead_is_known_from_the_first_day(seen: Callable[[], TrackingView]) -> None:
    view = seen()
    assert list(states(view).values()) == ["done", "current"] + ["ahead"] * (len(view.steps) - 2)
    assert list(states(view)) == [
        "Pengaduan diterima",
        "Diperiksa Admin Nasional",
        "Diperiksa Admin Instansi",
        "Diteruskan ke dinas yang berwenang",
        "Diperiksa dinas terkait",
        "Ditindaklanjuti dinas terkait",
        "Dijawab",
        "Selesai",
    ]


def test_dates_come_with_their_working_days_and_article(seen: Callable[[], TrackingView]) -> None:
    """Monday 9 March 2026 plus three working days: Thursday, until its end."""
    expected = seen().expectations
    assert [(e.due_at.isoformat(), e.count, e.unit, e.article) for e in expected] == [
        ("2026-03-12T15:59:59.999999+00:00", 3, "hari_kerja", "Lampiran BAB VI.B.1.a")
    ]
    assert not expected[0].overdue


def test_a_missed_date_is_not_hidden(seen: Callable[[], TrackingView], clock: FixedClock) -> None:
    clock.advance(timedelta(days=10))
    assert [expected.overdue for expected in seen().expectations] == [True]


def test_periods_before_a_date_is_known_come_from_the_decision_table(
    session_factory: SessionFactory, receipt: Receipt
) -> None:
    with reading(session_factory, TANAH_LAUT) as session:
        newest = newest_bundle(session, instansi_id=TANAH_LAUT, process_id=PROCESS)
        promised = {
            jenis: promise(newest, process_id=PROCESS, jenis=jenis) for jenis in ("pengaduan", "permintaan_informasi")
        }
    assert [(p.count, p.unit) for p in promised["pengaduan"].periods] == [
        (5, "hari_kerja"),
        (14, "hari_kerja"),
        (60, "hari_kerja"),
    ]
    assert promised["pengaduan"].articles == "Lampiran BAB VI.C.1, VI.C.2, VI.C.3"
    assert [p.count for p in promised["permintaan_informasi"].periods] == [5]


def test_the_case_asks_waits_hears_and_goes_on(
    desk: Desk, seen: Callable[[], TrackingView], reply: Callable[..., None]
) -> None:
    ask_for_data(desk)
    view = seen()
    assert states(view)["Menunggu Anda melengkapi data"] == "current"
    asked, told = view.notes[0].text.split("\n\n")
    assert [(note.kind, note.sender, asked) for note in view.notes] == [
        ("minta_kelengkapan", "instansi", "Foto lubang dan nama jalan")
    ]
    assert told.endswith(view.awaited[0].consequence)
    own = [expected for expected in view.expectations if expected.yours]
    assert [(e.due_at.isoformat(), e.count) for e in own] == [("2026-03-30T15:59:59.999999+00:00", 10)]
    reply(view.awaited[0], kelengkapan="Jalan Boejasin, depan SD.")
    after = seen()
    assert after.awaited == []
    assert (after.notes[0].sender, after.notes[0].text) == ("pengadu", "Jalan Boejasin, depan SD.")
    assert states(after)["Diperiksa Admin Nasional"] == "current"
    assert states(after)["Menunggu Anda melengkapi data"] == "done"
    assert [task.element for task in desk.case().open_tasks] == ["Task_verifikasi_nasional"]


def test_an_answer_is_heard_once(desk: Desk, seen: Callable[[], TrackingView], reply: Callable[..., None]) -> None:
    ask_for_data(desk)
    awaited = seen().awaited[0]
    reply(awaited, kelengkapan="Jalan Boejasin")
    with pytest.raises(NotWaitingError):
        reply(awaited, kelengkapan="Jalan Boejasin")
    assert len(seen().notes) == 2


def test_an_empty_answer_is_refused(desk: Desk, seen: Callable[[], TrackingView], reply: Callable[..., None]) -> None:
    ask_for_data(desk)
    with pytest.raises(AnswersRefusedError):
        reply(seen().awaited[0], kelengkapan="  ")
    assert len(seen().awaited) == 1


def test_files_of_an_answer_join_the_complaint(
    desk: Desk,
    seen: Callable[[], TrackingView],
    reply: Callable[..., None],
    session_factory: SessionFactory,
    tmp_path: Path,
    clock: FixedClock,
) -> None:
    ask_for_data(desk)
    ids = set()
    for _ in range(2):
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            ids.add(
                replies.keep_file(
                    session,
                    FileStore(tmp_path / "berkas"),
                    instansi_id=TANAH_LAUT,
                    complaint_id=desk.case_id,
                    file=check(photo(), name="lubang.jpg"),
                    present=[],
                    now=clock.now(),
                )
            )
    assert len(ids) == 1
    reply(seen().awaited[0], kelengkapan="Terlampir", berkas_kelengkapan=list(ids))
    view = seen()
    assert [(file.name, file.origin) for file in view.files] == [("lubang.jpg", "pengadu")]
    assert view.notes[0].text.endswith("berkas 1"), "whoever may not know who it is does not read it in a file name"


def test_a_file_of_somebody_else_cannot_be_named(
    desk: Desk, seen: Callable[[], TrackingView], reply: Callable[..., None]
) -> None:
    ask_for_data(desk)
    with pytest.raises(AnswersRefusedError):
        reply(seen().awaited[0], kelengkapan="Terlampir", berkas_kelengkapan=[str(uuid.uuid4())])


def test_silence_archives_and_says_so(
    desk: Desk, seen: Callable[[], TrackingView], session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    ask_for_data(desk)
    clock.set(datetime.fromisoformat("2026-03-31T00:00+08:00"))
    commands.fire_due(session_factory, runtime)
    view = seen()
    assert (view.ended, view.over) == (True, False)
    assert view.why == "Diarsipkan karena data yang kami minta tidak kami terima sampai batasnya."
    assert [each.continues for each in view.awaited] == [True]
    assert (view.steps[-1].state, view.expectations) == ("current", [])
    assert "diarsipkan" in {note.kind for note in view.notes}
    ending = view.awaited[0].until
    assert ending is not None
    clock.set(ending)
    commands.fire_due(session_factory, runtime)
    view = seen()
    assert (view.ended, view.over, view.awaited) == (True, True, [])
    assert view.steps[-1].state == "current"


def test_the_answer_is_read_without_what_officers_wrote_among_themselves(
    desk: Desk, seen: Callable[[], TrackingView]
) -> None:
    answered(desk)
    view = seen()
    assert [note.kind for note in view.notes] == ["jawaban", "respon_awal"]
    assert view.notes[0].text.startswith("Lubang sudah ditambal pada 16 Maret.\n\nKami menunggu jawaban Anda")
    assert "Catatan dalam" not in repr(view)
    assert "Petugas Uji" not in repr(view)
    assert states(view)["Dijawab"] == "current"


@pytest.mark.parametrize(
    ("reaction", "ended", "element"),
    [
        ({"puas": "ya"}, True, None),
        ({"puas": "tidak", "komentar": "Masih berlubang"}, False, "Task_tanggapi_reaksi"),
    ],
)
def test_a_reaction_ends_the_case_or_asks_again(
    desk: Desk,
    seen: Callable[[], TrackingView],
    reply: Callable[..., None],
    reaction: dict[str, str],
    ended: bool,
    element: str | None,
) -> None:
    answered(desk)
    reply(seen().awaited[0], **reaction)
    view = seen()
    assert view.ended is ended
    assert [task.element for task in desk.case().open_tasks] == ([element] if element else [])
    assert view.notes[0].sender == "pengadu"
    if ended:
        assert view.steps[-1].label == "Selesai"


def test_who_has_it_now_is_a_unit_never_a_person(desk: Desk, seen: Callable[[], TrackingView]) -> None:
    desk.complete("Task_verifikasi_nasional", **VERIFIED, tujuan="instansi_ini")
    desk.complete("Task_verifikasi_instansi", **VERIFIED, **OF_INSTANSI)
    desk.complete("Task_disposisi", arah_disposisi="disposisi", skpd="dinas-pekerjaan-umum")
    assert seen().at_units == ["Dinas Pekerjaan Umum"]


def test_only_files_that_go_with_the_answer_are_shown(
    desk: Desk, seen: Callable[[], TrackingView], session_factory: SessionFactory, clock: FixedClock, tmp_path: Path
) -> None:
    store, ids = FileStore(tmp_path / "berkas"), {}
    for name in ("internal.jpg", "perbaikan.jpg"):
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            row = attachment(
                store_file(session, store, check(photo(), name=name)),
                instansi_id=TANAH_LAUT,
                complaint_id=desk.case_id,
                by=EVERYBODY,
                now=clock.now(),
            )
            session.add(row)
            ids[name] = row.id
    answered(desk, lampiran=[str(ids["perbaikan.jpg"])])
    assert [(file.name, file.origin) for file in seen().files] == [("perbaikan.jpg", "petugas")]
    with reading(session_factory, TANAH_LAUT) as session:
        where = {"instansi_id": TANAH_LAUT, "complaint_id": desk.case_id}
        assert progress.public_file(session, store, **where, file_id=ids["perbaikan.jpg"]).name == "perbaikan.jpg"
        with pytest.raises(NotFoundError):
            progress.public_file(session, store, **where, file_id=ids["internal.jpg"])


def test_unknown_files_are_not_given_out(session_factory: SessionFactory, receipt: Receipt, tmp_path: Path) -> None:
    with reading(session_factory, TANAH_LAUT) as session, pytest.raises(NotFoundError):
        progress.public_file(
            session,
            FileStore(tmp_path),
            instansi_id=TANAH_LAUT,
            complaint_id=receipt.complaint_id,
            file_id=uuid.uuid4(),
        )


def test_the_history_knows_the_message_but_keeps_the_text_apart(
    desk: Desk, seen: Callable[[], TrackingView], reply: Callable[..., None], session_factory: SessionFactory
) -> None:
    ask_for_data(desk)
    reply(seen().awaited[0], kelengkapan="Rahasia saya")
    with reading(session_factory, TANAH_LAUT) as session:
        last = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=desk.case_id)[-1]
    assert (last.kind, last.actor) == ("message_received", "pengadu")
    assert "kelengkapan" in last.personal_keys
    assert "Rahasia saya" not in str(last.what)
