"""The worker asks a time-stamping service (RFC 3161) for a stamp of the newest checkpoint, once a day.

It is asked outside any transaction, in a thread of its own: a service that hangs, or sends without end, delays nothing.
What failed is tried again later and stands at the operator's desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic
from typing import Any

import requests
from cryptography.x509 import Certificate, load_pem_x509_certificates
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.remote_answers import AnswerTooLargeError, AnswerTooSlowError, body_of
from complaints.settings import Settings, SettingsError
from engine.clock import Clock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import LogCheckpoint, LogStamp
from engine.record.log import appending
from engine.record.log.note import NoteError, read_note
from engine.record.log.stamps import StampError, StampFault, asked_for, stamped_at

DAILY = timedelta(days=1)
LOOK_EVERY = timedelta(minutes=1)
FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=6)
TIMEOUT_S = 20.0
"""Until the whole answer is here."""
MOST_BYTES = 65_536
"""Of an answer: a stamp with its certificates has some five thousand."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True)
class StampService:
    """Which service is asked, and whose certificates are believed."""

    url: str
    roots: tuple[Certificate, ...]


def service_of(settings: Settings) -> StampService | None:
    """As the settings name it; None where none is named. Raises SettingsError for certificates that cannot be read."""
    if not settings.tsa_url or settings.tsa_roots is None:
        return None
    try:
        roots = tuple(load_pem_x509_certificates(settings.tsa_roots.read_bytes()))
    except (OSError, ValueError) as error:
        raise SettingsError(f"ALUR_TSA_ROOTS: {settings.tsa_roots} holds no certificates in PEM") from error
    return StampService(settings.tsa_url, roots)


@dataclass(frozen=True)
class StampState:
    """For the operator's desk and the page of the seal."""

    last: LogStamp | None
    """The last that there is."""
    failing: LogStamp | None
    """What was tried in vain since."""


def stamp_state(session: Session) -> StampState:
    """What there is, and what waits after a failure."""
    last = select(LogStamp).where(LogStamp.answer.is_not(None)).order_by(LogStamp.size.desc()).limit(1)
    waiting = select(LogStamp).where(LogStamp.answer.is_(None), LogStamp.error != "").limit(1)
    return StampState(session.scalars(last).one_or_none(), session.scalars(waiting).one_or_none())


def stamp_over(session: Session, size: int) -> bytes | None:
    """The stamp of the checkpoint of this size, as it came."""
    row = session.get(LogStamp, size)
    return row.answer if row is not None else None


def stamped_text(session: Session, size: int) -> str | None:
    """What a stamp of this checkpoint is over. Raises NoteError for a checkpoint that no program wrote."""
    row = session.get(LogCheckpoint, size)
    return read_note(row.note).text if row is not None else None


class TimeStamps:
    """A chore of the worker: cheap to call at every turn."""

    def __init__(self, factory: SessionFactory, clock: Clock, service: StampService | None) -> None:
        self._factory = factory
        self._clock = clock
        self._service = service
        self._looked: datetime | None = None
        self._thread: Thread | None = None

    def __call__(self) -> int:
        """Begins to ask when it is time. Gives 0: nothing waits for it."""
        now = self._clock.now()
        asking = self._thread is not None and self._thread.is_alive()
        rests = self._looked is not None and self._looked <= now < self._looked + LOOK_EVERY
        if self._service is None or asking or rests:
            return 0
        self._looked = now
        size = self._claimed(self._service, now)
        if size is not None:
            self._thread = Thread(target=self._ask, args=(self._service, size), name="cap-waktu", daemon=True)
            self._thread.start()
        return 0

    def wait(self) -> None:
        """Until nobody is asked."""
        if self._thread is not None:
            self._thread.join()

    def _claimed(self, service: StampService, now: datetime) -> int | None:
        """The size of the checkpoint that is stamped now, if it is time and no other worker is at it."""
        try:
            with unit_of_work(self._factory) as session:
                return _claim(session, service, now)
        except IntegrityError:
            return None

    def _ask(self, service: StampService, size: int) -> None:
        with reading(self._factory) as session:
            checkpoint = session.get(LogCheckpoint, size)
            note = checkpoint.note if checkpoint is not None else ""
        answer, moment, error = b"", None, ""
        try:
            asked = asked_for(read_note(note).text)
            answer = _answer(service.url, asked.body)
            moment = stamped_at(answer, asked, service.roots)
        except StampError as refused:
            error = refused.stored
        except NoteError as odd:
            error = str(odd)
        except (requests.RequestException, OSError) as failed:
            error = StampError(StampFault.SILENT, type(failed).__name__).stored
        done: dict[str, Any] = {"error": error[:200]}
        if not error:
            done |= {"stamped_at": moment, "answer": answer, "next_at": self._clock.now() + DAILY}
        with unit_of_work(self._factory) as session:
            session.execute(update(LogStamp).where(LogStamp.size == size).values(**done))


def _claim(session: Session, service: StampService, now: datetime) -> int | None:
    """The row that waits goes on with the newest checkpoint: what is stamped later covers what was before."""
    newest = appending.newest(session)
    last = session.scalars(select(LogStamp).order_by(LogStamp.size.desc()).limit(1).with_for_update()).one_or_none()
    if newest is None or (last is not None and last.next_at > now):
        return None
    since, attempts, error = now, 0, ""
    if last is not None and last.answer is None:
        since, attempts, error = last.since, last.attempts, last.error
        session.delete(last)
        session.flush()
    elif last is not None and last.size >= newest.size:
        return None
    pause = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    session.add(
        LogStamp(
            size=newest.size,
            service=service.url,
            since=since,
            attempts=attempts + 1,
            next_at=now + pause,
            error=error,
            stamped_at=None,
            answer=None,
        )
    )
    session.flush()
    return newest.size


def _answer(url: str, body: bytes) -> bytes:
    """Raises StampError for one that is too long, slow or none, requests.RequestException when nobody answers."""
    begun = monotonic()
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    with requests.post(
        url, data=body, headers=headers, timeout=TIMEOUT_S, stream=True, allow_redirects=False
    ) as answer:
        if answer.status_code != requests.codes.ok:
            raise StampError(StampFault.STATUS, str(answer.status_code))
        try:
            return body_of(answer, most=MOST_BYTES, until=begun + TIMEOUT_S)
        except AnswerTooLargeError as large:
            raise StampError(StampFault.TOO_LARGE) from large
        except AnswerTooSlowError as slow:
            raise StampError(StampFault.TOO_SLOW) from slow
