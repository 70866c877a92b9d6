"""A mail as somebody sent it, read within bounds: to which token, from whom, what they wrote, which files they sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from typing import Any

import lxml.html
from lxml.etree import LxmlError

from complaints.carrier_settings import KEY
from complaints.incoming.reply_words import own_words

MOST_BYTES = 30 * 1024 * 1024
HEAD_BYTES = 65_536
MOST_PARTS, MOST_FILES = 60, 20
MOST_LINES, MOST_MARKS = 600_000, 120
"""Lines of a mail, and those of them that begin with two dashes, as what parts it does."""
LONGEST_HEADER, LONGEST_CONTENT_HEADER = 2_000, 400
"""Letters of a header that are read: the library reads one twice as long in four times the time."""
LONGEST_TEXT = 100_000
"""Bytes of the text that are read: a reply is at the beginning."""
TOKEN = re.compile(r"[a-z2-7]{26}")
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id", "x-loop")
_MACHINES = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3"})


class UnreadableMailError(Exception):
    """It is built so that reading it would cost more than a reply is worth."""


@dataclass(frozen=True)
class Mail:
    """What is needed of one."""

    name: str
    """Its Message-ID."""
    token: str
    """From the address that it went to; "" without one."""
    sender: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...]
    """Name and bytes of each."""
    refused: int
    """How many files more it has."""
    automatic: bool
    """Whether a machine sent it: nobody answers those, and none of them is a reply."""


def read_mail(raw: bytes, *, address: str) -> Mail:
    """`address`: of replies, with the place of the token. Raises UnreadableMailError."""
    if len(raw) > MOST_BYTES or raw.count(b"boundary") > MOST_PARTS:
        raise UnreadableMailError
    if len(raw) > HEAD_BYTES and b"\n\n" not in raw[:HEAD_BYTES].replace(b"\r\n", b"\n"):
        raise UnreadableMailError
    if raw.count(b"\n") > MOST_LINES or raw.count(b"\n--") > MOST_MARKS:
        raise UnreadableMailError
    try:
        message = message_from_bytes(raw, policy=_Bounded())
        assert isinstance(message, EmailMessage)
        parts = list(_leaves(message))
        text, files, refused = _content(parts)
        return Mail(
            name=_head(message, "message-id")[:250],
            token=_token(message, address),
            sender=parseaddr(_head(message, "from"))[1][:254],
            subject=_head(message, "subject")[:300],
            text=own_words(text),
            files=tuple(files),
            refused=refused,
            automatic=_is_automatic(message),
        )
    except Exception as odd:
        raise UnreadableMailError from odd  # the parser of the library stumbles over some malformed mails


class _Bounded(policy.EmailPolicy):
    """Reads the beginning of each header alone."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        most = LONGEST_CONTENT_HEADER if name.lower().startswith("content-") else LONGEST_HEADER
        return name, value[:most]


def head_of(raw: bytes) -> bytes:
    """The head of a mail alone."""
    return raw[:HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"


def _head(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # a header that the library cannot parse
        return ""


def _token(message: EmailMessage, address: str) -> str:
    before, _key, after = address.lower().partition(KEY)
    named = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    heads = [str(each) for name in named for each in message.get_all(name, [])[:5]]
    for _name, found in getaddresses(heads)[:50]:
        plain = found.lower()
        inner = plain[len(before) : len(plain) - len(after)]
        if plain.startswith(before) and plain.endswith(after) and TOKEN.fullmatch(inner):
            return inner
    return ""


def _is_automatic(message: EmailMessage) -> bool:
    if _head(message, "auto-submitted").lower() not in ("", "no"):
        return True
    if _head(message, "precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if _head(message, "return-path") == "<>" or message.get_content_type() == "multipart/report":
        return True
    sender = parseaddr(_head(message, "from"))[1].lower()
    return not sender or sender.startswith(_MACHINES) or any(message.get(name) is not None for name in _AUTOMATIC)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are no containers, without what a forwarded mail contains."""
    waiting: list[EmailMessage] = [message]
    for _number in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting[:0] = [each for each in inside if isinstance(each, EmailMessage)]
        else:
            yield part


def _content(parts: list[EmailMessage]) -> tuple[str, list[tuple[str, bytes]], int]:
    plain, rich, refused = "", "", 0
    files: list[tuple[str, bytes]] = []
    for part in parts:
        kind, name = part.get_content_type(), part.get_filename() or ""
        if not name and kind == "text/plain" and not plain:
            plain = _decoded(part)
        elif not name and kind == "text/html" and not rich:
            rich = _decoded(part)
        elif name or kind.startswith(("image/", "application/", "message/")):
            content = None if kind.startswith("message/") else part.get_payload(decode=True)
            if isinstance(content, bytes) and len(files) < MOST_FILES:
                files.append((name, content))
            else:
                refused += 1
    return plain if plain.strip() else _from_html(rich), files, refused


def _decoded(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content[:LONGEST_TEXT].decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content[:LONGEST_TEXT].decode("utf-8", "replace")


def _from_html(text: str) -> str:
    if not text.strip():
        return ""
    try:
        page: Any = lxml.html.document_fromstring(text)
    except (LxmlError, ValueError):
        return ""
    for gone in page.xpath("//script|//style|//head|//blockquote|//*[contains(@class,'gmail_quote')]"):
        if gone.getparent() is not None:
            gone.drop_tree()
    for each in page.iter():
        if each.tag in _BREAKS:
            each.tail = "\n" + (each.tail or "")
    return re.sub(r"[ \t\xa0]+", " ", str(page.text_content()))
