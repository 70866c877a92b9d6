"""Pages of the desk with a script beside them: it keeps drafts and knows keys, and nothing needs it."""

from __future__ import annotations

from flask import Response, make_response

from web.security import CONTENT_SECURITY_POLICY


def scripted(page: str, status: int = 200) -> Response:
    """The page, which may load our script and send drafts to our own address."""
    answer = make_response(page, status)
    answer.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
    return answer
