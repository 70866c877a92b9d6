"""A PDF as people may look at it: its pages in a new document, without author, place, scripts, actions, attachments.

A process of its own reads it (this file is what runs there), with a limit on its memory and its time: what a stranger
made may unfold to anything. It has no secret, no database and no network to speak of, only bytes in and bytes out.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf

MEBIBYTE = 1024 * 1024
MAX_PAGES = 500
DROPPED = ("/Metadata", "/PieceInfo", "/AA", "/A", "/OpenAction", "/JS", "/Annots", "/EF", "/LastModified")
"""Keys that say who, where and when, or that do something. Links and form fields go with the annotations."""

_KEPT_SEGMENTS = (0xE0, 0xEE)
"""Of a JPEG's application segments only these two are needed to draw it (JFIF, Adobe's colour transform)."""

# Process-wide in qpdf: what one PDF may unfold to while it is read.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=64 * MEBIBYTE,
    png_max_memory=64 * MEBIBYTE,
    run_length_max_memory=64 * MEBIBYTE,
    tiff_max_memory=64 * MEBIBYTE,
    dct_max_memory=256 * MEBIBYTE,
    parser_max_container_size=200_000,
)


MEMORY = 512 * MEBIBYTE
"""Address space of the process that reads a PDF."""
SECONDS = 10
"""Of computing, for one PDF; twice as long on the clock."""
NO_PAGES, LOCKED, DAMAGED = 3, 4, 5
"""How the process ends when there is no view."""
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""What it is told of ours: where its libraries are, and no secret."""


class NoPagesError(Exception):
    """The document has no pages, or more than anybody reads."""


class LockedError(Exception):
    """The document asks for a password."""


class DamagedError(Exception):
    """It cannot be read, or not within the limits."""


def view_of(content: bytes) -> bytes:
    """The cleaned document. Raises NoPagesError, LockedError or DamagedError."""
    known = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-I", str(Path(__file__)), str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, env=known, check=False)
    except subprocess.TimeoutExpired as error:
        raise DamagedError from error
    if done.returncode == 0:
        return done.stdout
    raise {NO_PAGES: NoPagesError, LOCKED: LockedError}.get(done.returncode, DamagedError)


def main() -> int:
    """Reads a document from standard input and writes its view; gives how it ended."""
    _limit(memory=int(sys.argv[1]), seconds=int(sys.argv[2]))
    try:
        view = clean_pdf(sys.stdin.buffer.read())
    except NoPagesError:
        return NO_PAGES
    except pikepdf.PasswordError:
        return LOCKED
    except Exception:  # whatever it is, there is no view
        return DAMAGED
    sys.stdout.buffer.write(view)
    return 0


def _limit(*, memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: the clock alone limits it
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean_pdf(content: bytes) -> bytes:
    """The cleaned document. Raises NoPagesError, pikepdf.PasswordError (locked) or pikepdf.PdfError (damaged)."""
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as view:
        if not 0 < len(source.pages) <= MAX_PAGES:
            raise NoPagesError
        view.pages.extend(source.pages)
        for item in view.objects:
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                _clean(item)
        target = io.BytesIO()
        view.save(target)
        return target.getvalue()


def _clean(item: pikepdf.Object) -> None:
    for key in DROPPED:
        if key in item:
            del item[key]
    if isinstance(item, pikepdf.Stream) and _only_packed(item):
        item.read_bytes()  # raises when it unfolds to more than the limit above: nobody's viewer shall have to
    if isinstance(item, pikepdf.Stream) and item.get("/Filter") == pikepdf.Name.DCTDecode:
        photo, given = without_metadata(item.read_raw_bytes()), item.get("/DecodeParms")
        parameters = given if isinstance(given, pikepdf.Dictionary | pikepdf.Array) else None
        item.write(photo, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _only_packed(item: pikepdf.Stream) -> bool:
    """Whether a stream is text or drawing that was packed, no picture with a format of its own."""
    given = item.get("/Filter")
    filters = list(given) if isinstance(given, pikepdf.Array) else [given]
    return item.get("/Subtype") != pikepdf.Name.Image and all(each == pikepdf.Name.FlateDecode for each in filters)


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without its Exif, XMP and comment segments, its picture untouched. Other bytes come back as they are."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        says_something = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not says_something or marker in _KEPT_SEGMENTS:
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


if __name__ == "__main__":
    sys.exit(main())
