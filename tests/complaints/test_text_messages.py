"""SMS and WhatsApp: what they say, who gets them, and a gateway that refuses, hangs or is away."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from complaints.carrier_settings import Carriers, Mailbox, SmsGateway, WhatsAppNumber
from complaints.intake.lodging import Receipt, lodge
from complaints.models import Instansi, ReplyKey
from complaints.notices import channels
from complaints.notices.carriers import Dispatch
from complaints.notices.muted import SMS, WHATSAPP, mute
from complaints.notices.occasions import OCCASIONS, Announcement, body_of
from complaints.notices.phone import mobile
from complaints.notices.short_texts import LONGEST, gsm, sms_text
from complaints.settings import Settings
from complaints.upkeep.messages import LOOK_EVERY, MessageRounds, messages
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.errors import NotFoundError
from engine.models import OutboxMessage
from engine.running.outbox import NEVER, deliver_due
from engine.running.runtime import Runtime
from tests.support.citizen import answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.gateways import Gateway, gateway
from tests.support.government import TANAH_LAUT, TETANGGA, Government
from tests.support.postbox import Postbox

TYPED, E164 = "0812-3456-7890", "+6281234567890"
TOKEN = "kunci-gerbang-uji"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What is sent does not depend on the kind of database; the outbox itself is tested on both."""
    return sqlite_factory


@pytest.fixture
def own() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def settings(own: Gateway) -> Settings:
    sms = SmsGateway(f"{own.address}/sms", TOKEN, incoming_token="m" * 20)
    number = WhatsAppNumber(f"{own.address}/v23.0/10", TOKEN, secret="r" * 20, verify_token="v" * 20)
    return Settings(base_url="https://lapor.tanahlautkab.example", secret_key="x" * 40, carriers=Carriers(sms, number))


@pytest.fixture
def send(session_factory: SessionFactory, clock: FixedClock, settings: Settings) -> Dispatch:
    return Dispatch(session_factory, clock, settings)


@pytest.fixture
def told(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Receipt:
    """Somebody who left a telephone number alone, where the government sends SMS."""
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime, email="", sms_told="1")


def lodged(factory: SessionFactory, runtime: Runtime, *, email: str, **limits: str) -> Receipt:
    with unit_of_work(factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).limits = limits
        typed = answers(runtime, telepon=TYPED, email=email)
        return lodge(session, runtime, instansi_id=TANAH_LAUT, answers=typed, submission_token=uuid.uuid4().hex)


def rows(factory: SessionFactory) -> list[OutboxMessage]:
    with everywhere(factory) as session:
        found = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))
        session.expunge_all()
    return found


def deliver(factory: SessionFactory, clock: FixedClock, send: Dispatch, channel: str = SMS) -> None:
    MessageRounds(factory, clock, send, channel=channel).deliver()


def test_a_text_message_says_what_a_letter_says_and_goes_to_the_number(
    session_factory: SessionFactory, clock: FixedClock, send: Dispatch, own: Gateway, told: Receipt
) -> None:
    deliver(session_factory, clock, send)
    deliver(session_factory, clock, send)
    (asked,) = own.asked
    assert (asked.method, asked.path, asked.headers["Authorization"]) == ("POST", "/sms", f"Bearer {TOKEN}")
    assert asked.document == {
        "to": E164,
        "message": f"Kabupaten Tanah Laut: laporan Anda kami terima ({told.number}). Buka lapor.tanahlautkab.example/"
        "tanah-laut/lacak Stop: balas BERHENTI",
    }
    (row,) = rows(session_factory)
    assert (row.channel, row.recipient, row.last_error) == (SMS, E164, None)
    assert row.sent_at is not None
    with everywhere(session_factory) as session:
        key = session.scalars(select(ReplyKey)).one()
    assert (key.complaint_id, key.reference) == (told.complaint_id, "m-1")
    assert E164[1:] not in key.digest


def test_a_gateway_that_takes_an_address_gets_one(
    session_factory: SessionFactory, clock: FixedClock, own: Gateway, settings: Settings, told: Receipt
) -> None:
    sms = SmsGateway(f"{own.address}/kirim?ke={{nomor}}&isi={{teks}}", TOKEN, header="X-Kunci: {kunci}")
    deliver(session_factory, clock, Dispatch(session_factory, clock, replace(settings, carriers=Carriers(sms))))
    (asked,) = own.asked
    assert asked.path.startswith("/kirim?ke=%2B6281234567890&isi=Kabupaten%20Tanah%20Laut%3A%20laporan")
    assert asked.headers["X-Kunci"] == TOKEN
    assert "BERHENTI" not in asked.path  # a reply would not arrive


