"""Which texts of a case's history may lie closed, and since when all do: rows of the chain tell, no column beside it.

Texts of before are closed together with their salt: their commitment cannot be compared without a key. The row of
that moment (`CaseSealed`) therefore names what was stored instead of each; whoever puts another text there is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.catalogue import _
from engine.record.events import CaseSealed, CaseStarted
from engine.record.payload import canonical, read
from engine.sealed import is_closed


def digest_of(personal: Mapping[str, Any]) -> str:
    """SHA-256 over a personal part as it is stored."""
    return hashlib.sha256(canonical(dict(personal)).encode("utf-8", "surrogatepass")).hexdigest()


class Sealings:
    """Follows the rows of one history in their order."""

    def __init__(self) -> None:
        self._closed: dict[int, str] = {}
        self.begun = 0
        """Number of the row from which on every text is closed; 0 as long as there is none."""

    def follow(self, row: Any) -> str:
        """What of this row does not fit with what the rows before it say; "" for nothing."""
        if row.kind == CaseStarted.KIND and row.number == 1:
            self.begun = 1 if getattr(read(row.kind, row.payload, wanted=_SEALED), "sealed", False) else 0
        elif row.kind == CaseSealed.KIND:
            self.begun = self.begun or row.number
            self._named(getattr(read(row.kind, row.payload), "texts", {}))
        if not isinstance(row.personal, dict):
            return ""
        if is_closed(row.personal):
            self._closed[row.number] = digest_of(row.personal)
        elif self.begun and not _closes(row.personal):
            return _("teks terbuka pada kasus yang tersegel")
        return ""

    @property
    def unnamed(self) -> frozenset[int]:
        """Numbers of rows that lie closed although no later row names what they hold."""
        return frozenset(self._closed)

    def left(self, *, sealed: bool) -> tuple[int, str] | None:
        """After the last row: the first that holds something else than was sealed, or what the case says against them
        (`Case.sealed`).
        """
        if self.unnamed:
            return min(self.unnamed), _("teks pribadi telah diubah")
        if sealed != bool(self.begun):
            return max(self.begun, 1), _("kasus tersegel atau terbuka, tetapi riwayatnya berkata lain")
        return None

    def _named(self, texts: Mapping[str, Any]) -> None:
        for number in [each for each, found in self._closed.items() if texts.get(str(each)) == found]:
            del self._closed[number]


def _closes(personal: Mapping[str, Any]) -> bool:
    answers = personal.get("answers")
    return isinstance(answers, dict) and (not answers or is_closed(answers))


_SEALED = frozenset({"sealed"})
