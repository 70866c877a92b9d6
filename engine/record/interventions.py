"""What a history says of somebody who put a case right beside its diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from engine.record.advance import Advance
from engine.record.parts import AlteredTask
from engine.record.said import TASK_ID
from engine.record.said import said as _said
from engine.record.shapes import MOMENT, NUMBER, OBJECT, TEXT, rows_of

REASON = "alasan_intervensi"
"""Key of the text in the personal part of the row: why it was done."""


class Intervention(StrEnum):
    """What can be done, by its stored value."""

    TASK_REASSIGNED = "task_reassigned"
    ANSWER_CORRECTED = "answer_corrected"
    CLASS_CHANGED = "class_changed"
    """An answer was corrected, and by it tables of the process gave something else."""
    TOKEN_MOVED = "token_moved"
    TOKEN_ADDED = "token_added"
    TOKEN_CANCELLED = "token_cancelled"


@dataclass(frozen=True, kw_only=True)
class CaseIntervened(Advance):
    """Somebody put the case right; what came of it is told as of a case that ran on."""

    KIND: ClassVar[str] = "case_intervened"
    MEANING: ClassVar[str] = (
        "Kasus dibetulkan di luar jalannya diagram (`element`: tempat, tugas, atau pertanyaan yang dikenai); pelaku "
        "baris ini yang menyetujui atau melakukannya, dan kasus berjalan lagi."
    )
    SINCE: ClassVar[int] = 7
    PERSONAL: ClassVar[str] = f"`{REASON}`, mengapa dilakukan"
    intervention: str = field(
        default="",
        metadata=_said(
            TEXT,
            "Apa yang dilakukan: " + ", ".join(f"`{each.value}`" for each in Intervention) + ".",
            "token_moved",
            required=True,
            since=7,
        ),
    )
    process: str = field(
        default="",
        metadata=_said(TEXT, "Id proses tempat elemen itu berada.", "izin", required=True, since=7),
    )
    to: str = field(
        default="",
        metadata=_said(TEXT, "Elemen tempat token yang dipindahkan atau ditambahkan berada.", "Task_telaah", since=7),
    )
    before: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "Nilai yang berubah sebelum tindakan, menurut nama.", {"berat": False}, since=7),
    )
    after: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_said(OBJECT, "Nilai itu sesudahnya.", {"berat": True}, since=7),
    )
    altered: tuple[AlteredTask, ...] = field(
        default=(),
        metadata=_said(
            rows_of(AlteredTask, task=TEXT, element=TEXT, attribute=TEXT, old=TEXT, new=TEXT),
            "Yang berubah pada tugas yang tetap terbuka dan batas waktu yang tetap menunggu: id tugas (kosong: batas "
            "waktu), elemennya, sifatnya (`claimed_by`, `unit`, `due`), nilai lama, nilai baru.",
            [[TASK_ID, "Task_telaah", "claimed_by", "petugas-1", "petugas-2"]],
            since=7,
        ),
    )
    asked_by: str = field(
        default="",
        metadata=_said(
            TEXT, "Id orang yang memintanya, bila pelaku baris ini orang kedua yang menyetujui.", "petugas-1", since=7
        ),
    )
    asked_at: datetime | None = field(
        default=None, metadata=_said(MOMENT, "Saat diminta.", "2026-03-09T01:00:00+00:00", since=7)
    )
    seen: int = field(
        default=0,
        metadata=_said(NUMBER, "Nomor baris terakhir riwayat yang terlihat ketika diminta.", 4, since=7),
    )
