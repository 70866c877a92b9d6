"""QR codes as pictures inside the page: no address, no script, nothing that a cache could keep."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str, *, error: str, pixels: int) -> Markup:
    """The code drawn with squares of this many pixels. `error`: how much of it may be unreadable, `l` to `h`."""
    drawn = segno.make(text, error=error, micro=False).svg_inline(scale=pixels, border=4, light="#fff", omitsize=False)
    return Markup(drawn)  # drawn by the library out of squares
