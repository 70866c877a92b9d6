"""What officers changed of a complaint, with old and new, and why it ended: lines of the news beside the messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.intake.kinds import kinds
from complaints.properties import PUBLIC_LABEL
from engine.definition.bundle import Bundle
from engine.record.advance import Advance
from engine.record.events import DeadlinesRecomputed, TimersFired
from engine.running.queries import ToldRow

KIND, CLASS, DATE, END = "jenis", "kategori", "tanggal", "berakhir"
"""`what` of a change. The first two are also the names of what they are read from."""
CLASS_OUTPUT = "kategori_sla"


@dataclass(frozen=True)
class ComplaintChange:
    """One line of the news. Of a kind and a class `old` and `new` are stored values, of a date they are moments."""

    at: datetime
    what: str
    old: str | datetime = ""
    new: str | datetime = ""
    about: str = ""
    """Which date, in the words of the diagram; of an end: why."""


def changes(told: Sequence[ToldRow], bundle: Bundle, *, process_id: str, jenis: str) -> list[ComplaintChange]:
    """Changes of kind, class and promised date, in order. `jenis`: the kind as it was lodged; a form of officers may
    call the same kind by another name."""
    same = {name: kind.names for kind in kinds(bundle, process_id=process_id) for name in kind.names}
    return sorted((*_values(told, jenis, same), *_dates(told, bundle)), key=lambda each: each.at)


def _values(told: Sequence[ToldRow], jenis: str, same: Mapping[str, frozenset[str]]) -> Iterator[ComplaintChange]:
    known = {KIND: jenis, CLASS: ""}
    for row in told:
        if not isinstance(row.what, Advance):
            continue
        classes = [each.outputs[CLASS_OUTPUT] for each in row.what.decisions if CLASS_OUTPUT in each.outputs]
        found = {KIND: row.what.answers.get(KIND), CLASS: classes[-1] if classes else None}
        for what, value in found.items():
            if isinstance(value, str) and value and value != known[what]:
                if known[what] and known[what] not in same.get(value, ()):
                    yield ComplaintChange(row.at, what, known[what], value)
                known[what] = value


def _dates(told: Sequence[ToldRow], bundle: Bundle) -> Iterator[ComplaintChange]:
    """Of the periods of the whole: timers that stop nobody, with words for the complainant."""
    promised: dict[str, datetime] = {}
    for row in told:
        for element, old, new in _set(row):
            label = _label(bundle, element)
            before = promised.get(label, old)
            if not label or new is None:
                continue
            if before is not None and before != new:
                yield ComplaintChange(row.at, DATE, before, new, label)
            promised[label] = new
        if isinstance(row.what, TimersFired):
            for rung in row.what.fired:
                promised.pop(_label(bundle, rung.element), None)


def _set(row: ToldRow) -> Iterator[tuple[str, datetime | None, datetime | None]]:
    if isinstance(row.what, Advance):
        yield from ((timer.element, None, timer.due) for timer in row.what.timers)
    elif isinstance(row.what, DeadlinesRecomputed):
        yield from ((moved.element, moved.old, moved.new) for moved in row.what.moved if moved.what == "timer")


def _label(bundle: Bundle, timer: str) -> str:
    diagram = bundle.diagram_with(timer)
    element = diagram.elements[timer] if diagram else None
    return element.properties.get(PUBLIC_LABEL, "") if element is not None and not element.interrupting else ""
