"""Persons, roles, units, data and decrees stand as the government's own history tells; whoever changes them past it is
found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update

from complaints.decrees import DayInput
from complaints.law.bundles import ROOT
from complaints.models import (
    Absence,
    Application,
    Crest,
    DecreeDay,
    DecreeKind,
    HolderKey,
    Instansi,
    Membership,
    Passkey,
    PlannedRole,
    RecoveryCode,
    SecondFactor,
    SecondPersonRequest,
    SignOn,
    SignOnLink,
    Substitute,
    Unit,
    User,
)
from complaints.people import arranging, persons
from complaints.people.accounts import add_user
from complaints.people.decree_acts import enter
from complaints.people.governments import begin_government, read_government
from complaints.people.governments.change import apply
from complaints.people.role_turns import settle_due
from complaints.people.roles import Role
from complaints.people.sign_on import SignOnTerms, configure_sealed
from complaints.upkeep.acts_verified import verify_acts
from complaints.upkeep.bound_rows import BindingRows
from engine.actors import Actor
from engine.db import SessionFactory, unit_of_work
from tests.support.accounts import PASSWORD
from tests.support.everywhere import everywhere

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from tests.support.government import Government

HOME = "tanah-laut"
OPERATOR = Actor("operator", "Operator", role=Role.OPERATOR)
TODAY = date(2026, 3, 9)
SOME_DAY = datetime(2026, 4, 1, tzinfo=UTC)
Tamper = Callable[["Session"], object]


@pytest.fixture
def siti(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock) -> UUID:
    """A government that began here: roles given, planned, moved, ended; a unit and a value changed; a decree."""
    government = read_government(ROOT / "complaints" / "demo" / "tanah_laut.yaml")
    with unit_of_work(session_factory, HOME) as session:
        begin_government(session, runtime, government=government, by=OPERATOR)
    given: dict[str, Any] = {"instansi_id": HOME, "by": OPERATOR}
    unit, other = sorted(government.units)[:2]
    with unit_of_work(session_factory, HOME) as session:
        who = persons.add_person(session, runtime, **given, username="siti", name="Siti", email="siti@contoh.id")
        budi = persons.add_person(session, runtime, **given, username="budi", name="Budi", email="")
        given["user_id"] = who
        persons.grant_role(session, runtime, **given, role=Role.ADMIN_INSTANSI)
        persons.grant_role(
            session, runtime, **given, role=Role.APIP, ends_on=TODAY + timedelta(days=40), confirmed=True
        )
        persons.grant_role(session, runtime, **given, role=Role.PEJABAT_PENGHUBUNG, unit=unit)
        persons.grant_role(session, runtime, **given, role=Role.PEMBINA, begins_on=TODAY + timedelta(days=2))
        persons.grant_role(session, runtime, **given, role=Role.SEKDA, begins_on=TODAY + timedelta(days=30))
        persons.grant_role(session, runtime, **given, role=Role.KEPALA_DINAS, ends_on=TODAY + timedelta(days=2))
        persons.grant_role(session, runtime, **given, role=Role.PPID)
        persons.end_role(session, runtime, **given, role=Role.PPID, reason="mutasi")
        persons.end_role(
            session, runtime, **given, role=Role.SEKDA, ends_on=TODAY + timedelta(days=50), reason="mutasi"
        )
        persons.move_to_unit(
            session, runtime, **given, unit=unit, to=other, on=TODAY + timedelta(days=5), reason="mutasi"
        )
        persons.change_person(session, runtime, **given, name="Siti Aminah")
        persons.deactivate(session, runtime, instansi_id=HOME, by=OPERATOR, user_id=budi, reason="pensiun")
        units = {**government.units, unit: "Unit Berganti Nama", "unit-baru": "Unit Baru"}
        kinds = {**government.unit_kinds, "unit-baru": "pd"}
        values = {**government.values, "contact_phone": "0511-1", "limits": {"berkas_mb": "5"}}
        apply(session, runtime, wanted=replace(government, values=values, units=units, unit_kinds=kinds), by=OPERATOR)
        days = [DayInput(date(2026, 12, 2), DecreeKind.LIBUR_DAERAH, "Hari Jadi")]
        enter(session, runtime, instansi_id=HOME, by=OPERATOR, decree="SK 1", days=days, revokes=())
        days = [DayInput(date(2026, 12, 3), DecreeKind.LIBUR_DAERAH, "Hari Jadi")]
        enter(session, runtime, instansi_id=HOME, by=OPERATOR, decree="SK 2", days=days, revokes=[date(2026, 12, 2)])
    clock.advance(timedelta(days=10))
    settle_due(session_factory, runtime)
    server = SignOnTerms("Layanan", "https://sso.contoh.id", "alur", "")
    with unit_of_work(session_factory, HOME) as session:
        configure_sealed(session, runtime, instansi_id=HOME, terms=server, sealed_secret="x", by=OPERATOR)
    acting = Actor(str(who), "Siti", frozenset({(Role.ADMIN_INSTANSI.value, "")}))
    day = TODAY + timedelta(days=12)
    with unit_of_work(session_factory, HOME) as session:
        own: dict[str, Any] = {"instansi_id": HOME, "by": acting}
        away = arranging.arrange(session, runtime, **own, person_id=who, first=day, last=day)
        other = persons.add_person(
            session, runtime, instansi_id=HOME, by=OPERATOR, username="tono", name="Tono", email=""
        )
        persons.grant_role(session, runtime, instansi_id=HOME, by=OPERATOR, user_id=other, role=Role.PPID)
    with unit_of_work(session_factory, HOME) as session:
        lent = [(Role.ADMIN_INSTANSI.value, "")]
        arranging.name_substitute(
            session, runtime, **own, absence_id=away, substitute_id=other, lent=lent, process_id=""
        )
    with unit_of_work(session_factory, HOME) as session:
        persons.grant_role(session, runtime, instansi_id=HOME, by=OPERATOR, user_id=who, role=Role.AUDITOR)
    return who


def told(factory: SessionFactory, tamper: Tamper = lambda _: None) -> str:
    with everywhere(factory) as session:
        tamper(session)
        session.flush()
        session.expire_all()
        found = verify_acts(session, instansi_id=HOME)
        session.rollback()
    assert found.compared
    return " ".join(f"{each.number} {each.reason}." for each in found.breaks)


def _of(model: Any, *where: Any, **values: Any) -> Tamper:
    return lambda session: session.execute(update(model).where(model_home(model), *where).values(**values))


def model_home(model: Any) -> Any:
    return model.id == HOME if model is Instansi else model.instansi_id == HOME


def _role(session: Session) -> None:
    who = session.scalars(select(User.id).where(User.username == "siti")).one()
    session.execute(insert(Membership).values(instansi_id=HOME, user_id=who, role="admin", unit=""))


def _person(session: Session) -> None:
    row = {"instansi_id": HOME, "id": uuid4(), "username": "x", "name": "X", "email": "", "password_hash": ""}
    session.execute(insert(User).values(**row, must_change_password=False, active=True))


def _day(session: Session) -> None:
    row = {"id": uuid4(), "date": date(2026, 12, 4), "scope": HOME, "kind": DecreeKind.LIBUR_DAERAH, "name": "Y"}
    session.execute(insert(DecreeDay).values(**row, decree="SK 3", valid_from=datetime(2026, 4, 1, tzinfo=UTC)))


def _application(session: Session) -> None:
    row = {"id": uuid4(), "name": "X", "key_hash": "x", "starts": [], "created_at": datetime(2026, 4, 1, tzinfo=UTC)}
    session.execute(insert(Application).values(instansi_id=HOME, **row, revoked_at=None))


def _passkey(session: Session) -> None:
    who = session.scalars(select(User.id).where(User.username == "siti")).one()
    row = {"id": uuid4(), "user_id": who, "name": "X", "credential_hash": "x", "credential_id": "x", "public_key": "x"}
    now = datetime(2026, 4, 1, tzinfo=UTC)
    session.execute(insert(Passkey).values(instansi_id=HOME, **row, sign_count=0, created_at=now, last_used_at=None))


def _credential(model: Any, **values: Any) -> Tamper:
    def tamper(session: Session) -> None:
        who = session.scalars(select(User.id).where(User.username == "siti")).one()
        session.execute(insert(model).values(instansi_id=HOME, user_id=who, **values))

    return tamper


def _early(session: Session) -> None:
    """What is planned for later is held now."""
    planned = session.scalars(select(PlannedRole).where(PlannedRole.role == Role.SEKDA)).one()
    values = {"user_id": planned.user_id, "role": planned.role, "unit": planned.unit, "ends_at": planned.ends_at}
    session.execute(delete(PlannedRole).where(PlannedRole.role == Role.SEKDA))
    session.execute(insert(Membership).values(instansi_id=HOME, **values))


def _again(session: Session) -> None:
    """The worker ended it when its time was over."""
    who = session.scalars(select(User.id).where(User.username == "siti")).one()
    session.execute(insert(Membership).values(instansi_id=HOME, user_id=who, role=Role.KEPALA_DINAS, unit=""))


TAMPERINGS: dict[str, tuple[Tamper, str]] = {
    "a role nobody gave": (_role, "peran admin bagi orang"),
    "a role is gone": (
        lambda session: session.execute(delete(Membership).where(Membership.role == Role.ADMIN_INSTANSI)),
        "peran admin_instansi bagi orang",
    ),
    "a role for ever": (_of(Membership, Membership.role == Role.APIP, ends_at=None), "akhirnya berbeda"),
    "a role of elsewhere": (_of(Membership, Membership.role == Role.APIP, role=Role.AUDITOR), "tidak dikenal riwayat"),
    "a person nobody added": (_person, "tidak dikenal riwayat: ditambahkan"),
    "another address": (_of(User, User.username == "siti", email="lain@contoh.id"), "surel berbeda"),
    "another name": (_of(User, User.username == "siti", name="Sita"), "nama berbeda"),
    "works again": (_of(User, User.username == "budi", active=True), "aktif atau tidak berbeda"),
    "a unit": (_of(Unit, Unit.id == "unit-baru", name="Lain"), "unit unit-baru berbeda"),
    "a unit closed": (_of(Unit, Unit.id == "unit-baru", active=False), "unit unit-baru berbeda"),
    "a telephone": (_of(Instansi, contact_phone="0800"), "contact_phone berbeda"),
    "a limit": (_of(Instansi, limits={"berkas_mb": "50"}), "limits berbeda"),
    "data nobody changed since the beginning": (_of(Instansi, contact_address="Lain"), "instansi berbeda dari yang diikat"),
    "what its process is": (_of(Instansi, process_id="lain"), "instansi berbeda dari yang diikat"),
    "one more limit": (_of(Instansi, limits={"berkas_mb": "5", "lain": "1"}), "instansi berbeda dari yang diikat"),
    "a unit of the beginning": (
        lambda session: session.execute(update(Unit).where(Unit.name.like("Dinas K%")).values(name="Z")), "unit:",
    ),
    "a unit nobody added": (
        lambda session: session.execute(insert(Unit).values(instansi_id=HOME, id="x", name="X", kind="pd", active=True)),
        "unit:x tidak dikenal riwayat",
    ),
    "another server for log-ins": (_of(SignOn, issuer="https://lain.contoh.id"), "sign_on berbeda dari yang diikat"),
    "no server for log-ins": (lambda session: session.execute(delete(SignOn)), "sign_on hilang"),
    "away for longer": (_of(Absence, ends_at=datetime(2027, 1, 1, tzinfo=UTC)), "absence:"),
    "in another's place": (_of(Substitute, role="admin"), "substitute:"),
    "nobody in another's place": (lambda session: session.execute(delete(Substitute)), "substitute:"),
    "asked by somebody else": (_of(SecondPersonRequest, asked_by="lain"), "second_person_request:"),
    "an application": (_application, "application:"),
    "an entrance": (_passkey, "passkey:"),
    "another password": (_of(User, User.username == "siti", password_hash="lain"), "user:"),
    "a phone for codes": (
        _credential(SecondFactor, sealed_secret="x", created_at=SOME_DAY, confirmed_at=SOME_DAY, last_step=0),
        "second_factor:",
    ),
    "a recovery code": (_credential(RecoveryCode, code_hash="x"), "recovery_code:"),
    "who somebody is at the server": (_credential(SignOnLink, subject="x", email=""), "sign_on_link:"),
    "a key for reports": (
        _credential(HolderKey, public_key=b"x", salt=b"x", locked=b"x", created_at=SOME_DAY), "holder_key:",
    ),
    "a role before its time": (_early, "berlaku sebelum waktunya"),
    "a role over is back": (_again, "sudah diakhiri menurut riwayat"),
    "a day nobody decreed": (_day, "hari 2026-12-04"),
    "a day of a decree": (
        lambda session: session.execute(update(DecreeDay).where(DecreeDay.decree == "SK 2").values(name="Z")),
        "hari 2026-12-03 menurut SK 2 berbeda",
    ),
    "a day is gone": (
        lambda session: session.execute(delete(DecreeDay).where(DecreeDay.decree == "SK 2")), "2026-12-03 menurut SK 2 hilang",
    ),
    "a day counts again": (
        lambda session: session.execute(update(DecreeDay).where(DecreeDay.decree == "SK 1").values(revoked_at=None)),
        "berlaku atau dicabut",
    ),
}  # fmt: skip


def test_an_honest_government_is_not_suspected(session_factory: SessionFactory, siti: UUID) -> None:
    assert told(session_factory) == ""


def test_what_was_changed_past_the_acts_is_named(session_factory: SessionFactory, siti: UUID) -> None:
    found = {name: told(session_factory, tamper) for name, (tamper, _) in TAMPERINGS.items()}
    assert [(name, found[name]) for name, (_, said) in TAMPERINGS.items() if said not in found[name]] == []
    assert "contoh.id" not in str(found)


def test_what_stood_before_acts_bound_it_is_bound_once_as_it_stands_and_said_to_be_so(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock
) -> None:
    """A government from before the acts: its rows were written past any history."""
    with unit_of_work(session_factory, HOME) as session:
        add_user(session, instansi_id=HOME, username="siti", name="Siti", password=PASSWORD)
    chore = BindingRows(session_factory, runtime)
    assert sum(iter(chore, 0)) > 1
    clock.advance(timedelta(days=1))
    assert sum(iter(BindingRows(session_factory, runtime), 0)) == 0, "once, also after a start"
    assert told(session_factory) == ""
    with everywhere(session_factory) as session:
        found = verify_acts(session, instansi_id=HOME)
    assert set(found.since.values()) == {clock.now() - timedelta(days=1)}
    assert "user:" in told(session_factory, _of(User, password_hash="lain"))
    assert "ditambahkan dari luar" in told(session_factory, _credential(RecoveryCode, code_hash="x"))


def test_what_was_there_before_the_history_is_counted(session_factory: SessionFactory, siti: UUID) -> None:
    def older(session: Session) -> None:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE ledger_event DISABLE TRIGGER USER"))
        session.execute(text("DELETE FROM ledger_event WHERE number = 1"))
        _role(session)

    assert told(session_factory, older) == ""
    with everywhere(session_factory) as session:
        older(session)
        units = set(session.scalars(select(Unit.id).where(Unit.instansi_id == HOME))) - {"unit-baru"}
        crest = session.get(Crest, HOME) is not None
        assert verify_acts(session).unbound == len(units) + crest, "the role, and the units but one, changed since"
        session.rollback()
