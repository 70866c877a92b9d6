"""Breaks text into lines by the widths of Arial, so that it fits its shape without a browser measuring it."""

from __future__ import annotations

from html import escape

from engine.definition.drawing.numbers import num

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
INK = "#1d2a33"
LINE_HEIGHT = 1.2
SAFETY = 1.04
"""Other sans-serif faces run a little wider than Arial."""

_WIDTHS = {
    222: "ijl",
    191: "'",
    278: " !,./:;It\\[]f",
    333: "()-r`",
    355: '"',
    389: "*",
    500: "ckvxyzJs",
    584: "+<=>~",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_OTHER = 556


def width(text: str, size: float) -> float:
    """Width in pixels of one line at a font size."""
    return sum(_WIDTH_OF.get(character, _OTHER) for character in text) * size * SAFETY / 1000


def wrap(text: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room`; a word that is wider by itself is broken with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined, size) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *broken, line = _pieces(word, size, room)
        lines.extend(broken)
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    pieces: list[str] = []
    while width(word, size) > room and len(word) > 2:
        cut = max(1, next((n for n in range(len(word), 0, -1) if width(word[:n] + "-", size) <= room), 1))
        pieces.append(word[:cut] + "-")
        word = word[cut:]
    return [*pieces, word]


def fit(text: str, sizes: tuple[float, ...], room: float, height: float) -> tuple[float, list[str]]:
    """The largest size at which the text fits the height, with its lines; else the smallest, cut with an ellipsis."""
    size, lines = sizes[0], [text]
    for size in sizes:
        lines = wrap(text, size, room)
        if len(lines) * size * LINE_HEIGHT <= height:
            return size, lines
    most = max(1, int(height // (size * LINE_HEIGHT)))
    return size, [*lines[: most - 1], lines[most - 1].rstrip("- ")[:-1] + "…"]


def block(lines: list[str], size: float, x: float, top: float, *, attributes: str = ' stroke="none"') -> str:
    """Centred lines as one text element; `top` is the upper edge of the first line."""
    if not lines:
        return ""
    step = size * LINE_HEIGHT
    spans = "".join(
        f'<tspan x="{num(x)}" y="{num(top + step * n + size * 0.93)}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return f'<text font-size="{num(size)}" fill="{INK}"{attributes}>{spans}</text>'
