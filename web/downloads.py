"""What the browser saves or shows as a file: the one place that names files in an answer."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import IO

from flask import Response, send_file, stream_with_context

LONGEST_NAME = 150


def file_response(content: bytes | str | IO[bytes], *, name: str, media_type: str, inline: bool = False) -> Response:
    """A file under whatever name people gave it, as RFC 6266 writes names beyond ASCII; text goes out as UTF-8.

    What is a file already goes out from where it stands, piece by piece, and is closed. `inline` lets the browser show
    it instead of saving it. It is never kept by browser or proxy.
    """
    data = content.encode() if isinstance(content, str) else content
    response = send_file(
        io.BytesIO(data) if isinstance(data, bytes) else data,
        mimetype=media_type,
        download_name=_printable(name),
        as_attachment=not inline,
        conditional=False,
        etag=False,
    )
    response.direct_passthrough = not isinstance(data, bytes)
    if not isinstance(data, bytes):
        response.call_on_close(data.close)
    response.content_type = media_type
    response.headers["Cache-Control"] = "no-store"
    return response


def streamed_response(pieces: Iterator[bytes], *, name: str, media_type: str) -> Response:
    """A file that goes out as it is made: in memory is one piece. What fails before the first piece is told as any
    fault; what fails later ends the connection, so that no browser takes the file for whole."""
    first = next(pieces, b"")
    response = file_response(b"", name=name, media_type=media_type)
    response.response = stream_with_context(chain((first,), pieces))
    response.headers.remove("Content-Length")
    response.call_on_close(getattr(pieces, "close", lambda: None))
    return response


def _printable(name: str) -> str:
    """Without control and direction characters and what no Unicode text holds; never without a name."""
    kept = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return kept[-LONGEST_NAME:].strip() or "berkas"
