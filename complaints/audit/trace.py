"""A case as the auditor sees it whole: file, drawings, path, happenings, deadlines, incidents, seal of the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.acts import Happening, MovedCase, happenings, name_of
from complaints.audit.deadlines import CaseDeadline, case_deadlines
from complaints.audit.file import CaseFile, case_file
from complaints.audit.path import CaseDiagram, PathStep, diagrams, steps
from complaints.audit.why import Why, why
from complaints.casework.readings import Opening
from complaints.people import units
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.drawing import Words
from engine.definition.forms import Option
from engine.errors import NotFoundError
from engine.models import Case, ProcessVersion
from engine.record.advance import Advance
from engine.record.chain import Break, Verifier
from engine.record.erasures import erased_by
from engine.record.events import CaseMigrated, IncidentRecorded
from engine.record.examining import examine
from engine.running import queries
from engine.running.queries import EventView, IncidentView, TaskView

PAGE = 150
"""Rows of the history on one page: a case that went round a thousand times still gives a page one can open."""


@dataclass(frozen=True)
class Seal:
    """What the check of the history chain found. `broken` names the first row that does not fit."""

    rows: int
    head: str
    broken: Break | None
    signature_checked: bool
    compared: int
    """Parts of rows beside the history that are what it binds."""
    repeated: int
    """Rows of the case, its tasks and timers that say what the history tells."""


@dataclass(frozen=True)
class Trace:
    """Everything on the auditor's page of a case."""

    file: CaseFile
    end_name: str
    here: tuple[str, ...]
    """Names of the elements where the case stands."""
    diagrams: list[CaseDiagram]
    steps: list[PathStep]
    happenings: list[Happening]
    deadlines: list[CaseDeadline]
    incidents: list[IncidentView]
    seal: Seal
    page: int
    pages: int


@dataclass(frozen=True)
class _Loaded:
    file: CaseFile
    case: Case
    bundle: Bundle
    events: list[EventView]
    tasks: list[TaskView]
    bundles: Mapping[UUID, Bundle]
    numbers: Mapping[UUID, int]
    """Of the versions that the case walked on."""

    def at(self, event: EventView) -> Bundle:
        """The version on which a row was written."""
        return self.bundles.get(event.version_id or self.case.version_id, self.bundle)


