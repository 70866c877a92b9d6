"""How the pages of a government look: its crest, drawn anew, and a colour on which white text can be read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from typing import Any

from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session

from complaints.models import Crest, Instansi
from complaints.people.governments.refusal import GovernmentFileError
from engine.catalogue import _

COLOUR = re.compile(r"#[0-9a-f]{6}")
LEAST_CONTRAST = 4.5
"""Of white on the colour: WCAG 2.2, success criterion 1.4.3 (AA)."""
MOST_CREST_BYTES = 200_000
LEAST_PIXELS, MOST_PIXELS, DRAWN_PIXELS = 32, 2_000, 192
"""Of each side, as sent and as kept."""


def check_look(values: dict[str, Any]) -> None:
    """Colour and crest as a file says them. Raises GovernmentFileError."""
    colour = str(values["colour"])
    if colour and not COLOUR.fullmatch(colour):
        raise GovernmentFileError(_("warna: tulis seperti #0f4c5c, dengan huruf kecil"))
    if colour and contrast_with_white(colour) < LEAST_CONTRAST:
        raise GovernmentFileError(
            _("warna: tulisan putih di atasnya sulit dibaca (kontras %(n)s, sedikitnya 4,5)", n=_comma(colour))
        )
    if values["crest"]:
        values["crest"] = encoded(drawn(decoded(str(values["crest"]))))


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of white on `#rrggbb`, from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def drawn(data: bytes) -> bytes:
    """The crest as it is kept: a PNG drawn anew from its points, without anything else that was in the file.

    Raises GovernmentFileError for what is no PNG of a fitting size.
    """
    if len(data) > MOST_CREST_BYTES:
        raise GovernmentFileError(_("lambang: paling besar 200 KB"))
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if not all(LEAST_PIXELS <= side <= MOST_PIXELS for side in image.size):
                raise GovernmentFileError(_("lambang: setiap sisi 32 sampai 2.000 titik"))
            points = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise GovernmentFileError(_("lambang: kirim gambar PNG")) from error
    points.thumbnail((DRAWN_PIXELS, DRAWN_PIXELS))
    bare = Image.new("RGBA", points.size)
    bare.paste(points)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def encoded(crest: bytes) -> str:
    """As a file has it."""
    return base64.b64encode(crest).decode()


def decoded(text: str) -> bytes:
    """From a file. Raises GovernmentFileError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise GovernmentFileError(_("lambang: bukan base64")) from error


def digest_of(text: str) -> str:
    """What stands for a crest in addresses and acts; "" for none."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def crest_of(session: Session, *, instansi_id: str) -> str:
    """The crest of a government as a file has it, "" when it has none."""
    row = session.get(Crest, instansi_id)
    return encoded(row.png) if row else ""


def keep_crest(session: Session, *, row: Instansi, text: str) -> None:
    """Puts a crest in the place of the former one, or takes it away (""); `text` as checked."""
    held = session.get(Crest, row.id)
    row.crest_digest = digest_of(text)
    if not text:
        if held is not None:
            session.delete(held)
    elif held is not None:
        held.png = decoded(text)
    else:
        session.add(Crest(instansi_id=row.id, png=decoded(text)))


def _comma(colour: str) -> str:
    return f"{contrast_with_white(colour):.1f}".replace(".", ",")
