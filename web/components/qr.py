"""QR codes as pictures inside the page: no address, no script, nothing that a cache could keep."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str, *, error: str, mask: int | None = None) -> Markup:
    """The code, as large as the page's style says. `error`: how much of it may be unreadable, `l` to `h`.

    `mask`: one of the eight patterns laid over the squares; None compares them all, which takes three times as long and
    does nothing for letters that are as good as random.
    """
    made = segno.make(text, error=error, micro=False, mask=mask)
    return Markup(made.svg_inline(border=4, light="#fff", omitsize=True))  # drawn by the library out of squares
