"""What a browser's cookie says of its unsent forms: the secret and their names, and by both the token of one."""

from __future__ import annotations

import re

from flask import request

from web.services import services

_COOKIE = re.compile(r"([\w-]{20,100})((?:\.[0-9a-f]{12})*)", re.ASCII)
_NAME = re.compile(r"[0-9a-f]{12}", re.ASCII)


def cookie_name() -> str:
    """The cookie that holds the browser's secret; behind TLS with the prefix that demands it."""
    return "__Secure-alur-lapor" if services().settings.https else "alur-lapor"


def sent_names() -> tuple[str, list[str]]:
    """The secret that came with this request, "" for none, and the names of the forms, the newest last."""
    found = _COOKIE.fullmatch(request.cookies.get(cookie_name(), "")[:400])
    return (found[1], [name for name in found[2].split(".") if name]) if found else ("", [])


def token_of(name: str) -> str | None:
    """The token of a form of this browser by its name, or None when the browser has no secret."""
    secret, _names = sent_names()
    return f"{secret}.{name}" if secret and _NAME.fullmatch(name) else None
