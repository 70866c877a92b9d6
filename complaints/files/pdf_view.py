"""A PDF as people may look at it: its pages in a new document, without author, place, scripts, actions, attachments."""

from __future__ import annotations

import io

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


class NoPagesError(Exception):
    """The document has no pages, or more than anybody reads."""


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
    if isinstance(item, pikepdf.Stream) and item.get("/Filter") == pikepdf.Name.DCTDecode:
        photo, given = without_metadata(item.read_raw_bytes()), item.get("/DecodeParms")
        parameters = given if isinstance(given, pikepdf.Dictionary | pikepdf.Array) else None
        item.write(photo, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


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
