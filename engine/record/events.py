"""Which kinds of rows a history has, and what each says: the one place. `docs/format-riwayat.md` is made from it.

A row's kind, its moment, its actor and the element of the diagram are columns of their own (`engine.models.Event`);
what is described here is its payload, hashed as it is stored. Therefore a kind or a field once given is never renamed,
never means something else and never goes; a new one raises `FORMAT`, and a test compares each format with what was
promised. Texts of people never stand in a payload: they are the personal part of a row, of which only a salted
commitment is hashed (`PERSONAL` says where they come from).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from engine.record.advance import Advance, HistoryEvent
from engine.record.interventions import CaseIntervened as CaseIntervened
from engine.record.notes import CaseNoted as CaseNoted
from engine.record.parts import Alteration, MovedDeadline, RecordedRemark, Redirection, RungTimer
from engine.record.said import BOUND, BOUND_ACT, CONTENT, DIGEST, SHAPES, STANDS, TASK_ID, VERSION_ID, WHOLE_ACT
from engine.record.said import said as _said
from engine.record.shapes import FLAG, MOMENT, NUMBER, OBJECT, TEXT, list_of, optional, rows_of

FORMAT = 10
"""Of the newest kind or field below."""


@dataclass(frozen=True, kw_only=True)
class CaseStarted(Advance):
    """The first row of every case."""

    KIND: ClassVar[str] = "case_started"
    MEANING: ClassVar[str] = "Kasus dimulai pada peristiwa awal `element`."
    version: int = field(default=0, metadata=_said(NUMBER, "Nomor versi proses yang dijalankan.", 1, required=True))
    acted_at: datetime | None = field(
        default=None,
        metadata=_said(
            MOMENT,
            "Saat kejadian yang memulai kasus, bila baru dicatat sesudahnya (surat, telepon); tenggat dihitung dari "
            "sini.",
            "2026-03-09T01:00:00+00:00",
        ),
    )
    sealed: bool = field(default=False, metadata=_said(FLAG, "Apakah teks orang disimpan tersegel.", True, since=3))
    content: str = field(default="", metadata=_said(TEXT, CONTENT, "0" * 64, since=6))


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Advance):
    """Somebody did a task, and the case ran on."""

    KIND: ClassVar[str] = "task_completed"
    MEANING: ClassVar[str] = "Tugas `element` diselesaikan, dan kasus berjalan lagi."
    PERSONAL: ClassVar[str] = "jawaban berupa teks, menurut kunci isian formulir tugas"
    task: str = field(default="", metadata=_said(TEXT, "Id tugas.", TASK_ID, required=True))
    process: str = field(default="", metadata=_said(TEXT, "Id proses tempat elemen itu berada.", "izin", required=True))
    ready: datetime | None = field(
        default=None, metadata=_said(MOMENT, "Saat tugas terbuka.", "2026-03-09T01:00:00+00:00", since=6)
    )
    claimed: datetime | None = field(
        default=None,
        metadata=_said(
            MOMENT,
            "Saat tugas terakhir diambil atau diserahkan kepada yang memegangnya; kosong bila diselesaikan langsung "
            "dari daftar.",
            "2026-03-10T01:00:00+00:00",
            since=6,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Advance):
    """A message from outside arrived, and the case ran on."""

    KIND: ClassVar[str] = "message_received"
    MEANING: ClassVar[str] = "Pesan dari luar diterima pada elemen `element`, dan kasus berjalan lagi."
    PERSONAL: ClassVar[str] = "jawaban berupa teks, menurut kunci isian formulir pesan"
    message: str = field(default="", metadata=_said(TEXT, "Nama pesan.", "reaksi", required=True))


@dataclass(frozen=True, kw_only=True)
class TimersFired(Advance):
    """One or more timers rang, and the case ran on."""

    KIND: ClassVar[str] = "timer_fired"
    MEANING: ClassVar[str] = "Satu atau beberapa batas waktu tiba (`element`: yang pertama), dan kasus berjalan lagi."
    fired: tuple[RungTimer, ...] = field(
        default=(),
        metadata=_said(
            rows_of(RungTimer, element=TEXT, due=MOMENT),
            "Batas waktu yang tiba, dengan saatnya.",
            [["Timer_telaah", "2026-03-12T23:59:59.999999+08:00"]],
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Handing(HistoryEvent):
    """A task went from hand to hand. `from_` and `to` are ids of people, None: nobody's hand, the list of work."""

    task: str = field(default="", metadata=_said(TEXT, "Id tugas.", TASK_ID, required=True))
    process: str = field(default="", metadata=_said(TEXT, "Id proses tempat elemen itu berada.", "izin", required=True))
    from_: str | None = field(
        default=None,
        metadata=_said(optional(TEXT), "Id orang yang sebelumnya memegang tugas.", "petugas-1", name="from"),
    )
    to: str | None = field(
        default=None, metadata=_said(optional(TEXT), "Id orang yang kini memegang tugas.", "petugas-2")
    )
    place: str | None = field(
        default=None,
        metadata=_said(
            optional(TEXT),
            "Id orang yang digantikan pemegang tugas; kosong bila bukan pengganti.",
            "petugas-3",
            since=8,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(Handing):
    """Somebody took a task from the list of work."""

    KIND: ClassVar[str] = "task_claimed"
    MEANING: ClassVar[str] = "Tugas `element` diambil seseorang dari daftar."


@dataclass(frozen=True, kw_only=True)
class TaskReleased(Handing):
    """Somebody put a task back into the list of work."""

    KIND: ClassVar[str] = "task_released"
    MEANING: ClassVar[str] = "Tugas `element` dikembalikan ke daftar."
    PERSONAL: ClassVar[str] = "`catatan_pengalihan`, catatan yang menyertai"


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(Handing):
    """Somebody handed a task to a colleague."""

    KIND: ClassVar[str] = "task_assigned"
    MEANING: ClassVar[str] = "Tugas `element` dialihkan kepada rekan."
    PERSONAL: ClassVar[str] = "`catatan_pengalihan`, catatan yang menyertai"


@dataclass(frozen=True, kw_only=True)
class TaskTakenOver(Handing):
    """Somebody took a task out of the hands of a colleague."""

    KIND: ClassVar[str] = "task_taken_over"
    MEANING: ClassVar[str] = "Tugas `element` diambil alih dari rekan yang memegangnya."
    PERSONAL: ClassVar[str] = "`alasan_ambil_alih`, mengapa diambil alih"


@dataclass(frozen=True, kw_only=True)
class DeadlinesRecomputed(HistoryEvent):
    """A decree changed the calendar, and with it deadlines of this case."""

    KIND: ClassVar[str] = "deadline_recomputed"
    MEANING: ClassVar[str] = "Tenggat yang menunggu dihitung ulang karena keputusan tentang hari kerja berubah."
    decree: str = field(default="", metadata=_said(TEXT, "Keputusan yang menyebabkannya.", "SK Bupati 5/2026"))
    moved: tuple[MovedDeadline, ...] = field(
        default=(),
        metadata=_said(
            rows_of(MovedDeadline, what=TEXT, element=TEXT, old=MOMENT, new=MOMENT),
            "Tenggat yang berubah: milik apa (`task` atau `timer`), elemennya, saat lama, saat baru.",
            [["timer", "Timer_telaah", "2026-03-12T23:59:59.999999+08:00", "2026-03-13T23:59:59.999999+08:00"]],
        ),
    )
    stands: str = field(default="", metadata=_said(TEXT, STANDS, DIGEST, since=8))
    shapes: Mapping[str, Any] = field(default_factory=dict, metadata=_said(OBJECT, SHAPES, {TASK_ID: DIGEST}, since=8))


@dataclass(frozen=True, kw_only=True)
class CaseMigrated(HistoryEvent):
    """The case went over to another version of its process; this row counts as written on the new one."""

    KIND: ClassVar[str] = "case_migrated"
    MEANING: ClassVar[str] = "Kasus dipindahkan ke versi lain dari prosesnya."
    from_: str = field(default="", metadata=_said(TEXT, "Id versi lama.", VERSION_ID, name="from", required=True))
    to: str = field(default="", metadata=_said(TEXT, "Id versi baru.", VERSION_ID, required=True))
    number: int = field(default=0, metadata=_said(NUMBER, "Nomor versi baru.", 2, required=True))
    mapping: tuple[Redirection, ...] = field(
        default=(),
        metadata=_said(
            rows_of(Redirection, process=TEXT, element=TEXT, to=TEXT),
            "Pengganti yang ditetapkan pemilik proses bagi elemen yang tidak ada lagi.",
            [["izin", "Task_telaah", "Task_telaah_awal"]],
        ),
    )
    remarks: tuple[RecordedRemark, ...] = field(
        default=(),
        metadata=_said(
            rows_of(RecordedRemark, what=TEXT, process=TEXT, element=TEXT, attribute=TEXT, old=TEXT, new=TEXT),
            "Akibat pemindahan yang diberitahukan sebelumnya.",
            [["due_changed", "izin", "Task_telaah", "due", "=hari_kerja(3)", "=hari_kerja(5)"]],
        ),
    )
    moved: tuple[Alteration, ...] = field(
        default=(),
        metadata=_said(
            rows_of(Alteration, what=TEXT, element=TEXT, attribute=TEXT, old=TEXT, new=TEXT),
            "Yang berubah pada tugas (`task`) dan batas waktu (`timer`) yang sedang menunggu: elemen, sifat, nilai "
            "lama, nilai baru.",
            [["timer", "Timer_telaah", "due", "2026-03-12T23:59:59.999999+08:00", "2026-03-16T23:59:59.999999+08:00"]],
        ),
    )
    phase: str | None = field(
        default=None, metadata=_said(optional(TEXT), "Tahap kasus sesudah baris ini.", "tindak_lanjut")
    )
    content: str = field(default="", metadata=_said(TEXT, CONTENT, "0" * 64, since=6))
    stands: str = field(default="", metadata=_said(TEXT, STANDS, DIGEST, since=8))
    shapes: Mapping[str, Any] = field(default_factory=dict, metadata=_said(OBJECT, SHAPES, {TASK_ID: DIGEST}, since=8))


@dataclass(frozen=True, kw_only=True)
class CaseSealed(HistoryEvent):
    """Texts of rows before this one, which lay open, were closed with their salt; from here on all are closed."""

    KIND: ClassVar[str] = "case_sealed"
    MEANING: ClassVar[str] = (
        "Teks orang pada baris terdahulu disegel dengan garamnya; sesudah ini setiap teks tersegel."
    )
    SINCE: ClassVar[int] = 3
    SPARSE: ClassVar[bool] = True
    texts: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "SHA-256 tiap bagian yang disegel, menurut nomor baris.", {"2": "0" * 64}, since=3),
    )


