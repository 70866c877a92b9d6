"""What is asked for in a list of cases, and where one of its pages ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from complaints.casework.words import NOTHING, TEXT, Sought


@dataclass(frozen=True)
class CaseFilter:
    """What is asked for; empty means everything. `since` and `until` bound the moment of entry."""

    kind: str = ""
    """`pengaduan`, `kegiatan` or ""."""
    number: str = ""
    status: str = ""
    """`running`, `completed` or ""."""
    phase: str = ""
    unit: str = ""
    version: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    overdue: bool = False
    """Whether an open task is late now."""
    was_late: bool = False
    """Whether a task was completed after its due moment, in running and in finished cases."""
    kategori: str = ""
    kanal: str = ""
    person: str = ""
    """Id of who acted."""
    step: str = ""
    """Element of an act; with lateness, of the task that is or was late."""
    act: str = ""
    """One of `engine.models.event.UNUSUAL`: the kind of an act."""
    acted_since: datetime | None = None
    acted_until: datetime | None = None
    """Bounds of the moment of an act: without `acted_until` itself."""
    words: str = ""
    """Each in title or description, of no complaint that is secret; of activities each in the title."""
    sought: Sought = NOTHING
    """The same of officers, who may also look for a place, a number and whoever reported."""
    jenis: str = ""
    topic: str = ""
    """The subject that was chosen for it, of no complaint that is secret."""
    oldest: bool = False
    """Oldest first, and not newest."""
    sha256: str = ""
    """Of the original of a file (hex), of no complaint that is secret."""

    @property
    def acts(self) -> bool:
        """Whether something is asked of one act: all of it of the same."""
        return bool(self.person or self.act or self.acted_since or self.acted_until or (self.step and not self.late))

    @property
    def late(self) -> bool:
        """Whether something is asked of a late task."""
        return self.overdue or self.was_late

    @property
    def complaints_only(self) -> bool:
        """Whether it asks what no activity has."""
        asked = self.number or self.unit or self.kategori or self.kanal or self.jenis or self.topic
        return bool(asked) or (bool(self.looks_for) and not self.looks_for.within(TEXT))

    @property
    def looks_for(self) -> Sought:
        """The words, whoever asks for them."""
        return Sought(self.words, TEXT) if self.words else self.sought


@dataclass(frozen=True)
class CaseCursor:
    """The last row of a page: where the next one begins."""

    moment: datetime
    id: UUID
