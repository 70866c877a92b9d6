"""Mails that are built to harm: whoever knows the address of the mailbox may send one, and every worker reads it."""

from __future__ import annotations

from email.message import EmailMessage
from time import process_time

import pytest
from sqlalchemy import select

from complaints.incoming.arrivals import DONE, HELD, MOST_HELD, hold
from complaints.incoming.held import held_replies
from complaints.incoming.mail_reading import UnreadableMailError, read_mail
from complaints.incoming.mailbox import MailboxReader
from complaints.incoming.reply_words import own_words
from complaints.models import Complaint, IncomingReply, MutedAddress
from engine.db import reading, unit_of_work
from engine.models import new_id
from tests.complaints.test_replies_by_mail import ADDRESS, Correspondent, session_factory, siti
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

__all__ = ["session_factory", "siti"]
HEAD = b"From: siti@contoh.id\nTo: balas@contoh.example\n"
PART = b"--b\nContent-Type: text/plain" + b"; a=" * 5_000 + b"\n\nx\n"
MOST_SECONDS = 10


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.id\nTo: " + b"a@b.id, " * 200_000 + b"\n\nhalo",
        HEAD + b"To: a@b.id\n" * 100_000 + b"\nhalo",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + PART * 500 + b"--b--\n",
        HEAD + b"Content-Type: text/plain" + b"; a=" * 15_000 + b"\n\nhalo",
        HEAD + b"\n" + b"a\n" * 2_000_000,
        HEAD + b"\n" + b"-" * 200_000 + b"x",
        HEAD + b"\n" + b"wrote" + b" " * 200_000 + b"x",
        HEAD + b"\n" + b"<" + b"@" * 200_000,
    ],
    ids=["long-to", "many-to", "parts", "long-type", "lines", "dashes", "spaces", "signs"],
)
def test_no_mail_costs_more_than_a_few_seconds(raw: bytes) -> None:
    since = process_time()
    for content in (raw, raw[:65_536]):
        try:
            read_mail(content, address=ADDRESS)
        except UnreadableMailError:
            continue
    assert process_time() - since < MOST_SECONDS


def test_a_mail_over_which_something_stumbles_keeps_no_other_from_being_read(siti: Correspondent) -> None:
    letter = siti.ask()
    handled, handle = [], siti.reader._handle

    def stumbling(raw: bytes, beheaded: bool) -> None:
        handled.append(raw)
        if len(handled) == 1:
            raise UnboundLocalError("Siti")
        handle(raw, beheaded)

    siti.reader = MailboxReader(siti.factory, siti.clock, siti.reader._mailbox, stumbling)
    siti.bring(b"From: a@b.id\n\nhalo")
    siti.reply(letter, "Depan SD.")
    assert len(handled) == 2
    assert [kind for kind, _text in siti.notes()] == ["kelengkapan_data"]


def test_what_anybody_may_send_takes_no_room_from_those_who_are_known(siti: Correspondent) -> None:
    """Else fifty mails from anywhere were enough that the next answer that nobody could place was lost."""

    def row(sender: str) -> IncomingReply:
        return IncomingReply(
            instansi_id=TANAH_LAUT, id=new_id(), digest=new_id().hex, channel="sms", sender=sender, text="Ya.",
            state="baru", came_at=siti.clock.now(), attempts=0,
        )  # fmt: skip

    with unit_of_work(siti.factory, TANAH_LAUT) as session:
        for sender, why, times in (("x", "tanpa_kunci", MOST_HELD), ("+62811", "tidak_jelas", MOST_HELD)):
            for _each in range(times):
                session.add(held := row(sender))
                session.flush()
                hold(session, held=held, why=why)
        found = {}
        for sender, why in (("y", "tanpa_kunci"), ("+62811", "tidak_jelas"), ("+62822", "tidak_jelas")):
            session.add(held := row(sender))
            session.flush()
            hold(session, held=held, why=why)
            found[sender] = held.state
    assert found == {"y": DONE, "+62811": DONE, "+62822": HELD}


def test_nothing_is_kept_of_a_mail_that_names_the_report_of_a_whistleblower(siti: Correspondent) -> None:
    """An administrator reads what is held without a complaint, with its sender."""
    letter = siti.letters()[0]
    number = str(letter["Subject"])[-15:-1]
    with unit_of_work(siti.factory, TANAH_LAUT) as session:
        session.get_one(Complaint, (TANAH_LAUT, siti.case_id)).restricted = True
    del letter["Reply-To"]
    siti.reply(letter, f"Laporan {number}: kepala dinas mengancam saya.")
    assert siti.rows() == []
    with reading(siti.factory, TANAH_LAUT) as session:
        assert held_replies(session, instansi_id=TANAH_LAUT) == []


def test_a_program_that_stops_letters_is_heard_by_its_subject(siti: Correspondent) -> None:
    """`List-Unsubscribe` says: a mail to this address with this subject."""
    letter = siti.letters()[0]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "siti@contoh.id", str(letter["Reply-To"]), "<henti@x>"
    mail["Subject"] = str(letter["List-Unsubscribe"]).rpartition("=")[2].rstrip(">")
    mail.set_content("This message was automatically generated.")
    siti.bring(mail.as_bytes())
    assert siti.notes() == []
    with everywhere(siti.factory) as session:
        assert len(session.scalars(select(MutedAddress)).all()) == 1


def test_long_lines_are_words() -> None:
    line = "Pada rapat itu ia menulis: " + "panjang sekali " * 30
    assert own_words(line) == line.strip()
