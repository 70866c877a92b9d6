"""What somebody put right in a case, before and after, in the names of its diagrams and forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.audit.acts import AnswerChange, Opened, answer_words, name_of
from engine.definition.bundle import Bundle
from engine.definition.forms import Options
from engine.record.events import CaseIntervened


@dataclass(frozen=True)
class Holder:
    """A task from hand to hand; ids of persons, "" for the list."""

    task: str
    old: str
    new: str


@dataclass(frozen=True)
class MovedDue:
    """A deadline that counts another way; None: there is none."""

    name: str
    old: datetime | None
    new: datetime | None


@dataclass(frozen=True)
class PutRight:
    """One intervention."""

    kind: str
    name: str
    """Of the place, the task or the step whose answer it was."""
    to: str
    """Where the token is now; "" for none."""
    values: tuple[AnswerChange, ...]
    holders: tuple[Holder, ...]
    units: tuple[Holder, ...]
    dues: tuple[MovedDue, ...]
    passed: tuple[str, ...]
    opened: tuple[Opened, ...]
    withdrawn: tuple[str, ...]
    timers: tuple[MovedDue, ...]
    """Timers that wait from now on."""
    timers_gone: tuple[str, ...]
    phase: str
    asked_by: str
    """Id of who asked for it; "" when nobody else approved."""
    asked_at: datetime | None


def put_right(what: CaseIntervened, bundle: Bundle, element: str, *, options: Options, texts: bool = True) -> PutRight:
    """A row of the history of this kind. Without `texts` no answer is told."""
    altered = [each for each in what.altered if each.attribute == "due"]
    moved = {each.element for each in altered if not each.task}
    return PutRight(
        kind=what.intervention,
        name=name_of(bundle, element, what.process),
        to=name_of(bundle, what.to, what.process) if what.to else "",
        values=tuple(_values(what, bundle, element, options)) if texts else (),
        holders=tuple(_hands(what, bundle, "claimed_by")),
        units=tuple(_hands(what, bundle, "unit")),
        dues=tuple(MovedDue(name_of(bundle, e.element), _moment(e.old), _moment(e.new)) for e in altered),
        passed=tuple(dict.fromkeys(_passed(what, bundle))),
        opened=tuple(
            Opened(name_of(bundle, each.element, each.process), each.role, each.unit, each.due) for each in what.opened
        ),
        withdrawn=tuple(name_of(bundle, each) for each in what.closed),
        timers=tuple(MovedDue(name_of(bundle, e.element), None, e.due) for e in what.timers if e.element not in moved),
        timers_gone=tuple(name_of(bundle, each) for each in what.timers_gone),
        phase=what.phase,
        asked_by=what.asked_by,
        asked_at=what.asked_at,
    )


def _values(what: CaseIntervened, bundle: Bundle, element: str, options: Options) -> Iterator[AnswerChange]:
    drawn = bundle.element(what.process, element)
    form = bundle.forms.get(drawn.form) if drawn is not None else None
    for key, new in what.after.items():
        old = what.before.get(key)
        label = form.fields[key].label if form is not None and key in form.fields else ""
        yield AnswerChange(
            key,
            label or key,
            answer_words(form, key, old, options) if old is not None else None,
            answer_words(form, key, new, options),
        )


def _hands(what: CaseIntervened, bundle: Bundle, attribute: str) -> Iterator[Holder]:
    for each in what.altered:
        if each.attribute == attribute:
            yield Holder(name_of(bundle, each.element), each.old, each.new)


def _passed(what: CaseIntervened, bundle: Bundle) -> Iterator[str]:
    for stretch in what.path:
        for stop in stretch[1:]:
            element: Any = stop if isinstance(stop, str) else stop[0]
            yield name_of(bundle, element, stretch[0])


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
