"""The balance of a period: opening balance + received + reopened − settled = closing balance.

Whether a complaint was open is asked of the first moment of the period and of the first moment after it, so the closing
balance of a period is the opening balance of the next, however long ago a complaint came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from complaints.reports.figures.facts import Fact
from complaints.reports.figures.tables import Column, Row, Table
from engine.catalogue import N_


@dataclass(frozen=True)
class BalanceMovement:
    """The complaints behind the balance of a period. Each stands at most once in each list."""

    opening: list[Fact]
    """Received before the period, open when it began."""
    received: list[Fact]
    reopened: list[Fact]
    """Settled before the period, open at its end."""
    settled: list[Fact]
    """Open when the period began or received in it, settled at its end."""
    closing: list[Fact]
    """Received before the end of the period, open at its end."""

    @property
    def handled(self) -> list[Fact]:
        """All that the period had to do with, in order of receipt."""
        found = [*self.opening, *self.received, *self.reopened]
        return sorted(found, key=lambda fact: (fact.received_at, fact.id))

    @property
    def figures(self) -> Row:
        """The numbers as a row: `saldo_awal`, `masuk`, `dibuka_kembali`, `diselesaikan`, `saldo_akhir`."""
        return {
            "saldo_awal": len(self.opening),
            "masuk": len(self.received),
            "dibuka_kembali": len(self.reopened),
            "diselesaikan": len(self.settled),
            "saldo_akhir": len(self.closing),
        }


def moved(facts: Iterable[Fact], *, since: datetime, until: datetime) -> BalanceMovement:
    """Sorts complaints by what the period from `since` to before `until` did to them; those after it are left out."""
    found = BalanceMovement([], [], [], [], [])
    for fact in facts:
        if fact.received_at >= until:
            continue
        before, after = fact.open_at(since), fact.open_at(until)
        if fact.received_at >= since:
            found.received.append(fact)
        elif before:
            found.opening.append(fact)
        elif after:
            found.reopened.append(fact)
        if after:
            found.closing.append(fact)
        elif before or fact.received_at >= since:
            found.settled.append(fact)
    return found


COLUMNS = (
    Column("saldo_awal", N_("Saldo awal")),
    Column("masuk", N_("Masuk")),
    Column("dibuka_kembali", N_("Dibuka kembali")),
    Column("diselesaikan", N_("Diselesaikan")),
    Column("saldo_akhir", N_("Saldo akhir")),
)
NOTE = N_(
    "Saldo akhir = saldo awal + masuk + dibuka kembali − diselesaikan. Saldo awal: diterima sebelum periode, "
    "dan belum selesai saat periode mulai; saldo akhir: belum selesai saat periode berakhir."
)
LEFT_OUT = N_("Laporan terbatas, bila ada, tidak dimuat dan tidak dihitung.")
"""Said of every period: a number, or the silence when there is none, would tell that somebody reported."""


def balance(movement: BalanceMovement) -> Table:
    """The figures of the balance as a table of a report."""
    return Table(N_("Saldo pengaduan"), COLUMNS, [movement.figures], [NOTE, LEFT_OUT])
