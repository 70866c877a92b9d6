"""A form that is too large because of its files: its words are kept, its files are thrown away."""

from __future__ import annotations

from typing import IO, cast

from flask import current_app, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from wtforms.validators import ValidationError

from web.kept import KeptPost, keep_fields

READ_AT_MOST_TIMES = 3
"""Bodies beyond so many times the limit are refused unread."""


def keep_words_of_oversized() -> KeptPost | None:
    """The form of this request without its files, or None when it is not ours or far too large."""
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    if request.content_length is None or request.content_length <= limit:
        return None
    try:
        form = _words(limit * READ_AT_MOST_TIMES)
        validate_csrf(form.get("csrf_token"))
    except (RequestEntityTooLarge, ValidationError):
        return None
    return keep_fields(form, files=True)


def _words(limit: int) -> MultiDict[str, str]:
    parser = FormDataParser(
        stream_factory=lambda *_args, **_kwargs: cast("IO[bytes]", _Nowhere()),
        max_content_length=limit,
        max_form_memory_size=current_app.config["MAX_FORM_MEMORY_SIZE"],
        max_form_parts=current_app.config["MAX_FORM_PARTS"],
    )
    _stream, form, _files = parser.parse_from_environ(request.environ)
    return form


class _Nowhere:
    """A file that forgets what is written to it."""

    def write(self, content: bytes) -> int:
        return len(content)

    def seek(self, offset: int, _whence: int = 0) -> int:
        return offset

    def close(self) -> None:
        """Nothing is open."""
