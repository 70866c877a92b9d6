"""Runs one scenario and says at which step, and how, it went another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.intake import lodging, start_form, start_sample, starts
from complaints.intake.answers import Answers
from complaints.intake.start_lists import lists
from complaints.models import Instansi
from complaints.reports.activities import manual_start as activities
from complaints.words import role as role_name
from complaints.workshop.simulation.asked import not_to_be_left_open, note_asked
from complaints.workshop.simulation.expectations import MismatchError, check
from complaints.workshop.simulation.found import DepartedStep, departure
from complaints.workshop.simulation.scenario_file import Scenario, ScenarioStep
from complaints.workshop.simulation.stage import ReportMade, Stage
from complaints.workshop.simulation.words import NamesInScenario, listed
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.db import reading
from engine.deadlines import END_OF_DAY
from engine.definition.bundle import Bundle
from engine.errors import EngineError
from engine.running import commands, queries
from engine.running.queries import CaseView, EventView, TaskView

OTHER_NUMBER = "nomor_pengaduan"
VERBS = {
    "complete": N_("menyelesaikan tugas"),
    "message": N_("kabar masuk"),
    "wait": N_("menunggu"),
    "expect": N_("yang diharapkan"),
}


@dataclass
class ScenarioResult:
    """How a scenario went. `path` counts what it visited, for coverage: (process id, element or flow id)."""

    scenario: Scenario
    failures: list[str] = field(default_factory=list)
    timeline: list[EventView] = field(default_factory=list)
    path: Counter[tuple[str, str]] = field(default_factory=Counter)
    case: CaseView | None = None
    """How it stands at the end."""
    bundle: Bundle | None = None
    """What was played."""
    tasks: Sequence[TaskView] = ()
    reports: Sequence[ReportMade] = ()
    copies: Sequence[tuple[str, str, str]] = ()
    """(recipient, role, unit)."""
    names: NamesInScenario = field(default_factory=lambda: NamesInScenario(Bundle({})))
    """What things are called where it was played."""
    departures: list[DepartedStep] = field(default_factory=list)
    """Expectations that something else came out of, where it was played on beyond the first."""
    asked: Mapping[int, tuple[str, Sequence[str]]] = field(default_factory=dict)
    """By the number of a row: its form, and keys of the questions that it did not let anybody leave open."""

    @property
    def passed(self) -> bool:
        return not self.failures

    def report(self) -> str:
        """For a person: which step, what was expected, what was found, and what happened until then."""
        if self.passed:
            return f"LULUS  {self.scenario.name}"
        lines = [f"GAGAL  {self.scenario.name} ({self.scenario.file})", *[f"  {text}" for text in self.failures]]
        lines.append("  Riwayat:")
        lines += [
            f"    {event.number:>3}  {event.at:%Y-%m-%d %H:%M} UTC  {event.kind:<20} {event.element_name}"
            for event in self.timeline
        ]
        return "\n".join(lines)


def run_scenario(
    scenario: Scenario, stage: Stage, *, after: Callable[[ScenarioStep], None] | None = None, beyond: bool = False
) -> ScenarioResult:
    """Play every step; stops at the first that fails. `after` is told of each step that went well.

    `beyond`: an expectation that does not hold is noted with what was found, and stops nothing.
    """
    result = ScenarioResult(scenario, names=stage.names)
    try:
        _begin(scenario, stage)
        seen: Counter[UUID | None] = Counter()
        for step in scenario.steps:
            with stage.about(step.complaint):
                if step.verb != "expect":
                    seen[stage.case_id] = len(stage.timeline())
                if beyond and step.verb == "expect":
                    _note(result, step, departure(step.given, stage, step=step.number, since=seen[stage.case_id]))
                    continue
                failure = _play(step, stage, since=seen[stage.case_id])
            if failure:
                result.failures.append(_failed(step, failure))
                break
            if after is not None:
                after(step)
    except (EngineError, MismatchError) as error:
        result.failures.append(f"awal: {error}")
    if stage.case_id is not None:
        result.timeline = stage.timeline()
        result.case, result.bundle, result.asked = stage.case(), stage.bundle, stage.asked
        result.tasks, result.reports, result.copies = stage.tasks(), stage.reports(), stage.copies()
        _count(result, stage)
    return result


def _failed(step: ScenarioStep, why: str) -> str:
    return _("langkah %(number)s (%(verb)s): %(why)s", number=step.number, verb=_(VERBS[step.verb]), why=why)


def _note(result: ScenarioResult, step: ScenarioStep, found: DepartedStep | None) -> None:
    if found is not None:
        result.departures.append(found)
        result.failures.append(_failed(step, "; ".join(found.told)))


def _begin(scenario: Scenario, stage: Stage) -> None:
    """A complaint or an activity, with the complaints that are there beforehand."""
    for number, given in enumerate(scenario.complaints):
        stage.others.append(_lodge(given, stage, token=f"{scenario.name} {number}"))
    if stage.process_id not in stage.activities:
        stage.case_id = _lodge(scenario.complaint, stage, token=scenario.name)
    elif "wait_for" in scenario.begin:
        stage.pass_to_start(scenario.begin["wait_for"])
    elif scenario.begin:
        role, unit = scenario.begin.get("as", ""), scenario.begin.get("unit", "")
        person = Actor(f"pemeran-{role}", role, frozenset({(role, unit)}))
        start = scenario.begin.get("start") or _started_by(stage, scenario.begin["message"])
        stage.case_id = stage.do(activities.begin, process_id=stage.process_id, start_element=start, by=person)


def _started_by(stage: Stage, message: str) -> str:
    starts = stage.bundle.diagrams[stage.process_id].start_events()
    found = next((each.id for each in starts if each.event == "message" and each.message == message), None)
    if found is None:
        raise MismatchError(_("proses ini tidak dimulai oleh pesan '%(message)s'", message=message))
    return found


def _lodge(complaint: Mapping[str, Any], stage: Stage, *, token: str) -> UUID:
    given = dict(complaint)
    role = str(given.pop("peran", ""))
    unit = str(given.pop("unit", ""))
    kanal = str(given.pop("kanal", starts.WEBSITE))
    received = _moment(given.pop("diterima")) if "diterima" in given else None
    person = PENGADU
    if role:
        person = Actor(f"pemeran-{role}", role, frozenset({(role, unit)})).acting_as(role=role, unit=unit)
    with reading(stage.factory, stage.instansi_id) as session:
        answers = _answers(session, stage, given, kanal=kanal, role=role)
    receipt = stage.do(
        lodging.lodge,
        answers=answers,
        submission_token=token,
        kanal=kanal,
        entered_by=person,
        received_at=received,
        restricted=stage.restricted,
    )
    lodged: UUID = receipt.complaint_id
    return lodged


def _answers(session: Session, stage: Stage, given: Mapping[str, Any], *, kanal: str, role: str) -> Answers:
    """The form of the way in, filled with what the scenario tells and examples for the rest, and checked."""
    instansi = session.get_one(Instansi, stage.instansi_id)
    today = stage.clock.now().astimezone(ZoneInfo(instansi.time_zone)).date()
    asked = start_form.at(session, instansi=instansi, kanal=kanal, role=role, restricted=stage.restricted)
    options = lists(session, asked, given, instansi_id=instansi.id)
    try:
        told = start_sample.completed(asked, given, options=options, today=today)
    except start_sample.UnknownAnswerError as unknown:
        raise MismatchError(str(unknown)) from unknown
    if stage.process_id not in stage.activities:
        check = partial(asked.form.check, options=options, context=asked.context, today=today)
        stage.asked[1] = asked.form.name, not_to_be_left_open(check, told)
    return asked.read(told, options=options, today=today)


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _play(step: ScenarioStep, stage: Stage, *, since: int) -> str:
    try:
        perform(step, stage, since=since)
    except (EngineError, MismatchError) as error:
        return str(error)
    return ""


def perform(step: ScenarioStep, stage: Stage, *, since: int = 0) -> None:
    """One step. Raises EngineError (AnswersRefusedError with the errors by field), MismatchError."""
    match step.verb:
        case "complete":
            _complete(step.given, stage)
        case "message":
            _message(step.given, stage)
        case "wait":
            _wait(step.given, stage)
        case "expect":
            check(step.given, stage, since=since)


def _complete(given: Mapping[str, Any], stage: Stage) -> None:
    element, role = str(given["task"]), str(given.get("as", ""))
    open_tasks = stage.case().open_tasks
    fitting = [t for t in open_tasks if t.element == element and given.get("unit") in (None, t.unit)]
    if not fitting:
        raise MismatchError(
            _(
                "tugas %(element)s tidak terbuka; yang terbuka: %(value)s",
                element=listed([stage.names.element(element)]),
                value=listed(sorted(stage.names.element(t.element) for t in open_tasks)),
            )
        )
    if role and fitting[0].role != role:
        raise MismatchError(
            _(
                "tugas %(element)s milik peran %(role)s, bukan %(role_2)s",
                element=listed([stage.names.element(element)]),
                role=role_name(fitting[0].role),
                role_2=role_name(role),
            )
        )
    answers = _given(given, stage)
    note_asked(stage, fitting[0].form, answers, unit=fitting[0].unit, role=fitting[0].role)
    stage.complete(fitting[0], role=fitting[0].role, answers=answers)


def _message(given: Mapping[str, Any], stage: Stage) -> None:
    name, role = str(given.get("name") or given.get("for")), str(given.get("as", ""))
    person = Actor(f"pemeran-{role}", role, frozenset({(role, "")})) if role else PENGADU
    answers = _given(given, stage)
    waiting = [(process, element) for told, process, element in stage.case().waiting_messages if told == name]
    caught = stage.bundle.element(*waiting[0]) if waiting else None
    note_asked(stage, caught.form if caught else "", answers, unit="", role=role)
    stage.do(commands.send_message, case_id=stage.the_case, message=name, by=person, answers=answers)


def _given(given: Mapping[str, Any], stage: Stage) -> dict[str, Any]:
    """The answers of a step; `{nomor_pengaduan: 1}` is the number of the first of the other complaints."""
    return {key: _plain(value, stage) for key, value in dict(given.get("answers") or {}).items()}


def _plain(value: Any, stage: Stage) -> Any:
    if isinstance(value, Mapping) and set(value) == {OTHER_NUMBER}:
        return stage.number_of(int(value[OTHER_NUMBER]))
    return value.isoformat() if isinstance(value, date | datetime) else value


def _wait(given: Mapping[str, Any], stage: Stage) -> None:
    with reading(stage.factory, stage.instansi_id) as session:
        calendar = stage.runtime.calendar_for(session, stage.instansi_id)
    if "until" in given:
        stage.pass_time(_until(given["until"], calendar.zone))
        return
    count, _space, unit = str(given["for"]).partition(" ")
    if not count.isdigit() or unit not in ("hari_kerja", "hari"):
        raise MismatchError(_("wait '%(value)s' tidak dapat dibaca; contoh: 10 hari_kerja", value=given["for"]))
    due = calendar.due(int(count), "hari_kerja" if unit == "hari_kerja" else "hari", stage.clock.now())
    stage.pass_time(due.moment)


def _until(value: Any, zone: tzinfo) -> datetime:
    """A moment, or a day: to its end, with what that end brings."""
    given = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-03-27") else value
    if isinstance(given, date) and not isinstance(given, datetime):
        return datetime.combine(given, END_OF_DAY, zone)
    return _moment(given)


def _count(result: ScenarioResult, stage: Stage) -> None:
    with reading(stage.factory, stage.instansi_id) as session:
        counted = queries.path(session, instansi_id=stage.instansi_id, case_id=stage.the_case)
    result.path.update(counted.element_counts)
    result.path.update(counted.flow_counts)