def test_whatsapp_gets_the_parts_of_a_template(
    session_factory: SessionFactory, clock: FixedClock, runtime: Runtime, send: Dispatch, own: Gateway, told: Receipt
) -> None:
    own.answer = {"messages": [{"id": "wamid.1"}]}
    again = lodged(session_factory, runtime, email="", sms_told="1", whatsapp_told="1")
    deliver(session_factory, clock, send, WHATSAPP)
    (asked,) = own.asked
    assert (asked.path, asked.document["to"]) == ("/v23.0/10/messages", E164[1:])
    template = asked.document["template"]
    assert (template["name"], template["language"]) == ("kabar_pengaduan", {"code": "id"})
    assert [each["text"] for each in template["components"][0]["parameters"]] == [
        "Kabupaten Tanah Laut", "laporan Anda kami terima", again.number, "-",
        "https://lapor.tanahlautkab.example/tanah-laut/lacak",
    ]  # fmt: skip


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("home", ["Kab. X", "Pemerintah Kabupaten Administrasi Kepulauan yang Sangat Jauh Sekali"])
def test_every_text_fits_into_one_message(occasion: str, home: str) -> None:
    about = Announcement(occasion, until="30 September 2026", wait="Task_tunggu")
    body = body_of(about, number="TL-2026-7K4M2Q", government=home)
    for url in (
        "https://a.id/x/lacak",
        "https://pengaduan.kabupaten-kepulauan-sangat-jauh.example.go.id/kepulauan/lacak",
    ):
        text = sms_text(body, url=url, answers=True)
        assert len(text) <= LONGEST
        assert gsm(text) == text
        assert "TL-2026-7K4M2Q" in text
        assert url.removeprefix("https://") in text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (TYPED, E164), ("+62 812 3456 7890", E164), ("62812-3456-7890", E164), ("(0812) 34567890", E164),
        ("0512 21001", ""), ("112", ""), ("bukan nomor", ""), ("0812" + "3" * 5_000, ""), ("+60 12-345 6789", "+60123456789"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert mobile(typed) == number


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500])
def test_a_refusal_is_told_without_the_number_and_tried_again_only_where_that_helps(
    session_factory: SessionFactory, clock: FixedClock, send: Dispatch, own: Gateway, told: Receipt, status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    own.status = status
    with caplog.at_level(logging.DEBUG):
        deliver(session_factory, clock, send)
    (row,) = rows(session_factory)
    assert (row.sent_at, row.last_error) == (None, f"gerbang menjawab {status}")
    assert (row.available_at == NEVER) is (status in (400, 404))
    assert "81234567890" not in caplog.text
    assert TOKEN not in caplog.text
    own.status = 200
    clock.advance(timedelta(hours=6))
    deliver(session_factory, clock, send)
    assert (rows(session_factory)[0].sent_at is None) is (status in (400, 404))


def test_after_three_days_it_is_no_news_any_more(
    session_factory: SessionFactory, clock: FixedClock, send: Dispatch, own: Gateway, told: Receipt
) -> None:
    clock.advance(timedelta(days=3, minutes=1))
    deliver(session_factory, clock, send)
    assert own.asked == []
    assert rows(session_factory)[0].available_at == NEVER


def test_a_gateway_that_hangs_delays_neither_mail_nor_the_other_gateway(
    session_factory: SessionFactory,
    clock: FixedClock,
    runtime: Runtime,
    settings: Settings,
    own: Gateway,
    told: Receipt,
) -> None:
    lodged(session_factory, runtime, email="siti@contoh.id", sms_told="1")
    lodged(session_factory, runtime, email="", whatsapp_told="1")
    own.hangs = True
    box = Postbox()
    box.start()
    with gateway() as other:
        number = WhatsAppNumber(f"{other.address}/v23.0/10", TOKEN)
        carriers = replace(settings.carriers, whatsapp=number)
        send = Dispatch(session_factory, clock, replace(settings, smtp_url=box.url, carriers=carriers))
        slow, quick = (messages(session_factory, clock, send, channel=each) for each in (SMS, WHATSAPP))
        slow()
        assert own.came.wait(20)
        quick()
        assert other.came.wait(20)
        assert deliver_due(session_factory, clock, send) == 1
        assert slow() == 0  # it hangs on, and nobody waits for it
        own.go_on.set()
        slow.stop()
        quick.stop()
    box.stop()
    assert len(box.received) == 1


def test_governments_take_turns(
    session_factory: SessionFactory, clock: FixedClock, settings: Settings, told: Receipt
) -> None:
    for home, count in ((TETANGGA, 25), (TANAH_LAUT, 1)):
        with unit_of_work(session_factory, home) as session:
            session.add_all(
                OutboxMessage(
                    instansi_id=home, channel=SMS, recipient=E164, subject="", created_at=clock.now(),
                    available_at=clock.now(), body={"template": "balasan", "text": "Teks."},
                )
                for _ in range(count)
            )  # fmt: skip
    sent: list[str] = []
    rounds = MessageRounds(session_factory, clock, lambda parcel: sent.append(parcel.instansi_id), channel=SMS)
    rounds.deliver()
    assert len(sent) == 27
    assert sent.index(TANAH_LAUT) == 10

    asked: list[str] = []
    with everywhere(session_factory) as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_more: asked.append(statement))
    rounds.deliver()
    assert asked == []  # nothing was due a moment ago: nobody is asked before the rounds have rested
    clock.advance(LOOK_EVERY)
    rounds.deliver()
    assert asked


