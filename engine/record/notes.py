"""What a history says of words and files that officers add to a case beside its diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.record.advance import HistoryEvent
from engine.record.said import BOUND
from engine.record.said import said as _said
from engine.record.shapes import OBJECT

NOTE = "catatan_internal"
"""Key of the text in the personal part of the row."""
MENTIONED = "disebut"
"""Key of the names of the colleagues who were told of it."""


@dataclass(frozen=True, kw_only=True)
class CaseNoted(HistoryEvent):
    """Somebody wrote a note or added a file; the case stays where it is."""

    KIND: ClassVar[str] = "case_noted"
    MEANING: ClassVar[str] = "Petugas menambahkan catatan internal, berkas, atau keduanya; kasus tidak bergerak."
    SINCE: ClassVar[int] = 9
    SPARSE: ClassVar[bool] = True
    PERSONAL: ClassVar[str] = f"`{NOTE}`, catatannya, dan `{MENTIONED}`, nama petugas yang diberi tahu"
    bound: Mapping[str, Any] = field(
        default_factory=dict, metadata=_said(OBJECT, BOUND, {"attachment:0189": "0" * 64}, since=9)
    )