@dataclass(frozen=True, kw_only=True)
class TextsErased(HistoryEvent):
    """The case is over for so long that texts of people were erased; figures, path and chain stay."""

    KIND: ClassVar[str] = "texts_erased"
    MEANING: ClassVar[str] = (
        "Teks orang dihapus sesudah masa simpannya habis. Ikatan tiap teks tetap, sehingga rantai utuh; teks yang "
        "hilang tanpa disebut baris seperti ini adalah kerusakan."
    )
    SINCE: ClassVar[int] = 4
    SPARSE: ClassVar[bool] = True
    rule: str = field(
        default="",
        metadata=_said(TEXT, "Menurut aturan mana.", "10 tahun: JRA 2026", required=True, since=4),
    )
    rows: tuple[int, ...] = field(
        default=(), metadata=_said(list_of(NUMBER), "Nomor baris yang teksnya dihapus.", [2, 5], since=4)
    )
    beside: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "Berapa yang dihapus di samping riwayat, menurut namanya.", {"berkas": 2}, since=4),
    )
    bound: Mapping[str, Any] = field(
        default_factory=dict, metadata=_said(OBJECT, BOUND, {"complaint": "0" * 64}, since=5)
    )


@dataclass(frozen=True, kw_only=True)
class IncidentRecorded(HistoryEvent):
    """An automatic step failed and will be tried again."""

    KIND: ClassVar[str] = "incident_recorded"
    MEANING: ClassVar[str] = "Langkah otomatis gagal; akan dicoba lagi."
    attempt: int = field(default=0, metadata=_said(NUMBER, "Percobaan keberapa yang gagal.", 1, required=True))
    error: str = field(default="", metadata=_said(TEXT, "Jenis galat, tanpa teksnya.", "LookupError", required=True))


