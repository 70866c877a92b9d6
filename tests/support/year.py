"""A year of a real government: its file, its deployed processes, its people; cases lodged and played on their days."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app import make_runtime
from complaints.actors import PENGADU
from complaints.decrees import seed_decrees
from complaints.intake import lodging
from complaints.intake.answers import Answers
from complaints.law.bundles import PROCESS_ROLE_NAMES, bundle_files
from complaints.models import SessionRow, User
from complaints.people import units
from complaints.people.accounts import grant
from complaints.people.governments import Government, add_government, read_government
from complaints.people.roles import Role
from complaints.reports import figures
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Case, CaseStatus
from engine.running import commands, queries
from tests.support.deploying import deploy
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
FILES = shipped()


@dataclass
class Town:
    """A government on a database of its own clock. Nobody but these people works there."""

    factory: SessionFactory
    stem: str
    begins: datetime
    folder: Path
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = FixedClock(self.begins)
        self.runtime = make_runtime(clock=self.clock, data_dir=self.folder)
        self.government: Government = read_government(ROOT / "complaints" / "demo" / f"{self.stem}.yaml")
        self.id = self.government.id
        with unit_of_work(self.factory, self.id) as session:
            seed_decrees(session, at=self.begins)
            add_government(session, self.government)
            restricted = str(self.government.values["restricted_process"])
            for process_id in filter(None, (f"pengaduan_{self.stem}", restricted, f"pemantauan_{self.stem}")):
                deploy(
                    session,
                    self.runtime,
                    instansi_id=self.id,
                    process_id=process_id,
                    files=bundle_files(FILES, process_id),
                    roles=PROCESS_ROLE_NAMES,
                    by=SISTEM,
                )

    def hire(self, role: Role, unit: str = "") -> Actor:
        """A person with this role, in this unit or in the whole instansi."""
        user_id = uuid.uuid4()
        with unit_of_work(self.factory, self.id) as session:
            user = User(instansi_id=self.id, id=user_id, username=f"{role}-{unit}", name=f"{role} {unit}")
            user.password_hash, user.must_change_password = "", False
            session.add(user)
            session.flush()
            grant(session, instansi_id=self.id, user_id=user_id, role=role, unit=unit)
        with reading(self.factory, self.id) as session:
            person = units.colleague(session, instansi_id=self.id, person_id=user_id, now=self.clock.now())
        assert person is not None
        self.people[role, unit] = person
        return person

    def seen(self, person: Actor, moment: datetime) -> None:
        """The person's last click in a log-in session."""
        with unit_of_work(self.factory, self.id) as session:
            session.add(
                SessionRow(
                    token_hash=secrets.token_hex(32),
                    instansi_id=self.id,
                    user_id=uuid.UUID(person.id),
                    created_at=moment - timedelta(hours=1),
                    last_seen_at=moment,
                    expires_at=moment + timedelta(hours=8),
                )
            )

    def pass_time(self, until: datetime) -> None:
        """Walk to a moment, stopping at everything that falls due on the way."""
        while (due := self._next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            if commands.fire_due(self.factory, self.runtime) == 0:
                break
        self.clock.set(max(until, self.clock.now()))

    def _next_due(self) -> datetime | None:
        with reading(self.factory, self.id) as session:
            return session.scalar(
                select(func.min(Case.next_due_at)).where(Case.instansi_id == self.id, Case.status == CaseStatus.RUNNING)
            )

    def lodge(self, judul: str = "Laporan warga", *, restricted: bool = False, **changed: Any) -> uuid.UUID:
        """A complaint from the website, or a whistleblower's report."""
        texts = dict.fromkeys(("kecamatan", "desa", "lokasi", "identitas", "telepon", "email", "alamat"), "")
        given: dict[str, Any] = {
            **texts,
            "jenis": "pengaduan",
            "judul": judul,
            "uraian": "Sudah dua minggu tidak ada tanggapan atas laporan kami.",
            "tanggal_kejadian": None,
            "anonim": False,
            "rahasia": False,
            "jenis_pengadu": "perorangan",
            "nama": "Lalu Satria",
        }
        with unit_of_work(self.factory, self.id) as session:
            receipt = lodging.lodge(
                session,
                self.runtime,
                instansi_id=self.id,
                answers=Answers(**(given | changed)),
                submission_token=secrets.token_hex(16),
                restricted=restricted,
            )
        return receipt.complaint_id

    def do(self, case_id: uuid.UUID, element: str, *, unit: str | None = None, **answers: Any) -> None:
        """The open task is completed by whoever may do it: people of the unit before those of the whole instansi."""
        with unit_of_work(self.factory, self.id) as session:
            tasks = queries.tasks_of_case(session, instansi_id=self.id, case_id=case_id)
            open_tasks = [task for task in tasks if task.state == "open"]
            fits = [task for task in open_tasks if task.element == element and unit in (None, task.unit)]
            assert fits, f"{element} is not open; open are {[task.element for task in open_tasks]}"
            task = fits[0]
            person = self.people.get((task.role, task.unit)) or self.people[task.role, ""]
            commands.complete(
                session,
                self.runtime,
                instansi_id=self.id,
                task_id=task.id,
                by=person,
                answers=answers,
                token=secrets.token_hex(16),
            )

    def tell(self, case_id: uuid.UUID, message: str, **answers: Any) -> None:
        """A message of the complainant."""
        with unit_of_work(self.factory, self.id) as session:
            commands.send_message(
                session,
                self.runtime,
                instansi_id=self.id,
                case_id=case_id,
                message=message,
                by=PENGADU,
                answers=answers,
            )

    def begin(self, start: str, process_id: str = "") -> uuid.UUID:
        """An officer begins an activity."""
        case_id = uuid.uuid4()
        with unit_of_work(self.factory, self.id) as session:
            commands.start_case(
                session,
                self.runtime,
                instansi_id=self.id,
                process_id=process_id or f"pemantauan_{self.stem}",
                case_id=case_id,
                start_element=start,
                variables={},
                by=SISTEM,
            )
        return case_id

    def report(self, activity_id: uuid.UUID, kind: str, *, year: int, **options: Any) -> list[figures.Table]:
        """The figures of a calendar year as of now, or of the days from `period_from` to `period_to`."""
        days = {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}
        with reading(self.factory, self.id) as session:
            return figures.make(
                session,
                kind=kind,
                instansi_id=self.id,
                activity_id=activity_id,
                now=self.clock.now(),
                **(days | options),
            )


Action = Callable[[], None]


class Plan:
    """What happens when; played in the order of the moments, cases side by side."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._plan: list[tuple[datetime, int, Action]] = []

    def at(self, moment: datetime, action: Action) -> None:
        self._plan.append((moment, len(self._plan), action))

    def play(self) -> None:
        for moment, _number, action in sorted(self._plan, key=lambda entry: entry[:2]):
            self._town.pass_time(moment)
            action()
