"""What every row of a history has in common, and what those say in which the case ran on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.record.parts import AbortedWork, BegunRun, OpenedTask, RunStops, SetTimer, TableAnswer
from engine.record.said import BOUND, DIGEST, SHAPES, STANDS, TASK_ID
from engine.record.said import said as _said
from engine.record.shapes import FLAG, MOMENT, NUMBER, OBJECT, PATH, TEXT, list_of, optional, rows_of


@dataclass(frozen=True, kw_only=True)
class HistoryEvent:
    """What one row says. `findings`: what of a stored row this program could not read, in Indonesian; never stored."""

    KIND: ClassVar[str] = ""
    MEANING: ClassVar[str] = ""
    SINCE: ClassVar[int] = 1
    SPARSE: ClassVar[bool] = False
    """Whether fields that are empty are left out when stored."""
    PERSONAL: ClassVar[str] = ""
    """Where the texts of people in the personal part come from."""
    findings: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class UnknownEvent(HistoryEvent):
    """A row of a kind that this program does not know, or whose payload is no JSON object. Cannot be written."""


@dataclass(frozen=True, kw_only=True)
class Advance(HistoryEvent):
    """The case ran on: the way it took and what that opened, closed, set, decided and told."""

    SPARSE: ClassVar[bool] = True

    path: Sequence[list[Any]] = field(
        default=(),
        metadata=_said(
            PATH,
            "Elemen yang dilalui, berurutan; satu daftar per proses, diawali id proses. Elemen dengan satu alur keluar "
            "yang ditempuh ditulis idnya saja; selainnya `[elemen, alur, …]`. Bentuk terdahulu, satu daftar "
            "`[proses, elemen, alur, …]` per elemen, tetap dibaca.",
            [["izin", "Task_verifikasi", ["Gateway_lengkap", "Flow_ya"], "End_selesai"]],
        ),
    )
    opened: tuple[OpenedTask, ...] = field(
        default=(),
        metadata=_said(
            rows_of(OpenedTask, process=TEXT, element=TEXT, task=TEXT, role=TEXT, unit=TEXT, due=optional(MOMENT)),
            "Tugas yang baru terbuka, dengan peran, unit, dan tenggatnya.",
            [["izin", "Task_telaah", TASK_ID, "admin_instansi", "", "2026-03-12T23:59:59.999999+08:00"]],
        ),
    )
    closed: tuple[str, ...] = field(
        default=(),
        metadata=_said(list_of(TEXT), "Elemen dari tugas yang ditarik tanpa diselesaikan.", ["Task_intervensi"]),
    )
    timers: tuple[SetTimer, ...] = field(
        default=(),
        metadata=_said(
            rows_of(SetTimer, element=TEXT, due=optional(MOMENT), provisional=FLAG, rule=optional(OBJECT)),
            "Batas waktu yang mulai menunggu: saatnya, apakah sementara (keputusan hari kerja tahun itu belum ada), "
            "dan cara menghitungnya.",
            [
                [
                    "Timer_telaah",
                    "2026-03-12T23:59:59.999999+08:00",
                    False,
                    {"count": 3, "function": "due", "since": "2026-03-09T01:00:00+00:00", "unit": "hari_kerja"},
                ]
            ],
        ),
    )
    timers_gone: tuple[str, ...] = field(
        default=(), metadata=_said(list_of(TEXT), "Elemen dari batas waktu yang berhenti menunggu.", ["Timer_telaah"])
    )
    decisions: tuple[TableAnswer, ...] = field(
        default=(),
        metadata=_said(
            rows_of(TableAnswer, decision=TEXT, rule=TEXT, outputs=OBJECT, note=TEXT),
            "Tabel keputusan yang ditanya, aturan yang menjawab, jawabannya, dan catatan pada aturan itu.",
            [["tenggat", "Aturan_ringan", {"batas": 5}, "Pasal 7"]],
        ),
    )
    answers: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "Jawaban bertipe (pilihan, angka, tanggal) menurut kunci isian.", {"lengkap": True}),
    )
    notices: tuple[Mapping[str, Any], ...] = field(
        default=(),
        metadata=_said(
            list_of(OBJECT),
            "Apa yang diberitahukan kepada siapa: `kind` jenisnya, `to` penerimanya (teks atau daftar peran), dan "
            "bila ada `unit`, `tenggat`, `laporan`. Tanpa identitas dan tanpa isi pesan.",
            [{"kind": "terlambat", "tenggat": "penyelesaian", "to": ["admin_instansi"], "unit": "disdukcapil"}],
        ),
    )
    phase: str = field(default="", metadata=_said(TEXT, "Tahap kasus sesudah baris ini.", "tindak_lanjut"))
    bound: Mapping[str, Any] = field(
        default_factory=dict, metadata=_said(OBJECT, BOUND, {"complaint": "0" * 64}, since=5)
    )
    begun: tuple[BegunRun, ...] = field(
        default=(),
        metadata=_said(
            rows_of(BegunRun, process=TEXT, element=TEXT, run=TEXT, within=TEXT),
            "Pelaksanaan (`run`) proses terpanggil atau sub-proses yang dimulai di sini oleh `element`, dan "
            "pelaksanaan yang memuatnya (kosong: kasus itu sendiri). Satu per butir bila dijalankan sekali per butir. "
            "Yang dimulai sebelum format 6 tidak disebut mulainya.",
            [["izin", "Call_telaah", "5ac96774", ""]],
            since=6,
        ),
    )
    runs: tuple[RunStops, ...] = field(
        default=(),
        metadata=_said(
            rows_of(RunStops, stops=NUMBER, run=TEXT),
            "Pelaksanaan tempat elemen-elemen pada `path` dilalui: sekian elemen berturut-turut, lalu pelaksanaannya "
            "(kosong: kasus itu sendiri). Tidak ada: semuanya pada kasus itu sendiri.",
            [[2, ""], [1, "5ac96774"]],
            since=6,
        ),
    )
    opened_in: tuple[str, ...] = field(
        default=(),
        metadata=_said(
            list_of(TEXT),
            "Pelaksanaan tempat tugas-tugas pada `opened` terbuka, dalam urutan yang sama. Tidak ada: semuanya di "
            "tempat `path` berakhir.",
            ["5ac96774"],
            since=6,
        ),
    )
    aborted: tuple[AbortedWork, ...] = field(
        default=(),
        metadata=_said(
            rows_of(AbortedWork, process=TEXT, element=TEXT, instance=TEXT, run=TEXT),
            "Yang dihentikan sebelum selesai (oleh peristiwa batas, akhir yang menghentikan semuanya, atau sub-proses "
            "peristiwa): tugas dengan id tugasnya, proses terpanggil dan sub-proses dengan id pelaksanaannya, "
            "penantian (pesan, peristiwa, cabang yang menunggu cabang lain) dengan id langkahnya; lalu pelaksanaan "
            "tempatnya.",
            [["izin", "Task_intervensi", TASK_ID, "5ac96774"]],
            since=6,
        ),
    )
    stands: str = field(default="", metadata=_said(TEXT, STANDS, DIGEST, since=8))
    shapes: Mapping[str, Any] = field(default_factory=dict, metadata=_said(OBJECT, SHAPES, {TASK_ID: DIGEST}, since=8))
