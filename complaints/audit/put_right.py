"""What somebody put right in a case, before and after, in the names of its diagrams and forms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from complaints.audit.acts import AnswerChange, Holder, MovedDue, Opened, PutRight, answer_words, name_of
from complaints.casework.visibility import Reason, Withheld
from complaints.intake.identity import identity_keys
from engine.definition.bundle import Bundle
from engine.definition.forms import Options
from engine.record.events import CaseIntervened


def put_right(
    what: CaseIntervened, bundle: Bundle, element: str, *, options: Options, identity: Reason | None = None
) -> PutRight:
    """A row of the history of this kind. `identity`: why answers about the reporter are withheld; None: nothing is."""
    altered = [each for each in what.altered if each.attribute == "due"]
    moved = {each.element for each in altered if not each.task}
    return PutRight(
        kind=what.intervention,
        name=name_of(bundle, element, what.process),
        to=name_of(bundle, what.to, what.process) if what.to else "",
        values=tuple(_values(what, bundle, element, options, identity)),
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


def _values(
    what: CaseIntervened, bundle: Bundle, element: str, options: Options, identity: Reason | None
) -> Iterator[AnswerChange]:
    drawn = bundle.element(what.process, element)
    form = bundle.forms.get(drawn.form) if drawn is not None else None
    hidden = identity_keys(form) if identity is not None else frozenset()
    for key, new in what.after.items():
        old = what.before.get(key)
        label = form.fields[key].label if form is not None and key in form.fields else ""
        if identity is not None and key in hidden:
            yield AnswerChange(key, label or key, Withheld(identity) if old is not None else None, Withheld(identity))
            continue
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


def people_of(found: Collection[PutRight]) -> set[str]:
    """Ids of everybody whom these name."""
    named = {each.asked_by for each in found}
    return (named | {person for each in found for hand in each.holders for person in (hand.old, hand.new)}) - {""}


def named(found: PutRight, names: Mapping[str, str]) -> PutRight:
    """The same with names of persons instead of their ids."""
    hands = (
        replace(each, old=names.get(each.old, each.old), new=names.get(each.new, each.new)) for each in found.holders
    )
    return replace(found, asked_by=names.get(found.asked_by, found.asked_by), holders=tuple(hands))
