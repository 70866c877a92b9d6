"""How a message of the outbox leaves: by mail, SMS or WhatsApp. Before one goes to a complainant, it is looked whether
its reader stopped such messages, and it is noted how an answer to it will find back."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from complaints.carrier_settings import KEY
from complaints.notices import reply_keys
from complaints.notices.gateways import SmsSender, WhatsAppSender
from complaints.notices.mail import sender_for
from complaints.notices.muted import EMAIL, SMS, WHATSAPP, digest_of, is_muted
from complaints.notices.occasions import RECEIVED
from complaints.people.throttle import Limit, charge, key_for, refund
from complaints.settings import Settings
from engine.catalogue import N_, _
from engine.clock import Clock
from engine.db import SessionFactory, unit_of_work
from engine.running.outbox import DeliveryError, Parcel, RefusedError, WithheldError

TO_COMPLAINANT = "pengadu"
"""Template of a message that can be answered."""
REPLIES_FOR = timedelta(days=90)
"""How long after it was sent a message can be answered; the wait that it names may end before."""
LONGEST_ON_ITS_WAY = timedelta(days=3)
"""After which a text message is no news any more: it is not tried again."""
RECEIPTS = Limit("kabar.diterima", 5, timedelta(days=1))
"""That a report was received, to one address of one government: whoever lodges may type in that of somebody else."""
UNSET = {
    SMS: N_("gerbang SMS belum diatur (ALUR_SMS_URL)"),
    WHATSAPP: N_("nomor WhatsApp belum diatur (ALUR_WHATSAPP_URL)"),
}
Sent = Callable[[Parcel], str]
"""Gives what the carrier calls the message."""


class Dispatch:
    """The sender of the worker: gives each message to the carrier of its channel."""

    def __init__(self, factory: SessionFactory, clock: Clock, settings: Settings) -> None:
        self._factory, self._clock, self._key = factory, clock, settings.secret_key
        carriers = settings.carriers
        self._mail = sender_for(settings)
        self._mailbox = carriers.mailbox
        self._texts: Mapping[str, Sent] = {
            **({SMS: SmsSender(carriers.sms, settings.base_url)} if carriers.sms else {}),
            **({WHATSAPP: WhatsAppSender(carriers.whatsapp, settings.base_url)} if carriers.whatsapp else {}),
        }
        self._answered = carriers.answered

    @property
    def carried(self) -> Sequence[str]:
        """The channels of text messages that are set up."""
        return tuple(self._texts)

    def __call__(self, parcel: Parcel) -> None:
        """Raises DeliveryError."""
        if parcel.channel in UNSET:
            self._text(parcel)
            return
        with self._ready(parcel) as ready:
            self._mail(ready)

    def _text(self, parcel: Parcel) -> None:
        if (send := self._texts.get(parcel.channel)) is None:
            raise DeliveryError(_(UNSET[parcel.channel]))
        if self._clock.now() - parcel.created_at > LONGEST_ON_ITS_WAY:
            raise RefusedError(_("tidak terkirim selama tiga hari: sudah bukan kabar lagi"))
        with self._ready(parcel) as ready:
            reference = send(ready)
        if reference and parcel.body.get("template") == TO_COMPLAINANT:
            with unit_of_work(self._factory, parcel.instansi_id) as session:
                reply_keys.named(session, parcel, reference)

    @contextmanager
    def _ready(self, parcel: Parcel) -> Iterator[Parcel]:
        """The parcel as it leaves; when it does not, it counts for no limit: it is tried again."""
        prepared = self._prepared(parcel)
        try:
            yield prepared
        except Exception:
            if _is_receipt(parcel):
                with unit_of_work(self._factory, parcel.instansi_id) as session:
                    refund(session, key=self._counted(parcel))
            raise

    def _counted(self, parcel: Parcel) -> str:
        return key_for(self._key, RECEIPTS, f"{parcel.instansi_id}/{parcel.channel}/{parcel.recipient.lower()}")

    def _prepared(self, parcel: Parcel) -> Parcel:
        """The parcel with the address of its answers. Raises WithheldError, RefusedError."""
        if parcel.body.get("template") != TO_COMPLAINANT or parcel.case_id is None:
            return parcel
        token = self._token(parcel)
        known = token if parcel.channel == EMAIL else f"{parcel.channel}\n{parcel.recipient}"
        with unit_of_work(self._factory, parcel.instansi_id) as session:
            if is_muted(session, parcel.instansi_id, parcel.channel, parcel.recipient):
                raise WithheldError(_("penerima menghentikan kabar lewat jalan ini"))
            if _is_receipt(parcel):
                now, key = self._clock.now(), self._counted(parcel)
                if charge(session, key=key, limit=RECEIPTS, now=now) is not None:
                    raise RefusedError(_("tidak dikirim: penerima ini sudah mendapat lima tanda terima dalam sehari"))
            if parcel.channel in self._answered:
                reply_keys.keep(session, parcel, digest_of(known), until=self._clock.now() + REPLIES_FOR)
        if self._mailbox is None or parcel.channel != EMAIL:
            return parcel
        return replace(parcel, body={**parcel.body, "reply_to": self._mailbox.address.replace(KEY, token)})

    def _token(self, parcel: Parcel) -> str:
        """128 bits that nobody guesses, the same however often the message is tried; at rest stands its digest."""
        said = f"balasan\n{parcel.instansi_id}\n{parcel.id}".encode()
        found = hmac.digest(self._key.encode(), said, "sha256")[:16]
        return base64.b32encode(found).decode().rstrip("=").lower()


def _is_receipt(parcel: Parcel) -> bool:
    return parcel.body.get("template") == TO_COMPLAINANT and parcel.body.get("occasion") == RECEIVED
