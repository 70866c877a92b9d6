"""Who did what and when, with which answers: the rows of the history in terms of names and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.audit.fields import told_by_field
from complaints.casework.visibility import Access, Withheld
from complaints.intake.identity import identity_keys
from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Options
from engine.record.advance import Advance
from engine.record.events import WENT_WRONG, CaseMigrated, DeadlinesRecomputed, IncidentRecorded, TextsErased
from engine.running.queries import EventView
from engine.workshop import Remark


@dataclass(frozen=True)
class AnswerChange:
    """One answer: its question, and the old and new value as lines of words. None: there was no answer before."""

    key: str
    label: str
    old: tuple[str, ...] | Withheld | None
    new: tuple[str, ...] | Withheld


@dataclass(frozen=True)
class Decided:
    """A rule of a decision table that answered, with the note that names its article."""

    decision: str
    rule: str
    outputs: tuple[tuple[str, Any], ...]
    note: str
    name: str = ""
    """Of the table, as people read it."""


@dataclass(frozen=True)
class Opened:
    """Work that came onto somebody's list."""

    name: str
    role: str
    unit: str
    due_at: datetime | None


TEXTS = ("complaint_message:", "outbox_message:")
"""How histories name what was told to people."""
BundleAt = Callable[[EventView], Bundle]
"""The version on which a row was written: a case may change it on its way."""


@dataclass(frozen=True)
class DeadlineMove:
    """A deadline that a decree or another version moved. `kind`: `task` or `timer`."""

    kind: str
    element: str
    name: str
    old: datetime
    new: datetime


@dataclass(frozen=True)
class MovedCase:
    """A case went over to another version: both by number, and what an owner said about places that are gone."""

    before: int
    after: int
    mapping: tuple[tuple[str, str], ...]
    """(name of the place in the old version, where the case went on)."""
    altered: tuple[tuple[str, str, str, str, str], ...] = ()
    """What it made of open tasks and timers but their due moments: as `CaseMigrated.moved` has it."""
    remarks: tuple[Remark, ...] = ()
    """What was foretold of it."""


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


