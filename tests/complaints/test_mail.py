"""Mail leaves after the commit: later when the server is down, once for its reader, and without a word of the case."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from complaints.notices.mail import SmtpSender, sender_for
from complaints.settings import Settings
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.models import OutboxMessage
from engine.running.outbox import DeliveryError, Parcel, UnreachableError, deliver_due
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.postbox import Postbox

ADDRESS = "siti@example.org"
NUMBER = "TL-2026-0007"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def send(postbox: Postbox) -> SmtpSender:
    return SmtpSender(postbox.url, "alur@tanahlaut.example", "https://lapor.tanahlaut.example/")


def put(
    factory: SessionFactory, clock: FixedClock, *, to: str = ADDRESS, number: str = NUMBER, **more: Any
) -> uuid.UUID:
    message_id = uuid.uuid4()
    values: dict[str, Any] = {
        "channel": "email",
        "recipient": to,
        "subject": f"Ada kabar untuk pengaduan {number}",
        "body": {"template": "pengadu", "number": number},
        "created_at": clock.now(),
        "available_at": clock.now(),
    }
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.add(OutboxMessage(instansi_id="tanah-laut", id=message_id, **{**values, **more}))
    return message_id


def rows(factory: SessionFactory) -> dict[str, OutboxMessage]:
    with everywhere(factory) as session:
        found = {row.recipient: row for row in session.scalars(select(OutboxMessage))}
        session.expunge_all()
    return found


def test_a_message_goes_out_once(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    message_id = put(session_factory, clock)
    assert deliver_due(session_factory, clock, send) == 1
    assert deliver_due(session_factory, clock, send) == 0
    clock.advance(timedelta(days=30))
    assert deliver_due(session_factory, clock, send) == 0
    (mail,) = postbox.received
    assert (mail["To"], mail["From"]) == (ADDRESS, "alur@tanahlaut.example")
    assert mail["Message-ID"] == f"<{message_id}@tanahlaut.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    row = rows(session_factory)[ADDRESS]
    assert (row.attempts, row.last_error) == (1, None)
    assert row.sent_at is not None


def test_it_says_that_there_is_news_and_nothing_else(postbox: Postbox, send: SmtpSender, clock: FixedClock) -> None:
    secrets = {"isi": "KENARI isi", "nama": "KENARI nama", "kode": "KENARI kode", "kind": "KENARI jenis"}
    for template in ("pengadu", "petugas"):
        body = {"template": template, "number": NUMBER, **secrets}
        send(
            Parcel(
                "tanah-laut", uuid.uuid4(), "email", ADDRESS, f"Ada kabar untuk pengaduan {NUMBER}", body, clock.now()
            )
        )
    for mail in postbox.received:
        text = mail.get_content()
        assert "KENARI" not in mail.as_string()
        assert NUMBER in text
        assert "https://lapor.tanahlaut.example/" in text
        assert "//tanah-laut" not in text
        assert mail.get_content_type() == "text/plain"
    assert "/tanah-laut/lacak" in postbox.received[0].get_content()


def test_a_server_that_is_down_is_waited_for(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    put(session_factory, clock)
    postbox.stop()
    waits = []
    for _ in range(10):
        assert deliver_due(session_factory, clock, send) == 0
        row = rows(session_factory)[ADDRESS]
        waits.append(row.available_at - clock.now())
        assert row.last_error in ("ConnectionRefusedError", "OSError")
        clock.set(row.available_at)
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)]
    assert waits[-1] == timedelta(hours=6)
    postbox.start()
    assert deliver_due(session_factory, clock, send) == 1
    assert deliver_due(session_factory, clock, send) == 0
    assert len(postbox.received) == 1
    assert rows(session_factory)[ADDRESS].last_error is None


def test_while_the_server_is_down_one_try_is_enough(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    """Each try may take a whole time-out: timers must not wait for fifty of them."""
    for number in range(6):
        put(session_factory, clock, to=f"orang{number}@example.org")
    postbox.stop()
    deliver_due(session_factory, clock, send)
    assert sum(row.attempts for row in rows(session_factory).values()) == 1
    postbox.start()
    clock.advance(timedelta(minutes=5))
    assert deliver_due(session_factory, clock, send) == 6


def test_a_refused_address_is_tried_again_and_stops_nobody_else(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    postbox.refused = {"salah@example.org"}
    for address in ("salah@example.org", "benar@example.org"):
        put(session_factory, clock, to=address)
        clock.advance(timedelta(seconds=1))
    assert deliver_due(session_factory, clock, send) == 1
    wrong = rows(session_factory)["salah@example.org"]
    assert (wrong.sent_at, wrong.last_error) == (None, "SMTPRecipientsRefused")
    assert wrong.available_at > clock.now()
    postbox.refused = set()
    clock.set(wrong.available_at)
    assert deliver_due(session_factory, clock, send) == 1
    assert len(postbox.received) == 2


def test_a_server_that_takes_nothing_today(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    postbox.broken = True
    put(session_factory, clock)
    assert deliver_due(session_factory, clock, send) == 0
    postbox.broken = False
    clock.advance(timedelta(minutes=5))
    assert deliver_due(session_factory, clock, send) == 1


POISONS = {
    "a line break in the address": {"to": "a@example.org\nBcc: b@example.org"},
    "a line break in the subject": {"subject": "a\r\nBcc: b@example.org"},
    "no address": {"to": ""},
    "an unknown template": {"body": {"template": "lain", "number": NUMBER}},
    "no template at all": {"body": {}},
    "an address beyond ASCII": {"to": "sitié@example.org"},
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_a_message_that_cannot_be_written_stops_nobody_else(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender, poison: dict[str, Any]
) -> None:
    put(session_factory, clock, **poison)
    clock.advance(timedelta(seconds=1))
    put(session_factory, clock, to="benar@example.org")
    deliver_due(session_factory, clock, send)
    assert "benar@example.org" in [mail["To"] for mail in postbox.received]
    assert all(mail["Bcc"] is None for mail in postbox.received)


class KilledError(BaseException):
    """The process ends here: nothing after it runs."""


def test_killed_between_sending_and_noting_it_the_same_message_comes_again(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    put(session_factory, clock)

    def send_and_die(parcel: Parcel) -> None:
        send(parcel)
        raise KilledError

    with pytest.raises(KilledError):
        deliver_due(session_factory, clock, send_and_die)
    assert deliver_due(session_factory, clock, send) == 0  # still leased by the dead
    clock.advance(timedelta(minutes=5))
    assert deliver_due(session_factory, clock, send) == 1
    first, second = postbox.received
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert first.get_content() == second.get_content()


def test_two_workers_do_not_send_the_same_message(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    """While one worker hands a message over, another looks for work."""
    put(session_factory, clock)
    other: list[int] = []

    def send_while_another_looks(parcel: Parcel) -> None:
        other.append(deliver_due(session_factory, clock, send))
        send(parcel)

    assert deliver_due(session_factory, clock, send_while_another_looks) == 1
    assert other == [0]
    assert len(postbox.received) == 1


@pytest.mark.parametrize("attempts", [40, 5_000])
def test_months_without_a_server_do_not_end_the_worker(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender, attempts: int
) -> None:
    put(session_factory, clock, attempts=attempts)
    postbox.stop()
    assert deliver_due(session_factory, clock, send) == 0
    assert rows(session_factory)[ADDRESS].available_at == clock.now() + timedelta(hours=6)


def test_a_clock_set_back_loses_and_repeats_nothing(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    put(session_factory, clock)
    clock.advance(-timedelta(days=1))
    assert deliver_due(session_factory, clock, send) == 0
    clock.advance(timedelta(days=1))
    assert deliver_due(session_factory, clock, send) == 1
    clock.advance(-timedelta(days=2))
    assert deliver_due(session_factory, clock, send) == 0


def test_without_a_server_mail_waits_in_the_outbox(session_factory: SessionFactory, clock: FixedClock) -> None:
    put(session_factory, clock)
    assert deliver_due(session_factory, clock, sender_for(Settings(secret_key="x" * 40))) == 0
    assert "ALUR_SMTP_URL" in (rows(session_factory)[ADDRESS].last_error or "")


def test_errors_tell_neither_addresses_nor_passwords(postbox: Postbox, send: SmtpSender, clock: FixedClock) -> None:
    parcel = Parcel("tanah-laut", uuid.uuid4(), "email", ADDRESS, "x", {"template": "petugas"}, clock.now())
    postbox.refused = {ADDRESS}
    with pytest.raises(DeliveryError) as refused:
        send(parcel)
    secret = replace(send, url=f"smtp://orang:rahasia@127.0.0.1:{postbox.port}")
    with pytest.raises(DeliveryError) as no_login:
        secret(parcel)
    postbox.stop()
    with pytest.raises(UnreachableError) as away:
        secret(parcel)
    told = f"{refused.value} {no_login.value} {away.value}"
    assert all(word not in told for word in (ADDRESS, "orang", "rahasia"))


def test_a_password_never_leaves_without_tls(postbox: Postbox, send: SmtpSender, clock: FixedClock) -> None:
    parcel = Parcel("tanah-laut", uuid.uuid4(), "email", ADDRESS, "x", {"template": "petugas"}, clock.now())
    secret = replace(send, url=f"smtp://orang:rahasia@127.0.0.1:{postbox.port}")
    with pytest.raises(UnreachableError, match="TLS"):
        secret(parcel)
    assert postbox.received == []
    send(parcel)  # without a password a server in the own house may do without
    assert len(postbox.received) == 1


def test_a_letter_that_fails_leaves_a_line_in_the_log_without_its_address(
    session_factory: SessionFactory,
    clock: FixedClock,
    postbox: Postbox,
    send: SmtpSender,
    caplog: pytest.LogCaptureFixture,
) -> None:
    message_id = put(session_factory, clock)
    postbox.refused = {ADDRESS}
    deliver_due(session_factory, clock, send)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "alur.outbox"]
    assert str(message_id) in line
    assert "SMTPRecipientsRefused" in line
    assert ADDRESS not in line
    assert NUMBER not in line
