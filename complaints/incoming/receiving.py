"""How an answer comes in: a mail is placed as it is read; a message of a webhook is kept at once, and placed by the
worker, who fetches its files."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.carrier_settings import Mailbox
from complaints.files.attachments import CheckedFile, FileLimits, RefusedFileError, check
from complaints.incoming.arrivals import NEW, UNPROVEN, Arrival, Certainty, Doors, arrived, hold, known, meant, take
from complaints.incoming.mail_reading import Mail, UnreadableMailError, head_of, read_mail
from complaints.incoming.placing import ReplyWords
from complaints.incoming.reply_words import command_in
from complaints.intake.file_limits import file_limits
from complaints.intake.numbers import ALPHABET, NUMBER_LENGTH
from complaints.models import Complaint, IncomingReply, Instansi
from complaints.notices import reply_keys
from complaints.notices.muted import EMAIL, WHATSAPP, digest_of, is_muted
from complaints.notices.reply_keys import KeyView
from engine.catalogue import _
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.errors import CaseBrokenError
from engine.models import OutboxMessage
from engine.running import commands
from engine.running.outbox import NEVER, DeliveryError

MOST_ATTEMPTS = 5
WAITED_FOR = timedelta(days=1)
"""How long files are asked for that their carrier cannot give at the moment."""
BROUGHT_AGAIN = timedelta(minutes=10)
"""Within which a gateway that got no answer brings a message again."""
_NUMBER = re.compile(rf"\b([A-Z]{{2,6}}-\d{{4}}-[{ALPHABET}]{{{NUMBER_LENGTH}}})\b")
log = logging.getLogger("alur.incoming")
Fetch = Callable[[str, str], list[tuple[str, bytes]]]
"""Gives the files that a carrier keeps under a channel and an id."""


@dataclass(frozen=True)
class TextMessage:
    """An answer by SMS or WhatsApp. `name`: what its carrier calls it, "" for one that gives neither name nor time.
    `media`: ids of files that its carrier keeps."""

    channel: str
    name: str
    sender: str
    text: str
    reference: str = ""
    media: tuple[str, ...] = ()


class Receiving:
    """Takes in what comes, whichever way."""

    def __init__(self, factory: SessionFactory, doors: Doors) -> None:
        self._factory, self._doors = factory, doors

    # A mail

    def mail(self, raw: bytes, mailbox: Mailbox, *, beheaded: bool) -> None:
        """Places a mail, or keeps it for the administrator. Raises one of UNAVAILABLE alone: then it is read again."""
        mail, whole = _read(raw, mailbox.address)
        if mail is None or mail.automatic:
            return
        now = self._doors.runtime.clock.now()
        with reading(self._factory) as session:
            keys = reply_keys.found(session, digest_of(mail.token), now=now) if mail.token else []
        # Programs that stop letters for their reader (List-Unsubscribe) put the word into the subject.
        text = mail.subject if command_in(mail.subject) else mail.text
        arrival = Arrival(EMAIL, mail.name or digest_of(raw[:4096].decode("latin-1")), mail.sender, ReplyWords(text))
        if not keys:
            self._unclaimed(arrival, f"{mail.subject}\n{mail.text}")
            return
        key = keys[0]
        why = "" if self._is_recipient(key, mail.sender) else "pengirim_lain"
        why = "terlalu_besar" if beheaded or not whole else why
        arrival = replace(arrival, said=self._words(key.instansi_id, mail, text))
        self._once(key.instansi_id, arrival, [key], why=why)

    def _is_recipient(self, key: KeyView, sender: str) -> bool:
        """Whether it comes from the address that the letter went to: who was forwarded it, has its token, too."""
        own = (OutboxMessage.instansi_id == key.instansi_id, OutboxMessage.id == key.message_id)
        with reading(self._factory, key.instansi_id) as session:
            recipient = session.scalar(select(OutboxMessage.recipient).where(*own)) or ""
        return recipient.lower() == sender.lower() != ""

    def _words(self, home: str, mail: Mail, text: str) -> ReplyWords:
        with reading(self._factory, home) as session:
            limits = file_limits(session, instansi_id=home)
        files, refused = checked(mail.files, limits)
        return ReplyWords(text, files, mail.refused + refused)

    def _unclaimed(self, arrival: Arrival, text: str) -> None:
        """A mail without a token that counts: kept where its number leads, or where there is one government alone. Of
        one that names a report of a whistleblower nothing is kept: an administrator would read who sent it."""
        numbers = set(_NUMBER.findall(text.upper()))
        with reading(self._factory) as session:
            homes = list(session.scalars(select(Instansi.id)))
        for home in homes if numbers or len(homes) == 1 else ():
            with reading(self._factory, home) as session:
                asked = select(Complaint.restricted).where(Complaint.instansi_id == home, Complaint.number.in_(numbers))
                found = session.scalars(asked).all() if numbers else [False]
            if True in found:
                break
            if found:
                self._once(home, arrival, [], why=UNPROVEN)
                return
        log.warning("satu surat tanpa kunci balasan tidak menyebut pengaduan; ia tetap di kotak surat")

    def _once(self, home: str, arrival: Arrival, keys: Sequence[KeyView], *, why: str) -> None:
        try:
            with unit_of_work(self._factory, home) as session:
                if known(session, instansi_id=home, channel=arrival.channel, name=arrival.name):
                    return
                row = arrived(session, instansi_id=home, arrival=arrival, now=self._doors.runtime.clock.now())
                row.complaint_id = keys[0].complaint_id if len(keys) == 1 else None
                session.flush()
                if why:
                    hold(session, held=row, why=why)
                else:
                    take(session, self._doors, arrival=arrival, keys=keys, held=row)
        except IntegrityError:  # another worker read it at the same time
            return
        except UNAVAILABLE:
            raise
        except Exception as error:
            self._failed(home, arrival, keys, error)

    def _failed(self, home: str, arrival: Arrival, keys: Sequence[KeyView], error: Exception) -> None:
        log.warning("balasan bagi %s gagal: %s", home, type(error).__name__)
        with unit_of_work(self._factory, home) as session:
            row = arrived(session, instansi_id=home, arrival=arrival, now=self._doors.runtime.clock.now())
            row.complaint_id = keys[0].complaint_id if len(keys) == 1 else None
            session.flush()
            hold(session, held=row, why="galat")
            if isinstance(error, CaseBrokenError):
                commands.record_incident(session, self._doors.runtime, broken=error)

    # A message

    def message(self, message: TextMessage) -> bool:
        """Keeps it, to be placed by the worker; gives whether somebody here was meant. The same one counts once; one
        without a name in the same ten minutes, for people say the same word again on another day."""
        now = self._doors.runtime.clock.now()
        if not message.name:
            turn = int(now.timestamp() // BROUGHT_AGAIN.total_seconds())
            message = replace(message, name=digest_of(message.sender, message.text, str(turn)))
        with reading(self._factory) as session:
            digest = digest_of(f"{message.channel}\n{message.sender}")
            keys = reply_keys.found(session, digest, now=now)
        homes = list(dict.fromkeys(key.instansi_id for key in keys))
        command = command_in(message.text)
        if command and not homes:  # who stopped gets nothing to answer any more, and may still begin again
            homes = self._stopped_at(message)
        if not homes:
            log.warning("pesan %s dari nomor yang tidak kami kirimi", message.channel)
            return False
        chosen = homes if command else self._meant(homes, keys, message.reference)
        for home in chosen if chosen else homes[:1]:
            self._keep(home, message, now, why="" if chosen else "tidak_jelas")
        return True

    def _stopped_at(self, message: TextMessage) -> list[str]:
        with reading(self._factory) as session:
            every = list(session.scalars(select(Instansi.id).order_by(Instansi.id)))
        found = []
        for home in every:
            with reading(self._factory, home) as session:
                if is_muted(session, home, message.channel, message.sender):
                    found.append(home)
        return found

    def _meant(self, homes: list[str], keys: Sequence[KeyView], reference: str) -> list[str]:
        """The one government that is meant; none when it may be several."""
        if len(homes) == 1:
            return homes
        sure: dict[str, Certainty] = {}
        for home in homes:
            with reading(self._factory, home) as session:
                sure[home] = meant(session, [key for key in keys if key.instansi_id == home], reference)[0]
        best = [home for home in homes if sure[home] == max(sure.values())]
        return best if len(best) == 1 else []

    def _keep(self, home: str, message: TextMessage, now: datetime, *, why: str) -> None:
        arrival = Arrival(message.channel, message.name, message.sender, ReplyWords(message.text), message.reference)
        try:
            with unit_of_work(self._factory, home) as session:
                if known(session, instansi_id=home, channel=message.channel, name=message.name):
                    return
                row = arrived(session, instansi_id=home, arrival=arrival, now=now, media=message.media)
                session.flush()
                if why:
                    hold(session, held=row, why=why)
        except IntegrityError:
            return

    def not_brought(self, number: str, reference: str, code: str) -> None:
        """A message of ours did not reach its reader, as its carrier says afterwards: the operator sees it."""
        now = self._doors.runtime.clock.now()
        with reading(self._factory) as session:
            keys = reply_keys.found(session, digest_of(f"{WHATSAPP}\n{number}"), now=now)
        for key in (key for key in keys if key.reference == reference):
            own = (OutboxMessage.instansi_id == key.instansi_id, OutboxMessage.id == key.message_id)
            lost = {
                "sent_at": None,
                "available_at": NEVER,
                "last_error": _("WhatsApp tidak sampai: %(kode)s", kode=code),
            }
            with unit_of_work(self._factory, key.instansi_id) as session:
                session.execute(update(OutboxMessage).where(*own).values(**lost))

    def place_next(self, home: str, fetch: Fetch) -> int:
        """Places the oldest message of a government that was not placed yet; gives 0 when there is none, and
        when it failed: then it is tried again after a while."""
        with reading(self._factory, home) as session:
            row = session.scalars(_waiting(home).limit(1)).first()
            limits = file_limits(session, instansi_id=home)
            if row is None:
                return 0
            row_id, channel, media, text = row.id, row.channel, list(row.media), row.text
        try:
            found = [each for name in media for each in fetch(channel, str(name))]
        except DeliveryError as away:
            self._tried(home, row_id, away, waits=WAITED_FOR)
            return 0
        files, refused = checked(found, limits)
        said = ReplyWords(text, files, refused + len(media) - len(found))
        try:
            with unit_of_work(self._factory, home) as session:
                held = session.scalars(
                    _waiting(home).where(IncomingReply.id == row_id).with_for_update(skip_locked=True)
                ).first()
                if held is not None:
                    self._place(session, held, said)
        except UNAVAILABLE:
            raise
        except Exception as error:
            self._tried(home, row_id, error)
            return 0  # as with a carrier that is away: not again at once
        return 1

    def _place(self, session: Session, held: IncomingReply, said: ReplyWords) -> None:
        digest = digest_of(f"{held.channel}\n{held.sender}")
        found = reply_keys.found(session, digest, now=held.came_at)
        keys = [key for key in found if key.instansi_id == held.instansi_id]
        arrival = Arrival(held.channel, "", held.sender, said, held.reference)
        take(session, self._doors, arrival=arrival, keys=keys, held=held)

    def _tried(self, home: str, row_id: UUID, error: Exception, *, waits: timedelta = timedelta(0)) -> None:
        """Counts it; one that failed often, and came longer than `waits` ago, is left to the administrator."""
        with unit_of_work(self._factory, home) as session:
            held = session.get(IncomingReply, (home, row_id))
            if held is None:
                return
            held.attempts += 1
            if held.attempts <= MOST_ATTEMPTS:
                log.warning("balasan bagi %s gagal: %s", home, type(error).__name__)
            if held.attempts >= MOST_ATTEMPTS and self._doors.runtime.clock.now() - held.came_at >= waits:
                hold(session, held=held, why="galat")
            if isinstance(error, CaseBrokenError):
                commands.record_incident(session, self._doors.runtime, broken=error)


def _read(raw: bytes, address: str) -> tuple[Mail | None, bool]:
    """A mail, or at least its head; and whether it is whole."""
    for content, whole in ((raw, True), (head_of(raw), False)):
        try:
            return read_mail(content, address=address), whole
        except UnreadableMailError:
            continue
    log.warning("satu surat balasan tidak dapat dibaca; ia tetap di kotak surat")
    return None, False


def checked(files: Sequence[tuple[str, bytes]], limits: FileLimits) -> tuple[list[CheckedFile], int]:
    """Those that are what may be attached, and how many are not."""
    good, refused = [], 0
    for name, content in files:
        try:
            good.append(check(content, name=name, limits=limits))
        except RefusedFileError:
            refused += 1
    return good[: limits.files], refused + max(0, len(good) - limits.files)


def _waiting(home: str) -> Select[IncomingReply]:
    return (
        select(IncomingReply)
        .where(IncomingReply.instansi_id == home, IncomingReply.state == NEW)
        .order_by(IncomingReply.attempts, IncomingReply.came_at, IncomingReply.id)  # what fails holds up no other
    )
