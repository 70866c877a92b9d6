"""Files of reports with the texts that people really write: long ones, words without end, signs of every kind."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
import time_machine
from lxml import etree
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


def read(kind: str, written: Document) -> str:
    """The texts of a file, as a program of its kind finds them there."""
    content = FORMATS[kind](written)
    if kind == "csv":
        return content.decode("utf-8-sig")
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if name in ("xl/sharedStrings.xml", "xl/workbook.xml")]
        trees = [etree.fromstring(book.read(name)) for name in names]
    texts = [text for tree in trees for text in tree.itertext()]
    return "\n".join([*texts, *(str(each) for tree in trees for each in tree.xpath("//@name"))])


def test_a_word_without_end_leaves_room_for_the_other_columns() -> None:
    assert pages(document("kata panjang " * 100, "x" * 300)) <= 3


def test_the_longest_answer_takes_few_pages() -> None:
    assert pages(document("kata panjang " * 770)) <= 8


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_odd_signs_break_nothing(kind: str) -> None:
    text = read(kind, document("a\x0bb \N{GRINNING FACE} <b>&amp;</b>\n\tbaris", "=1+1"))
    assert "<b>&amp;</b>" in text
    assert re.search(r"\n\s*baris", text)
    assert "=1+1" in text


def test_no_text_becomes_a_formula() -> None:
    written = document("=1+1")
    assert ";'=1+1;" in read("csv", written)
    with zipfile.ZipFile(io.BytesIO(FORMATS["xlsx"](written))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_the_same_report_gives_the_same_bytes_on_any_day(kind: str) -> None:
    files = set()
    for day in (1, 2):
        with time_machine.travel(datetime(2026, 3, day, tzinfo=UTC), tick=False):
            files.add(FORMATS[kind](document("Jalan rusak")))
    assert len(files) == 1


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_a_report_without_rows_is_a_file_too(kind: str) -> None:
    text = read(kind, replace(document(), tables=(Table("Kosong", COLUMNS),)))
    assert "Kosong" in text
    assert "Materi" in text
    assert "Jalan rusak" not in text


def test_a_moment_is_a_date_in_a_workbook_and_reads_as_one_everywhere() -> None:
    columns = (Column("saat", "Waktu", "saat"),)
    table = Table("Waktu", columns, [{"saat": "2026-03-09 09:05"}, {"saat": "2026-12-01 23:59:59"}, {"saat": "-"}])
    written = replace(document(), tables=(table,))
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](written))).worksheets[0]
    cells = [row[0].value for row in sheet.iter_rows(min_row=2)]
    first, second = "2026-03-09T09:05:00", "2026-12-01T23:59:59"
    assert cells == [datetime.fromisoformat(first), datetime.fromisoformat(second), "-"]
    assert "09/03/2026 09.05" in read("pdf", written)
    assert "2026-03-09 09:05" in read("csv", written), "another program reads it"
