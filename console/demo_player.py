"""Plays the demo's stories side by side, in the order of their moments, through the same commands as the pages."""

from __future__ import annotations

import heapq
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.decrees import calendar_for
from complaints.demo.government import DemoGovernment
from complaints.intake import lodging, start_form, start_sample
from complaints.intake.answers import Answers
from complaints.intake.start_lists import lists
from complaints.models import Instansi, User
from complaints.people import units
from complaints.reports.activities.manual_start import begin, manual_starts
from console.demo_story import Story, StoryStep, stories
from console.tools import Tools
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import reading, unit_of_work
from engine.deadlines import OfficeCalendar
from engine.government import crossing
from engine.models import Case, CaseStatus, Event, Setting, StartTimer
from engine.record.events import CaseStarted
from engine.running import commands, queries
from engine.running.commands import fire_due, fire_starts

RECEIPTS = "demo_receipts"
TODAY = "{hari_ini}"
"""In an answer: the day of the step."""
LATER = timedelta(days=1)
ALL = "the stories of all governments are told side by side"


@dataclass(frozen=True)
class StoryPlace:
    """Where a story happens: the government, its calendar, and its people by user name."""

    home: DemoGovernment
    calendar: OfficeCalendar
    people: dict[str, Actor]

    def officer(self, username: str) -> Actor:
        """The person in their first role."""
        role, unit = self.home.person(username).roles[0]
        return self.people[username].acting_as(role=role, unit=unit)


@dataclass
class _Told:
    """A story being played: since which day, and as which case."""

    stage: StoryPlace
    story: Story
    first: date
    case_id: uuid.UUID | None = None
    secret: str = ""
    number: str = ""

    def moment(self, day: int, at: str) -> datetime:
        """A time of day on the story's n-th working day."""
        calendar = self.stage.calendar
        return datetime.combine(_working_day(calendar, self.first, day), time.fromisoformat(at), calendar.zone)


def _working_day(calendar: OfficeCalendar, first: date, offset: int) -> date:
    if not offset:
        return first
    return calendar.work.nth_before(first, -offset) if offset < 0 else calendar.work.nth_after(first, offset)


