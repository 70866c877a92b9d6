"""What is executed is drawn: an element without a shape would run unseen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Elements and flows without a shape, or with one that cannot be drawn."""
    for diagram in bundle.diagrams.values():
        for drawn_id in diagram.misdrawn:
            text = _("letak atau jalurnya pada gambar tidak berupa angka atau tidak lengkap; gambarlah kembali")
            yield Finding(diagram.file, drawn_id, "drawing", text)
        for drawn_id in (*diagram.elements, *diagram.flows):
            if drawn_id not in diagram.drawn:
                yield Finding(
                    diagram.file, drawn_id, "drawing", _("elemen ini tidak digambar, jadi akan berjalan tanpa terlihat")
                )
