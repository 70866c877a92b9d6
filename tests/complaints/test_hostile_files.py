"""Files made to exhaust who looks at them: refused within bounds of memory and time, and one after the other."""

from __future__ import annotations

import os
import resource
import threading
import zlib
from pathlib import Path

import pytest

from complaints.files import attachments, pdf_view
from complaints.files.attachments import RefusedFileError
from complaints.files.file_store import FileStore, StorageError
from tests.support.files import check

MEBIBYTE = 1024 * 1024
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>"


def pdf(*objects: bytes) -> bytes:
    parts, offsets, length = [b"%PDF-1.5\n"], [], 9
    for number, text in enumerate(objects, 1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, text))
        length += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return b"".join(parts) + end % (size, table, size, length)


def unfolding(megabytes: int) -> bytes:
    packed = zlib.compress(zlib.compress(bytes(megabytes * MEBIBYTE), 9), 9)
    stream = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    return pdf(CATALOG, ONE_PAGE, PAGE % b"/Contents 4 0 R", stream)


HOSTILE = {
    "the same page 400,000 times": pdf(
        CATALOG, b"<</Type/Pages/Count 400000/Kids[" + b"3 0 R " * 400_000 + b"]>>", PAGE % b""
    ),
    "a million empty things": pdf(CATALOG, ONE_PAGE, PAGE % (b"/X[" + (b"[" + b"<<>>" * 19_000 + b"]") * 60 + b"]")),
    "brackets in brackets": pdf(CATALOG, ONE_PAGE, PAGE % (b"/X" + b"[" * 1_000_000 + b"]" * 1_000_000)),
    "1 KB that unfolds to 200 MB": unfolding(200),
}


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tighter limit than the real one, so that the tests need not wait for it."""
    monkeypatch.setattr(pdf_view, "MEMORY", 256 * MEBIBYTE)
    monkeypatch.setattr(pdf_view, "SECONDS", 1)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_pdf_that_exhausts_its_reader_is_refused(content: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    computed = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(RefusedFileError):
        check(content, name="a.pdf")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert grown < 64, "it was read in this process"
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - computed
    assert spent < pdf_view.SECONDS + 1


def test_what_unfolds_moderately_is_taken() -> None:
    assert check(unfolding(2), name="a.pdf").media_type == "application/pdf"


def test_who_reads_a_pdf_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import os\nprint(sorted(os.environ))\n", encoding="ascii")
    monkeypatch.setenv("ALUR_SECRET_KEY", "rahasia" * 8)
    monkeypatch.setattr(pdf_view, "__file__", str(spy))
    told = pdf_view.view_of(b"").decode()
    assert "ALUR" not in told
    assert "PATH" in told


def test_files_are_looked_at_two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LONGEST_WAIT_S", 0.01)
    monkeypatch.setattr(attachments, "_TURNS", threading.BoundedSemaphore(1))
    with attachments._TURNS, pytest.raises(RefusedFileError, match="sekali lagi sebentar lagi"):
        check(unfolding(1), name="a.pdf")
    check(unfolding(1), name="a.pdf")


def test_files_leave_room_for_the_database(tmp_path: Path) -> None:
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    assert FileStore(tmp_path / "a", least_free=0).put(b"isi").size == 3
    with pytest.raises(StorageError):
        FileStore(tmp_path / "b", least_free=2 * free).put(b"isi")
    assert [path for path in (tmp_path / "b").rglob("*") if path.is_file()] == []
