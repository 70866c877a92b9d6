"""Which texts of a history may be gone: those that a later row of the same history names as erased."""

from __future__ import annotations

from typing import Any

from engine.record.events import TextsErased
from engine.record.payload import read


class Erasures:
    """Follows the rows of one history in their order."""

    def __init__(self) -> None:
        self._gone: set[int] = set()

    def follow(self, row: Any) -> None:
        """Notes a text that is not there, or which ones were erased."""
        if row.kind == TextsErased.KIND:
            self._gone -= erased_by(read(row.kind, row.payload))
        if row.personal is None and row.personal_commitment:
            self._gone.add(row.number)

    @property
    def unrecorded(self) -> int:
        """The first row whose text is gone although no row tells of its erasure; 0 when there is none."""
        return min(self._gone, default=0)


def erased_by(what: object) -> frozenset[int]:
    """Numbers of the rows whose texts this row of a history says were erased."""
    return frozenset(what.rows) if isinstance(what, TextsErased) else frozenset()
