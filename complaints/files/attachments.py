"""What may be attached, and what becomes of it.

Photos (JPEG, PNG, WebP, HEIC) and PDF: a phone makes these, and each can be decoded here and drawn anew without
metadata, so that a photo does not tell where an anonymous complainant lives. The original stays sealed with its hash as
evidence; people look at the cleaned view.

Short videos and recordings of a voice: they cannot be cleaned with certainty, and a voice is a name. They have no
view, lie sealed like every original, and are opened with a recorded reason alone (`complaints.casework.file_copies`). A
report of a whistleblower takes none. Word files are refused with a word on what to do instead.
"""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from dataclasses import dataclass
from typing import IO

import filetype
from PIL import Image, ImageOps

from complaints.files import heic_view
from complaints.files.pdf_view import DamagedError, LockedError, NoPagesError, view_of
from engine.catalogue import N_, _
from engine.definition.forms.messages import Message

MEBIBYTE = 1024 * 1024
MAX_PIXELS = 50_000_000
VIEW_SIDE = 2_048
NAME_LENGTH = 120

IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
HEIC = "image/heic"
RECORDINGS = {
    "video/mp4": ".mp4", "video/x-m4v": ".m4v", "video/quicktime": ".mov", "video/webm": ".webm", "video/3gpp": ".3gp",
    "audio/mp4": ".m4a", "audio/mpeg": ".mp3", "audio/ogg": ".ogg", "audio/aac": ".aac", "audio/amr": ".amr",
    "audio/x-wav": ".wav",
}  # fmt: skip
"""What telephones record, by what its bytes say."""
ALLOWED = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", HEIC: ".heic", PDF: ".pdf", **RECORDINGS}

AT_ONCE = 2
"""Files that one process of the web looks at together: what memory they take is bounded, whoever sends them."""
LONGEST_WAIT_S = 20
_TURNS = threading.BoundedSemaphore(AT_ONCE)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class FileLimits:
    """What a government takes: MB of one file, number of files and MB of all files of one form.

    `complaints.intake.file_limits` reads them; what counts when nobody set any stands in
    `complaints.people.governments.limits`.
    """

    file_mb: int
    files: int
    files_mb: int

    @property
    def file_bytes(self) -> int:
        """Bytes of one file."""
        return self.file_mb * MEBIBYTE

    def within(self, body_bytes: int) -> FileLimits:
        """The same where one request carries so many bytes: its files leave a MB for the answers."""
        most = most_mb(body_bytes)
        return FileLimits(min(self.file_mb, most), self.files, min(self.files_mb, most))

    def told(self, *, several: bool) -> str:
        """The sentence that a person reads before they choose files, one or several."""
        if not several:
            return _("Paling besar %(mb)s MB.", mb=self.file_mb)
        return _(
            "Paling banyak %(num)s berkas, masing-masing paling besar %(mb)s MB, bersama-sama paling besar %(all)s MB.",
            num=self.files,
            mb=self.file_mb,
            all=self.files_mb,
        )


def most_mb(body_bytes: int) -> int:
    """MB that the files of one request may have where its body may have so many bytes."""
    return max(1, body_bytes // MEBIBYTE - 1)


class RefusedFileError(Exception):
    """The file may not be attached; the problem says why, for the person who chose it."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class CheckedFile:
    """A file that was decoded successfully: clean name, true type, original bytes and the view without metadata; of a
    recording no view."""

    name: str
    media_type: str
    content: bytes
    view: bytes
    view_suffix: str


def read_checked(stream: IO[bytes], *, name: str, limits: FileLimits) -> CheckedFile:
    """What a request brings, read no further than it may be long, and checked. Raises RefusedFileError."""
    return check(stream.read(limits.file_bytes + 1), name=name, limits=limits)


def check(content: bytes, *, name: str, limits: FileLimits) -> CheckedFile:
    """Finds the true type, decodes the file and draws its view. Raises RefusedFileError."""
    shown = clean_name(name)
    if len(content) > limits.file_bytes:
        raise _refused(
            N_("“%(name)s” terlalu besar. Ukuran paling besar %(mb)s MB per berkas."), shown, mb=limits.file_mb
        )
    if not _TURNS.acquire(timeout=LONGEST_WAIT_S):
        raise _refused(N_("Banyak berkas sedang diperiksa. Kirim “%(name)s” sekali lagi sebentar lagi."), shown)
    try:
        return _checked(content, shown)
    finally:
        _TURNS.release()


def _checked(content: bytes, shown: str) -> CheckedFile:
    if not content:
        raise _refused(N_("“%(name)s” kosong. Pilih berkas yang berisi."), shown)
    media_type = str(filetype.guess_mime(content[:8192]) or "")
    if media_type in IMAGE_FORMATS:
        view = _image_view(content, kind=IMAGE_FORMATS[media_type], shown=shown)
        return CheckedFile(_with_suffix(shown, media_type), media_type, content, view, ".jpg")
    if media_type == HEIC:
        return CheckedFile(_with_suffix(shown, HEIC), HEIC, content, _heic_view(content, shown=shown), ".jpg")
    if media_type in RECORDINGS:
        return CheckedFile(_with_suffix(shown, media_type), media_type, content, b"", "")
    if media_type == PDF:
        return CheckedFile(_with_suffix(shown, PDF), PDF, content, _pdf_view(content, shown=shown), ".pdf")
    raise _refused(
        N_(
            "“%(name)s” tidak dapat diterima. Kirim foto, PDF, atau rekaman pendek (MP4, MOV, WebM, M4A, MP3, OGG); "
            "simpan dokumen Word sebagai PDF."
        ),
        shown,
    )


def refuse_recording(file: CheckedFile) -> None:
    """Raises RefusedFileError for what carries a voice: where nobody shall be known by anything."""
    if file.media_type in RECORDINGS:
        text = N_("“%(name)s” tidak diterima di sini: suara dan data di dalam rekaman dapat menunjuk Anda.")
        raise _refused(text, file.name)


def clean_name(name: str) -> str:
    """A file name without folders, control and direction characters, at most 120 characters."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", last))
    plain = "".join(char for char in plain if unicodedata.category(char)[0] != "C")
    plain = re.sub(r'[<>:"|?*]', "_", re.sub(r" +", " ", plain)).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 5:
        return f"{stem[: NAME_LENGTH - 6]}.{suffix}" if stem else f"berkas.{suffix}"
    return plain[:NAME_LENGTH] or "berkas"


