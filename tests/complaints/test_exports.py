"""Files of reports with the texts that people really write: long ones, words without end, signs of every kind."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from complaints.reports.exports import FORMATS, Document
from complaints.reports.figures import Column, Table

LABELS = ("Materi", "Kategori", "Waktu penerimaan", "Status penyelesaian", "Hasil penanganan", "Tanggapan pengadu")
COLUMNS = tuple(Column(f"k{number}", label) for number, label in enumerate(LABELS))


def document(*texts: str) -> Document:
    row = dict.fromkeys((column.key for column in COLUMNS), "Jalan rusak") | {
        f"k{4 + number}": text for number, text in enumerate(texts)
    }
    return Document(
        title="Laporan kasus",
        instansi="Kabupaten Tanah Laut",
        unit="",
        period="Januari 2026",
        made_at=datetime(2026, 2, 1, tzinfo=UTC),
        time_zone="Asia/Makassar",
        tables=(Table("Laporan kasus", COLUMNS, [row]),),
    )


def pages(written: Document) -> int:
    return len(PdfReader(io.BytesIO(FORMATS["pdf"](written))).pages)


def test_a_word_without_end_leaves_room_for_the_other_columns() -> None:
    assert pages(document("kata panjang " * 100, "x" * 300)) <= 3


def test_the_longest_answer_takes_few_pages() -> None:
    assert pages(document("kata panjang " * 770)) <= 8


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_odd_signs_break_nothing(kind: str) -> None:
    written = document("a\x0bb \N{GRINNING FACE} <b>&amp;</b>\n\tbaris", "=1+1")
    assert FORMATS[kind](written) == FORMATS[kind](written)


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_a_report_without_rows_is_a_file_too(kind: str) -> None:
    empty = document()
    assert FORMATS[kind](Document(**(vars(empty) | {"tables": (Table("Kosong", COLUMNS),)})))