@dataclass(frozen=True, kw_only=True)
class IncidentRetried(HistoryEvent):
    """An operator asked for the next attempt at once."""

    KIND: ClassVar[str] = "incident_retried"
    MEANING: ClassVar[str] = "Operator meminta langkah yang gagal dicoba lagi sekarang."
    PERSONAL: ClassVar[str] = "`alasan_coba_lagi`, mengapa dicoba lagi"
    attempt: int = field(default=0, metadata=_said(NUMBER, "Berapa kali langkah itu sudah gagal.", 1, required=True))


@dataclass(frozen=True, kw_only=True)
class ActRecorded(HistoryEvent):
    """Something was decided or done in a government beside its cases: a row of a ledger, never of a case."""

    KIND: ClassVar[str] = "act_recorded"
    MEANING: ClassVar[str] = (
        "Tindakan di luar kasus, pada riwayat pemerintah itu sendiri (tabel `ledger_event`, kepala pada `ledger`); "
        "kolom `element` menyebut apa yang dikenai, misalnya `person:` dengan idnya."
    )
    SINCE: ClassVar[int] = 2
    SPARSE: ClassVar[bool] = True
    PERSONAL: ClassVar[str] = (
        "`alasan`, serta `sebelum` dan `sesudah`: nilai yang menyangkut diri orang (nama, surel, telepon)"
    )
    act: str = field(default="", metadata=_said(TEXT, "Apa yang dilakukan.", "role_granted", required=True, since=2))
    before: Mapping[str, Any] = field(
        default_factory=dict, metadata=_said(OBJECT, "Nilai sebelumnya, menurut nama.", {"until": ""}, since=2)
    )
    after: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "Nilai sesudahnya, menurut nama.", {"until": "2026-12-31"}, since=2),
    )
    bound: Mapping[str, Any] = field(
        default_factory=dict, metadata=_said(OBJECT, BOUND_ACT, {"sign_on": DIGEST}, since=8)
    )
    whole: int = field(default=0, metadata=_said(NUMBER, WHOLE_ACT, 10, since=10))


CASE_EVENTS: tuple[type[HistoryEvent], ...] = (
    CaseStarted,
    TaskClaimed,
    TaskReleased,
    TaskAssigned,
    TaskTakenOver,
    TaskCompleted,
    MessageReceived,
    TimersFired,
    DeadlinesRecomputed,
    CaseMigrated,
    CaseIntervened,
    CaseNoted,
    CaseSealed,
    TextsErased,
    IncidentRecorded,
    IncidentRetried,
)
"""Every kind that is written in the history of a case."""

EVENTS: tuple[type[HistoryEvent], ...] = (*CASE_EVENTS, ActRecorded)
"""Every kind that is ever written, in the order of the documentation."""

WENT_WRONG = frozenset({TimersFired.KIND, IncidentRecorded.KIND})
"""Kinds of rows that tell of something that ran out or failed."""
