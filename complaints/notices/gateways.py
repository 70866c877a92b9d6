"""Text messages over HTTP: an SMS gateway of any make, and the WhatsApp Business Cloud API.

Nothing that is logged or kept of a failure holds a number, a text or a token.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

import requests

from complaints.carrier_settings import KEY, NUMBER, TEXT, SmsGateway, WhatsAppNumber
from complaints.notices.short_texts import ANSWER, sms_text, template_parts
from complaints.remote_answers import body_of
from engine.catalogue import N_, _
from engine.running.outbox import DeliveryError, Parcel, RefusedError, UnreachableError

CONNECT_S, WHOLE_S = 5.0, 15.0
MOST_BYTES = 65_536
"""Of an answer: it names a message, or what was wrong."""
MOST_MEDIA_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 128
_OUR_FAULT = {401, 403}
_TRY_LATER = {408, 425, 429}
SAID = N_("gerbang menjawab %(status)s")


@dataclass(frozen=True)
class SmsSender:
    """Hands messages to a gateway."""

    gateway: SmsGateway
    base_url: str

    def __call__(self, parcel: Parcel) -> str:
        """Gives what the gateway calls the message, "" when it does not say. Raises DeliveryError."""
        url = place_of(self.base_url, parcel)
        text = sms_text(parcel.body, url=url, answers=bool(self.gateway.incoming_token))
        values = {NUMBER: parcel.recipient, TEXT: text}
        headers = {}
        if self.gateway.token:
            name, _colon, value = self.gateway.header.partition(":")
            headers[name.strip()] = value.strip().replace(KEY, self.gateway.token)
        if TEXT in self.gateway.url:
            answer = _ask(
                "GET", _filled(self.gateway.url, {name: quote(each, safe="") for name, each in values.items()}), headers
            )
        else:
            document = _filled(self.gateway.document, values)
            answer = _ask(
                "POST", _filled(self.gateway.url, {NUMBER: quote(parcel.recipient, safe="")}), headers, document
            )
        return _name(answer, ("message_id", "messageId", "id", "msgid"))


@dataclass(frozen=True)
class WhatsAppSender:
    """Hands messages to the Cloud API: templates to whoever did not write first, plain texts as an answer."""

    number: WhatsAppNumber
    base_url: str

    def __call__(self, parcel: Parcel) -> str:
        """Gives the id of the message (`wamid…`). Raises DeliveryError."""
        url = place_of(self.base_url, parcel)
        document: dict[str, Any] = {"messaging_product": "whatsapp", "to": parcel.recipient.removeprefix("+")}
        if parcel.body["template"] == ANSWER:
            document |= {"type": "text", "text": {"body": f"{parcel.body['text']} {url}"}}
        else:
            parts = [{"type": "text", "text": each} for each in template_parts(parcel.body, url=url)]
            document |= {
                "type": "template",
                "template": {
                    "name": self.number.template,
                    "language": {"code": self.number.language},
                    "components": [{"type": "body", "parameters": parts}],
                },
            }
        answer = _ask("POST", f"{self.number.url}/messages", {"Authorization": f"Bearer {self.number.token}"}, document)
        messages = answer.get("messages") if isinstance(answer, dict) else None
        return _name(messages[0], ("id",)) if isinstance(messages, list) and messages else ""

    def media(self, _channel: str, name: str) -> list[tuple[str, bytes]]:
        """The file that somebody sent: none when it cannot be had, or is too large. Raises UnreachableError."""
        headers = {"Authorization": f"Bearer {self.number.token}"}
        found = _ask("GET", f"{self.number.url.rpartition('/')[0]}/{quote(name, safe='')}", headers)
        place = str(found.get("url", "")) if isinstance(found, dict) else ""
        if not place.startswith(("https://", f"{self.number.url.partition('://')[0]}://127.0.0.1")):
            return []
        try:
            return [("", _get("GET", place, headers, most=MOST_MEDIA_BYTES)[1])]
        except DeliveryError:
            return []


def place_of(base_url: str, parcel: Parcel) -> str:
    """Where a complainant reads on."""
    return f"{base_url.rstrip('/')}/{parcel.instansi_id}/lacak"


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if isinstance(value, str):
        for name, each in values.items():  # the number first: it cannot hold a placeholder
            value = value.replace(name, each)
    return value


def _ask(method: str, url: str, headers: dict[str, str], document: Any = None) -> Any:
    """The answer as JSON; None when it is none. Raises DeliveryError."""
    status, body = _get(method, url, headers, document)
    _refused(status)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _get(
    method: str, url: str, headers: dict[str, str], document: Any = None, *, most: int = MOST_BYTES
) -> tuple[int, bytes]:
    until, waits = monotonic() + WHOLE_S, (CONNECT_S, WHOLE_S)
    try:
        with requests.request(
            method, url, json=document, headers=headers, timeout=waits, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, body_of(answer, most=most, until=until)
    except requests.RequestException as error:
        raise UnreachableError(type(error).__name__) from None  # its text holds the address, and that a number


def _refused(status: int) -> None:
    said = _(SAID, status=status)
    if status in _OUR_FAULT or status in _TRY_LATER or status >= 500:
        raise UnreachableError(said)
    if status >= 400:
        raise RefusedError(said)
    if status >= 300:
        raise DeliveryError(said)


def _name(answer: Any, keys: tuple[str, ...]) -> str:
    if not isinstance(answer, dict):
        return ""
    found = next((answer[key] for key in keys if isinstance(answer.get(key), str | int)), "")
    return str(found)[:LONGEST_NAME]
