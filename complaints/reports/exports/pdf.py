"""PDF on A4: title, whose figures, of which period, computed when; tables that repeat their head; page x of y."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from complaints.reports.exports.document import Document
from complaints.reports.figures import Table, shown
from engine.catalogue import N_

REGULAR, BOLD = "Vera", "VeraBd"
"""Bitstream Vera comes with the library; embedded, so that the file reads the same everywhere."""
MARGIN = 18 * mm
WIDE = 6
"""More columns than this need the paper on its side."""
LINE, HEAD = HexColor("#b1b4b6"), HexColor("#eef2f6")
LONGEST = 30
"""Letters of a cell, about, beyond which it claims no more width."""
LONGEST_WORD = 11
"""A longer word, about so many of the widest letters, is broken."""
LONG_TEXT = 200
"""Characters of a cell that make the paper lie on its side, too."""
TOGETHER = 35 * mm
"""A heading stands on no page of which less than this is left."""
TALL = 430
"""Points of a row that surely fits on a page that lies, below the head of its table."""
PADDING = 8
NO_ROWS = N_("Tidak ada baris.")
PAGE = N_("Halaman {number} dari {total}")

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=8.5, leading=11)
NUMBER = ParagraphStyle("number", BODY, alignment=TA_RIGHT)
LABEL = ParagraphStyle("label", BODY, fontName=BOLD)
NUMBER_LABEL = ParagraphStyle("number_label", LABEL, alignment=TA_RIGHT)
NOTE = ParagraphStyle("note", BODY, fontSize=7.5, leading=10, spaceBefore=2)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=16, leading=20, spaceAfter=4)
SECTION = ParagraphStyle("section", BODY, fontName=BOLD, fontSize=11, leading=14, spaceBefore=12, spaceAfter=4)


def as_pdf(document: Document) -> bytes:
    """The file as bytes."""
    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / f"{name}.ttf")))
    wide = any(_is_wide(table) for table in document.tables)
    size = landscape(A4) if wide else A4
    content = io.BytesIO()
    template = SimpleDocTemplate(
        content,
        pagesize=size,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN + 8 * mm,
        bottomMargin=MARGIN,
        title=document.heading_line(),
        author=document.instansi,
        lang="id",
        invariant=1,
    )
    header = " · ".join(part for part in (document.instansi, document.unit, document.period) if part)
    template.build(list(_story(document, size[0] - 2 * MARGIN)), canvasmaker=_numbered(header))
    return content.getvalue()


def _is_wide(table: Table) -> bool:
    texts = (value for row in table.rows for value in row.values() if isinstance(value, str))
    return len(table.columns) > WIDE or (len(table.columns) > 2 and any(len(text) > LONG_TEXT for text in texts))


def _story(document: Document, width: float) -> Iterator[Flowable]:
    yield Paragraph(escape(document.title), TITLE)
    for label, value in document.heading():
        yield Paragraph(f"{escape(label)}: {escape(value)}", BODY)
    for table in document.tables:
        yield CondPageBreak(TOGETHER)
        yield Paragraph(escape(table.title), SECTION)
        yield _grid(table, width)
        yield Paragraph(escape(NO_ROWS), NOTE) if not table.rows else Spacer(1, 2 * mm)
        for note in table.notes:
            yield Paragraph(escape(note), NOTE)
    for heading, words in document.texts:
        yield CondPageBreak(TOGETHER)
        yield Paragraph(escape(heading), SECTION)
        yield Paragraph(escape(words).replace("\n", "<br/>"), BODY)


def _grid(table: Table, width: float) -> Grid:
    numeric = [table.numeric(column) for column in table.columns]
    head = [
        Paragraph(escape(column.label), NUMBER_LABEL if right else LABEL)
        for column, right in zip(table.columns, numeric, strict=True)
    ]
    rows = [
        [
            Paragraph(escape(shown(row.get(column.key), column)).replace("\n", "<br/>"), NUMBER if right else BODY)
            for column, right in zip(table.columns, numeric, strict=True)
        ]
        for row in table.rows
    ]
    style = [
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    widths = _widths(table, width)
    return Grid([head, *rows], colWidths=widths, repeatRows=1, splitInRow=int(_has_tall(table, widths)), style=style)


def _has_tall(table: Table, widths: list[float]) -> bool:
    """Whether a row may be higher than `TALL`: two lines hold more than the width, so no text needs more than these."""
    for row in table.rows:
        for column, width in zip(table.columns, widths, strict=True):
            lines = shown(row.get(column.key), column).split("\n")
            needed = sum(2 * int(_length(line) / (width - PADDING)) + 1 for line in lines)
            if needed * BODY.leading > TALL:
                return True
    return False


def _widths(table: Table, width: float) -> list[float]:
    """Each column as wide as its longest word; what is left goes to those whose text would otherwise wrap, and then to
    those with long texts."""
    least, wishes, long = [], [], []
    for column in table.columns:
        cells = [shown(row.get(column.key), column) for row in table.rows]
        words = [_length(word) for text in cells for word in text.split(" ")]
        words += [_length(word, BOLD) for word in column.label.split(" ")]
        longest = max((_length(text) for text in cells), default=0)
        wishes.append(min(longest, LONGEST * BODY.fontSize))
        long.append(max(longest - LONGEST * BODY.fontSize, 0))
        least.append(min(max(words), LONGEST_WORD * BODY.fontSize) + PADDING)
    room = max(width - sum(least), 0)
    wants = [max(wish + PADDING - floor, 0) for wish, floor in zip(wishes, least, strict=True)]
    share = room / (sum(wants) or 1)
    widths = [floor + want * min(share, 1) for floor, want in zip(least, wants, strict=True)]
    spare = max(width - sum(widths), 0)
    scale = min(1, width / sum(widths))
    shares = [each / sum(long) for each in long] if any(long) else [1 / len(widths)] * len(widths)
    return [each * scale + spare * share for each, share in zip(widths, shares, strict=True)]


def _length(text: str, font: str = REGULAR) -> float:
    return float(pdfmetrics.stringWidth(text, font, BODY.fontSize))


def _numbered(header: str) -> type[Canvas]:
    """A canvas that knows on the last page how many there are."""

    class Numbered(Canvas):  # type: ignore[misc, unused-ignore] # the library has no types
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.setViewerPreference("DisplayDocTitle", "true")
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(REGULAR, 7.5)
                wide, high = self._pagesize
                self.drawString(MARGIN, high - MARGIN, header[: int(wide / 5)])
                self.drawRightString(wide - MARGIN, MARGIN / 2, PAGE.format(number=number, total=len(self._pages)))
                super().showPage()
            super().save()

    return Numbered
