"""Follows one history row by row: is each the one that was written, in its place, and is the head that of the last?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from engine.catalogue import _
from engine.record.chain import GENESIS, Break, Head, HeadColumns, Verifier, head_message, is_committed, row_hash
from engine.record.erasures import Erasures
from engine.record.sealings import Sealings
from engine.sealed import is_closed

CLOCKS_DIFFER = timedelta(minutes=1)


class Links:
    """What is found of one history. Rows are taken in as they lie; after the last, `first_break` tells."""

    def __init__(self, head: HeadColumns, verifier: Verifier | None, known: Head | None = None) -> None:
        """`known`: the head as it was exported once and kept elsewhere."""
        self.rows = 0
        self.early: list[Break] = []
        """Rows dated before the one in front of them."""
        self._head, self._verifier, self._known = head, verifier, known
        self._previous, self._then = GENESIS, ""
        self._before: datetime | None = None
        self._sealings, self._erasures = Sealings(), Erasures()
        self._found: Break | None = None

    def take(self, row: Any) -> None:
        """The next row, oldest first."""
        self.rows += 1
        if self._before is not None and row.at < self._before - CLOCKS_DIFFER:
            self.early.append(self._break(row.number, _("bertanggal sebelum baris sebelumnya: jam mesin mundur")))
        self._before = row.at
        if self._found is not None:
            return
        self._erasures.follow(row)
        reason = _row_problem(row, self.rows, self._previous) or self._sealings.follow(row)
        if reason:
            self._found = self._break(min(row.number, self.rows), reason)
            return
        self._previous = row.hash
        if self._known is not None and row.number == self._known[0]:
            self._then = row.hash

    def first_break(self) -> Break | None:
        """After the last row."""
        if self._found is not None:
            return self._found
        head, count = self._head, self.rows
        reason = _head_problem(head, count, self._previous, self._verifier)
        if reason:
            # Rows that are missing or too many begin after the last one both agree on; else it is the row the head
            # speaks of.
            last = min(count, head.event_count) + 1 if count != head.event_count else max(count, 1)
            return self._break(last, reason)
        if self._erasures.unrecorded:
            return self._break(self._erasures.unrecorded, _("teks pribadi hilang tanpa catatan penghapusan"))
        left = self._sealings.left(sealed=bool(getattr(head, "sealed", False)))
        return self._break(*left) if left else self._against_known()

    def _against_known(self) -> Break | None:
        if self._known is None or self._known[0] == 0:
            return None
        count, known_hash = self._known
        if not self._then:
            return self._break(self.rows + 1, _("ekor terpotong: dulu ada %(count)s baris", count=count))
        if self._then != known_hash:
            return self._break(count, _("berbeda dari kepala riwayat yang disimpan di luar"))
        return None

    def _break(self, number: int, reason: str) -> Break:
        name = getattr(self._head, "name", "")
        return Break(self._head.instansi_id, self._head.id, number, reason, name)


def _row_problem(row: Any, expected: int, previous: str) -> str:
    """What is wrong with a row. Of texts that were closed with their salt a later row tells (`engine.record.sealings`);
    and so it does of erased ones (`engine.record.erasures`)."""
    if row.number > expected:
        return _("baris hilang")
    if row.number < expected:
        return _("baris disisipkan")
    if row.previous_hash != previous:
        return _("tidak menyambung dengan baris sebelumnya (disisipkan, ditukar, atau diubah)")
    if row_hash(row) != row.hash:
        return _("isi baris telah diubah")
    apart = row.personal is None or (isinstance(row.personal, dict) and is_closed(row.personal))
    if not apart and not is_committed(row.personal, row.personal_commitment):
        return _("teks pribadi telah diubah")
    return ""


def _head_problem(head: HeadColumns, count: int, last_hash: str, verifier: Verifier | None) -> str:
    if count != head.event_count or (last_hash if count else "") != (head.head_hash or ""):
        return _("ekor riwayat terpotong atau ditambah")
    if verifier is None:
        return ""
    try:
        verifier.verify(bytes.fromhex(head.head_signature), head_message(head))
    except Exception:
        return _("tanda tangan kepala riwayat tidak sah")
    return ""