def test_the_author_chooses_the_way_and_may_stop_it(
    session_factory: SessionFactory, clock: FixedClock, runtime: Runtime, send: Dispatch, own: Gateway, told: Receipt
) -> None:
    found = lodged(session_factory, runtime, email="siti@contoh.id", sms_told="1")
    case = {"instansi_id": TANAH_LAUT, "complaint_id": found.complaint_id}
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        seen = channels.preference(session, **case)
        assert seen is not None
        assert (dict(seen.ways), seen.chosen) == ({"email": "s…@contoh.id", "sms": "+62…890"}, "email")
        for chosen, address in (("sms", E164), ("tidak", ""), ("email", "siti@contoh.id"), ("sms", E164)):
            channels.choose(session, **case, channel=chosen, now=clock.now())
            reach = channels.reach_of(session, **case)
            assert reach is not None
            assert reach.address == address
        with pytest.raises(NotFoundError):
            channels.choose(session, **case, channel="whatsapp", now=clock.now())
        mute(session, instansi_id=TANAH_LAUT, channel=SMS, address=E164, now=clock.now())
    deliver(session_factory, clock, send)
    assert own.asked == []
    withheld = next(row for row in rows(session_factory) if row.channel == SMS)
    assert (withheld.sent_at is not None, withheld.last_error) == (True, "penerima menghentikan kabar lewat jalan ini")
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        assert (again := channels.preference(session, **case)) is not None
        assert again.stopped
        channels.choose(session, **case, channel="sms", now=clock.now())
        assert (again := channels.preference(session, **case)) is not None
        assert again.stopped  # whoever lodged with this number is not the one who answers from it


def test_whoever_types_in_the_number_of_somebody_else_sends_them_five_receipts_a_day(
    session_factory: SessionFactory, clock: FixedClock, runtime: Runtime, send: Dispatch, own: Gateway, told: Receipt
) -> None:
    own.status = 503
    deliver(session_factory, clock, send)  # what did not leave does not count
    own.status = 200
    clock.advance(timedelta(minutes=5))
    for _time in range(6):
        lodged(session_factory, runtime, email="", sms_told="1")
    deliver(session_factory, clock, send)
    found = rows(session_factory)
    assert sum(row.sent_at is not None for row in found) == 5
    why = "tidak dikirim: penerima ini sudah mendapat lima tanda terima dalam sehari"
    refused = [(row.available_at, row.last_error) for row in found if row.sent_at is None]
    assert refused == [(NEVER, why)] * 2
    clock.advance(timedelta(days=1))
    lodged(session_factory, runtime, email="", sms_told="1")
    deliver(session_factory, clock, send)
    assert sum(row.sent_at is not None for row in rows(session_factory)) == 6


def test_a_letter_that_can_be_answered_says_how(
    session_factory: SessionFactory, clock: FixedClock, runtime: Runtime, settings: Settings, told: Receipt
) -> None:
    lodged(session_factory, runtime, email="siti@contoh.id")
    box = Postbox()
    box.start()
    mailbox = Mailbox("127.0.0.1", 1, "x", "x", "INBOX", "balas+{kunci}@contoh.example")
    send = Dispatch(session_factory, clock, replace(settings, smtp_url=box.url, carriers=Carriers(mailbox=mailbox)))
    deliver_due(session_factory, clock, send)
    box.stop()
    (letter,) = box.received
    key: Any = letter["Reply-To"]
    assert str(letter["List-Unsubscribe"]).strip() == f"<mailto:{key}?subject=BERHENTI>"
    token = str(key).removeprefix("balas+").removesuffix("@contoh.example")
    assert len(token) == 26
    with everywhere(session_factory) as session:
        kept = session.scalars(select(ReplyKey)).one()
    assert token not in kept.digest
    text = letter.get_content()
    assert text.startswith("--- Tulis jawaban Anda di atas garis ini ---")
    assert "BERHENTI" in text
