"""What a report consists of once its form is checked: values of the columns, and the answers that have none.

Which question fills which column is said by the form itself, see `complaints.intake.start_form`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from engine.definition.forms.text import clean_text

UNASKED = "pengaduan"
"""The kind of a report whose form does not ask for it."""
KEPT_CHARACTERS = 100_000
"""A draft keeps this much of a text, so that someone who wrote too much can shorten it."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides of the writing direction: they make a text look like another. Right-to-left scripts need none of them."""


@dataclass(frozen=True)
class Answers:
    """Checked answers. An anonymous report says nothing about the person, whatever was typed before the choice."""

    jenis: str = UNASKED
    judul: str = ""
    uraian: str = ""
    kecamatan: str = ""
    desa: str = ""
    lokasi: str = ""
    tanggal_kejadian: date | None = None
    anonim: bool = False
    nama_tersembunyi: bool = False
    rahasia: bool = False
    jenis_pengadu: str = ""
    nama: str = ""
    identitas: str = ""
    telepon: str = ""
    email: str = ""
    alamat: str = ""
    waktu_kejadian: str = ""
    pihak_terlibat: str = ""
    hubungan_pelapor: str = ""
    received_day: date | None = None
    """The day of the original act, where an officer enters what came otherwise; with its hour when that is known."""
    received_time: time | None = None
    files: tuple[str, ...] = ()
    """Ids of the files of all questions that were asked."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Answers without a column, by the key of their question."""
    about_reporter: Mapping[str, Any] = field(default_factory=dict)
    """The same, of questions that the form marks as being about the person."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Choices, numbers, dates: what a diagram may read."""


def clean(value: Any) -> Any:
    """An answer safe to store: NFC, no control and direction characters, at most `KEPT_CHARACTERS` of a text."""
    if isinstance(value, str):
        text = clean_text(value[: 4 * KEPT_CHARACTERS], lines=True)
        return _DIRECTION.sub("", unicodedata.normalize("NFC", text))[:KEPT_CHARACTERS]
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): clean(each) for key, each in value.items()}
    return value
