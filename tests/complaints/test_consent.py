"""A hidden name opens to others for some days, when somebody else who keeps identities consents; each step is a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.casework import consent, consent_steps
from complaints.casework.consent import VALID_FOR, WAITS_FOR, ConsentState
from complaints.casework.readings import Ground, What
from complaints.casework.visibility import Reason, Withheld
from complaints.models import Reading
from complaints.people.roles import Role, work_scopes
from engine.actors import Actor
from engine.db import SessionFactory
from engine.errors import NotFoundError
from engine.models import OutboxMessage
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import UNITS, Government
from tests.support.readings import opened

KESEHATAN = "dinas-kesehatan"


class Hidden:
    """A complaint of which a unit has the task, with an officer, two keepers, and one who is neither."""

    def __init__(self, rows: Rows, **flags: Any) -> None:
        self.rows = rows
        self.case = rows.complaint(**({"nama_tersembunyi": True} | flags))
        restricted = bool(flags.get("restricted"))
        held, kept = (Role.APIP, Role.PETUGAS_WBS) if restricted else (Role.PEJABAT_PENGHUBUNG, Role.ADMIN_INSTANSI)
        self.officer = rows.person("Ani", (held, "" if restricted else KESEHATAN), email="ani@contoh.id")
        self.keeper = rows.person("Budi", (kept, ""), email="budi@contoh.id")
        self.other = rows.person("Citra", (kept, ""))
        rows.task(self.case.id, held, "" if restricted else KESEHATAN, claimed_by=self.officer.id)

    def who(self, actor: Actor) -> dict[str, Any]:
        scopes = work_scopes(actor, units=UNITS)
        return {"instansi_id": self.rows.instansi_id, "actor": actor, "scopes": scopes, "case_id": self.case.id}

    def identity(self, actor: Actor, now: Any = NOW) -> bool:
        view = opened(self.rows.session, now=now, **self.who(actor))
        return not isinstance(view.reporter, Withheld)

    def ask(self, actor: Actor, text: str = "", now: Any = NOW) -> None:
        who = self.who(actor)
        consent_steps.ask_for_identity(self.rows.session, **who, ground=Ground.REPORTER, text=text, now=now)

    def waiting(self, actor: Actor, now: Any = NOW) -> list[UUID]:
        mine = {"instansi_id": self.rows.instansi_id, "actor": actor, "now": now}
        return [each.id for each in consent.waiting(self.rows.session, **mine)]

    def decide(self, actor: Actor, request_id: UUID, *, opens: bool, now: Any = NOW) -> None:
        consent_steps.decide_identity(
            self.rows.session, instansi_id=self.rows.instansi_id, actor=actor, request_id=request_id, opens=opens,
            text="Perlu untuk penjelasan", now=now,
        )  # fmt: skip

    def state(self, actor: Actor, now: Any = NOW) -> ConsentState:
        mine = {"instansi_id": self.rows.instansi_id, "case_id": self.case.id, "actor": actor, "now": now}
        return consent.standing(self.rows.session, **mine).state


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    with everywhere(session_factory) as session:
        yield Rows(session, instansi.id).version()
        session.rollback()


@pytest.mark.parametrize("flags", [{}, {"restricted": True, "rahasia": True}], ids=["hidden", "whistleblower"])
def test_consent_opens_the_identity_to_who_asked_and_for_three_days(rows: Rows, flags: dict[str, bool]) -> None:
    found = Hidden(rows, **flags)
    assert not found.identity(found.officer)
    found.ask(found.officer)
    found.ask(found.officer)  # not doubled
    assert found.state(found.officer) is ConsentState.ASKED
    (request,) = found.waiting(found.keeper)
    assert found.waiting(found.officer) == []
    found.decide(found.keeper, request, opens=True)
    assert found.identity(found.officer)
    assert found.waiting(found.other) == []
    later = NOW + VALID_FOR
    assert found.identity(found.officer, later - timedelta(seconds=1))
    assert not found.identity(found.officer, later)
    assert found.state(found.officer, later) is ConsentState.NONE


def test_every_step_is_a_row_and_a_letter_to_the_other_side(rows: Rows) -> None:
    found = Hidden(rows)
    found.ask(found.officer, text=f"Menelepon NAMA-{found.case.uraian.removeprefix('URAIAN-')}")
    found.decide(found.keeper, found.waiting(found.keeper)[0], opens=True)
    steps = rows.session.scalars(select(Reading).where(Reading.what.in_(consent.STEPS)).order_by(Reading.what)).all()
    assert [(row.what, row.actor_name, row.role, row.reason) for row in steps] == [
        (What.IDENTITY_OPENED, "Budi", Role.ADMIN_INSTANSI, "Perlu untuk penjelasan"),
        (What.IDENTITY_ASKED, "Ani", Role.PEJABAT_PENGHUBUNG, "Menelepon [disamarkan]"),
    ]
    letters = rows.session.scalars(select(OutboxMessage).order_by(OutboxMessage.recipient)).all()
    assert [(each.recipient, each.case_id) for each in letters] == [("ani@contoh.id", None), ("budi@contoh.id", None)]
    assert all(found.case.number in each.subject for each in letters)


def test_a_refusal_is_told_and_opens_nothing_and_one_may_ask_again(rows: Rows) -> None:
    found = Hidden(rows)
    found.ask(found.officer)
    found.decide(found.keeper, found.waiting(found.keeper)[0], opens=False)
    assert found.state(found.officer) is ConsentState.REFUSED
    assert not found.identity(found.officer)
    found.ask(found.officer, now=NOW + timedelta(hours=1))
    assert found.state(found.officer, NOW + timedelta(hours=1)) is ConsentState.ASKED


def test_nobody_decides_their_own_request_another_role_or_twice(rows: Rows) -> None:
    found = Hidden(rows)
    found.ask(found.officer)
    (request,) = found.waiting(found.keeper)
    both = Actor(found.officer.id, "Ani", found.officer.memberships | {(Role.ADMIN_INSTANSI.value, "")})
    for actor in (both, rows.person("Dedi", (Role.APIP, "")), rows.person("Eka", (Role.AUDITOR, ""))):
        with pytest.raises(NotFoundError):
            found.decide(actor, request, opens=True)
    with pytest.raises(NotFoundError):
        found.decide(found.keeper, request, opens=True, now=NOW + WAITS_FOR)
    found.decide(found.keeper, request, opens=False)
    with pytest.raises(NotFoundError):
        found.decide(found.other, request, opens=True)


def test_what_was_never_given_or_is_open_is_not_asked_for(rows: Rows) -> None:
    nameless, plain = Hidden(rows, anonim=True), Hidden(rows, nama_tersembunyi=False)
    for found in (nameless, plain):
        with pytest.raises(NotFoundError):
            found.ask(found.officer)
    stranger = rows.person("Fajar", (Role.PEJABAT_PENGHUBUNG, "dinas-pekerjaan-umum"))
    with pytest.raises(NotFoundError):
        Hidden(rows).ask(stranger)
    assert nameless.identity(nameless.officer) is False
    assert Reason.HIDDEN in consent.ASKABLE