@dataclass(frozen=True)
class Happening:
    """One row of the history as the auditor reads it."""

    number: int
    at: datetime
    kind: str
    actor: str
    actor_name: str
    on_behalf_of: str
    """Name of the person in whose place the actor worked; their id as long as nobody looked it up."""
    role: str
    unit: str
    element: str
    name: str
    changes: tuple[AnswerChange, ...]
    erased: bool
    """The texts of people in this row are gone, as a later row tells; their commitment stays in the chain."""
    lost: bool
    """They are gone and no row tells of it."""
    altered: bool
    """They were changed after they were written, and are not told here."""
    decided: tuple[Decided, ...]
    opened: tuple[Opened, ...]
    withdrawn: tuple[str, ...]
    timers_gone: tuple[str, ...]
    notices: tuple[Mapping[str, Any], ...]
    moved: tuple[DeadlineMove, ...]
    decree: str
    phase: str
    error: str
    rule: str
    """By which texts were erased."""
    hash: str
    findings: tuple[str, ...]
    """What of this row could not be read, and so is not told here."""
    migrated: MovedCase | None = None
    put_right: PutRight | None = None
    handed_from: str = ""
    """Name of who had the task in hand before; "" for nobody, or who is told as the actor."""
    handed_to: str = ""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a kind without sentences of its own: each field with its values."""
    bound: tuple[str, ...] = ()
    """Names of the messages and letters that were written with it."""

    @property
    def went_wrong(self) -> bool:
        """Whether it tells of something that ran out or failed."""
        return self.kind in WENT_WRONG


def happenings(
    events: Sequence[EventView], at: BundleAt, *, access: Access, options: Options, recorded: frozenset[int]
) -> list[Happening]:
    """Every row in words. Texts of people are withheld where the substance of the complaint is, and every answer about
    the reporter where the identity is. `recorded`: rows whose texts the whole history says were erased."""
    return [_happening(event, at(event), access, options, recorded) for event in events]


def name_of(bundle: Bundle, element: str, process_id: str = "") -> str:
    """The name on the diagram, or the id of an element that has none."""
    diagram = bundle.diagrams.get(process_id) or bundle.diagram_with(element)
    known = diagram.elements.get(element) if diagram else None
    return (known.name if known else "") or element


def table_name(bundle: Bundle, decision: str) -> str:
    """The name of a decision table, or "" where it has none."""
    table = bundle.decisions.get(decision)
    return table.name if table else ""


def moves(event: EventView, bundle: Bundle) -> tuple[DeadlineMove, ...]:
    """The deadlines that this row moved."""
    if isinstance(event.what, DeadlinesRecomputed):
        return tuple(
            DeadlineMove(what, element, name_of(bundle, element), old, new)
            for what, element, old, new in event.what.moved
        )
    if not isinstance(event.what, CaseMigrated):
        return ()
    return tuple(
        DeadlineMove(what, element, name_of(bundle, element), datetime.fromisoformat(old), datetime.fromisoformat(new))
        for what, element, attribute, old, new in event.what.moved
        if attribute == "due" and old and new
    )


def _happening(
    event: EventView, bundle: Bundle, access: Access, options: Options, recorded: frozenset[int]
) -> Happening:
    what = event.what
    ran = what if isinstance(what, Advance) else Advance()
    return Happening(
        number=event.number,
        at=event.at,
        kind=event.kind,
        actor=event.actor,
        actor_name=event.actor_name,
        on_behalf_of=event.on_behalf_of,
        role=event.role,
        unit=event.unit,
        element=event.element,
        name=event.element_name,
        changes=tuple(_changes(event, bundle, access, options)),
        erased=event.erased and event.number in recorded,
        lost=event.erased and event.number not in recorded,
        altered=event.altered,
        decided=tuple(
            Decided(decision, rule, tuple(outputs.items()), note, table_name(bundle, decision))
            for decision, rule, outputs, note in ran.decisions
        ),
        opened=tuple(
            Opened(name_of(bundle, element, process), role, unit, due)
            for process, element, _id, role, unit, due in ran.opened
        ),
        withdrawn=tuple(name_of(bundle, element) for element in ran.closed),
        timers_gone=tuple(name_of(bundle, element) for element in ran.timers_gone if element != event.element),
        notices=ran.notices,
        moved=moves(event, bundle),
        decree=what.decree if isinstance(what, DeadlinesRecomputed) else "",
        phase=(what.phase or "") if isinstance(what, Advance | CaseMigrated) else "",
        error=what.error if isinstance(what, IncidentRecorded) else "",
        rule=what.rule if isinstance(what, TextsErased) else "",
        hash=event.hash,
        findings=what.findings,
        fields=told_by_field(what) if access.substance is None else (),
        bound=tuple(part for part in getattr(what, "bound", ()) if part.startswith(TEXTS)),
    )


def _changes(event: EventView, bundle: Bundle, access: Access, options: Options) -> Iterator[AnswerChange]:
    element = bundle.element(event.process_id, event.element)
    form = bundle.forms.get(element.form) if element else None
    hidden = identity_keys(form) if access.identity is not None else frozenset[str]()
    order = {key: at for at, key in enumerate(form.fields)} if form else {}
    for key, (old, new) in sorted(event.answers.items(), key=lambda pair: order.get(pair[0], len(order))):
        reason = (key in hidden and access.identity) or (key in event.personal_keys and access.substance)
        if reason:
            closed = Withheld(reason)
            yield AnswerChange(key, _label(form, key), closed if old is not None else None, closed)
            continue
        before = answer_words(form, key, old, options) if old is not None else None
        yield AnswerChange(key, _label(form, key), before, answer_words(form, key, new, options))


def _label(form: Form | None, key: str) -> str:
    field = form.fields.get(key) if form else None
    return (field.label if field else "") or key


def answer_words(form: Form | None, key: str, value: Any, options: Options) -> tuple[str, ...]:
    """As the form puts it; a row of answers one line each; without a form, as it stands."""
    if form is not None and key in form.fields:
        summaries = form.summarise({key: value}, options)
        several = len(summaries) > 1
        lines = [f"{s.label}: {line}" if several else line for s in summaries for line in s.lines]
        if lines or value in (None, "", []):
            return tuple(lines)
    return _plain(value)


def _plain(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for part in value for text in _plain(part))
    if isinstance(value, Mapping):
        return tuple(f"{key}: {', '.join(_plain(part))}" for key, part in value.items())
    if isinstance(value, bool):
        return ("ya" if value else "tidak",)
    return () if value is None else (str(value),)
