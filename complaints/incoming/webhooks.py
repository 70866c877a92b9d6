"""What gateways bring: read within bounds, believed only with their signature or token."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from complaints.incoming.receiving import TextMessage
from complaints.notices.muted import SMS, WHATSAPP, digest_of
from complaints.notices.phone import mobile

MOST_BYTES = 512 * 1024
MOST_MESSAGES = 100
"""Of one request."""
LONGEST = 10_000
_FROM = ("from", "sender", "msisdn", "source", "number", "pengirim")
_TEXT = ("text", "message", "content", "body", "pesan")
_NAME = ("id", "message_id", "messageId", "msgid", "sms_id")


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Hub-Signature-256` is that of this body."""
    found = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return hmac.compare_digest(f"sha256={found}".encode(), signature.encode("latin-1", "replace"))


def is_ours(given: str, token: str) -> bool:
    """Whether a header `Authorization` holds the token: as bearer, or as the password of a user of any name."""
    kind, _space, value = given.partition(" ")
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode("utf-8", "replace").partition(":")[2]
        except (binascii.Error, ValueError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(value.strip().encode(), token.encode())


def whatsapp_messages(document: Any) -> list[TextMessage]:
    """The messages of people in what the Cloud API brings; anything else is passed over."""
    found = []
    for value in _values(document):
        for each in _dicts(value.get("messages")):
            kind = each.get("type")
            inner = each.get(kind) if isinstance(kind, str) else None
            inner = inner if isinstance(inner, dict) else {}
            text = inner.get("body") or inner.get("caption") or inner.get("text") or ""
            media = (str(inner["id"])[:128],) if isinstance(inner.get("id"), str | int) else ()
            sender = mobile(f"+{each.get('from', '')}")
            name = each.get("id")
            if sender and isinstance(name, str) and name and (text or media):
                context = each.get("context")
                reference = context.get("id") if isinstance(context, dict) else ""
                found.append(
                    TextMessage(WHATSAPP, name[:250], sender, str(text)[:LONGEST], str(reference or "")[:128], media)
                )
    return found[:MOST_MESSAGES]


def whatsapp_failures(document: Any) -> list[tuple[str, str, str]]:
    """Messages of ours that were not brought: to which number, the name that their carrier gave them, its reason."""
    found = []
    for value in _values(document):
        for each in _dicts(value.get("statuses")):
            number = mobile(f"+{each.get('recipient_id', '')}")
            if each.get("status") == "failed" and isinstance(each.get("id"), str) and number:
                codes = [str(error.get("code", ""))[:20] for error in _dicts(each.get("errors"))]
                found.append((number, each["id"][:128], next(iter(codes), "")))
    return found[:MOST_MESSAGES]


def sms_messages(document: Any) -> list[TextMessage]:
    """The messages in what an SMS gateway brings: one, or a list, with the usual names of their parts."""
    found = []
    for each in _dicts(document if isinstance(document, list) else [document]):
        sender, text = mobile(_first(each, _FROM)), _first(each, _TEXT)
        if sender and text.strip():
            at = _first(each, ("timestamp", "date", "time"))
            name = _first(each, _NAME) or (digest_of(sender, text, at) if at else "")
            found.append(TextMessage(SMS, name[:250], sender, text[:LONGEST]))
    return found[:MOST_MESSAGES]


def _values(document: Any) -> Iterator[Mapping[str, Any]]:
    entries = document.get("entry") if isinstance(document, dict) else None
    for entry in _dicts(entries):
        for change in _dicts(entry.get("changes")):
            if isinstance(change.get("value"), dict):
                yield change["value"]


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [each for each in found[:MOST_MESSAGES] if isinstance(each, dict)] if isinstance(found, list) else []


def _first(each: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(each[name]) for name in names if isinstance(each.get(name), str | int) and each[name] != ""), "")