class Player:
    """Moves a fixed clock from moment to moment; whatever falls due in between fires on its own moment first."""

    def __init__(self, tools: Tools, clock: FixedClock, homes: Sequence[DemoGovernment], *, until: datetime) -> None:
        self._tools = tools
        self._clock = clock
        self._until = until
        self._plan: list[tuple[datetime, int, _Told, StoryStep | None]] = []
        self._order = count()
        self._begun: set[uuid.UUID] = set()
        stages = [_stage(tools, home) for home in homes]
        told = [(stage, story) for stage in stages for story in stories(stage.home.stem)]
        self._awaited = {(stage.home.id, story.start): (stage, story) for stage, story in told if not story.at}
        self._told = [_Told(stage, story, self._first_day(stage, story)) for stage, story in told if story.at]

    def _first_day(self, stage: StoryPlace, story: Story) -> date:
        """The story's first working day; before its hour has come, what would begin today began on the day before."""
        calendar = stage.calendar
        day = _working_day(calendar, calendar.local_date(self._until), -story.days_ago)
        begins = datetime.combine(day, time.fromisoformat(story.at), calendar.zone)
        return day if begins <= self._until else _working_day(calendar, day, -1)

    def beginning(self) -> datetime:
        """When the first story begins."""
        return min(each.moment(0, each.story.at) for each in self._told)

    def play(self) -> None:
        """Everything that happens before now, in order. What lies ahead is left to whoever tries the demo."""
        for told in self._told:
            self._schedule(told, told.story.at, None)
            self._schedule_steps(told)
        while (moment := self._next_moment()) <= self._until:
            self._clock.set(max(moment, self._clock.now()))
            if not self._plan or self._plan[0][0] > moment:
                self._fire()
                continue
            _, _, told, step = heapq.heappop(self._plan)
            self._begin(told) if step is None else self._take(told, step)
        self._clock.set(self._until)
        self._keep_receipts()

    def _schedule_steps(self, told: _Told) -> None:
        for step in told.story.steps:
            self._schedule(told, step.at, step)

    def _schedule(self, told: _Told, at: str, step: StoryStep | None) -> None:
        moment = told.moment(step.day if step else 0, at)
        heapq.heappush(self._plan, (moment, next(self._order), told, step))

    def _next_moment(self) -> datetime:
        """Of a timer, of a process that begins by the clock, or of a step: what is due goes first."""
        with reading(self._tools.session_factory) as session, crossing(session, why=ALL):
            running = select(func.min(Case.next_due_at)).where(Case.status == CaseStatus.RUNNING)
            due = [session.scalar(running), session.scalar(select(func.min(StartTimer.due_at)))]
        planned = self._plan[0][0] if self._plan else None
        return min((moment for moment in (*due, planned) if moment is not None), default=self._until + LATER)

    def _fire(self) -> None:
        fire_due(self._tools.session_factory, self._tools.runtime)
        if fire_starts(self._tools.session_factory, self._tools.runtime):
            self._follow_starts()

    def _follow_starts(self) -> None:
        """Work that the clock has begun is told from its first day on."""
        with reading(self._tools.session_factory) as session, crossing(session, why=ALL):
            begun = session.execute(
                select(Event.instansi_id, Event.element, Event.case_id).where(
                    Event.kind == CaseStarted.KIND, Event.at == self._clock.now()
                )
            ).all()
        for instansi_id, element, case_id in begun:
            awaited = self._awaited.get((instansi_id, element))
            if awaited is not None and case_id not in self._begun:
                self._begun.add(case_id)
                stage, story = awaited
                first = stage.calendar.local_date(self._clock.now())
                self._schedule_steps(_Told(stage, story, first, case_id))

    def _keep_receipts(self) -> None:
        receipts = [
            {
                "instansi": each.stage.home.id,
                "number": each.number,
                "secret": each.secret,
                "judul": each.story.complaint.get("judul", ""),
            }
            for each in self._told
            if each.secret
        ]
        with unit_of_work(self._tools.session_factory) as session:
            session.add(Setting(key=RECEIPTS, value=json.dumps(receipts)))

    def _begin(self, told: _Told) -> None:
        self._start(told) if told.story.start else self._lodge(told)

    def _start(self, told: _Told) -> None:
        """Work without a complaint, begun by hand."""
        actor = told.stage.people[told.story.entered_by]
        with unit_of_work(self._tools.session_factory, told.stage.home.id) as session:
            starts = manual_starts(session, instansi_id=told.stage.home.id, actor=actor)
            told.case_id = begin(
                session,
                self._tools.runtime,
                instansi_id=told.stage.home.id,
                process_id=next(each.process_id for each in starts if each.element == told.story.start),
                start_element=told.story.start,
                by=actor,
            )

    def _lodge(self, told: _Told) -> None:
        story, stage = told.story, told.stage
        officer = stage.officer(story.entered_by) if story.entered_by else PENGADU
        today = stage.calendar.local_date(self._clock.now())
        with unit_of_work(self._tools.session_factory, stage.home.id) as session:
            checked = _checked(session, story, stage, role=officer.role, today=today)
            receipt = lodging.lodge(
                session,
                self._tools.runtime,
                instansi_id=stage.home.id,
                answers=checked,
                submission_token=secrets.token_hex(16),
                kanal=story.kanal,
                restricted=story.restricted,
                entered_by=officer,
            )
        told.case_id, told.number = receipt.complaint_id, receipt.number
        told.secret = "" if story.entered_by else receipt.secret or ""

    def _take(self, told: _Told, step: StoryStep) -> None:
        if told.case_id is None:
            raise LookupError(f"{step.what}: the story has not begun")
        with unit_of_work(self._tools.session_factory, told.stage.home.id) as session:
            if step.what.startswith("Task_"):
                self._complete(session, told.stage, told.case_id, step)
            else:
                commands.send_message(
                    session,
                    self._tools.runtime,
                    instansi_id=told.stage.home.id,
                    case_id=told.case_id,
                    message=step.what,
                    by=PENGADU,
                    answers=step.answers,
                )

    def _complete(self, session: Session, stage: StoryPlace, case_id: uuid.UUID, step: StoryStep) -> None:
        open_tasks = queries.tasks_of_case(session, instansi_id=stage.home.id, case_id=case_id)
        fitting = (t for t in open_tasks if t.element == step.what and step.unit in ("", t.unit) and t.state == "open")
        task = next(fitting, None)
        if task is None:
            raise LookupError(f"{step.what} is not open; open are {[task.element for task in open_tasks]}")
        today = stage.calendar.local_date(self._clock.now()).isoformat()
        commands.complete(
            session,
            self._tools.runtime,
            instansi_id=stage.home.id,
            task_id=task.id,
            by=next(each for each in stage.people.values() if each.may_do(role=task.role, unit=task.unit)),
            answers={key: today if value == TODAY else value for key, value in step.answers.items()},
            token=secrets.token_hex(16),
        )


def _checked(session: Session, story: Story, stage: StoryPlace, *, role: str, today: date) -> Answers:
    """The form of the way in, filled with what the story tells, and checked."""
    instansi = session.get_one(Instansi, stage.home.id)
    asked = start_form.at(session, instansi=instansi, kanal=story.kanal, role=role, restricted=story.restricted)
    options = lists(session, asked, story.complaint, instansi_id=instansi.id)
    answers = start_sample.completed(asked, story.complaint, options=options, today=today)
    return asked.read(answers, options=options, today=today)


def _stage(tools: Tools, home: DemoGovernment) -> StoryPlace:
    with reading(tools.session_factory, home.id) as session:
        return StoryPlace(home, calendar_for(session, home.id), _people(session, home, tools.clock.now()))


def _people(session: Session, home: DemoGovernment, now: datetime) -> dict[str, Actor]:
    ids = session.execute(select(User.username, User.id).where(User.instansi_id == home.id)).all()
    found = {name: units.colleague(session, instansi_id=home.id, person_id=user_id, now=now) for name, user_id in ids}
    return {person.username: actor for person in home.people if (actor := found.get(person.username)) is not None}