def trace(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    verifier: Verifier | None,
    unit_names: Mapping[str, str],
    words: Words,
    title: str = "{name}",
    page: int = 1,
) -> Trace:
    """The case in sixteen statements at most, whatever the length of its history. Raises NotFoundError.

    `words` and `title` (with `{name}`) go onto the drawings; `page` chooses among pages of `PAGE` rows of the history.
    """
    loaded = _load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    seal = _seal(session, loaded.case, verifier)
    pages = max(1, -(-len(loaded.events) // PAGE))
    page = min(max(page, 1), pages)
    window = loaded.events[(page - 1) * PAGE : page * PAGE]
    shown = steps(window, loaded.at)
    current = _current(loaded)
    return Trace(
        file=loaded.file,
        end_name=_element_name(loaded.bundle, loaded.case.end_element or ""),
        here=tuple(dict.fromkeys(_element_name(loaded.bundle, element) for _, element in current)),
        diagrams=_diagrams(loaded, current, shown, words, title),
        steps=shown,
        happenings=_happenings(session, loaded, window, unit_names),
        deadlines=case_deadlines(loaded.events, loaded.tasks, loaded.at, opening.now, set_by=window),
        incidents=_incidents(session, loaded),
        seal=seal,
        page=page,
        pages=pages,
    )


def whole_history(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    unit_names: Mapping[str, str],
) -> tuple[CaseFile, list[Happening]]:
    """Every row of the history in words, for a download. Raises NotFoundError."""
    loaded = _load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    return loaded.file, _happenings(session, loaded, loaded.events, unit_names)


def _happenings(
    session: Session, loaded: _Loaded, events: Sequence[EventView], unit_names: Mapping[str, str]
) -> list[Happening]:
    recorded = frozenset[int]().union(*(erased_by(event.what) for event in loaded.events))
    found = happenings(events, loaded.at, access=loaded.file.access, options=_options(unit_names), recorded=recorded)
    absent = {event.on_behalf_of for event in events} - {""}
    names = units.names(session, instansi_id=loaded.case.instansi_id, ids=absent) if absent else {}
    return [
        replace(
            one,
            on_behalf_of=names.get(one.on_behalf_of, one.on_behalf_of),
            migrated=_migrated(loaded, event, event.what) if isinstance(event.what, CaseMigrated) else None,
        )
        for one, event in zip(found, events, strict=True)
    ]


def _migrated(loaded: _Loaded, event: EventView, told: CaseMigrated) -> MovedCase:
    by_text = {str(version): version for version in loaded.bundles}
    source = by_text.get(told.from_)
    old, new = loaded.bundles[source] if source else loaded.bundle, loaded.at(event)
    mapping = tuple(
        (name_of(old, element, process), name_of(new, to, process)) for process, element, to in told.mapping
    )
    return MovedCase(loaded.numbers.get(source, 0) if source else 0, told.number, mapping)


def _diagrams(
    loaded: _Loaded, current: Sequence[tuple[str, str]], shown: Sequence[PathStep], words: Words, title: str
) -> list[CaseDiagram]:
    """The newest version first; each stretch of the way is drawn on the version on which it was walked."""
    drawn: list[CaseDiagram] = []
    stretches = [(key, list(rows)) for key, rows in groupby(loaded.events, key=lambda event: event.version_id)]
    for number, (version_id, events) in enumerate(reversed(stretches)):
        newest = number == 0
        first, last = events[0].number, events[-1].number
        found = diagrams(
            events,
            loaded.at(events[0]),
            process_id=loaded.case.process_id,
            current=current if newest else (),
            linked=[step for step in shown if first <= step.number <= last],
            words=words,
            title=title,
        )
        several = loaded.numbers.get(version_id, 0) if version_id and len(stretches) > 1 else 0
        drawn += [replace(one, version=several, newest=newest) for one in found if newest or one.ran]
    return drawn


def drawing_of(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    process_id: str,
    words: Words,
    title: str = "{name}",
    version: int = 0,
) -> str:
    """One process of the case alone, as an image without links; `version` as its `CaseDiagram` names it.

    Raises NotFoundError.
    """
    loaded = _load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    drawn = _diagrams(loaded, _current(loaded), (), words, title)
    markup = next((one.markup for one in drawn if one.process_id == process_id and one.version == version), None)
    if markup is None:
        raise NotFoundError(_("Diagram ini tidak ada."))
    return markup


def deadline_of(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    key: str,
    opening: Opening,
) -> tuple[CaseFile, Why]:
    """One deadline of the case and why it falls on its date. Raises NotFoundError."""
    loaded = _load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    found = next(
        (one for one in case_deadlines(loaded.events, loaded.tasks, loaded.at, opening.now) if one.key == key), None
    )
    if found is None:
        raise NotFoundError(_("Tenggat ini tidak ada."))
    return loaded.file, why(session, instansi_id=instansi_id, deadline=found, events=loaded.events, at=loaded.at)


def note_opening(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, opening: Opening
) -> None:
    """Note that the auditor opens the case, before it is read at length. Raises NotFoundError and what
    `readings.noted` raises."""
    case_file(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)


def _load(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, opening: Opening
) -> _Loaded:
    file, case = case_file(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening
    )
    events = queries.timeline(session, instansi_id=instansi_id, case_id=case_id)
    bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=case.version_id)
    tasks = queries.tasks_of_case(session, instansi_id=instansi_id, case_id=case_id)
    if file.restricted:
        events = [_without_words(event) for event in events]
    elif file.access.substance is not None:
        events = [_without_texts(event) for event in events]
    walked = {event.version_id for event in events if event.version_id} | {case.version_id}
    bundles = {
        each: queries.bundle_of_version(session, instansi_id=instansi_id, version_id=each)
        for each in walked - {case.version_id}
    }
    numbers = _numbers(session, instansi_id, walked) if bundles else {}
    return _Loaded(file, case, bundle, events, tasks, {case.version_id: bundle, **bundles}, numbers)


def _numbers(session: Session, instansi_id: str, versions: Iterable[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.number).where(
            ProcessVersion.instansi_id == instansi_id, ProcessVersion.id.in_(list(versions))
        )
    )
    return {row.id: row.number for row in rows}


def _without_words(event: EventView) -> EventView:
    """Of a restricted report nothing that anybody answered, chose or was told by an error goes further than this."""
    what = event.what
    if isinstance(what, IncidentRecorded):
        what = replace(what, error=kind_of(what.error))
    elif isinstance(what, Advance):
        what = replace(what, answers={})
    return replace(event, answers={}, what=what)


def kind_of(error: str) -> str:
    """The kind of an error without what it quotes."""
    return error.partition(":")[0]


def _without_texts(event: EventView) -> EventView:
    """The keys stay, so that the page can say that something is withheld; the words go no further than this."""
    answers = {key: (None, None) if key in event.personal_keys else pair for key, pair in event.answers.items()}
    return replace(event, answers=answers)


def _options(unit_names: Mapping[str, str]) -> dict[str, list[Option]]:
    """Lists that forms name, as far as answers need them to be read."""
    listed = [Option(slug, name) for slug, name in unit_names.items()]
    return {"daftar_skpd": listed, "daftar_skpd_lain": listed}


def _incidents(session: Session, loaded: _Loaded) -> list[IncidentView]:
    found = queries.incidents(session, instansi_id=loaded.case.instansi_id, case_id=loaded.case.id, open_only=False)
    return [replace(one, error=kind_of(one.error)) for one in found] if loaded.file.restricted else found


def _seal(session: Session, case: Case, verifier: Verifier | None) -> Seal:
    found = examine(session, verifier=verifier, instansi_id=case.instansi_id, case_id=case.id)
    broken, signed = next(iter(found.breaks), None), verifier is not None
    return Seal(case.event_count, case.head_hash or "", broken, signed, found.beside.compared, found.tables.compared)


def _current(loaded: _Loaded) -> list[tuple[str, str]]:
    """Open tasks and awaited messages; boundary and start-event subscriptions do not count."""
    places = [(task.process_id, task.element) for task in loaded.tasks if task.state == "open"]
    for _message, process_id, element_id in loaded.case.waiting_messages:
        element = loaded.bundle.element(process_id, element_id)
        if element is not None and element.kind not in ("boundaryEvent", "startEvent"):
            places.append((process_id, element_id))
    return places


def _element_name(bundle: Bundle, element: str) -> str:
    diagram = bundle.diagram_with(element)
    return (diagram.elements[element].name if diagram else "") or element
