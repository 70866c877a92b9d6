"""Two hundred tasks at once are one letter: what waits for the same officer leaves together, once, and names nobody."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from complaints.notices.mail import SmtpSender
from complaints.notices.notice import GATHERED_FOR
from engine.clock import FixedClock
from engine.db import SessionFactory
from engine.models import OutboxMessage
from engine.running.outbox import DIGEST, Parcel, UnreachableError, deliver_due
from tests.complaints.test_mail import ADDRESS, postbox, put, send
from tests.support.everywhere import everywhere
from tests.support.postbox import Postbox

__all__ = ["postbox", "send"]


def waiting(factory: SessionFactory, clock: FixedClock, number: str, *, to: str = ADDRESS) -> None:
    put(
        factory, clock, to=to, number=number, channel=DIGEST, subject=f"Tenggat mendekat: pengaduan {number}",
        body={"template": "petugas", "number": number, "kind": "x"}, available_at=clock.now() + GATHERED_FOR,
    )  # fmt: skip


def test_what_comes_meanwhile_leaves_in_the_same_letter(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    for number in range(120):
        waiting(session_factory, clock, f"TL-2026-{number:04d}")
        if number == 60:
            clock.advance(timedelta(minutes=2))
    waiting(session_factory, clock, "TL-2026-9999", to="lain@example.org")
    assert deliver_due(session_factory, clock, send) == 0
    clock.advance(timedelta(minutes=3))
    assert deliver_due(session_factory, clock, send) == 1
    clock.advance(timedelta(minutes=2))
    assert deliver_due(session_factory, clock, send) == 1
    gathered, single = postbox.received
    assert (gathered["To"], gathered["Subject"]) == (ADDRESS, "120 kabar untuk Anda")
    text = gathered.get_content().replace("\r", "")
    assert "- Tenggat mendekat: pengaduan TL-2026-0000\n" in text
    assert "- dan 70 lainnya" in text
    assert "https://lapor.tanahlaut.example/petugas/tugas" in text
    assert single["Subject"] == "Tenggat mendekat: pengaduan TL-2026-9999"
    with everywhere(session_factory) as session:
        assert not session.scalars(select(OutboxMessage).where(OutboxMessage.sent_at.is_(None))).all()


def test_a_gathered_letter_leads_to_the_tasks_and_counts_its_lines(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    copy = "Tembusan pengaduan TL-2026-0001"
    for _twice in range(2):
        put(
            session_factory, clock, channel=DIGEST, subject=copy, available_at=clock.now() + GATHERED_FOR,
            body={"template": "petugas_tembusan", "number": "TL-2026-0001", "kind": "tembusan"},
        )  # fmt: skip
    waiting(session_factory, clock, "TL-2026-0002")
    clock.advance(GATHERED_FOR)
    assert deliver_due(session_factory, clock, send) == 1
    (gathered,) = postbox.received
    assert gathered["Subject"] == "2 kabar untuk Anda"
    text = gathered.get_content().replace("\r", "")
    assert text.startswith("Ada 2 kabar untuk Anda:")
    assert "Buka daftar tugas Anda: https://lapor.tanahlaut.example/petugas/tugas\n" in text


def test_a_complainants_letter_leaves_alone_and_at_once(
    session_factory: SessionFactory, clock: FixedClock, postbox: Postbox, send: SmtpSender
) -> None:
    put(session_factory, clock)
    put(session_factory, clock, number="TL-2026-0008")
    waiting(session_factory, clock, "TL-2026-0009")
    assert deliver_due(session_factory, clock, send) == 2
    assert {mail["Subject"] for mail in postbox.received} == {
        "Ada kabar untuk pengaduan TL-2026-0007", "Ada kabar untuk pengaduan TL-2026-0008",
    }  # fmt: skip


def test_what_is_tried_again_is_tried_with_the_same_as_before(
    session_factory: SessionFactory, clock: FixedClock
) -> None:
    """Under one Message-ID nothing new may hide from a reader who has it already."""
    tried: list[Parcel] = []

    def away(parcel: Parcel) -> None:
        tried.append(parcel)
        raise UnreachableError

    for number in ("TL-2026-0001", "TL-2026-0002"):
        waiting(session_factory, clock, number)
    clock.advance(GATHERED_FOR)
    deliver_due(session_factory, clock, away)
    waiting(session_factory, clock, "TL-2026-0003")
    clock.advance(timedelta(minutes=5))
    sent: list[Parcel] = []
    assert deliver_due(session_factory, clock, sent.append) == 2
    ids = [{parcel.id, *(part.id for part in parcel.others)} for parcel in (*tried, *sent)]
    assert sorted(map(len, ids)) == [1, 2, 2]
    assert sum(each == ids[0] for each in ids) == 2
