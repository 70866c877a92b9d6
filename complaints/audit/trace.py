"""A case as the auditor sees it whole: file, drawings, path, happenings, deadlines, incidents, seal of the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.acts import Happening
from complaints.audit.deadlines import CaseDeadline, case_deadlines
from complaints.audit.file import CaseFile
from complaints.audit.loaded import Loaded, kind_of, load, name_in, places, told
from complaints.audit.path import CaseDiagram, PathStep, diagrams, steps
from complaints.audit.sent import SentText, sent_with
from complaints.audit.stands import stands
from complaints.audit.waits import OutsideWait, waits
from complaints.audit.why import Why, why
from complaints.casework.file_copies import File, Reader, files_in
from complaints.casework.readings import Opening
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.drawing import Words
from engine.errors import NotFoundError
from engine.models import Case
from engine.record.chain import Break, Verifier
from engine.record.examining import examine
from engine.record.path import Place
from engine.running import queries
from engine.running.queries import IncidentView

PAGE = 150
"""Rows of the history on one page: a case that went round a thousand times still gives a page one can open."""


FILES = 50
"""Files on the page of a case."""


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
    process_id: str
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
    waits: list[OutsideWait]
    """For somebody outside, as far as they touch the rows of this page."""
    texts: Mapping[str, SentText]
    """What was told to people with the rows of this page, by its name in the history."""
    files: list[File]
    """The newest, at most `FILES`."""
    more_files: int
    """How many are older than those."""


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
    """The case in twenty statements at most, whatever the length of its history. Raises NotFoundError.

    `words` and `title` (with `{name}`) go onto the drawings; `page` chooses among pages of `PAGE` rows of the history.
    """
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    seal = _seal(session, loaded.case, verifier)
    pages = max(1, -(-len(loaded.events) // PAGE))
    page = min(max(page, 1), pages)
    window = loaded.events[(page - 1) * PAGE : page * PAGE]
    shown = steps(window, loaded.at)
    current, rows = places(loaded), {event.number for event in window}
    deadlines = case_deadlines(loaded.events, loaded.tasks, loaded.at, opening.now)
    happenings = told(session, loaded, window, unit_names)
    files = files_in(session, instansi_id=instansi_id, case_id=case_id, reader=Reader(loaded.file.access))
    return Trace(
        file=loaded.file,
        process_id=loaded.case.process_id,
        end_name=name_in(loaded.bundle, loaded.case.end_element or ""),
        here=tuple(dict.fromkeys(name_in(loaded.bundle, element) for _, element in current)),
        diagrams=_diagrams(loaded, current, shown, words, title),
        steps=shown,
        happenings=happenings,
        deadlines=[one for one in deadlines if one.number in rows],
        incidents=_incidents(session, loaded),
        seal=seal,
        page=page,
        pages=pages,
        waits=[wait for wait in _waits(loaded, current, deadlines) if {wait.begun, wait.ended} & rows],
        texts=sent_with(
            session,
            instansi_id=instansi_id,
            case_id=case_id,
            access=loaded.file.access,
            parts=[part for row in happenings for part in row.bound],
        ),
        files=files[-FILES:],
        more_files=max(0, len(files) - FILES),
    )


def _waits(loaded: Loaded, current: Sequence[Place], deadlines: Sequence[CaseDeadline]) -> list[OutsideWait]:
    found = stands(loaded.events, loaded.at, current=current)
    return waits(found, loaded.events, loaded.at, deadlines)


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
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    return loaded.file, told(session, loaded, loaded.events, unit_names)


def _diagrams(
    loaded: Loaded, current: Sequence[tuple[str, str]], shown: Sequence[PathStep], words: Words, title: str
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
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    drawn = _diagrams(loaded, places(loaded), (), words, title)
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
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    found = next(
        (one for one in case_deadlines(loaded.events, loaded.tasks, loaded.at, opening.now) if one.key == key), None
    )
    if found is None:
        raise NotFoundError(_("Tenggat ini tidak ada."))
    return loaded.file, why(session, instansi_id=instansi_id, deadline=found, events=loaded.events, at=loaded.at)


def _incidents(session: Session, loaded: Loaded) -> list[IncidentView]:
    found = queries.incidents(session, instansi_id=loaded.case.instansi_id, case_id=loaded.case.id, open_only=False)
    return [replace(one, error=kind_of(one.error)) for one in found] if loaded.file.restricted else found


def findings(session: Session, *, instansi_id: str, case_id: UUID) -> list[str]:
    """What does not fit of a case that cannot be shown; nothing for one that is not there."""
    return [str(each) for each in examine(session, instansi_id=instansi_id, case_id=case_id).breaks]


def _seal(session: Session, case: Case, verifier: Verifier | None) -> Seal:
    found = examine(session, verifier=verifier, instansi_id=case.instansi_id, case_id=case.id)
    broken, signed = next(iter(found.breaks), None), verifier is not None
    return Seal(case.event_count, case.head_hash or "", broken, signed, found.beside.compared, found.tables.compared)
