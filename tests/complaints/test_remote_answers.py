"""What another server answers is read within bounds, however it ends: too much, too slow, broken off, silent."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

import pytest
import requests

from complaints.remote_answers import AnswerTooLargeError, AnswerTooSlowError, body_of

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
Serve = Callable[[socket.socket], None]


def asked(serve: Serve, *, most: int = 1_000, until: float | None = None, patience: float = 30.0) -> bytes:
    """What is read of a server that does this with whoever asks."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            with server.accept()[0] as client:
                client.recv(4_096)
                serve(client)

        thread = Thread(target=once, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with requests.get(address, stream=True, timeout=patience) as answer:
            return body_of(answer, most=most, until=monotonic() + 60 if until is None else until)


def test_a_whole_answer_is_given() -> None:
    assert asked(lambda client: client.sendall(HEAD + b"x" * 100)) == b"x" * 100


def test_more_than_is_read_is_refused() -> None:
    with pytest.raises(AnswerTooLargeError):
        asked(lambda client: client.sendall(HEAD + b"x" * 100), most=50)


def test_one_that_comes_byte_by_byte_is_not_waited_for() -> None:
    """Its time is over with the first byte; the second one comes only after it was refused."""
    refused = Event()

    def drip(client: socket.socket) -> None:
        client.sendall(HEAD + b"x")
        refused.wait(60)

    try:
        with pytest.raises(AnswerTooSlowError):
            asked(drip, until=monotonic())
    finally:
        refused.set()


def test_one_that_breaks_off_is_a_failure_of_the_connection() -> None:
    with pytest.raises(requests.ConnectionError):
        asked(lambda client: client.sendall(HEAD + b"x"))


def test_one_that_falls_silent_is_one_too() -> None:
    heard = Event()

    def silent(client: socket.socket) -> None:
        client.sendall(HEAD + b"x")
        heard.wait(60)

    try:
        with pytest.raises(requests.RequestException):
            asked(silent, patience=0.2)
    finally:
        heard.set()
