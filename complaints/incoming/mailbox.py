"""The mailbox of replies, read over IMAP: what is new since the last look, and nothing in it is changed.

How far it was read stands in the database (UIDVALIDITY and UID). A mailbox that was made anew is read from its
beginning: no reply lands twice, whatever is read again.
"""

from __future__ import annotations

import imaplib
import json
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from complaints.carrier_settings import Mailbox
from complaints.incoming.mail_reading import HEAD_BYTES, MOST_BYTES
from engine.clock import Clock
from engine.db import UNAVAILABLE, SessionFactory, unit_of_work
from engine.models import Setting

STATE_KEY = "mailbox_read"
TIMEOUT_S = 20
AT_ONCE = 20
"""Mails of one look."""
LEASE = timedelta(minutes=10)
LOOK_EVERY = timedelta(minutes=1)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
log = logging.getLogger("alur.incoming")
Handle = Callable[[bytes, bool], None]
"""Takes a mail as it came, or, where it is too large, its head alone (True)."""


class MailboxAwayError(Exception):
    """It cannot be reached, or answers what cannot be read; the name of the fault, without address and password."""


@dataclass(frozen=True)
class _Position:
    validity: int = 0
    uid: int = 0
    until: str = ""
    """Whoever reads now has it until then."""


class MailboxReader:
    """Looks at most once a minute; two workers never look at the same time."""

    def __init__(self, factory: SessionFactory, clock: Clock, mailbox: Mailbox, handle: Handle) -> None:
        self._factory, self._clock, self._mailbox, self._handle = factory, clock, mailbox, handle

    def look(self) -> int:
        """Gives how many mails were read. Raises MailboxAwayError."""
        position = self._claimed()
        if position is None:
            return 0
        found = 0
        try:
            for uid, validity, raw, beheaded in _mails(self._mailbox, position):
                self._take(raw, beheaded)
                position = _Position(validity, uid, position.until)
                self._keep(position)
                found += 1
        except (imaplib.IMAP4.error, OSError, ssl.SSLError, ValueError) as error:
            raise MailboxAwayError(type(error).__name__) from None
        finally:
            rest = timedelta(0) if found == AT_ONCE else LOOK_EVERY
            self._keep(_Position(position.validity, position.uid, (self._clock.now() + rest).isoformat()))
        return found

    def _take(self, raw: bytes, beheaded: bool) -> None:
        """A mail over which something stumbles keeps no other from being read."""
        try:
            self._handle(raw, beheaded)
        except UNAVAILABLE:
            raise
        except Exception as error:  # its text may hold what somebody wrote
            log.warning("satu surat balasan tidak dapat diproses; ia tetap di kotak surat: %s", type(error).__name__)

    def _claimed(self) -> _Position | None:
        """How far it was read, for whoever reads now; None while it rests, or another reads."""
        now = self._clock.now()
        with unit_of_work(self._factory) as session:
            row = session.get(Setting, STATE_KEY)
            if row is None:
                session.add(Setting(key=STATE_KEY, value=json.dumps([0, 0, ""])))
                return None
            position = _read(row.value)
            if position.until and now < datetime.fromisoformat(position.until) <= now + LEASE:
                return None
            mine = _Position(position.validity, position.uid, (now + LEASE).isoformat())
            own = update(Setting).where(Setting.key == STATE_KEY, Setting.value == row.value)
            claim = own.values(value=_said(mine))
            claimed = session.connection().execute(claim).rowcount == 1
        return mine if claimed else None

    def _keep(self, position: _Position) -> None:
        with unit_of_work(self._factory) as session:
            session.execute(update(Setting).where(Setting.key == STATE_KEY).values(value=_said(position)))


def _mails(mailbox: Mailbox, position: _Position) -> Iterator[tuple[int, int, bytes, bool]]:
    """The new mails of one look, each fetched when it is asked for: UID, UIDVALIDITY, mail, whether its head alone."""
    server = _connected(mailbox)
    try:
        server.login(mailbox.user, mailbox.password)
        _ok(server.select(_quoted(mailbox.folder), readonly=True))
        told: Any = server.response("UIDVALIDITY")[1]
        validity = int((told or [b"0"])[0] or 0)
        after = position.uid if validity == position.validity else 0
        answer = _ok(server.uid("SEARCH", f"UID {after + 1}:*"))
        uids = sorted(int(each) for each in (answer[0] or b"").split())
        for uid in [each for each in uids if each > after][:AT_ONCE]:
            yield uid, validity, *_fetched(server, uid)
    finally:
        with suppress(Exception):
            server.logout()


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    if not mailbox.tls:
        return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_S)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT_S)


def _fetched(server: imaplib.IMAP4, uid: int) -> tuple[bytes, bool]:
    """A mail, or the head of one that is too large; never more than MOST_BYTES, whatever the server says of it."""
    told = _ok(server.uid("FETCH", str(uid), "(RFC822.SIZE)"))
    size = next((int(match[1]) for each in told if (match := _SIZE.search(_flat(each)))), 0)
    large = size > MOST_BYTES
    what = f"(BODY.PEEK[HEADER]<0.{HEAD_BYTES}>)" if large else f"(BODY.PEEK[]<0.{MOST_BYTES}>)"
    parts = [each for each in _ok(server.uid("FETCH", str(uid), what)) if isinstance(each, tuple)]
    return (parts[0][1] if parts else b""), large


def _flat(part: object) -> bytes:
    return b" ".join(part) if isinstance(part, tuple) else part if isinstance(part, bytes) else b""


def _ok(answer: Any) -> Any:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error("refused")
    return answer[1]


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(position: _Position) -> str:
    return json.dumps([position.validity, position.uid, position.until])


def _read(text: str) -> _Position:
    try:
        validity, uid, until = json.loads(text)
        return _Position(int(validity), int(uid), str(until))
    except (ValueError, TypeError):
        return _Position()
