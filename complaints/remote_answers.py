"""What another server answers, read as it comes: not more than so much, and not longer than until a moment."""

from __future__ import annotations

from time import monotonic

import requests
from urllib3.exceptions import HTTPError


class AnswerTooLargeError(requests.RequestException):
    """More bytes came than are read."""


class AnswerTooSlowError(requests.RequestException):
    """Its end was not here in time."""


def body_of(answer: requests.Response, *, most: int, until: float) -> bytes:
    """The content of an answer that was asked for with `stream=True`.

    `most`: bytes; `until`: of `time.monotonic`. Raises AnswerTooLargeError, AnswerTooSlowError, and
    requests.ConnectionError for a connection that breaks off or falls silent in between.
    """
    body = b""
    try:
        while piece := answer.raw.read1(most, decode_content=True):
            body += piece
            if len(body) > most:
                raise AnswerTooLargeError("too large an answer")
            if monotonic() > until:
                raise AnswerTooSlowError("too slow an answer")
    except HTTPError as broken:  # of urllib3, which is none of requests'
        raise requests.ConnectionError("the answer broke off") from broken
    return body
