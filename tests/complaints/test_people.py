"""Officers prove who they are; guessing is slow and tells nothing; sessions end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from complaints import upkeep
from complaints.files.file_store import FileStore
from complaints.models import Attempt, LodgingDraft, SessionRow, User
from complaints.people import accounts, entrance, passwords, sessions, throttle
from complaints.people.entrance import LoggedIn, LogInRefused, SecondStep, Visitor
from complaints.people.passwords import PasswordFault
from complaints.people.roles import Role
from complaints.settings import Settings
from complaints.upkeep.storage import FILES_KEY
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Setting
from tests.support.accounts import taken_back
from tests.support.bare import bare_runtime
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.hashes import REAL

PASSWORD = "pelangi kertas 42"
Outcome = LoggedIn | SecondStep | LogInRefused
SETTINGS = Settings(secret_key="kunci-uji-" * 5)
HOME = "10.1.2.3"


@pytest.fixture
def siti(session_factory: SessionFactory, instansi: Government) -> UUID:
    with everywhere(session_factory) as session:
        user_id = accounts.add_user(
            session, instansi_id=instansi.id, username="Siti", name="Siti Rahmawati", password=PASSWORD
        )
        accounts.grant(session, instansi_id=instansi.id, user_id=user_id, role=Role.ADMIN_INSTANSI)
        accounts.grant(session, instansi_id=instansi.id, user_id=user_id, role=Role.ADMIN_UPP, unit="dinas-kesehatan")
        noise = accounts.add_user(
            session, instansi_id=instansi.neighbour, username="tetangga", name="Tetangga", password=PASSWORD
        )
        accounts.grant(session, instansi_id=instansi.neighbour, user_id=noise, role=Role.AUDITOR)
    return user_id


def log_in(
    factory: SessionFactory, clock: FixedClock, *, username: str = "siti", password: str = PASSWORD, source: str = HOME
) -> Outcome:
    visitor = Visitor(source, clock.now())
    return entrance.log_in(
        factory, SETTINGS, bare_runtime(clock), username=username, password=password, visitor=visitor
    )


def token_of(outcome: Outcome) -> str:
    assert isinstance(outcome, entrance.LoggedIn)
    return outcome.token


def resumed(factory: SessionFactory, clock: FixedClock, token: str) -> sessions.Officer | None:
    with reading(factory, TANAH_LAUT) as session:
        return sessions.resume(session, token=token, now=clock.now(), idle=SETTINGS.session_idle)


def test_the_right_password_opens_a_session(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> None:
    officer = resumed(session_factory, clock, token_of(log_in(session_factory, clock, username=" SITI ")))
    assert officer is not None
    assert officer.id == siti
    assert officer.time_zone == "Asia/Makassar"
    assert officer.must_change_password
    assert officer.memberships == {("admin_instansi", ""), ("admin_upp", "dinas-kesehatan")}
    assert officer.actor.id == str(siti)


def test_resuming_costs_one_statement(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> None:
    token = token_of(log_in(session_factory, clock))
    statements: list[str] = []
    engine = session_factory.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    resumed(session_factory, clock, token)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_tokens_and_passwords_are_stored_only_as_hashes(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID
) -> None:
    token = token_of(log_in(session_factory, clock))
    with everywhere(session_factory) as session:
        row = session.execute(select(SessionRow)).scalar_one()
        user = session.execute(select(User).where(User.id == siti)).scalar_one()
        keys = session.execute(select(Attempt.key)).scalars().all()
        assert token not in row.token_hash
        assert user.password_hash.startswith("$argon2id$")
    assert keys
    assert all(len(key) == 64 and HOME not in key and "siti" not in key for key in keys)


@pytest.mark.parametrize("username", ["siti", "tidak-ada"], ids=["known", "unknown"])
def test_five_failures_lock_a_name_for_fifteen_minutes_known_or_not(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID, username: str
) -> None:
    answers = []
    for _ in range(7):
        answers.append(log_in(session_factory, clock, username=username, password="salah"))
        clock.advance(timedelta(seconds=10))
    assert answers[:5] == [entrance.LogInRefused()] * 5
    locked_until = answers[5].until if isinstance(answers[5], entrance.LogInRefused) else None
    assert locked_until is not None
    assert answers[6] == entrance.LogInRefused(locked_until)
    assert isinstance(log_in(session_factory, clock, username=username), entrance.LogInRefused)
    clock.set(locked_until)
    after = log_in(session_factory, clock, username=username)
    assert isinstance(after, entrance.LoggedIn) == (username == "siti")


def test_a_success_forgets_the_failures(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> None:
    for _ in range(3):
        for _ in range(4):
            log_in(session_factory, clock, password="salah")
        token_of(log_in(session_factory, clock))


def test_guesses_at_the_same_moment_are_all_counted(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID
) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: log_in(session_factory, clock, password="salah"), range(12)))
    assert answers.count(entrance.LogInRefused()) == SETTINGS.lockout_after


def test_one_source_cannot_try_every_name(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> None:
    settings = Settings(secret_key="kunci-uji-" * 5, logins_per_source=6)
    limited = [
        entrance.log_in(
            session_factory,
            settings,
            bare_runtime(clock),
            username=f"nama{number}",
            password="x",
            visitor=Visitor(HOME, clock.now()),
        )
        for number in range(7)
    ]
    assert limited[5] == entrance.LogInRefused()
    assert limited[6] != entrance.LogInRefused()
    elsewhere = entrance.log_in(
        session_factory,
        settings,
        bare_runtime(clock),
        username="siti",
        password=PASSWORD,
        visitor=Visitor("10.9.9.9", clock.now()),
    )
    assert isinstance(elsewhere, entrance.LoggedIn)


def test_an_office_that_comes_in_through_one_source_is_not_slowed(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID
) -> None:
    settings = Settings(secret_key="kunci-uji-" * 5, logins_per_source=5)
    for _ in range(8):
        entered = entrance.log_in(
            session_factory,
            settings,
            bare_runtime(clock),
            username="siti",
            password=PASSWORD,
            visitor=Visitor(HOME, clock.now()),
        )
        assert isinstance(entered, entrance.LoggedIn)


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("10.1.2.3:51234", "10.1.2.3"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:0db8:0001:0002"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:0db8:0001:0002"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("", "unknown"),
        (None, "unknown"),
        ("bukan alamat", "unknown"),
    ],
)
def test_the_source_is_what_one_person_holds(address: str | None, source: str) -> None:
    assert throttle.source_of(address) == source


def test_a_session_ends_by_idleness(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> None:
    token = token_of(log_in(session_factory, clock))
    clock.advance(timedelta(minutes=29))
    assert resumed(session_factory, clock, token)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        sessions.touch(session, token=token, now=clock.now())
    clock.advance(timedelta(minutes=29))
    assert resumed(session_factory, clock, token)
    clock.advance(timedelta(minutes=1))
    assert resumed(session_factory, clock, token) is None


def test_a_session_ends_after_twelve_hours_however_busy(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID
) -> None:
    token = token_of(log_in(session_factory, clock))
    for _ in range(36):
        clock.advance(timedelta(minutes=20))
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            sessions.touch(session, token=token, now=clock.now())
    assert resumed(session_factory, clock, token) is None


def test_leaving_and_losing_duties_end_what_was_open(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID, instansi: Government
) -> None:
    first, second = (token_of(log_in(session_factory, clock)) for _ in range(2))
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        taken_back(session, instansi_id=instansi.id, user_id=siti, role=Role.ADMIN_INSTANSI)
        sessions.close_session(session, token=first)
    officer = resumed(session_factory, clock, second)
    assert officer is not None
    assert officer.roles == {"admin_upp"}
    assert resumed(session_factory, clock, first) is None
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        accounts.deactivate(session, instansi_id=instansi.id, user_id=siti)
    assert resumed(session_factory, clock, second) is None
    assert log_in(session_factory, clock) == entrance.LogInRefused()


def test_a_changed_password_ends_the_other_sessions(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID, instansi: Government
) -> None:
    here, elsewhere = (token_of(log_in(session_factory, clock)) for _ in range(2))
    change: dict[str, Any] = {"instansi_id": instansi.id, "by": Actor(str(siti), "Siti"), "token": here}
    change["runtime"] = bare_runtime(clock)
    with pytest.raises(accounts.WrongPasswordError):
        accounts.change_password(session_factory, SETTINGS, **change, present="salah", new="kopi hangat di teras")
    with pytest.raises(accounts.PasswordRefusedError):
        accounts.change_password(session_factory, SETTINGS, **change, present=PASSWORD, new=PASSWORD)
    accounts.change_password(session_factory, SETTINGS, **change, present=PASSWORD, new="kopi hangat di teras")
    officer = resumed(session_factory, clock, here)
    assert officer is not None
    assert not officer.must_change_password
    assert resumed(session_factory, clock, elsewhere) is None
    assert log_in(session_factory, clock) == entrance.LogInRefused()
    assert token_of(log_in(session_factory, clock, password="kopi hangat di teras"))


def test_a_reset_password_is_a_first_password(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID, instansi: Government
) -> None:
    token = token_of(log_in(session_factory, clock))
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        accounts.reset_password(session, instansi_id=instansi.id, user_id=siti, password="awan biru sementara")
    assert resumed(session_factory, clock, token) is None
    fresh = resumed(session_factory, clock, token_of(log_in(session_factory, clock, password="awan biru sementara")))
    assert fresh is not None
    assert fresh.must_change_password


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("pendek", PasswordFault.TOO_SHORT),
        ("x" * 201, PasswordFault.TOO_LONG),
        ("password1234", PasswordFault.TOO_COMMON),
        ("KataSandi2026!", PasswordFault.TOO_COMMON),
        ("admin admin admin", PasswordFault.REPEATED),
        ("tanahlaut2026", PasswordFault.TOO_COMMON),
        ("Qwertyuiop12", PasswordFault.TOO_COMMON),
        ("sunshinemonkey", PasswordFault.TOO_COMMON),
        ("17-08-1945 2026", PasswordFault.TOO_COMMON),
        ("kotakotakota", PasswordFault.REPEATED),
        ("aaaaaaaaaaaaaa", PasswordFault.REPEATED),
        ("123456789012", PasswordFault.TOO_COMMON),
        ("abcdefghijklmnop", PasswordFault.RUN),
        ("pagi siti.rahma cerah", PasswordFault.NAMES_USER),
        ("pelangi kertas 42", None),
        ("kuda baterai staples", None),
    ],
)
def test_which_new_passwords_are_refused(password: str, fault: PasswordFault | None) -> None:
    assert passwords.fault_of(password, username="siti.rahma") is fault


def test_no_password_fits_an_unknown_user() -> None:
    assert not passwords.matches(None, "nobody")
    assert not passwords.matches("bukan hash", PASSWORD)


def test_the_worker_clears_what_is_over_and_says_that_it_lives(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID
) -> None:
    chore = upkeep.Upkeep(session_factory, clock)
    log_in(session_factory, clock)
    with reading(session_factory, TANAH_LAUT) as session:
        assert upkeep.pulse(session, now=clock.now()).worker == "belum"
    chore()
    with everywhere(session_factory) as session:
        assert upkeep.pulse(session, now=clock.now()).worker == "baik"
        assert session.execute(select(SessionRow)).scalars().all()
    clock.advance(timedelta(days=2))
    with reading(session_factory, TANAH_LAUT) as session:
        assert upkeep.pulse(session, now=clock.now()).worker == "diam"
    chore()
    with everywhere(session_factory) as session:
        assert not session.execute(select(SessionRow)).scalars().all()
        assert not session.execute(select(Attempt)).scalars().all()


@pytest.mark.parametrize(
    ("role", "unit"), [("petinju", ""), (Role.AUDITOR, "dinas-kesehatan"), (Role.ADMIN_UPP, "dinas-sulap")]
)
def test_a_role_is_given_only_where_it_can_be_held(
    session_factory: SessionFactory, instansi: Government, role: str, unit: str
) -> None:
    with unit_of_work(session_factory, instansi.id) as session:
        person = accounts.add_user(
            session, instansi_id=instansi.id, username="baru.sekali", name="Baru", password="Rahasia-2026-alur"
        )
        with pytest.raises(accounts.RoleRefusedError):
            accounts.grant(session, instansi_id=instansi.id, user_id=person, role=role, unit=unit)  # type: ignore[arg-type]


def test_a_backlog_is_cleared_in_bounded_turns_until_nothing_is_left(
    session_factory: SessionFactory, clock: FixedClock, siti: UUID, tmp_path: Path
) -> None:
    """Far more than one turn clears: no turn takes more than its share, and none waits an hour for the rest."""
    many = 2 * upkeep.CLEARED_AT_ONCE + 1
    with everywhere(session_factory) as session:
        home = session.scalars(select(User.instansi_id).where(User.id == siti)).one()
        for number in range(many):
            session.add(Attempt(key=f"{number}", window_start=clock.now(), count=1))
            session.add(
                SessionRow(
                    token_hash=f"{number}", instansi_id=home, user_id=siti, created_at=clock.now(),
                    last_seen_at=clock.now(), expires_at=clock.now(),
                )
            )  # fmt: skip
            session.add(
                LodgingDraft(token_hash=f"{number}", instansi_id=home, answers={}, files=[], saved_at=clock.now())
            )
    clock.advance(timedelta(days=2))
    chore = upkeep.Upkeep(session_factory, clock, FileStore(tmp_path))
    tables = (Attempt, SessionRow, LodgingDraft)
    left = [many] * 3
    for turn in range(3):
        assert chore() > 0
        with seen_everywhere(session_factory) as session:
            assert (session.get(Setting, FILES_KEY) is not None) is (turn == 2), "files are counted once, at the end"
        with seen_everywhere(session_factory) as session:
            now_left = [session.scalar(select(func.count()).select_from(table)) for table in tables]
        assert all(was - now <= upkeep.CLEARED_AT_ONCE for was, now in zip(left, now_left, strict=True))
        left = now_left
    assert left == [0, 0, 0]
    assert chore() == 0


def test_real_hashes_cost_what_the_cheat_sheet_asks_for() -> None:
    """Pass words: OWASP, argon2id with 19 MiB, two passes, one lane (codes: decision 48). Other tests use cheap ones."""
    assert len(REAL) == 2
    costs = sorted((hasher.time_cost, hasher.memory_cost, hasher.parallelism) for hasher in REAL.values())
    assert costs == [(1, 1024, 1), (2, 19 * 1024, 1)], "of drawn codes of 69 bits, and of what people think of"
    for hasher in REAL.values():
        assert hasher.hash("x").startswith("$argon2id$")
