"""A drawn QR code is read back by a reader, from the strokes that a browser draws."""

from __future__ import annotations

import re
import secrets

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from web.components.qr import qr

LARGE = 4
"""Pixels of a square."""


def pictured(svg: str) -> Image.Image:
    """The strokes of the picture, drawn as a browser does."""
    size = int(re.findall(r'viewBox="0 0 (\d+) \d+"', svg)[0])
    picture = Image.new("L", (size * LARGE, size * LARGE), 255)
    draw, at, row = ImageDraw.Draw(picture), 0, 0
    for kind, right, down, length in re.findall(r"([mM])(\d+) (\d+)(?:\.5)?h(\d+)", svg.partition("stroke")[2]):
        at, row = (int(right), int(down)) if kind == "M" else (at + int(right), row)
        corner = (at + int(length)) * LARGE - 1, (row + 1) * LARGE - 1
        draw.rectangle(((at * LARGE, row * LARGE), corner), fill=0)
        at += int(length)
    return picture


@pytest.mark.parametrize(
    "text", ["a", "otpauth://totp/Alur:siti?secret=JBSWY3DPEHPK3PXP", "ALUR1/2:" + "K7" * 600 + "."]
)
@pytest.mark.parametrize("error", ["L", "M"])
def test_a_drawn_code_is_read_back(text: str, error: str) -> None:
    (read,) = zxingcpp.read_barcodes(pictured(qr(text, error=error)))
    assert read.text == text


def test_a_code_of_letters_that_are_as_good_as_random_is_read_back() -> None:
    text = "ALUR1/1:" + secrets.token_hex(500).upper() + "."
    (read,) = zxingcpp.read_barcodes(pictured(qr(text, error="L")))
    assert read.text == text
