"""QR codes as pictures inside the page: no address, no script, nothing that a cache could keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isqrt
from typing import Any

import zxingcpp
from markupsafe import Markup

_DARK = re.compile(rb"\x00+")
_PICTURE = (
    '<svg viewBox="0 0 {size} {size}"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    '<path stroke="#000" d="{dark}"/></svg>'
)


def qr(text: str, *, error: str) -> Markup:
    """The code, as large as the page's style says. `error`: how much of it may be unreadable, `L`, `M`, `Q` or `H`."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=error)
    image: Any = code.to_image(scale=1, add_quiet_zones=True)  # a buffer, which its types do not say
    pixels = memoryview(image).tobytes()
    size = isqrt(len(pixels))
    return Markup(_PICTURE.format(size=size, dark="".join(_lines(pixels, size))))  # numbers alone


def _lines(pixels: bytes, size: int) -> Iterator[str]:
    """The dark squares of each row as strokes through their middle."""
    for row in range(size):
        at = 0
        for run in _DARK.finditer(pixels, row * size, (row + 1) * size):
            begin, length = run.start() - row * size, run.end() - run.start()
            yield f"m{begin - at} 0h{length}" if at else f"M{begin} {row}.5h{length}"
            at = begin + length
