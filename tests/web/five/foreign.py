"""Real ids of what belongs to one government, by the name of the argument in an address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select

from complaints.casework import reply_templates
from complaints.casework.reply_templates import Template
from complaints.demo.government import DemoGovernment, DemoPerson
from complaints.models import (
    Absence,
    Attachment,
    BulkItem,
    BulkOrder,
    Complaint,
    GovernmentDraft,
    IncomingReply,
    Report,
    SecondPersonRequest,
    Substitute,
    User,
)
from complaints.people.roles import PROCESS_ROLES, Role
from engine import workshop
from engine.actors import Actor
from engine.db import unit_of_work
from engine.models import Case, Task, new_id
from engine.running import queries
from tests.support.demo import Demo
from tests.support.everywhere import everywhere
from web.guards import Guard

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.routing import Rule

UNKNOWN: dict[str, str] = {
    "process_id": "pengaduan_antah",
    "name": "antah",
    "key": "1-0",
    "kind": "csv",
    "element": "Task_antah",
    "number": "99",
    "recipient": "antah",
    "message_name": "antah",
    "home": "antah",
    "step": "dasar",
}
"""What nobody has, for arguments that are no UUID."""


ELSEWHERE = (("/kegiatan/", "case_id", "activity_id"), ("/konsep/", "name", "draft_file"))
"""Parts of an address in which a name means something else."""
PLACE = re.compile(r"<(?:any\((\w+)[^)]*\):|[^:<>]+:)?(\w+)>")
"""An argument; of a choice the first is taken."""


@dataclass(frozen=True)
class Belongings:
    """A complaint of a government, with one of everything that can be asked for by an address."""

    judul: str
    number: str
    ids: dict[str, str]


def belongings(demo: Demo, home: DemoGovernment) -> Belongings:
    """The newest complaint with an open task, and a file that is put beside it."""
    with unit_of_work(demo.tools.session_factory, home.id) as session:
        complaint, task, case = session.execute(
            select(Complaint, Task, Case)
            .join(Task, (Task.instansi_id == Complaint.instansi_id) & (Task.case_id == Complaint.id))
            .join(Case, (Case.instansi_id == Complaint.instansi_id) & (Case.id == Complaint.id))
            .where(Complaint.instansi_id == home.id, Task.state == "open", Complaint.rahasia.is_(False))
            .order_by(Complaint.received_at.desc())
            .limit(1)
        ).one()
        bundle = queries.bundle_of_version(session, instansi_id=home.id, version_id=case.version_id)
        report = _report(session, home)
        absence = _absence(demo, session, home)
        return Belongings(
            judul=complaint.judul,
            number=complaint.number,
            ids={
                "case_id": str(complaint.id),
                "task_id": str(task.id),
                "file_id": str(_file(demo, session, home, complaint.id)),
                "version_id": str(case.version_id),
                "process_id": case.process_id,
                "name": sorted(bundle.forms)[0],
                "key": "1-0",
                "report_id": str(report.id),
                "absence_id": str(absence.absence_id),
                "row_id": str(absence.id),
                "template_id": str(_template(demo, session, home)),
                "order_id": str(_order(demo, session, home, absence.user_id, task)),
                "user_id": str(absence.user_id),
                "home": home.id,
                "request_id": str(_request(demo, session, home, absence.user_id)),
                "letter_id": str(new_id()),
                "reply_id": str(_reply(demo, session, home)),
                "incident_id": str(new_id()),
                "activity_id": str(report.activity_id),
                "kind": "csv",
                "draft_id": str(_draft(demo, session, home)),
                "plan_id": str(_plan(demo, session)),
                "step": "dasar",
                "draft_file": f"{case.process_id}.bpmn",
                "file": min(workshop.version_scenarios(session, home.id, case.version_id)),
                "number": "1",
                "element": task.element,
                "recipient": "pln",
                "message_name": "pengawasan_admin_nasional",
            },
        )


def _report(session: Session, home: DemoGovernment) -> Report:
    """The oldest report of the whole government."""
    query = select(Report).where(Report.instansi_id == home.id, Report.unit == "").order_by(Report.made_at).limit(1)
    return session.scalars(query).one()


def _absence(demo: Demo, session: Session, home: DemoGovernment) -> Substitute:
    """The second officer is away for long, and the first takes the place."""
    first, second = [each for each in home.people if each.roles[0][0] in PROCESS_ROLES][:2]
    ids = {
        name: session.scalars(select(User.id).where(User.instansi_id == home.id, User.username == name)).one()
        for name in (first.username, second.username)
    }
    now, (role, unit) = demo.tools.clock.now(), second.roles[0]
    absence = Absence(
        instansi_id=home.id, id=new_id(), user_id=ids[second.username], begins_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1_000), begun=True, due_at=None,
    )  # fmt: skip
    session.add(absence)
    session.flush()
    row = Substitute(
        instansi_id=home.id, id=new_id(), absence_id=absence.id, user_id=ids[first.username], role=role, unit=unit
    )
    session.add(row)
    session.flush()
    return row


def _template(demo: Demo, session: Session, home: DemoGovernment) -> UUID:
    """A template of answers of the whole government."""
    given = Template(new_id(), "Templat uji", "Uji", "", "", "")
    admin = Actor("admin-uji", "Admin Uji", frozenset({(Role.ADMIN.value, "")}))
    reply_templates.save(session, demo.tools.runtime, instansi_id=home.id, by=admin, given=given, new=True)
    return given.id


def _order(demo: Demo, session: Session, home: DemoGovernment, user_id: UUID, task: Task) -> UUID:
    """Answers for several tasks that were sent together and called back."""
    order_id, now = new_id(), demo.tools.clock.now()
    session.add(
        BulkOrder(
            instansi_id=home.id, id=order_id, user_id=user_id, made_at=now, version_id=new_id(), process_id="uji",
            element=task.element, name=task.name, answers={},
        )
    )  # fmt: skip
    session.flush()
    own = {"instansi_id": home.id, "order_id": order_id, "task_id": task.id, "user_id": user_id}
    session.add(BulkItem(**own, due_at=now, state="recalled"))
    return order_id


def _request(demo: Demo, session: Session, home: DemoGovernment, user_id: UUID) -> UUID:
    """An act that waits for a second administrator."""
    request_id = new_id()
    session.add(
        SecondPersonRequest(
            instansi_id=home.id, id=request_id, user_id=user_id, act="person_deactivated", values={}, reason="Uji",
            asked_by="uji", asked_by_name="Uji", asked_at=demo.tools.clock.now(),
        )
    )  # fmt: skip
    return request_id


def _reply(demo: Demo, session: Session, home: DemoGovernment) -> UUID:
    """A reply that could not be placed."""
    reply_id = new_id()
    session.add(
        IncomingReply(
            instansi_id=home.id, id=reply_id, digest=reply_id.hex, channel="email", text="Uji.", media=[], attempts=0,
            state="tertahan", why="tanpa_kunci", came_at=demo.tools.clock.now(),
        )
    )  # fmt: skip
    return reply_id


def _draft(demo: Demo, session: Session, home: DemoGovernment) -> UUID:
    """A draft of the process of complaints."""
    return workshop.open_draft(
        session,
        demo.tools.runtime,
        instansi_id=home.id,
        process_id=str(home.government.values["process"]),
        title="Konsep uji",
        by=Actor("pemilik-uji", "Pemilik Uji", frozenset({(Role.PEMILIK_PROSES.value, "")})),
    ).id


def _plan(demo: Demo, session: Session) -> UUID:
    """A government that an operator is entering."""
    plan = GovernmentDraft(id=new_id(), values={}, begun_by="Uji", changed_at=demo.tools.clock.now())
    session.add(plan)
    return plan.id


def _file(demo: Demo, session: Session, home: DemoGovernment, complaint_id: UUID) -> UUID:
    content, file_id = b"%PDF-1.4 berkas " + home.id.encode(), new_id()
    stored = demo.app.extensions["alur"].files.put(content, suffix=".pdf")
    session.add(
        Attachment(
            instansi_id=home.id,
            id=file_id,
            complaint_id=complaint_id,
            name="berkas.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sealed_path=stored.path,
            view_path=stored.path,
            origin="pengadu",
            public=True,
            added_at=demo.tools.clock.now(),
        )
    )
    return file_id


def address(rule: Rule, ids: dict[str, str]) -> str:
    """The address of a rule with these ids. An argument without one must be told where to find it."""
    given = ids | {name: ids[source] for part, name, source in ELSEWHERE if part in str(rule) and source in ids}
    missing = sorted(rule.arguments - set(given))
    assert not missing, f"{rule}: say in tests/web/five/foreign.py what a foreign {missing} is"
    return PLACE.sub(lambda found: found[1] or given[found[2]], str(rule))


def unknown(rule: Rule) -> dict[str, str]:
    """Ids that nobody has."""
    return {name: UNKNOWN.get(name) or str(uuid4()) for name in rule.arguments}


def may_enter(guard: Guard, person: DemoPerson) -> bool:
    """Whether the guard of a view lets this person in."""
    return not guard.roles or any(role in guard.roles for role, _ in person.roles)


def titles(demo: Demo, *, but: str) -> list[str]:
    """Numbers and titles of every complaint of the other governments, without what stands in its own ones."""
    with everywhere(demo.tools.session_factory) as session:
        rows = session.execute(select(Complaint.instansi_id, Complaint.number, Complaint.judul)).all()
    own = {text for instansi_id, *texts in rows if instansi_id == but for text in texts}
    theirs = {text for _, *texts in rows for text in texts}
    return sorted(text for text in theirs if not any(text in each for each in own))
