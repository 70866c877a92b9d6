"""A case replayed: one row of its history at a time, as it was then, on the diagram that was in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.acts import Happening
from complaints.audit.deadlines import CaseDeadline, case_deadlines
from complaints.audit.file import CaseFile
from complaints.audit.loaded import Loaded, load, name_in, places, told
from complaints.audit.path import CaseDiagram, PathStep, diagrams, steps
from complaints.audit.sent import SentText, sent_with
from complaints.audit.stands import stands
from complaints.casework.readings import Opening
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.drawing import Words
from engine.errors import NotFoundError
from engine.record.advance import Advance
from engine.record.events import CaseMigrated
from engine.record.path import Place
from engine.running.queries import EventView


@dataclass(frozen=True)
class ReplayStep:
    """One row of the history, and how the case stood once it was written."""

    file: CaseFile
    last: int
    """Number of the newest row."""
    happening: Happening
    steps: list[PathStep]
    """What ran with it."""
    round: int
    """For the how many-th time the element was run, 0 where it was not."""
    rounds: int
    """How often in the whole history."""
    earlier: int | None
    """The row of the round before; None for the first."""
    here: tuple[str, ...]
    """Names of the places where the case then stood."""
    diagrams: list[CaseDiagram]
    """Those in which something ran, or began to wait, with this row."""
    texts: list[SentText]
    running: list[CaseDeadline]
    """Deadlines that ran then, as they stand now."""
    phase: str
    process_id: str
    version: int
    form: str
    """Of the element; "" without one."""

    @property
    def number(self) -> int:
        """Of the row."""
        return self.happening.number


def replay_step(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    number: int,
    unit_names: Mapping[str, str],
    words: Words,
    title: str = "{name}",
) -> ReplayStep:
    """The case after row `number`. Raises NotFoundError, also for a row that there is not.

    `words` and `title` (with `{name}`) go onto the drawings.
    """
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    event = next((event for event in loaded.events if event.number == number), None)
    if event is None:
        raise NotFoundError(_("Langkah ini tidak ada."))
    (happening,) = told(session, loaded, [event], unit_names)
    passed = steps([event], loaded.at)
    stood = _stood(loaded, event)
    texts = sent_with(
        session, instansi_id=instansi_id, case_id=case_id, access=loaded.file.access, parts=happening.bound
    )
    element = loaded.at(event).element(event.process_id, event.element)
    rounds = [each.number for each in loaded.events if _ran(each, (event.process_id, event.element))]
    return ReplayStep(
        file=loaded.file,
        last=loaded.events[-1].number,
        happening=happening,
        steps=passed,
        round=rounds.index(number) + 1 if number in rounds else 0,
        rounds=len(rounds),
        earlier=max((row for row in rounds if row < number), default=None),
        here=tuple(dict.fromkeys(name_in(loaded.at(event), element) for _process, element in stood)),
        diagrams=_drawn(loaded, event, stood, words, title),
        texts=list(texts.values()),
        running=_running(loaded, event, opening.now),
        phase=_phase(loaded.events, number),
        process_id=loaded.case.process_id,
        version=loaded.number_at(event),
        form=element.form if element else "",
    )


def _stood(loaded: Loaded, event: EventView) -> list[Place]:
    found = stands(loaded.events, loaded.at, current=places(loaded))
    return [stand.place for stand in found if stand.holds_after(event.number)]


def _ran(event: EventView, place: Place) -> bool:
    """Whether a row is a round of this place: its own act, for which something ran."""
    return (event.process_id, event.element) == place and bool(event.path)


def _drawn(loaded: Loaded, event: EventView, stood: Sequence[Place], words: Words, title: str) -> list[CaseDiagram]:
    """Drawn with the way up to this row, as far as it was walked on the version of the row."""
    walked = [each for each in loaded.events if each.number <= event.number and each.version_id == event.version_id]
    own = (event.process_id, event.element)
    touched = [own, *((process, element) for process, element, _flows in event.path)]
    found = diagrams(
        walked,
        loaded.at(event),
        process_id=loaded.case.process_id,
        current=stood,
        linked=(),
        words=words,
        title=title,
        about=touched if event.path else [own],
    )
    seen = {process for process, _element in touched}
    return [one for one in found if one.process_id in seen] or found[:1]


def _running(loaded: Loaded, event: EventView, now: datetime) -> list[CaseDeadline]:
    """Deadlines that were set by then and had not ended."""
    before: Iterable[EventView] = [each for each in loaded.events if each.number <= event.number]
    every = case_deadlines(loaded.events, loaded.tasks, loaded.at, now, set_by=before)
    return [one for one in every if one.ended_at is None or one.ended_at > event.at]


def _phase(events: Sequence[EventView], number: int) -> str:
    """The last one that a row up to this one told."""
    found = ""
    for event in events:
        if event.number <= number and isinstance(event.what, Advance | CaseMigrated):
            found = event.what.phase or found
    return found
