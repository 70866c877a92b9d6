"""What every file of a report begins with, and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints.reports.figures import Table
from engine.catalogue import N_
from engine.definition.forms.messages import MONTHS

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True)
class Document:
    """A stored report with the names that stand above it."""

    title: str
    instansi: str
    unit: str
    """Name of the unit whose figures these are, or ""."""
    period: str
    """In words: "tahun 2023"."""
    made_at: datetime
    time_zone: str
    tables: tuple[Table, ...]
    texts: tuple[tuple[str, str], ...] = ()
    """Headings and what people wrote under them."""
    made: str = N_("Dihitung")
    """What `made_at` says: figures are computed, other papers put together."""

    def heading(self) -> list[tuple[str, str]]:
        """What it is about, as pairs of label and value."""
        pairs = [(N_("Instansi"), self.instansi), (N_("Unit"), self.unit), (N_("Periode"), self.period)]
        return [pair for pair in [*pairs, (self.made, self.computed())] if pair[1]]

    def heading_line(self) -> str:
        """Title and period, as the file names itself."""
        return ", ".join(part for part in (self.title, self.period) if part)

    def computed(self) -> str:
        """When the figures were computed, in the office's zone: "1 Oktober 2026 08.00 WITA"."""
        local = self.made_at.astimezone(ZoneInfo(self.time_zone))
        zone = ZONES.get(self.time_zone, "")
        return f"{local.day} {MONTHS[local.month - 1]} {local.year} {local:%H.%M} {zone}".strip()
