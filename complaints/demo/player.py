"""Plays the demo's stories side by side, in the order of their moments, through the same commands as the pages."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints import answers, intake, units
from complaints.console.tools import Tools
from complaints.decrees import calendar_for
from complaints.demo.government import DemoGovernment
from complaints.demo.story import Step, Story, stories
from complaints.models import User
from engine import commands, queries
from engine.actors import PENGADU, Actor
from engine.clock import FixedClock
from engine.commands import fire_due, fire_starts
from engine.db import reading, unit_of_work
from engine.deadlines import OfficeCalendar
from engine.models import Case, CaseStatus, Setting, StartTimer

RECEIPTS = "demo_receipts"
TODAY = "{hari_ini}"
"""In an answer: the day of the step."""


@dataclass(frozen=True)
class Stage:
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
    """A story being played."""

    stage: Stage
    story: Story
    case_id: uuid.UUID | None = None
    secret: str = ""
    number: str = ""

    def moment(self, day: int, at: str, *, today: datetime) -> datetime:
        """A time of day on the story's n-th working day, before or after today."""
        calendar = self.stage.calendar
        date, offset = calendar.local_date(today), day - self.story.days_ago
        if offset:
            date = calendar.work.nth_before(date, -offset) if offset < 0 else calendar.work.nth_after(date, offset)
        return datetime.combine(date, time.fromisoformat(at), calendar.zone)


class Player:
    """Moves a fixed clock from moment to moment; whatever falls due in between fires on its own moment first."""

    def __init__(self, tools: Tools, clock: FixedClock, homes: Sequence[DemoGovernment], *, until: datetime) -> None:
        self._tools = tools
        self._clock = clock
        self._until = until
        with reading(tools.session_factory) as session:
            stages = [Stage(home, calendar_for(session, home.id), _people(session, home)) for home in homes]
        self._told = [_Told(stage, story) for stage in stages for story in stories(stage.home.stem)]

    def beginning(self) -> datetime:
        """When the first story begins."""
        return min(each.moment(0, each.story.at, today=self._until) for each in self._told)

    def play(self) -> None:
        """Everything that happens before now, in order. What lies ahead is left to whoever tries the demo."""
        plan: list[tuple[datetime, _Told, Step | None]] = []
        for each in self._told:
            plan.append((each.moment(0, each.story.at, today=self._until), each, None))
            plan += [(each.moment(step.day, step.at, today=self._until), each, step) for step in each.story.steps]
        for moment, each, step in sorted(plan, key=lambda entry: entry[0]):
            if moment <= self._until:
                self._advance(moment)
                self._lodge(each) if step is None else self._take(each, step)
        self._advance(self._until)
        self._keep_receipts()

    def _keep_receipts(self) -> None:
        receipts = [
            {
                "instansi": each.stage.home.id,
                "number": each.number,
                "secret": each.secret,
                "judul": each.story.complaint["judul"],
            }
            for each in self._told
            if each.secret
        ]
        with unit_of_work(self._tools.session_factory) as session:
            session.add(Setting(key=RECEIPTS, value=json.dumps(receipts)))

    def _advance(self, moment: datetime) -> None:
        while (due := self._next_due()) is not None and due <= moment:
            self._clock.set(max(due, self._clock.now()))
            fire_due(self._tools.session_factory, self._tools.runtime)
            fire_starts(self._tools.session_factory, self._tools.runtime)
        self._clock.set(moment)

    def _next_due(self) -> datetime | None:
        with reading(self._tools.session_factory) as session:
            cases = session.scalar(select(func.min(Case.next_due_at)).where(Case.status == CaseStatus.RUNNING))
            starts = session.scalar(select(func.min(StartTimer.due_at)))
            return min((due for due in (cases, starts) if due is not None), default=None)

    def _lodge(self, told: _Told) -> None:
        story, stage = told.story, told.stage
        checked = answers.read(
            dict(story.complaint),
            kecamatan=stage.home.government.values["wilayah"],
            today=stage.calendar.local_date(self._clock.now()),
        )
        with unit_of_work(self._tools.session_factory) as session:
            receipt = intake.lodge(
                session,
                self._tools.runtime,
                instansi_id=stage.home.id,
                answers=checked,
                submission_token=secrets.token_hex(16),
                kanal=story.kanal,
                entered_by=stage.officer(story.entered_by) if story.entered_by else PENGADU,
            )
        told.case_id, told.number = receipt.complaint_id, receipt.number
        told.secret = "" if story.entered_by else receipt.secret or ""

    def _take(self, told: _Told, step: Step) -> None:
        if told.case_id is None:
            raise LookupError(f"{step.what}: the story has not begun")
        with unit_of_work(self._tools.session_factory) as session:
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

    def _complete(self, session: Session, stage: Stage, case_id: uuid.UUID, step: Step) -> None:
        open_tasks = queries.tasks_of_case(session, instansi_id=stage.home.id, case_id=case_id)
        task = next((task for task in open_tasks if task.element == step.what and task.state == "open"), None)
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


def _people(session: Session, home: DemoGovernment) -> dict[str, Actor]:
    ids = session.execute(select(User.username, User.id).where(User.instansi_id == home.id)).all()
    found = {name: units.colleague(session, instansi_id=home.id, person_id=user_id) for name, user_id in ids}
    return {person.username: actor for person in home.people if (actor := found.get(person.username)) is not None}
