"""What an operator sets for the ways by which complainants hear, and answer: SMS, WhatsApp, replies by mail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.catalogue import _

NEAR = ("127.0.0.1", "localhost", "::1")
SHORTEST = 16
NUMBER, TEXT, KEY = "{nomor}", "{teks}", "{kunci}"
SMS_JSON = '{"to": "{nomor}", "message": "{teks}"}'
SMS_HEADER = "Authorization: Bearer {kunci}"
Read = Callable[[str, str], str]
"""Gives the value of a setting, or what counts without one."""


class CarrierSettingsError(ValueError):
    """A setting of a carrier cannot be meant; the text says which one and how to mend it."""


@dataclass(frozen=True)
class SmsGateway:
    """A gateway that takes a text message over HTTP."""

    url: str = field(repr=False)
    """With `{nomor}` and `{teks}` in it it is asked with GET, else a document in JSON is sent to it."""
    token: str = field(default="", repr=False)
    header: str = SMS_HEADER
    """Name and value of the header that carries the token."""
    document: Any = field(default_factory=lambda: json.loads(SMS_JSON))
    incoming_token: str = field(default="", repr=False)
    """What the gateway proves itself with when it brings replies; "" takes none."""


@dataclass(frozen=True)
class WhatsAppNumber:
    """A number of the WhatsApp Business Cloud API."""

    url: str
    """With the version of the interface and the id of the number: `https://…/v23.0/1234567890`."""
    token: str = field(repr=False)
    template: str = "kabar_pengaduan"
    """Name of the approved template: government, kind of event, number, what is wanted, where to read."""
    language: str = "id"
    verify_token: str = field(default="", repr=False)
    """What is asked for once, when the webhook is set up."""
    secret: str = field(default="", repr=False)
    """Of the application: signs what the webhook brings."""


@dataclass(frozen=True)
class Mailbox:
    """Where replies by mail arrive."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    address: str
    """Of the replies, with `{kunci}` where the token stands: `balas+{kunci}@example.go.id`."""
    tls: bool = True


@dataclass(frozen=True)
class Carriers:
    """All of them; None for what is not set up."""

    sms: SmsGateway | None = None
    whatsapp: WhatsAppNumber | None = None
    mailbox: Mailbox | None = None

    @property
    def answered(self) -> frozenset[str]:
        """The channels by which an answer arrives."""
        ways = {
            "email": self.mailbox is not None,
            "sms": self.sms is not None and bool(self.sms.incoming_token),
            "whatsapp": self.whatsapp is not None and bool(self.whatsapp.secret),
        }
        return frozenset(channel for channel, arrives in ways.items() if arrives)


def carriers_of(read: Read) -> Carriers:
    """Reads `ALUR_SMS_*`, `ALUR_WHATSAPP_*`, `ALUR_IMAP_URL` and `ALUR_REPLY_ADDRESS`. Raises CarrierSettingsError."""
    return Carriers(_sms(read), _whatsapp(read), _mailbox(read))


def _sms(read: Read) -> SmsGateway | None:
    url, token, header = read("ALUR_SMS_URL", ""), read("ALUR_SMS_TOKEN", ""), read("ALUR_SMS_HEADER", SMS_HEADER)
    document, incoming = read("ALUR_SMS_JSON", SMS_JSON), _token("ALUR_SMS_INCOMING_TOKEN", read)
    if not url:
        return None
    if ":" not in header or "\n" in header + token or "\r" in header + token:
        raise CarrierSettingsError(f"ALUR_SMS_HEADER is {header!r}; give a name and a value: {SMS_HEADER}")
    try:
        parsed = json.loads(document)
    except ValueError as error:
        raise CarrierSettingsError(f"ALUR_SMS_JSON is no JSON ({error}); give e.g. {SMS_JSON}") from error
    if TEXT not in url and not (NUMBER in document and TEXT in document):
        raise CarrierSettingsError(f"ALUR_SMS_JSON must hold {NUMBER} and {TEXT}; give e.g. {SMS_JSON}")
    return SmsGateway(_safe("ALUR_SMS_URL", url), token, header, parsed, incoming)


def _whatsapp(read: Read) -> WhatsAppNumber | None:
    url, token = read("ALUR_WHATSAPP_URL", ""), read("ALUR_WHATSAPP_TOKEN", "")
    template, language = read("ALUR_WHATSAPP_TEMPLATE", "kabar_pengaduan"), read("ALUR_WHATSAPP_LANGUAGE", "id")
    verify, secret = _token("ALUR_WHATSAPP_VERIFY_TOKEN", read), _token("ALUR_WHATSAPP_SECRET", read)
    if not url:
        return None
    if not token:
        raise CarrierSettingsError("ALUR_WHATSAPP_URL needs ALUR_WHATSAPP_TOKEN; give the token of the number")
    if bool(verify) != bool(secret):
        raise CarrierSettingsError("ALUR_WHATSAPP_VERIFY_TOKEN and ALUR_WHATSAPP_SECRET go together; give both or none")
    return WhatsAppNumber(
        _safe("ALUR_WHATSAPP_URL", url).rstrip("/"), token, template, language, verify_token=verify, secret=secret
    )


def _mailbox(read: Read) -> Mailbox | None:
    url, address = read("ALUR_IMAP_URL", ""), read("ALUR_REPLY_ADDRESS", "")
    if not url and not address:
        return None
    parts = urlsplit(url)
    near = parts.hostname in NEAR
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username:
        raise CarrierSettingsError("ALUR_IMAP_URL cannot be read; give imaps://user:password@host:993/INBOX")
    if parts.scheme == "imap" and not near:
        raise CarrierSettingsError(
            "ALUR_IMAP_URL begins with imap://; the password must travel encrypted, use imaps://"
        )
    local, at, domain = address.partition("@")
    if KEY not in local or not at or not domain or any(mark in address for mark in "\r\n<> "):
        raise CarrierSettingsError(f"ALUR_REPLY_ADDRESS is {address!r}; put {KEY} before the @, as in x+{KEY}@y.go.id")
    tls = parts.scheme == "imaps"
    return Mailbox(
        host=parts.hostname,
        port=parts.port or (993 if tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        address=address,
        tls=tls,
    )


def _safe(name: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname in NEAR:
        return url
    raise CarrierSettingsError(f"{name} must begin with https://; numbers and tokens travel encrypted")


def _token(name: str, read: Read) -> str:
    value = read(name, "")
    if value and len(value) < SHORTEST:
        raise CarrierSettingsError(f"{name} is shorter than {SHORTEST} characters; make a longer one")
    return value


def missing(carriers: Carriers) -> list[str]:
    """What is set up halfway: said at the start and on the operator's desk."""
    found = []
    if carriers.sms is not None and not carriers.sms.incoming_token:
        found.append(_("ALUR_SMS_INCOMING_TOKEN belum diisi: balasan SMS tidak diterima."))
    if carriers.whatsapp is not None and not carriers.whatsapp.secret:
        found.append(_("ALUR_WHATSAPP_SECRET belum diisi: balasan WhatsApp dan kabar gagalnya tidak diterima."))
    return found
