"""Tracking: number and secret open a complaint to its author, who reads where it is, and answers what it waits for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.casework.disclosure import PUBLICATION, handed_to
from complaints.casework.file_copies import AUTHOR, File, FileCopy, file_copy, files_in
from complaints.casework.readings import readers
from complaints.files.file_store import FileStore
from complaints.intake import numbers
from complaints.models import CaseKey, Complaint, ComplaintMessage
from complaints.people import throttle, units
from complaints.people.instansi import own_law
from complaints.properties import AFTERWARDS, CONTINUATION, PUBLIC_LABEL, REASON
from complaints.reports import handover
from complaints.sealed import boxes, content
from complaints.tracking.changes import END, ComplaintChange, changes
from complaints.tracking.expectations import Expectation, expectations
from complaints.tracking.public_path import PublicStep, Visits, public_path, visits
from complaints.tracking.situation import Situation, situation, with_rung, with_warnings
from complaints.tracking.waits import Wait, wait_at
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.properties import PHASE
from engine.errors import NotFoundError
from engine.running import queries
from engine.running.queries import CaseView, ToldRow

# Each try is counted before it is made, and nobody sleeps inside a request. A number is counted per source: a stranger
# who knows it must not lock its author out, and sixteen letters are not guessed from however many places. A right code
# forgives the number; it does not forgive the source, or else one own complaint would buy any number of guesses.
CODES_PER_NUMBER = throttle.Limit("lacak.nomor", 5, timedelta(minutes=15))
CODES_PER_SOURCE = throttle.Limit("lacak.sumber", 60, timedelta(minutes=15))


REMINDER = "pengingat"
"""Kind of the text that asks once more, without saying again what is asked."""


@dataclass(frozen=True)
class Note:
    """A text between the instansi and the complainant. Officials have no names here."""

    at: datetime
    kind: str
    sender: str
    """`instansi` or `pengadu`."""
    text: str


@dataclass(frozen=True)
class Awaited:
    """Something the case waits to hear from the complainant: the message and the form that asks for it."""

    message: str
    element: str
    label: str
    form: Form
    until: datetime | None = None
    """When the wait ends; None when nothing ends it."""
    consequence: str = ""
    """What happens when nobody answers until then."""
    continues: bool = False
    """Whether the complaint is closed, and its author may go on with it under the same number."""
    offered: bool = False
    """Whether nobody waits for it: its author may say it whenever they want, as often as they want."""


@dataclass(frozen=True)
class TrackingView:
    """A complaint as its author sees it."""

    id: uuid.UUID
    number: str
    jenis: str
    judul: str
    uraian: str
    received_at: datetime
    anonim: bool
    nama_tersembunyi: bool
    rahasia: bool
    restricted: bool
    ended: bool
    """Finished for the author: work inside the government may go on beside it, or it waits only in case they go on."""
    steps: list[PublicStep]
    now_words: list[str]
    """Where it is now, in the words of the diagram, beyond what the current step says already."""
    at_units: list[str]
    """Names of the units that have it in hand now."""
    expectations: list[Expectation]
    notes: list[Note]
    files: list[File]
    awaited: list[Awaited]
    offers: list[Awaited]
    """What its author may say at any time, as long as it is not closed."""
    handed_over: bool
    """Whether it went to another body, and its package can be taken along."""
    lokasi: str = ""
    continues: str = ""
    """What the author may go on with after this end, in the word of the diagram: `pengaduan_biasa`, or nothing."""
    over: bool = False
    """Whether the case itself has ended, and its words are there to be copied: nothing else can be gone on with."""
    handed_to: Mapping[str, str] = field(default_factory=dict)
    """Slug and name of the bodies to which its package went."""
    sealed: bool = False
    """It lies sealed, and the code that was given does not open it yet: words and files are missing."""
    why: str = ""
    """Why it was closed, in the words of the diagram."""
    then: str = ""
    """What its author may still do after such an end, likewise."""
    readers: int = 0
    """How many persons of the staff were shown something of it, as far as that was noted."""
    situation: Situation | None = None
    """The answers to what its author asks first; None once it is closed."""
    changes: Sequence[ComplaintChange] = ()
    """What officers changed of it, and how it ended."""

    @property
    def news(self) -> list[Note | ComplaintChange]:
        """Messages and changes, the newest first."""
        return sorted([*self.changes, *self.notes], key=lambda each: each.at, reverse=True)

    @property
    def last_from_office(self) -> Note | None:
        """The newest text of the instansi that an awaited answer answers: no reminder, nor what everybody reads."""
        return next((n for n in self.notes if n.sender == "instansi" and n.kind not in (REMINDER, PUBLICATION)), None)


def try_code(
    session: Session,
    *,
    instansi_id: str,
    number: str,
    secret: str,
    source: str,
    key: str,
    now: datetime,
    per_source: throttle.Limit = CODES_PER_SOURCE,
) -> uuid.UUID | datetime | None:
    """The complaint's id; None for a wrong pair; the moment from which on a new try is heard when there were too many.

    Returns instead of raising, so that the count of the failure commits. An unknown number costs the same hashing as a
    known one. `key` is the installation's secret for the counters, `source` the counted origin of the request, which
    may try as often as `per_source` says.
    """
    number = numbers.plain_number(number)
    by_number = throttle.key_for(key, CODES_PER_NUMBER, f"{source}/{instansi_id}/{number}")
    by_source = throttle.key_for(key, per_source, source)
    refusals = [
        throttle.charge(session, key=by_number, limit=CODES_PER_NUMBER, now=now),
        throttle.charge(session, key=by_source, limit=per_source, now=now),
    ]
    if any(refusals):
        return max(until for until in refusals if until is not None)
    row = session.execute(
        select(Complaint.id, Complaint.secret_hash).where(
            Complaint.instansi_id == instansi_id, Complaint.number == number
        )
    ).one_or_none()
    if not numbers.secret_fits(row.secret_hash if row else None, secret) or row is None:
        return None
    throttle.forgive(session, key=by_number)
    found: uuid.UUID = row.id
    return found


def author_key(session: Session, instansi_id: str, complaint_id: uuid.UUID, secret: str) -> bytes | None:
    """What the right code opens of a sealed report; None for one that is not. Costs as much as checking the code.

    Of a report that was there before it was sealed, the author's key is noted: the next holder at work opens it.
    """
    row = session.get(CaseKey, (instansi_id, complaint_id))
    if row is None:
        return None
    key = boxes.key_from_words(numbers.plain_secret(secret), row.salt)
    if row.author_public is None:
        row.author_public = boxes.pair_of(key).public
    return key


def view(session: Session, *, instansi_id: str, complaint_id: uuid.UUID, now: datetime) -> TrackingView:
    """Everything the tracking page shows. Raises NotFoundError."""
    complaint = session.get(Complaint, (instansi_id, complaint_id))
    if complaint is None:
        raise NotFoundError(_("pengaduan tidak ditemukan"))
    told = content.filled(session, instansi_id, complaint) if complaint.restricted else complaint
    case = queries.case(session, instansi_id=instansi_id, case_id=complaint_id)
    bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=case.version_id)
    heard = awaited(case, bundle)
    path = queries.path(session, instansi_id=instansi_id, case_id=case.id)
    passed, waiting = path.element_counts, [each for each in heard if not each.offered]
    been = visits(bundle, path.told)
    over, kept = case.ended_at is not None, complaint.erased_at is None
    closed = _ended(case, bundle, passed) or any(each.continues for each in waiting)
    steps = _steps(case, bundle, passed, been, closed, complaint.received_at)
    here = {step.label for step in steps if step.state == "current"}
    went = not complaint.restricted and handover.handed_over(bundle, passed)
    due = [] if closed else _due(session, case, bundle, path.told, now)
    if complaint.restricted:
        due = _unnamed(due, bundle, steps)
    names = _unit_names(session, case)
    why, then = (_said(bundle, path.last_passed, key) if closed else "" for key in (REASON, AFTERWARDS))
    ended = [ComplaintChange(_closed_at(case, been), END, new=steps[-1].label, about=why)] if closed else []
    altered = (
        [] if complaint.restricted else changes(path.told, bundle, process_id=case.process_id, jenis=complaint.jenis)
    )
    return TrackingView(
        id=complaint.id,
        number=complaint.number,
        jenis=complaint.jenis,
        judul=complaint.judul,
        uraian=told.uraian,
        received_at=complaint.received_at,
        anonim=complaint.anonim,
        nama_tersembunyi=complaint.nama_tersembunyi,
        rahasia=complaint.rahasia,
        restricted=complaint.restricted,
        ended=closed,
        steps=steps,
        now_words=[words for words in _now_words(case, bundle) if words not in here],
        at_units=[] if complaint.restricted else list(names.values()),
        expectations=due,
        notes=_notes(session, instansi_id, complaint_id),
        files=files_in(session, instansi_id=instansi_id, case_id=complaint_id, reader=AUTHOR),
        awaited=waiting,
        offers=[] if closed else [each for each in heard if each.offered],
        handed_over=went,
        handed_to=handed_to(session, instansi_id=instansi_id, case_id=case.id) if went else {},
        lokasi=told.lokasi,
        sealed=complaint.restricted and content.state(session, instansi_id, case.id) is content.SealState.CLOSED,
        continues=_continues(case, bundle) if kept else "",
        over=over and kept,
        why=why,
        then=then,
        readers=readers(session, instansi_id=instansi_id, case_id=complaint_id),
        situation=None if closed else situation(case, steps, due, units=names, restricted=complaint.restricted),
        changes=[*altered, *ended],
    )


def _continues(case: CaseView, bundle: Bundle) -> str:
    end = bundle.element(case.process_id, case.end_element or "")
    return end.properties.get(CONTINUATION, "") if end is not None else ""


def _said(bundle: Bundle, passed: Iterable[tuple[str, str]], key: str) -> str:
    """What the diagram says at the last step that has this property."""
    elements = (bundle.element(*place) for place in passed)
    said = [each.properties[key] for each in elements if each is not None and each.properties.get(key)]
    return said[-1] if said else ""


def awaited(case: CaseView, bundle: Bundle) -> list[Awaited]:
    """What the case waits to hear, or hears at any time, from the complainant: with a public label and a form."""
    found = []
    for message, process_id, element_id in case.waiting_messages:
        element = bundle.element(process_id, element_id)
        form = bundle.forms.get(element.form) if element else None
        if element is not None and form is not None and element.properties.get(PUBLIC_LABEL):
            wait = wait_at(bundle, element.id) or Wait(element, None)
            ending = wait.timer.id if wait.timer else ""
            found.append(
                Awaited(
                    message,
                    element.id,
                    element.properties[PUBLIC_LABEL],
                    form,
                    until=next((timer.due_at for timer in case.timers if timer.element == ending), None),
                    consequence=wait.consequence(case.variables),
                    continues=wait.continues,
                    offered=element.kind == "startEvent",
                )
            )
    drawn = list(bundle.diagrams[case.process_id].elements)
    found.sort(key=lambda each: drawn.index(each.element) if each.offered and each.element in drawn else -1)
    return found


def public_file(
    session: Session, store: FileStore, *, instansi_id: str, complaint_id: uuid.UUID, file_id: uuid.UUID
) -> FileCopy:
    """The cleaned copy of a file the complainant may see. Raises NotFoundError."""
    return file_copy(session, store, instansi_id=instansi_id, case_id=complaint_id, file_id=file_id, reader=AUTHOR)


def _due(session: Session, case: CaseView, bundle: Bundle, told: Sequence[ToldRow], now: datetime) -> list[Expectation]:
    own = own_law(session, instansi_id=case.instansi_id)
    return with_warnings(expectations(with_rung(case, bundle, told), bundle, now=now, own=own), bundle, told)


def _unnamed(due: Sequence[Expectation], bundle: Bundle, steps: Sequence[PublicStep]) -> list[Expectation]:
    """Of a restricted report its author reads until when, not at which office: dates that the diagram promises, under
    the name of the stage."""
    here = next((step.label for step in steps if step.state == "current"), "")
    others = [each for each in due if not each.yours and _promises(bundle, each.timer)]
    return [*(each for each in due if each.yours), *(replace(each, label=here, warns=()) for each in others)]


def _promises(bundle: Bundle, timer: str) -> bool:
    diagram = bundle.diagram_with(timer)
    return diagram is not None and PUBLIC_LABEL in diagram.elements[timer].properties


def _closed_at(case: CaseView, been: Visits) -> datetime:
    return been.get(case.phase or "", (case.ended_at or case.started_at,))[-1]


def _steps(
    case: CaseView,
    bundle: Bundle,
    passed: Mapping[tuple[str, str], int],
    been: Visits,
    closed: bool,
    began: datetime,
) -> list[PublicStep]:
    starts = {event.id for event in bundle.diagrams[case.process_id].start_events()}
    start = next((element for process, element in passed if process == case.process_id and element in starts), "")
    path = public_path(bundle, process_id=case.process_id, start=start or min(starts))
    return path.steps(visits=been, phase=case.phase, ended=closed, began=began)


def _ended(case: CaseView, bundle: Bundle, passed: Mapping[tuple[str, str], int]) -> bool:
    """The case is over, or passed the end that gives it the status in which it stands: what is still open (an audit,
    a reply to a supervisor) runs beside it."""
    elements = bundle.diagrams[case.process_id].elements
    reached = (elements.get(element) for process_id, element in passed if process_id == case.process_id)
    ends = {each.properties.get(PHASE) for each in reached if each and each.kind == "endEvent"} - {None}
    return case.ended_at is not None or case.phase in ends


def _now_words(case: CaseView, bundle: Bundle) -> list[str]:
    places = [(process_id, element_id) for _, process_id, element_id in case.waiting_messages]
    places += [(task.process_id, task.element) for task in case.open_tasks]
    elements = [element for place in places if (element := bundle.element(*place)) and element.kind != "startEvent"]
    return list(dict.fromkeys(e.properties[PUBLIC_LABEL] for e in elements if e.properties.get(PUBLIC_LABEL)))


def _unit_names(session: Session, case: CaseView) -> dict[str, str]:
    """Of the units that have a task of the case, by their slug."""
    slugs = {task.unit for task in case.open_tasks if task.unit}
    if not slugs:
        return {}
    known = units.units(session, instansi_id=case.instansi_id)
    return {slug: unit.name for slug, unit in known.items() if slug in slugs}


def _notes(session: Session, instansi_id: str, complaint_id: uuid.UUID) -> list[Note]:
    rows = session.execute(
        select(ComplaintMessage.at, ComplaintMessage.kind, ComplaintMessage.sender, ComplaintMessage.text)
        .where(ComplaintMessage.instansi_id == instansi_id, ComplaintMessage.complaint_id == complaint_id)
        .order_by(ComplaintMessage.at.desc(), ComplaintMessage.id)
    )
    texts = partial(content.open_text, session, instansi_id, complaint_id)
    return [Note(row.at, row.kind, row.sender, texts(row.text) or "") for row in rows]
