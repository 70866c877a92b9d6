"""A case read once for the auditor's pages: what every one of them starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.acts import Happening, MovedCase, PutRight, happenings, name_of
from complaints.audit.file import CaseFile, case_file
from complaints.audit.put_right import named, people_of, put_right
from complaints.casework.note_masks import masked_notes
from complaints.casework.readings import Opening
from complaints.people import units
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.definition.bundle import Bundle
from engine.definition.forms import Option
from engine.models import Case, ProcessVersion
from engine.record.advance import Advance
from engine.record.erasures import erased_by
from engine.record.events import CaseIntervened, CaseMigrated, Handing, IncidentRecorded
from engine.running import queries
from engine.running.queries import EventView, TaskView
from engine.workshop import Remark


@dataclass(frozen=True)
class Loaded:
    """A case read once: its file, its history as far as this person may read it, its tasks, its versions."""

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

    def number_at(self, event: EventView) -> int:
        """The number of that version."""
        return self.numbers.get(event.version_id or self.case.version_id, self.file.version)


def load(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, opening: Opening
) -> Loaded:
    """Ten statements at most, one more for notes. Raises NotFoundError and what `readings.noted` raises."""
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
    else:
        events = masked_notes(session, events, instansi_id=instansi_id, case_id=case_id, access=file.access)
    walked = {event.version_id for event in events if event.version_id} | {case.version_id}
    bundles = {
        each: queries.bundle_of_version(session, instansi_id=instansi_id, version_id=each)
        for each in walked - {case.version_id}
    }
    numbers = _numbers(session, instansi_id, walked) if bundles else {}
    return Loaded(file, case, bundle, events, tasks, {case.version_id: bundle, **bundles}, numbers)


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
    if isinstance(what, CaseIntervened):
        what = replace(what, before={}, after={})
    return replace(event, answers={}, what=what)


def kind_of(error: str) -> str:
    """The kind of an error without what it quotes."""
    return error.partition(":")[0]


def _without_texts(event: EventView) -> EventView:
    """The keys stay, so that the page can say that something is withheld; the words go no further than this."""
    answers = {key: (None, None) if key in event.personal_keys else pair for key, pair in event.answers.items()}
    return replace(event, answers=answers)


def options_of(unit_names: Mapping[str, str]) -> dict[str, list[Option]]:
    """Lists that forms name, as far as answers need them to be read."""
    listed = [Option(slug, name) for slug, name in unit_names.items()]
    return {"daftar_skpd": listed, "daftar_skpd_lain": listed}


def places(loaded: Loaded) -> list[tuple[str, str]]:
    """Open tasks and awaited messages; boundary and start-event subscriptions do not count."""
    places = [(task.process_id, task.element) for task in loaded.tasks if task.state == "open"]
    for _message, process_id, element_id in loaded.case.waiting_messages:
        element = loaded.bundle.element(process_id, element_id)
        if element is not None and element.kind not in ("boundaryEvent", "startEvent"):
            places.append((process_id, element_id))
    return places


def told(
    session: Session, loaded: Loaded, events: Sequence[EventView], unit_names: Mapping[str, str]
) -> list[Happening]:
    """Rows of the case in words, with names of persons and versions. One statement, where they name anybody."""
    recorded = frozenset[int]().union(*(erased_by(event.what) for event in loaded.events))
    found = happenings(events, loaded.at, access=loaded.file.access, options=options_of(unit_names), recorded=recorded)
    others = {event.on_behalf_of for event in events} | {
        one for event in events for one in _hands(event) if one != event.actor
    }
    mended = _put_right(loaded, events, unit_names)
    others |= people_of(mended.values())
    names = units.names(session, instansi_id=loaded.case.instansi_id, ids=others - {""}) if others - {""} else {}
    return [
        replace(
            one,
            on_behalf_of=names.get(one.on_behalf_of, one.on_behalf_of),
            handed_from=_other(names, event, _hands(event)[0]),
            handed_to=_other(names, event, _hands(event)[1]),
            put_right=named(mended[one.number], names) if one.number in mended else None,
            migrated=_migrated(loaded, event, event.what) if isinstance(event.what, CaseMigrated) else None,
        )
        for one, event in zip(found, events, strict=True)
    ]


def _put_right(loaded: Loaded, events: Sequence[EventView], unit_names: Mapping[str, str]) -> dict[int, PutRight]:
    return {
        event.number: put_right(
            event.what,
            loaded.at(event),
            event.element,
            options=options_of(unit_names),
            identity=loaded.file.access.identity,
        )
        for event in events
        if isinstance(event.what, CaseIntervened)
    }


def _hands(event: EventView) -> tuple[str, str]:
    """Ids of who had a task in hand and of who has it now."""
    what = event.what
    return (what.from_ or "", what.to or "") if isinstance(what, Handing) else ("", "")


def _other(names: Mapping[str, str], event: EventView, person: str) -> str:
    """The name of a person besides the actor, or their id."""
    return "" if person in ("", event.actor) else names.get(person, person)


def _migrated(loaded: Loaded, event: EventView, what: CaseMigrated) -> MovedCase:
    by_text = {str(version): version for version in loaded.bundles}
    source = by_text.get(what.from_)
    old, new = loaded.bundles[source] if source else loaded.bundle, loaded.at(event)
    mapping = tuple(
        (name_of(old, element, process), name_of(new, to, process)) for process, element, to in what.mapping
    )
    return MovedCase(
        before=loaded.numbers.get(source, 0) if source else 0,
        after=what.number,
        mapping=mapping,
        altered=tuple(each for each in what.moved if each.attribute != "due"),
        remarks=tuple(
            Remark(what, process, element, name_of(new, element, process), attribute, old_value, new_value)
            for what, process, element, attribute, old_value, new_value in what.remarks
        ),
    )


def name_in(bundle: Bundle, element: str) -> str:
    """The name of an element wherever it is drawn, or its id."""
    diagram = bundle.diagram_with(element)
    return (diagram.elements[element].name if diagram else "") or element
