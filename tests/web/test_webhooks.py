"""What gateways bring: believed only when signed, counted once, placed where it can be meant, and lost nowhere."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from complaints.carrier_settings import Carriers, SmsGateway, WhatsAppNumber
from complaints.files.file_store import FileStore
from complaints.incoming.arrivals import DONE, HELD, NEW, Doors
from complaints.incoming.receiving import MOST_ATTEMPTS, WAITED_FOR, Receiving
from complaints.intake.lodging import lodge
from complaints.models import ComplaintMessage, IncomingReply, Instansi, MutedAddress
from complaints.notices.carriers import REPLIES_FOR, Dispatch
from complaints.notices.gateways import WhatsAppSender
from complaints.upkeep.incoming import PlacingRounds
from complaints.upkeep.messages import MessageRounds
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.models import OutboxMessage
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.gateways import Gateway, gateway
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from web.services import Services

NUMBER, SECRET, TOKEN, VERIFY = "6281234567890", "rahasia-aplikasi-uji", "kunci-masuk-sms-uji", "kata-kunci-webhook"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Placing is the command of the tracking page, which is tested on both kinds of database."""
    return sqlite_factory


@pytest.fixture
def own() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def services(services: Services, own: Gateway) -> Services:
    sms = SmsGateway(f"{own.address}/sms", incoming_token=TOKEN)
    number = WhatsAppNumber(f"{own.address}/v23.0/10", "t" * 20, verify_token=VERIFY, secret=SECRET)
    return replace(services, settings=replace(services.settings, carriers=Carriers(sms, number)))


class Phone:
    """Somebody with a telephone, the gateways between, and the office."""

    def __init__(self, client: FlaskClient, services: Services, runtime: Runtime, own: Gateway) -> None:
        self.client, self.runtime, self.own = client, runtime, own
        self.factory, self.settings = services.session_factory, services.settings
        self.clock: Any = services.clock
        self.receiving = Receiving(self.factory, Doors(runtime, services.files, self.settings.secret_key))

    def place(self) -> None:
        """As the worker does who was just started: nothing of it rests."""
        number = self.settings.carriers.whatsapp
        assert number is not None
        fetchers = {"whatsapp": WhatsAppSender(number, "").media}
        PlacingRounds(self.factory, self.clock, self.receiving, fetchers).place()

    def lodge(self, channel: str = "whatsapp") -> Desk:
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            session.get_one(Instansi, TANAH_LAUT).limits = {f"{channel}_told": "1"}
            found = lodge(
                session, self.runtime, instansi_id=TANAH_LAUT, answers=answers(self.runtime, email=""),
                submission_token=uuid.uuid4().hex,
            )  # fmt: skip
        return Desk(self.factory, self.runtime, self.clock, found.complaint_id)

    def asked(self, channel: str = "whatsapp") -> Desk:
        """A complaint whose author was asked something; the message carries the id `m-<number of messages>`."""
        desk = self.lodge(channel)
        desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang")
        self.hear(channel)
        return desk

    def hear(self, channel: str = "whatsapp") -> None:
        self.own.answer = (lambda number: {"messages": [{"id": f"m-{number}"}]}) if channel == "whatsapp" else None
        send = Dispatch(self.factory, self.clock, self.settings)
        MessageRounds(self.factory, self.clock, send, channel=channel).deliver()

    def says(self, text: str, *, name: str = "wamid.1", sender: str = NUMBER, **more: Any) -> dict[str, Any]:
        message = {"from": sender, "id": name, "type": "text", "text": {"body": text}, **more}
        return {"entry": [{"changes": [{"value": {"messages": [message]}}]}]}

    def brings(self, document: Any, *, secret: str = SECRET) -> int:
        body = json.dumps(document).encode()
        signature = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
        heads = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
        answer = self.client.post("/pesan-masuk/whatsapp", data=body, headers=heads)
        self.place()
        return answer.status_code

    def rows(self) -> list[tuple[str, str]]:
        with everywhere(self.factory) as session:
            return [(row.state, row.why) for row in session.scalars(select(IncomingReply))]

    def notes(self) -> list[tuple[str, str]]:
        with everywhere(self.factory) as session:
            query = select(ComplaintMessage).where(ComplaintMessage.sender == "pengadu").order_by(ComplaintMessage.at)
            return [(row.kind, row.text) for row in session.scalars(query)]

    def said_back(self, channel: str = "whatsapp") -> list[str]:
        with everywhere(self.factory) as session:
            rows = session.scalars(select(OutboxMessage).where(OutboxMessage.channel == channel))
            return [row.body["text"] for row in rows if row.body["template"] == "balasan"]


