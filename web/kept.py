"""What was typed survives an ended session or an expired form: it travels, signed, through the log-in page and back.

Nothing is stored on the server. Passwords, secrets and files do not travel."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

LARGEST = 200_000
"""Characters that a page carries along; MAX_FORM_MEMORY_SIZE lets 500,000 bytes come back."""
SECRET_WORDS = ("sandi", "password", "secret")


@dataclass(frozen=True)
class KeptPost:
    """A form on its way to `to`, with fields in order; `files` tells whether files must be chosen again."""

    to: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: bool = False

    def sealed(self) -> str:
        """As text for a hidden field."""
        return _serializer().dumps(asdict(self))


def keep_post() -> KeptPost | None:
    """The form of this request, or None when it holds a password, is too large to carry or cannot be read.

    Of a log-in form the form is kept that travels through it.
    """
    try:
        kept = keep_fields(request.form, files=any(upload.filename for upload in request.files.values()))
        return kept or opened(request.form.get("titipan", ""))
    except HTTPException:
        return None


def keep_fields(form: MultiDict[str, str], *, files: bool) -> KeptPost | None:
    """These fields, on their way to the address of this request; None as for `keep_post`."""
    fields = [(name, value) for name, value in form.items(multi=True) if name != "csrf_token"]
    if any(word in name for name, _ in fields for word in SECRET_WORDS):
        return None
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    return KeptPost(to=own_address(), fields=fields, files=files)


def opened(text: str) -> KeptPost | None:
    """The kept form of a hidden field, or None when it is empty or not ours."""
    try:
        kept = KeptPost(**_serializer().loads(text))
    except (BadData, TypeError):
        return None
    return kept if safe_target(kept.to) else None


def own_address() -> str:
    """Path and query of this request, to come back to."""
    return "/" + request.full_path.rstrip("?").lstrip("/\\")


def safe_target(target: str) -> str:
    """The target when it is a page of ours to go on to after log-in, else ""."""
    if not is_ours(target):
        return ""
    return "" if urlsplit(target).path in (url_for("auth.login"), url_for("auth.log_out")) else target


def is_ours(target: str) -> bool:
    """Whether this is path and query of a page here, and leads nowhere else."""
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return is_path and not parts.scheme and not parts.netloc and len(target) <= 2000


def from_own_page() -> bool:
    """Whether the browser says that this request was sent from a page of ours. Silence counts as no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.host


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept-post")
