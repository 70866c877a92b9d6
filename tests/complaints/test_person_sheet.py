"""A file with persons: what is read, and what is refused in a sentence, however it is broken."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from xlsxwriter import Workbook

from complaints.people.person_import import AT_ONCE, pieces
from complaints.people.person_sheet import MOST_BYTES, MOST_ROWS, SheetRefusedError, SheetRow, read_sheet

HEAD = ["nama", "nama pengguna", "Surel", "peran", "unit", "catatan"]
SITI = ["Siti Rahma", "siti", "siti@contoh.go.id", "apip", "", "abaikan"]
READ = {"nama": "Siti Rahma", "nama_pengguna": "siti", "surel": "siti@contoh.go.id", "peran": "apip", "unit": ""}


def book(rows: list[list[str]]) -> bytes:
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write(number, column, text)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        ",".join(HEAD).encode() + b"\r\n" + ",".join(SITI).encode(),
        b"\xef\xbb\xbf" + ";".join(HEAD).encode() + b"\n\n" + ";".join(SITI).encode() + b"\n",
        book([HEAD, SITI]),
    ],
    ids=["csv", "csv of a German or Indonesian Excel", "xlsx"],
)
def test_a_list_is_read_from_either_kind_of_file(data: bytes) -> None:
    (row,) = read_sheet(data)
    assert (row.number in (2, 3), row.values) == (True, READ)
    assert isinstance(row, SheetRow)


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return packed.getvalue()


def with_formats(size: int) -> bytes:
    """A list whose formats take so many bytes, and the library many times that for each."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([HEAD, SITI]))) as plain,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in plain.infolist():
            data = plain.read(part)
            if part.filename == "xl/styles.xml":
                data = data.replace(b"</cellXfs>", b"<xf/>" * (size // 5) + b"</cellXfs>")
            archive.writestr(part.filename, data)
    return packed.getvalue()


def test_formats_of_a_list_cost_nothing() -> None:
    begun = time.process_time()
    assert [row.values for row in read_sheet(with_formats(250_000))] == [READ]
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "tidak memuat baris"),
        (b"nama,surel\nSiti,a@b.id", "judul kolom"),
        (b"nama,nama_pengguna\n", "tidak memuat baris"),
        (b"nama,nama_pengguna\n=1+1,siti", "rumus"),
        (book([HEAD, ["=1+1", "siti"]]), "rumus"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'nama,nama_pengguna\n"Siti' + b"x" * 200_000, "tidak dapat dibaca"),
        (b"PK\x03\x04 bukan xlsx", "tidak dapat dibaca"),
        (bomb(), "terlalu besar"),
        (with_formats(20_000_000), "terlalu besar"),
        (b"x" * (MOST_BYTES + 1), "1 MB"),
        (b"nama,nama_pengguna\n" + b"a,b\n" * (MOST_ROWS + 1), "500 baris"),
    ],
)
def test_what_is_no_such_list_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(SheetRefusedError, match=words):
        read_sheet(data)


def test_a_long_list_is_imported_in_pieces_and_one_person_in_one_of_them() -> None:
    names = [f"orang{number}" for number in range(AT_ONCE * 2)] + ["Orang0"]
    rows = [SheetRow(number, {"nama_pengguna": name}) for number, name in enumerate(names)]
    found = [[row.number for row in piece] for piece in pieces(rows)]
    assert sorted(number for piece in found for number in piece) == list(range(len(rows)))
    assert found[0][:2] == [0, len(rows) - 1]
    assert max(map(len, found)) == AT_ONCE