@pytest.fixture
def phone(
    flask_app: Flask, services: Services, runtime: Runtime, own: Gateway, instansi: Government, clock: FixedClock
) -> Phone:
    deploy_process(services.session_factory, runtime)
    return Phone(flask_app.test_client(), services, runtime, own)


def test_the_webhook_is_set_up_with_its_token_alone(phone: Phone) -> None:
    def asks(token: str, challenge: str = "1158201444") -> Any:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
        return phone.client.get("/pesan-masuk/whatsapp", query_string=query)

    assert asks(VERIFY).get_data(as_text=True) == "1158201444"
    assert asks("salah").status_code == 403
    assert asks(VERIFY, "<script>").status_code == 403


def test_a_reply_lands_in_the_step_that_waits_with_its_photo(phone: Phone, own: Gateway) -> None:
    desk = phone.asked()
    own.files["/v23.0/55"] = ("application/json", json.dumps({"url": f"{own.address}/lookaside/55"}).encode())
    own.files["/lookaside/55"] = ("image/jpeg", photo())
    image = {"type": "image", "image": {"id": "55", "caption": "Ini lubangnya"}, "context": {"id": "m-2"}}
    assert phone.brings(phone.says("", **image)) == 200
    assert phone.brings(phone.says("", **image)) == 200  # the carrier brings it again, or somebody replays it
    ((kind, text),) = phone.notes()
    assert kind == "kelengkapan_data"
    assert "Ini lubangnya" in text
    assert "berkas 1" in text
    assert phone.rows() == [(DONE, "")]
    assert [task.element for task in desk.case().open_tasks] == ["Task_verifikasi_nasional"]


def test_a_photo_waits_for_its_carrier_and_holds_up_no_other(phone: Phone, own: Gateway) -> None:
    phone.asked()
    own.status = 503
    phone.brings(phone.says("", type="image", image={"id": "55", "caption": "Ini lubangnya"}, context={"id": "m-2"}))
    phone.brings(phone.says("Depan SD", name="wamid.2"))
    for _turn in range(MOST_ATTEMPTS):
        phone.place()
    assert phone.rows() == [(NEW, ""), (DONE, "")]
    phone.clock.advance(WAITED_FOR)
    phone.place()
    assert phone.rows() == [(HELD, "galat"), (DONE, "")]


def test_what_fails_unexpectedly_is_not_tried_again_at_once(phone: Phone, own: Gateway, tmp_path: Path) -> None:
    phone.asked()
    own.files["/v23.0/55"] = ("application/json", json.dumps({"url": f"{own.address}/lookaside/55"}).encode())
    own.files["/lookaside/55"] = ("image/jpeg", photo())
    good = phone.receiving
    broken = FileStore(tmp_path / "\0")  # a name that no system takes: ValueError
    phone.receiving = Receiving(phone.factory, Doors(phone.runtime, broken, "x" * 40))
    phone.brings(phone.says("", type="image", image={"id": "55", "caption": "Ini lubangnya"}, context={"id": "m-2"}))
    assert phone.rows() == [(NEW, "")]
    phone.receiving = good
    phone.place()
    assert phone.rows() == [(DONE, "")]


@pytest.mark.parametrize("heads", [{}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, {"X-Hub-Signature-256": "é"}])
def test_what_is_not_signed_is_not_read(phone: Phone, heads: dict[str, str]) -> None:
    phone.asked()
    body = json.dumps(phone.says("palsu")).encode()
    assert phone.client.post("/pesan-masuk/whatsapp", data=body, headers=heads).status_code == 403
    assert phone.brings(phone.says("palsu"), secret="lain") == 403
    assert phone.rows() == []


@pytest.mark.parametrize("document", [None, [], "x", {"entry": 5}, {"entry": [{"changes": [{"value": {"messages": [
    {"from": None, "id": 5, "type": "text"}, {"from": NUMBER, "id": "a", "type": ["x"]}, 7]}}]}]}], ids=str)  # fmt: skip
def test_what_is_signed_and_odd_is_passed_over(phone: Phone, document: Any) -> None:
    assert phone.brings(document) == 200
    assert phone.rows() == []


def test_what_is_too_large_is_not_read(phone: Phone) -> None:
    assert phone.client.post("/pesan-masuk/whatsapp", data=b"x" * 600_000).status_code == 413


