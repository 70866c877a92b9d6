"""Files: what their bytes say, cleaned for people, sealed as they came."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from complaints.files import attachments
from complaints.files.attachments import RefusedFileError, clean_name, total_problem
from complaints.files.file_store import FileStore, StorageError
from complaints.files.pdf_view import without_metadata
from complaints.intake.file_limits import UNSET
from engine.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from tests.support.files import check
from tests.support.government import TANAH_LAUT


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def geotagged() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Ponsel Rahasia"
    exif.get_ifd(0x8825)[2] = (3.0, 47.0, 59.0)
    return photo(exif=exif.tobytes(), comment=b"rumah pelapor")


def pdf(**info: str) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for key, value in info.items():
            document.docinfo[f"/{key}"] = value
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.attachments["catatan.txt"] = pikepdf.AttachedFileSpec(document, b"isi")
        document.save(target)
    return target.getvalue()


HEIC = (Path(__file__).parents[1] / "data" / "foto.heic").read_bytes()
"""As an iPhone takes it: 64 by 48 points, with the name of the phone and a place."""
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"suara pelapor"


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_name"),
    [
        (HEIC, "IMG_0001.HEIC", "image/heic", "IMG_0001.HEIC"),
        (MP4, "suara.jpg", "video/mp4", "suara.jpg.mp4"),
        (photo(), "jalan rusak.jpg", "image/jpeg", "jalan rusak.jpg"),
        (photo(), "jalan.jpeg", "image/jpeg", "jalan.jpeg"),
        (photo("PNG"), "layar.png", "image/png", "layar.png"),
        (photo("WEBP"), "gambar.webp", "image/webp", "gambar.webp"),
        (photo("PNG"), "salah.jpg", "image/png", "salah.jpg.png"),
        (pdf(), "surat.PDF", "application/pdf", "surat.PDF"),
    ],
    ids=["heic", "mp4", "jpg", "jpeg", "png", "webp", "png named jpg", "pdf"],
)
def test_the_type_is_what_the_bytes_say(content: bytes, name: str, media_type: str, kept_name: str) -> None:
    checked = check(content, name=name)
    assert (checked.media_type, checked.name, checked.content) == (media_type, kept_name, content)


def test_a_photo_of_an_iphone_is_drawn_anew_and_a_recording_has_no_view() -> None:
    assert b"Ponsel Rahasia" in HEIC
    view = check(HEIC, name="a.heic").view
    assert b"Ponsel Rahasia" not in view
    with Image.open(io.BytesIO(view)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (64, 48), {})
    assert check(MP4, name="a.mp4").view == b""


def test_a_photo_is_drawn_anew_without_place_camera_and_comment() -> None:
    content = geotagged()
    assert b"Ponsel Rahasia" in content
    view = check(content, name="a.jpg").view
    assert b"Ponsel Rahasia" not in view
    assert b"rumah pelapor" not in view
    with Image.open(io.BytesIO(view)) as image:
        assert not image.getexif()
        assert image.size == (64, 48)


def test_text_chunks_of_a_png_do_not_come_along() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Budi dari Angsau")
    assert b"Budi" not in check(photo("PNG", pnginfo=notes), name="a.png").view


def test_a_photo_is_turned_upright_before_its_metadata_goes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(check(photo(exif=exif.tobytes()), name="a.jpg").view)) as image:
        assert image.size == (48, 64)


def test_a_large_photo_is_shown_small() -> None:
    with Image.open(io.BytesIO(check(photo(size=(5000, 2500)), name="a.jpg").view)) as image:
        assert max(image.size) == attachments.VIEW_SIDE


def test_a_pdf_is_shown_without_author_scripts_and_attachments() -> None:
    with pikepdf.open(io.BytesIO(check(pdf(Author="Budi"), name="a.pdf").view)) as view:
        assert len(view.pages) == 1
        assert "/Author" not in view.docinfo
        assert "/OpenAction" not in view.Root
        assert not view.attachments


def pdf_with_photo(jpeg: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        picture = document.make_stream(
            jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=64, Height=48,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name.Im0)
        page.contents_add(b"q 64 0 0 48 0 0 cm /Im0 Do Q")
        page.obj.Annots = document.make_indirect(
            pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, T="Budi")])
        )
        document.save(target)
    return target.getvalue()


def test_a_photo_inside_a_pdf_loses_its_place_and_keeps_its_picture() -> None:
    content = pdf_with_photo(geotagged())
    assert b"Ponsel Rahasia" in content
    view = check(content, name="a.pdf").view
    assert b"Ponsel Rahasia" not in view
    assert b"rumah pelapor" not in view
    assert b"Budi" not in view
    with pikepdf.open(io.BytesIO(view)) as document:
        picture = pikepdf.PdfImage(next(iter(document.pages[0].get_images().values()))).as_pil_image()
        assert picture.size == (64, 48)
        assert picture.convert("RGB").getpixel((5, 5))[1] > 100


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\xff\xff", b"bukan jpeg"])
def test_a_broken_photo_inside_a_pdf_is_no_trap(content: bytes) -> None:
    assert without_metadata(content) in (content, b"\xff\xd8")


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(5_000_000))
    return target.getvalue()


def pdf_bomb() -> bytes:
    """A PDF whose object stream unfolds to 200 MB."""
    inner = zlib.compress(b"10 0 " + b" " * 200_000_000, 9)
    stream = b"5 0 obj\n<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n" % len(inner)
    body = b"%PDF-1.5\n" + stream + inner + b"\nendstream endobj\n"
    rows = b"".join(row.to_bytes(5, "big") for row in (0, (1 << 32) | (9 << 8), (2 << 32) | (5 << 8)))
    table = b"6 0 obj\n<</Type/XRef/Size 11/Index[0 1 5 1 10 1]/W[1 3 1]/Root 10 0 R/Length %d>>stream\n" % len(rows)
    return body + table + rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.jpg", "kosong"),
        (b"MZ" + bytes(500), "foto.jpg", "tidak dapat diterima"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "tidak dapat diterima"),
        (b"<html><script>alert(1)</script>", "a.pdf", "tidak dapat diterima"),
        (b"GIF89a" + bytes(50), "a.gif", "tidak dapat diterima"),
        (zip_bomb(), "surat.docx", "simpan dokumen Word sebagai PDF"),
        (photo()[:200], "a.jpg", "rusak"),
        (HEIC[:400], "a.heic", "rusak"),
        (b"\xff\xd8\xff\xe0" + b"<script>" * 50, "a.jpg", "rusak"),
        (b"%PDF-1.7\n" + b"x" * 500, "a.pdf", "rusak"),
        (pdf_bomb(), "a.pdf", "rusak"),
        (png_claiming(60_000, 60_000), "a.png", "terlalu lebar"),
        (png_claiming(8_000, 8_000), "a.png", "terlalu lebar"),
        (bytes(UNSET.file_bytes + 1), "a.jpg", "terlalu besar"),
    ],
    ids=[
        "no",
        "exe",
        "svg",
        "html",
        "gif",
        "zip-bomb",
        "cut",
        "cut-heic",
        "script",
        "no-pdf",
        "pdf-bomb",
        "huge",
        "wide",
        "long",
    ],
)
def test_what_is_not_what_it_claims_is_refused_with_a_reason(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refusal:
        check(content, name=name)
    assert reason in str(refusal.value.problem)
    assert clean_name(name) in str(refusal.value.problem)


def test_a_locked_pdf_is_refused_with_what_to_do() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(RefusedFileError, match="kata sandi"):
        check(target.getvalue(), name="a.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\budi\\foto.jpg", "foto.jpg"),
        ("foto\x00\n rumah\u202egpj.exe.jpg", "foto rumahgpj.exe.jpg"),
        ('a<b>:"c|?*.png', "a_b___c___.png"),
        ("", "berkas"),
        ("...", "berkas"),
        (".jpg", "jpg"),
        ("صورة 🙂.png", "صورة 🙂.png"),
        ("x" * 400 + ".jpg", "x" * 114 + ".jpg"),
    ],
)
def test_file_names_keep_what_people_read_and_nothing_else(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_number_and_total_size_are_limited() -> None:
    assert total_problem([UNSET.file_bytes] * 2, UNSET) is None
    assert "Paling banyak 5" in str(total_problem([1] * 6, UNSET))
    assert "20 MB" in str(total_problem([UNSET.file_bytes] * 3, UNSET))


# On disk


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "berkas")


class FailingError(Exception):
    """Something later in the transaction."""


def failing() -> contextlib.suppress:
    return contextlib.suppress(FailingError)


def files_in(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_a_stored_file_is_read_only_under_a_random_name_with_its_hash(store: FileStore) -> None:
    stored = store.put(b"isi", suffix=".jpg")
    again = store.put(b"isi", suffix=".jpg")
    assert stored.path != again.path
    assert stored.sha256 == hashlib.sha256(b"isi").hexdigest()
    assert (store.root / stored.path).stat().st_mode & 0o777 == 0o400
    assert store.bytes_of(stored.path) == b"isi"


@pytest.mark.parametrize("path", ["../alur.sqlite", "/etc/passwd", "aa/../../x"])
def test_no_path_leads_out_of_the_store(store: FileStore, path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        store.bytes_of(path)


def test_a_full_disk_leaves_nothing_half_stored(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        store.put(b"isi")
    assert files_in(store) == []


@pytest.fixture
def factory() -> Iterator[SessionFactory]:
    engine = make_engine("sqlite://")
    yield make_session_factory(engine)
    engine.dispose()


def test_files_live_and_die_with_their_transaction(store: FileStore, factory: SessionFactory) -> None:
    with failing(), unit_of_work(factory, TANAH_LAUT) as session:
        store.put_with(session, b"gagal")
        raise FailingError
    assert files_in(store) == []
    with unit_of_work(factory, TANAH_LAUT) as session:
        kept = store.put_with(session, b"jadi")
    assert [store.bytes_of(kept.path)] == [path.read_bytes() for path in files_in(store)]


def test_a_removal_waits_for_the_commit(store: FileStore, factory: SessionFactory) -> None:
    stored = store.put(b"isi")
    with failing(), unit_of_work(factory, TANAH_LAUT) as session:
        store.remove_with(session, stored.path)
        raise FailingError
    assert store.bytes_of(stored.path) == b"isi"
    with unit_of_work(factory, TANAH_LAUT) as session:
        store.remove_with(session, stored.path)
        assert store.bytes_of(stored.path) == b"isi"
    assert files_in(store) == []


def test_a_savepoint_rolled_back_keeps_files_of_the_transaction(store: FileStore, factory: SessionFactory) -> None:
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.connection()
        stored = store.put_with(session, b"isi")
        with failing(), session.begin_nested():
            raise FailingError
    assert store.bytes_of(stored.path) == b"isi"
