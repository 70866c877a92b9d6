"""How a field of an event is stored and what it means, beside the field itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.record.shapes import Shape


@dataclass(frozen=True)
class Said:
    """How a field is stored, what it means, and a stored example."""

    shape: Shape
    meaning: str
    example: Any
    name: str
    required: bool
    since: int


def said(
    shape: Shape, meaning: str, example: Any, *, name: str = "", required: bool = False, since: int = 1
) -> dict[str, Said]:
    """The metadata of a field of an event."""
    return {"said": Said(shape, meaning, example, name, required, since)}


BOUND = (
    "Ikatan pada baris tabel lain yang ditulis bersamanya (isi laporan, identitas, berkas, pesan, surat): "
    "`tabel` atau `tabel:id`, dan SHA-256 atas garam bagian itu dan nilai kolomnya. Garam bagian: SHA-256 atas "
    "garam baris ini (pada `personal`) dan nama bagian."
)
"""What an event says of rows beside the history (`engine.record.belongings`)."""
