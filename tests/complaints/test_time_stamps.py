"""A time-stamping service stamps the log once a day: what it answers is examined, and its failures delay nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from complaints.keys import KeptKey
from complaints.settings import Settings, SettingsError
from complaints.upkeep import time_stamps
from complaints.upkeep.history_log import append_batch
from complaints.upkeep.time_stamps import StampService, StampState, TimeStamps, service_of, stamp_state
from complaints.upkeep.verification import verify
from engine.clock import FixedClock
from engine.models import LogStamp
from engine.record.log.appending import public_key
from engine.record.log.stamps import StampFault, fault_text
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere
from tests.support.stamping import Authority, stamping

if TYPE_CHECKING:
    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NAME = "log.contoh.go.id"


@pytest.fixture
def authority(clock: FixedClock) -> Iterator[Authority]:
    with stamping(clock.now().replace(microsecond=0)) as found:
        yield found


@pytest.fixture
def _sealed(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> None:
    deploy_process(session_factory, runtime)
    seal(session_factory, runtime, clock)


def seal(factory: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
    lodged(factory, runtime)
    key = runtime.signer
    assert isinstance(key, KeptKey)
    assert append_batch(factory, name=NAME, key=key, at=clock.now()) > 0


@pytest.fixture
def chore(session_factory: SessionFactory, clock: FixedClock, authority: Authority) -> TimeStamps:
    return TimeStamps(session_factory, clock, StampService(authority.address, (authority.root,)))


def turn(chore: TimeStamps, clock: FixedClock, *, after: timedelta = timedelta()) -> None:
    clock.advance(after)
    assert chore() == 0
    chore.wait()


def state(factory: SessionFactory) -> StampState:
    with everywhere(factory) as session:
        found = stamp_state(session)
        session.expunge_all()
        return found


def problems(factory: SessionFactory, runtime: Runtime, *roots: object, tamper: object = None) -> list[str]:
    with everywhere(factory) as session:
        if tamper is not None:
            session.execute(tamper)  # type: ignore[call-overload]
        found = verify(
            session, verifier=None, log_key=public_key(session, runtime.signer), roots=roots,  # type: ignore[arg-type]
        )  # fmt: skip
        (stamps,) = (part for part in found.parts if part.examined.startswith("Cap waktu"))
        session.rollback()
        return [each.reason for each in stamps.breaks]


@pytest.mark.usefixtures("_sealed")
def test_the_log_is_stamped_once_a_day(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, chore: TimeStamps, authority: Authority
) -> None:
    turn(chore, clock)
    first = state(session_factory).last
    assert first is not None
    assert (first.stamped_at, first.error, first.attempts) == (authority.says, "", 1)
    seal(session_factory, runtime, clock)
    turn(chore, clock, after=timedelta(hours=20))
    assert authority.asked == 1
    authority.says += timedelta(days=1)
    turn(chore, clock, after=timedelta(hours=5))
    later = state(session_factory).last
    assert later is not None
    assert (authority.asked, later.size > first.size, later.stamped_at) == (2, True, authority.says)
    turn(chore, clock, after=timedelta(days=2))
    assert authority.asked == 2, "nothing new was written"
    assert problems(session_factory, runtime, authority.root) == []
    assert problems(session_factory, runtime) == []


WRONG = {
    "nonce": "jawabannya bukan atas permintaan ini (Nonce mismatch)",
    "hash": "capnya atas titik periksa lain (Mismatch between messages",
    "expired": "tanda tangan atau sertifikatnya tidak dapat dipercaya (",
    "strange": "tanda tangan atau sertifikatnya tidak dapat dipercaya (",
    "refused": "layanan itu menolak permintaan (PKIStatus is not GRANTED)",
    "nonsense": "jawabannya bukan cap waktu",
    "huge": "jawabannya terlalu besar",
    "status": "ia menjawab dengan status lain (503)",
}


@pytest.mark.usefixtures("_sealed")
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_stamp_is_refused_told_and_asked_again(
    session_factory: SessionFactory, clock: FixedClock, chore: TimeStamps, authority: Authority, wrong: str
) -> None:
    authority.wrong = wrong
    turn(chore, clock)
    found = state(session_factory)
    assert found.last is None
    assert found.failing is not None
    assert fault_text(found.failing.error).startswith(WRONG[wrong])
    since = found.failing.since
    turn(chore, clock, after=timedelta(minutes=2))
    assert authority.asked == 1, "not at once"
    turn(chore, clock, after=timedelta(minutes=9))
    again = state(session_factory).failing
    assert again is not None
    assert (authority.asked, again.attempts, again.since) == (2, 2, since)
    authority.wrong = ""
    turn(chore, clock, after=timedelta(hours=1))
    assert state(session_factory).failing is None
    assert state(session_factory).last is not None


@pytest.mark.usefixtures("_sealed")
@pytest.mark.parametrize("wrong", ["hangs", "drips"])
def test_a_service_that_hangs_delays_no_sealing(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, chore: TimeStamps, authority: Authority,
    wrong: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(time_stamps, "TIMEOUT_S", 0.6)
    monkeypatch.setattr(time_stamps, "MOST_BYTES", 10**9)
    answered, may_end = time_stamps._answer, Event()

    def late(url: str, body: bytes) -> bytes:
        """As it is, but it ends only when the worker has gone on."""
        try:
            return answered(url, body)
        finally:
            assert may_end.wait(60)

    monkeypatch.setattr(time_stamps, "_answer", late)
    authority.wrong = wrong
    chore()
    assert state(session_factory).last is None
    seal(session_factory, runtime, clock)
    may_end.set()
    chore.wait()
    failing = state(session_factory).failing
    assert failing is not None
    assert failing.error.startswith((StampFault.SILENT, StampFault.TOO_SLOW))


@pytest.mark.usefixtures("_sealed")
def test_a_service_that_is_not_there_is_told(
    session_factory: SessionFactory, clock: FixedClock, authority: Authority
) -> None:
    chore = TimeStamps(session_factory, clock, StampService("http://127.0.0.1:9/", (authority.root,)))
    turn(chore, clock)
    failing = state(session_factory).failing
    assert failing is not None
    assert failing.error.startswith(StampFault.SILENT)


@pytest.mark.usefixtures("_sealed")
def test_a_stamp_that_was_changed_or_moved_is_found(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, chore: TimeStamps, authority: Authority
) -> None:
    turn(chore, clock)
    seal(session_factory, runtime, clock)
    stamp = state(session_factory).last
    assert stamp is not None
    dated = update(LogStamp).values(stamped_at=clock.now() - timedelta(days=9))
    emptied = update(LogStamp).values(answer=b"0")
    for tamper in (dated, emptied):
        for roots in ((), (authority.root,)):
            (found,) = problems(session_factory, runtime, *roots, tamper=tamper)
            assert found.startswith("cap waktu tidak cocok")
    with everywhere(session_factory) as session:
        newest = stamp.size + 1
        assert session.get(LogStamp, stamp.size) is not None
    for roots in ((), (authority.root,)):
        assert problems(session_factory, runtime, *roots, tamper=update(LogStamp).values(size=newest)) != []


def test_where_none_is_named_none_is_asked(
    session_factory: SessionFactory, clock: FixedClock, tmp_path: Path, authority: Authority
) -> None:
    assert service_of(Settings(data_dir=tmp_path)) is None
    turn(TimeStamps(session_factory, clock, None), clock)
    named = {
        "ALUR_TSA_URL": authority.address,
        "ALUR_TSA_ROOTS": str(authority.roots(tmp_path)),
        "ALUR_DATA_DIR": str(tmp_path),
    }
    service = service_of(Settings.from_env(named))
    assert service is not None
    assert service.roots == (authority.root,)
    (tmp_path / "akar.pem").write_text("x")
    with pytest.raises(SettingsError, match="ALUR_TSA_ROOTS"):
        service_of(Settings.from_env(named))
    for odd in ({"ALUR_TSA_ROOTS": ""}, {"ALUR_TSA_URL": "ftp://x"}):
        with pytest.raises(SettingsError, match="ALUR_TSA"):
            Settings.from_env(named | odd)