def total_problem(sizes: list[int], limits: FileLimits) -> Message | None:
    """Why these files (sizes in bytes) are too many or too much together, or None."""
    if len(sizes) > limits.files:
        return Message(N_("Paling banyak %(num)s berkas. Hapus sebagian lalu tambahkan lagi."), num=limits.files)
    if sum(sizes) > limits.files_mb * MEBIBYTE:
        return Message(
            N_("Semua berkas bersama-sama paling besar %(mb)s MB. Hapus sebagian atau kecilkan fotonya."),
            mb=limits.files_mb,
        )
    return None


def _image_view(content: bytes, *, kind: str, shown: str) -> bytes:
    try:
        return _redraw(content, kind=kind)
    except (_TooManyPixelsError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(N_("Foto “%(name)s” terlalu lebar. Kecilkan fotonya lalu coba lagi."), shown) from error
    except Exception as error:  # decoders raise whatever their format makes them raise
        raise _refused(
            N_("“%(name)s” rusak atau bukan foto yang sebenarnya. Buka dulu di ponsel Anda, lalu pilih lagi."), shown
        ) from error


def _redraw(content: bytes, *, kind: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[kind]) as source:
        if source.width * source.height > MAX_PIXELS:
            raise _TooManyPixelsError
        source.thumbnail((VIEW_SIDE, VIEW_SIDE))  # a JPEG is decoded small at once, with little memory
        upright = ImageOps.exif_transpose(source).convert("RGBA")
    # A new image: what is not a pixel (place, camera, comment) cannot come along.
    view = Image.new("RGB", upright.size, "white")
    view.paste(upright, mask=upright.getchannel("A"))
    target = io.BytesIO()
    view.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()


def _heic_view(content: bytes, *, shown: str) -> bytes:
    try:
        return heic_view.view_of(content, most_pixels=MAX_PIXELS, side=VIEW_SIDE)
    except heic_view.TooLargeError as error:
        raise _refused(N_("Foto “%(name)s” terlalu lebar. Kecilkan fotonya lalu coba lagi."), shown) from error
    except heic_view.UnreadableError as error:
        raise _refused(
            N_("“%(name)s” rusak atau bukan foto yang sebenarnya. Buka dulu di ponsel Anda, lalu pilih lagi."), shown
        ) from error


def _pdf_view(content: bytes, *, shown: str) -> bytes:
    try:
        return view_of(content)
    except NoPagesError as error:
        raise _refused(N_("PDF “%(name)s” tidak memiliki halaman yang dapat dibaca."), shown) from error
    except LockedError as error:
        raise _refused(N_("PDF “%(name)s” terkunci kata sandi. Kirim yang tanpa kata sandi."), shown) from error
    except DamagedError as error:
        raise _refused(N_("“%(name)s” rusak, terlalu rumit, atau bukan PDF yang sebenarnya."), shown) from error


class _TooManyPixelsError(Exception):
    """The picture would need too much memory."""


def _with_suffix(name: str, media_type: str) -> str:
    suffix = ALLOWED[media_type]
    known = (suffix, ".jpeg") if suffix == ".jpg" else (suffix,)
    return name if name.lower().endswith(known) else name[: NAME_LENGTH - 5] + suffix


def _refused(text: str, name: str, **values: object) -> RefusedFileError:
    return RefusedFileError(Message(text, name=name, **values))