def test_two_complaints_wait_and_none_is_guessed(phone: Phone) -> None:
    first, second = phone.asked(), phone.asked()
    phone.brings(phone.says("Depan SD"))
    assert phone.notes() == []
    assert phone.rows() == [(HELD, "tidak_jelas")]
    assert phone.said_back() == [
        "Kami tidak tahu pengaduan mana yang Anda maksud. Jawab di halaman ini dengan nomor dan kode Anda:"
    ]
    phone.brings(phone.says("Depan SD", name="wamid.2", context={"id": "m-2"}))  # quotes the question of the first
    assert len(phone.notes()) == 1
    assert [each.element for each in first.case().open_tasks] == ["Task_verifikasi_nasional"]
    assert second.case().open_tasks == ()


def test_a_stranger_is_nobodys_author(phone: Phone) -> None:
    phone.asked()
    assert phone.brings(phone.says("Saya Siti", sender="6281111111111")) == 200
    assert (phone.notes(), phone.rows(), phone.said_back()) == ([], [], [])


def test_stop_and_begin(phone: Phone) -> None:
    desk = phone.lodge()
    phone.hear()
    phone.brings(phone.says("STOP"))
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto")
    phone.hear()
    assert len(phone.own.asked) == 1
    phone.brings(phone.says("mulai", name="wamid.2"))
    assert phone.said_back() == ["Kabar lewat jalan ini kami mulai lagi."]
    phone.brings(phone.says("STOP", name="wamid.3"))
    phone.clock.advance(REPLIES_FOR)  # nothing was sent that could be answered
    phone.brings(phone.says("mulai", name="wamid.4"))
    assert len(phone.said_back()) == 2
    with everywhere(phone.factory) as session:
        assert session.scalars(select(MutedAddress)).all() == []


def test_a_message_that_did_not_reach_its_reader_stands_at_the_operators_desk(phone: Phone) -> None:
    phone.asked()
    status = {"id": "m-2", "status": "failed", "recipient_id": NUMBER, "errors": [{"code": 131026}]}
    assert phone.brings({"entry": [{"changes": [{"value": {"statuses": [status]}}]}]}) == 200
    with everywhere(phone.factory) as session:
        (lost,) = session.scalars(select(OutboxMessage).where(OutboxMessage.last_error.is_not(None)))
    assert (lost.sent_at, lost.last_error) == (None, "WhatsApp tidak sampai: 131026")


BASIC = "Basic " + base64.b64encode(f"gerbang:{TOKEN}".encode()).decode()


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", BASIC])
def test_a_reply_by_sms_lands_once(phone: Phone, given: str) -> None:
    phone.asked("sms")
    for document in (
        {"from": "0812-3456-7890", "message": "Depan SD", "id": 7},
        {"sender": NUMBER, "text": "x", "id": 7},
    ):
        phone.client.post("/pesan-masuk/sms", json=document, headers={"Authorization": given})
    phone.clock.advance(timedelta(minutes=1))
    phone.client.post(
        "/pesan-masuk/sms", data={"msisdn": f"+{NUMBER}", "text": "Lagi", "id": "8"}, headers={"Authorization": given}
    )
    assert phone.rows() == [(NEW, "")] * 2
    phone.place()
    assert [(kind, text) for kind, text in phone.notes()] == [
        ("kelengkapan_data", "Depan SD"),
        ("tambahan_pengadu", "Lagi"),
    ]


def test_the_same_word_on_another_day_counts_where_a_gateway_names_no_message(phone: Phone) -> None:
    phone.asked("sms")
    for wait in (timedelta(0), timedelta(minutes=1), timedelta(days=1)):
        phone.clock.advance(wait)
        document = {"from": NUMBER, "text": "STOP"}
        phone.client.post("/pesan-masuk/sms", json=document, headers={"Authorization": f"Bearer {TOKEN}"})
    assert len(phone.rows()) == 2


@pytest.mark.parametrize(
    "given", ["", "Bearer salah", "Basic !!!", "Basic " + base64.b64encode(b"x:y").decode(), TOKEN]
)
def test_a_gateway_without_its_token_brings_nothing(phone: Phone, given: str) -> None:
    phone.asked("sms")
    answer = phone.client.post("/pesan-masuk/sms", json={"from": NUMBER, "text": "x"}, headers={"Authorization": given})
    assert answer.status_code == 403
    assert phone.rows() == []
