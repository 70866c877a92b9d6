"""The operator's desk: what is stuck in any government is seen and tried again; nobody's words or addresses are."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from complaints.models import Complaint
from complaints.notices.mail import SmtpSender
from complaints.people.roles import ROLES, Role
from complaints.upkeep import Upkeep
from complaints.upkeep.installation import note_verification
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.models import Case, Event, Incident, LedgerEvent, OutboxMessage
from engine.running.commands import fire_due
from engine.running.outbox import deliver_due
from tests.support.accounts import log_in, token_in
from tests.support.acts import OF_ACTS
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government
from tests.support.postbox import Postbox
from tests.support.statements import statements as counted
from web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime
    from web.services import Services

YEAR = timedelta(days=365)
ADDRESS = "siti.rahasia@example.org"
NEIGHBOUR = "kota-tetangga"


@pytest.fixture
def operator(as_officer: Callable[..., FlaskClient]) -> FlaskClient:
    return as_officer("hendra", (Role.OPERATOR, ""))


@pytest.fixture
def broken(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> uuid.UUID:
    """A case whose state cannot be read, set aside by the worker; gives its incident."""
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime)
    with everywhere(session_factory) as session:
        session.execute(update(Case).values(state=b"bukan keadaan"))
    clock.advance(YEAR)
    fire_due(session_factory, runtime)
    with seen_everywhere(session_factory) as session:
        return session.scalars(select(Incident.id)).one()


@pytest.fixture
def letter(session_factory: SessionFactory, instansi: Government, clock: FixedClock) -> uuid.UUID:
    """One that was refused three times and waits for hours."""
    message_id = uuid.uuid4()
    with everywhere(session_factory) as session:
        session.add(
            OutboxMessage(
                instansi_id=instansi.id, id=message_id, channel="email", recipient=ADDRESS, subject="Kabar TL-2026-0007",
                body={"template": "pengadu", "number": "TL-2026-0007"}, created_at=clock.now(), attempts=3,
                available_at=clock.now() + timedelta(hours=6), last_error="SMTPRecipientsRefused",
            )
        )  # fmt: skip
    return message_id


def test_the_log_in_of_an_operator_leads_to_the_desk(flask_app: object, operator: FlaskClient) -> None:
    assert operator.get("/petugas/").headers["Location"] == "/operator"
    page = operator.get("/operator")
    assert page.status_code == 200
    assert "Meja operator" in page.text
    assert "Belum ada pekerja" in page.text


def test_nobody_else_enters(as_officer: Callable[..., FlaskClient]) -> None:
    client = as_officer("semua", *((role, "") for role in sorted(ROLES - {Role.OPERATOR})))
    token = token_in(client.get("/petugas/sandi").text)
    assert client.get("/operator").status_code == 403
    places = (
        f"insiden/tanah-laut/{uuid.uuid4()}",
        f"surat/tanah-laut/{uuid.uuid4()}",
        "surat",
        "surat-percobaan",
        "jam",
    )
    for place in places:
        assert client.post(f"/operator/{place}", data={"csrf_token": token}).status_code == 403


def test_a_case_that_was_set_aside_is_tried_again_with_a_reason(
    broken: uuid.UUID, operator: FlaskClient, session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    page = operator.get("/operator").text
    assert "Insiden (1)" in " ".join(page.split())
    place, token = f"/operator/insiden/tanah-laut/{broken}", token_in(page)
    assert place in page
    silent = operator.post(place, data={"csrf_token": token, "alasan": " "})
    assert silent.status_code == 422
    assert "Tulis mengapa dicoba lagi" in silent.text
    clock.advance(timedelta(seconds=1))
    assert fire_due(session_factory, runtime) == 0
    done = operator.post(place, data={"csrf_token": token, "alasan": "Program sudah diperbaiki"})
    assert done.headers["Location"] == "/operator"
    assert fire_due(session_factory, runtime) == 1
    with seen_everywhere(session_factory) as session:
        told = session.scalars(select(Event).where(Event.kind == "incident_retried")).one()
        assert (told.actor_name, told.personal["answers"]) == (
            "Hendra",
            {"alasan_coba_lagi": "Program sudah diperbaiki"},
        )  # type: ignore[index]
        assert session.scalars(select(Incident.attempts)).one() == 2
    gone = operator.post(f"/operator/insiden/{NEIGHBOUR}/{broken}", data={"csrf_token": token, "alasan": "x"})
    assert gone.status_code == 404


def test_of_a_whistleblowers_report_neither_case_nor_process_is_told(
    broken: uuid.UUID, operator: FlaskClient, session_factory: SessionFactory
) -> None:
    with seen_everywhere(session_factory) as session:
        case_id, process, element = session.execute(
            select(Case.id, Case.process_id, Incident.element).join(Incident, Incident.case_id == Case.id)
        ).one()
    told = {str(case_id), process, element or process}
    page = operator.get("/operator").text
    assert all(each in page for each in told)
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(restricted=True, pseudonym="Pelapor Anggrek 27"))
    page = operator.get("/operator").text
    assert "Insiden (1)" in " ".join(page.split())
    assert f"/operator/insiden/tanah-laut/{broken}" in page
    assert not any(each in page for each in told)


def test_a_letter_is_sent_again_at_once(
    operator: FlaskClient, session_factory: SessionFactory, clock: FixedClock, letter: uuid.UUID
) -> None:
    page = operator.get("/operator").text
    assert "SMTPRecipientsRefused" in page
    assert 'aria-label="Kirim sekarang, surat 1 dari tanah-laut"' in page
    assert "&lt;" not in page
    assert ADDRESS not in page
    assert "TL-2026-0007" not in page
    sent = []
    assert deliver_due(session_factory, clock, sent.append) == 0
    place, token = f"/operator/surat/tanah-laut/{letter}", token_in(page)
    assert operator.post(place, data={"csrf_token": token}).status_code == 302
    assert deliver_due(session_factory, clock, sent.append) == 1
    assert [each.recipient for each in sent] == [ADDRESS]
    with seen_everywhere(session_factory) as session:
        told = session.scalars(select(LedgerEvent).where(OF_ACTS)).one()
        assert (told.actor_name, told.role, told.element) == ("Hendra", "operator", f"letter:{letter}")
    assert operator.post(place, data={"csrf_token": token}).status_code == 404
    assert operator.post(f"/operator/surat/{NEIGHBOUR}/{letter}", data={"csrf_token": token}).status_code == 404


def test_after_the_mail_server_came_back_everything_is_sent_at_once(
    operator: FlaskClient,
    session_factory: SessionFactory,
    instansi: Government,
    clock: FixedClock,
    letter: uuid.UUID,
    postbox: Postbox,
) -> None:
    with everywhere(session_factory) as session:
        for home in (instansi.id, NEIGHBOUR):
            session.add(
                OutboxMessage(
                    instansi_id=home, id=uuid.uuid4(), channel="email", recipient=f"{home}@example.org", subject="x",
                    body={"template": "petugas_tugas"}, created_at=clock.now(), attempts=8,
                    available_at=clock.now() + timedelta(hours=6),
                )
            )  # fmt: skip
    send = SmtpSender(postbox.url, "alur@example.org", "https://alur.example.org")
    assert deliver_due(session_factory, clock, send) == 0
    page = operator.get("/operator").text
    assert "Kirim semua yang menunggu" in page
    assert operator.post("/operator/surat", data={"csrf_token": token_in(page)}).status_code == 302
    assert "3 surat dikirim lagi" in operator.get("/operator").text
    assert deliver_due(session_factory, clock, send) == 3
    assert {mail["To"] for mail in postbox.received} == {ADDRESS, "tanah-laut@example.org", f"{NEIGHBOUR}@example.org"}
    page = operator.get("/operator").text
    assert "Kirim semua yang menunggu" not in page
    with seen_everywhere(session_factory) as session:
        assert len(session.scalars(select(LedgerEvent).where(OF_ACTS)).all()) == 2


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


def test_the_mail_server_is_tried_from_the_desk(
    services: Services, account: Callable[..., object], postbox: Postbox
) -> None:
    someone = account("hendra", (Role.OPERATOR, ""))
    client = create_app(replace(services, settings=replace(services.settings, smtp_url=postbox.url))).test_client()
    log_in(client, someone)  # type: ignore[arg-type]
    token = token_in(client.get("/operator").text)

    def ask(address: str) -> tuple[int, str]:
        answer = client.post("/operator/surat-percobaan", data={"csrf_token": token, "alamat": address})
        return answer.status_code, answer.text

    assert ask("hendra@example.org")[0] == 302
    assert [mail["To"] for mail in postbox.received] == ["hendra@example.org"]
    assert postbox.subjects() == ["Surat percobaan dari Alur"]
    for odd in ("", "hendra", "a@b\nBcc: c@d", "a@b, c@d"):
        assert ask(odd)[0] == 422
    postbox.refused = {"salah@example.org"}
    status, page = ask("salah@example.org")
    assert (status, "SMTPRecipientsRefused" in page) == (422, True)
    postbox.stop()
    assert ask("hendra@example.org")[0] == 422
    assert len(postbox.received) == 1


def test_the_desk_tells_of_workers_histories_and_room(
    operator: FlaskClient, session_factory: SessionFactory, clock: FixedClock, runtime: Runtime
) -> None:
    assert "Belum pernah diperiksa" in operator.get("/operator").text
    Upkeep(session_factory, clock, name="server-7")()
    with unit_of_work(session_factory) as session:
        broken = ["tanah-laut/1 baris 2: isi baris telah diubah"]
        note_verification(session, at=clock.now(), broken=broken, signer=runtime.signer)
    page = operator.get("/operator").text
    for told in ("server-7", "1 ketidakcocokan", "isi baris telah diubah", "SpiffWorkflow", "0 B dalam 0 berkas"):
        assert told in page


def test_however_much_waits_the_page_asks_as_often_and_shows_as_little(
    operator: FlaskClient, session_factory: SessionFactory, clock: FixedClock, letter: uuid.UUID
) -> None:
    with counted(session_factory) as few:
        operator.get("/operator")
    with everywhere(session_factory) as session:
        for _ in range(300):
            session.add(
                OutboxMessage(
                    instansi_id="tanah-laut", id=uuid.uuid4(), channel="email", recipient=ADDRESS, subject="x", body={},
                    created_at=clock.now(), available_at=clock.now(),
                )
            )  # fmt: skip
    with counted(session_factory) as many:
        page = operator.get("/operator").text
    assert len(many) == len(few)
    assert page.count("/operator/surat/tanah-laut/") == 25
    assert "Surat keluar (301)" in " ".join(page.split())
    with seen_everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 301
