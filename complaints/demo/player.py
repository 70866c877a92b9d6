"""Plays the demo's stories side by side, in the order of their moments, through the same commands as the pages."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints import answers, intake, units
from complaints.console.tools import Tools
from complaints.decrees import calendar_for
from complaints.demo.government import INSTANSI, PEOPLE
from complaints.models import User
from engine import commands, queries
from engine.actors import PENGADU, Actor
from engine.clock import FixedClock
from engine.commands import fire_due
from engine.db import reading, unit_of_work
from engine.models import Case, CaseStatus, Setting

RECEIPTS = "demo_receipts"


@dataclass(frozen=True)
class Step:
    """On a working day counted from the story's first (0), at a time of day: a task done, or a message sent."""

    day: int
    at: str
    what: str
    """Element id of the task (`Task_…`), or the name of a message of the complainant."""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One complaint. `days_ago`: its first day lies so many working days before today."""

    days_ago: int
    at: str
    complaint: Mapping[str, str]
    steps: tuple[Step, ...] = ()
    kanal: str = "website"
    entered_by: str = ""
    """User name of the officer who typed it in; empty when the citizen lodged it."""


@dataclass
class _Told:
    """A story being played."""

    story: Story
    case_id: uuid.UUID | None = None
    secret: str = ""
    number: str = ""


class Player:
    """Moves a fixed clock from moment to moment; whatever falls due in between fires on its own moment first."""

    def __init__(self, tools: Tools, clock: FixedClock, *, until: datetime) -> None:
        self._tools = tools
        self._clock = clock
        self._until = until
        with reading(tools.session_factory) as session:
            self._calendar = calendar_for(session, INSTANSI)
            self._people = _people(session)

    def moment(self, story: Story, day: int, at: str) -> datetime:
        """A time of day on the story's n-th working day, before or after today."""
        today = self._calendar.local_date(self._until)
        offset = day - story.days_ago
        work = self._calendar.work
        date = work.nth_before(today, -offset) if offset < 0 else work.nth_after(today, offset) if offset else today
        return datetime.combine(date, time.fromisoformat(at), self._calendar.zone)

    def play(self, stories: tuple[Story, ...]) -> None:
        """Everything that happens before now, in order. What lies ahead is left to whoever tries the demo."""
        told = [_Told(story) for story in stories]
        plan: list[tuple[datetime, _Told, Step | None]] = []
        plan += [(self.moment(each.story, 0, each.story.at), each, None) for each in told]
        plan += [(self.moment(each.story, step.day, step.at), each, step) for each in told for step in each.story.steps]
        for moment, each, step in sorted(plan, key=lambda entry: entry[0]):
            if moment <= self._until:
                self._advance(moment)
                self._lodge(each) if step is None else self._take(each, step)
        self._advance(self._until)
        receipts = [
            {"number": each.number, "secret": each.secret, "judul": each.story.complaint["judul"]}
            for each in told
            if each.secret
        ]
        with unit_of_work(self._tools.session_factory) as session:
            session.add(Setting(key=RECEIPTS, value=json.dumps(receipts)))

    def _advance(self, moment: datetime) -> None:
        while (due := self._next_due()) is not None and due <= moment:
            self._clock.set(max(due, self._clock.now()))
            fire_due(self._tools.session_factory, self._tools.runtime)
        self._clock.set(moment)

    def _next_due(self) -> datetime | None:
        with reading(self._tools.session_factory) as session:
            return session.scalar(select(func.min(Case.next_due_at)).where(Case.status == CaseStatus.RUNNING))

    def _lodge(self, told: _Told) -> None:
        story = told.story
        checked = answers.read(dict(story.complaint), kecamatan=(), today=self._calendar.local_date(self._clock.now()))
        with unit_of_work(self._tools.session_factory) as session:
            receipt = intake.lodge(
                session,
                self._tools.runtime,
                instansi_id=INSTANSI,
                answers=checked,
                submission_token=secrets.token_hex(16),
                kanal=story.kanal,
                entered_by=self._officer(story.entered_by) if story.entered_by else PENGADU,
            )
        told.case_id, told.number = receipt.complaint_id, receipt.number
        told.secret = "" if story.entered_by else receipt.secret or ""

    def _officer(self, username: str) -> Actor:
        role, unit = next(person for person in PEOPLE if person.username == username).roles[0]
        return self._people[username].acting_as(role=role, unit=unit)

    def _take(self, told: _Told, step: Step) -> None:
        if told.case_id is None:
            raise LookupError(f"{step.what}: the story has not begun")
        with unit_of_work(self._tools.session_factory) as session:
            if step.what.startswith("Task_"):
                self._complete(session, told.case_id, step)
            else:
                commands.send_message(
                    session,
                    self._tools.runtime,
                    instansi_id=INSTANSI,
                    case_id=told.case_id,
                    message=step.what,
                    by=PENGADU,
                    answers=step.answers,
                )

    def _complete(self, session: Session, case_id: uuid.UUID, step: Step) -> None:
        open_tasks = queries.tasks_of_case(session, instansi_id=INSTANSI, case_id=case_id)
        task = next((task for task in open_tasks if task.element == step.what and task.state == "open"), None)
        if task is None:
            raise LookupError(f"{step.what} is not open; open are {[task.element for task in open_tasks]}")
        person = next(each for each in self._people.values() if each.may_do(role=task.role, unit=task.unit))
        commands.complete(
            session,
            self._tools.runtime,
            instansi_id=INSTANSI,
            task_id=task.id,
            by=person,
            answers=step.answers,
            token=secrets.token_hex(16),
        )


def _people(session: Session) -> dict[str, Actor]:
    ids = session.execute(select(User.username, User.id).where(User.instansi_id == INSTANSI)).all()
    found = {name: units.colleague(session, instansi_id=INSTANSI, person_id=user_id) for name, user_id in ids}
    return {person.username: actor for person in PEOPLE if (actor := found.get(person.username)) is not None}
