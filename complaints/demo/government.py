"""The governments that come with the program, and their people for trying it out. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Membership, User
from complaints.people import holders, recovery
from complaints.people.accounts import grant
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.governments import Government, begin_government, read_government
from complaints.people.passwords import hash_password
from complaints.people.roles import RESTRICTED_ROLES, ROLES, Role
from complaints.people.terms import in_force
from complaints.sealed.boxes import new_pair
from engine.actors import Actor
from engine.models import new_id
from engine.running.runtime import Runtime

PASSWORD = "tuntung-pandang"
"""Of everybody in the demo, and only there: printed by `make run`."""
FOUNDER = Actor("operator", "Operator", role=Role.OPERATOR)
FOLDER = Path(__file__).parent
OWN_FILES = FOLDER.parents[1] / "processes"
OWN_FILE = "pemerintah.yaml"


@dataclass(frozen=True)
class DemoPerson:
    """A log-in of the demo: what the person is, in words, and in roles."""

    username: str
    name: str
    task: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DemoGovernment:
    """One of them: its file's name (its stories have the same), what it says, and its people."""

    stem: str
    government: Government
    people: tuple[DemoPerson, ...]

    @property
    def id(self) -> str:
        return self.government.id

    @property
    def name(self) -> str:
        return str(self.government.values["name"])

    def person(self, username: str) -> DemoPerson:
        """Raises LookupError."""
        return {each.username: each for each in self.people}[username]


@cache
def demo_governments() -> tuple[DemoGovernment, ...]:
    """All of them in order of name."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda each: each.name))


def demo_government(instansi_id: str) -> DemoGovernment:
    """The one with this id. Raises LookupError."""
    return {each.id: each for each in demo_governments()}[instansi_id]


def all_governments() -> list[Government]:
    """Those of the demo, then those whose file lies beside their diagrams (`processes/<pemerintah>/pemerintah.yaml`).

    Raises GovernmentFileError.
    """
    own = [read_government(path) for path in sorted(OWN_FILES.glob(f"*/{OWN_FILE}"))]
    return [*(each.government for each in demo_governments()), *own]


def governments() -> dict[str, Government]:
    """Every government of the program by the processes that it runs; of those that share it the first."""
    return {process_id: government for government in reversed(all_governments()) for process_id in government.processes}


def add_demo_government(session: Session, runtime: Runtime, home: DemoGovernment) -> None:
    """The instansi begins, with its units and its people, as every other one does: act by act. The password of the demo
    is one hash: it is no secret."""
    begin_government(session, runtime, government=home.government, by=FOUNDER)
    password_hash = _password_hash()
    for person in home.people:
        _add(session, runtime, home.id, person, password_hash)


def seal_reports(session: Session, runtime: Runtime, home: DemoGovernment) -> None:
    """The demo's reports of whistleblowers are sealed from the first on. Its recovery key is kept by nobody: each
    holder's password is known.
    """
    if not home.government.values["restricted_process"]:
        return
    now = runtime.clock.now()
    held = select(Membership.user_id).where(
        Membership.instansi_id == home.id, Membership.role.in_(RESTRICTED_ROLES), in_force(now)
    )
    for user_id in set(session.scalars(held)):
        holders.begin(session, runtime, holders.holder_row(home.id, user_id, new_pair(), password=PASSWORD, now=now))
    recovery.begin(session, instansi_id=home.id, now=now)
    record_act(
        session, runtime, instansi_id=home.id, by=FOUNDER, act=Act.REPORTS_SEALED,
        subject=Subject(About.GOVERNMENT, home.id),
    )  # fmt: skip


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def _read(path: Path) -> DemoGovernment:
    government = read_government(path)
    people = (
        DemoPerson(str(username), given["name"], given["task"], tuple(_membership(each) for each in given["roles"]))
        for username, given in government.values["people"].items()
    )
    return DemoGovernment(path.stem, government, tuple(people))


def _membership(text: str) -> tuple[str, str]:
    role, _, unit = text.partition(":")
    if role not in ROLES:
        raise ValueError(role)
    return role, unit


def _add(session: Session, runtime: Runtime, instansi_id: str, person: DemoPerson, password_hash: str) -> None:
    user_id = new_id()
    session.add(
        User(
            instansi_id=instansi_id,
            id=user_id,
            username=person.username,
            name=person.name,
            password_hash=password_hash,
            must_change_password=False,
        )
    )
    session.flush()
    told: dict[str, Any] = {"instansi_id": instansi_id, "by": FOUNDER, "subject": Subject(About.PERSON, str(user_id))}
    after = {"username": person.username, "name": person.name, "email": ""}
    record_act(session, runtime, **told, act=Act.PERSON_ADDED, after=after)
    for role, unit in person.roles:
        grant(session, instansi_id=instansi_id, user_id=user_id, role=role, unit=unit)
        given = {"role": role, "unit": unit, "from": "", "until": ""}
        record_act(session, runtime, **told, act=Act.ROLE_GRANTED, after=given)
