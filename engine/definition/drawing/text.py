"""Breaks text into lines by widths of our own, and draws each line exactly that wide, whatever font a reader has."""

from __future__ import annotations

from html import escape

from engine.definition.drawing.numbers import num

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
INK = "#1d2a33"
LINE_HEIGHT = 1.2
SPARE = 1.04
"""Room that is kept for a line beyond its width."""
BOLD = 1.08
"""How much wider bold letters run."""

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


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Room in pixels for one line at a font size, whatever font a reader has (see `line`)."""
    return _length(text, size, bold=bold) * SPARE


def _length(text: str, size: float, *, bold: bool) -> float:
    return sum(_WIDTH_OF.get(character, _OTHER) for character in text) * size * (BOLD if bold else 1) / 1000


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
    """Centred lines; `top` is the upper edge of the first."""
    if not lines:
        return ""
    step = size * LINE_HEIGHT
    drawn = "".join(line(text, size, x, top + step * n + size * 0.93) for n, text in enumerate(lines))
    return f'<g font-size="{num(size)}" fill="{INK}"{attributes}>{drawn}</g>'


def line(text: str, size: float, x: float, y: float, *, bold: bool = False) -> str:
    """One line on the base line `y`, in the size of its group; made by the browser as wide as Arial runs.

    A text element of its own: browsers disagree on `textLength` of a part of a text.
    """
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{num(x)}" y="{num(y)}" textLength="{num(_length(text, size, bold=bold))}" '
        f'lengthAdjust="spacingAndGlyphs"{weight}>{escape(text)}</text>'
    )
