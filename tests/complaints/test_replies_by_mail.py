"""A reply by mail lands in the step that waits, with its files, and none is lost: over a real mailbox, attacked."""

from __future__ import annotations

import io
import logging
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from complaints.carrier_settings import Carriers, Mailbox
from complaints.files.file_store import FileStore
from complaints.incoming.arrivals import DONE, HELD, MOST_HELD, Doors
from complaints.incoming.mail_reading import MOST_BYTES
from complaints.incoming.mailbox import LOOK_EVERY, MailboxAwayError, MailboxReader
from complaints.incoming.receiving import Receiving
from complaints.incoming.reply_words import fit_to_keep, own_words
from complaints.intake.lodging import lodge
from complaints.models import Complaint, ComplaintMessage, IncomingReply, MutedAddress
from complaints.notices.carriers import REPLIES_FOR, Dispatch
from complaints.settings import Settings
from complaints.tracking import progress
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import OutboxMessage
from engine.record.examining import verify_beside
from engine.running.outbox import deliver_due
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.complaints.test_tracking import answered
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.mail_store import PASSWORD, MailStore, mail_store
from tests.support.postbox import Postbox

ADDRESS, OWN = "balas+{kunci}@contoh.example", "siti@contoh.id"
SECRET = "7K4M-2QAX-9HJT-3CFR".replace("Q", "E")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Placing is the command of the tracking page, which is tested on both kinds of database."""
    return sqlite_factory


@dataclass
class Correspondent(Desk):
    """One complainant who writes mail, and the office that reads it."""

    store: MailStore
    box: Postbox
    reader: MailboxReader
    send: Dispatch

    def letters(self) -> list[EmailMessage]:
        """What came since the last look, of which each can be answered."""
        self.box.received.clear()
        deliver_due(self.factory, self.clock, self.send)
        return list(self.box.received)

    def ask(self) -> EmailMessage:
        self.letters()
        self.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang")
        return self.letters()[0]

    def reply(
        self, letter: EmailMessage, text: str, *files: tuple[str, bytes], sender: str = OWN, **heads: str
    ) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Siti <{sender}>", str(letter["Reply-To"] or "balas@contoh.example")
        mail["Subject"], mail["Message-ID"] = f"Re: {letter['Subject']}", f"<{uuid.uuid4()}@contoh.id>"
        for name, value in heads.items():
            mail[name.replace("_", "-")] = value
        quoted = "\n".join(f"> {line}" for line in letter.get_content().splitlines())
        mail.set_content(f"{text}\n\nPada 9 Mar 2026 Alur <alur@contoh.example> menulis:\n{quoted}\n")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.bring(mail.as_bytes())

    def bring(self, raw: bytes) -> None:
        self.store.put(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        self.look()

    def look(self) -> None:
        self.clock.advance(LOOK_EVERY)
        self.reader.look()

    def notes(self) -> list[tuple[str, str]]:
        with reading(self.factory, TANAH_LAUT) as session:
            assert not verify_beside(session, instansi_id=TANAH_LAUT, case_id=self.case_id).breaks
            rows = session.scalars(
                select(ComplaintMessage)
                .where(ComplaintMessage.instansi_id == TANAH_LAUT, ComplaintMessage.sender == "pengadu")
                .order_by(ComplaintMessage.at)
            )
            return [(row.kind, row.text) for row in rows]

    def rows(self) -> list[tuple[str, str, str]]:
        with everywhere(self.factory) as session:
            found = session.scalars(select(IncomingReply).order_by(IncomingReply.came_at, IncomingReply.id))
            return [(row.state, row.why, row.text) for row in found]

    def said_back(self) -> list[str]:
        return [str(each.get_content()) for each in self.letters() if each["Auto-Submitted"] == "auto-replied"]


@pytest.fixture
def siti(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government, tmp_path: Path
) -> Iterator[Correspondent]:
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        found = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token=uuid.uuid4().hex
        )
    box = Postbox()
    box.start()
    with mail_store() as store:
        mailbox = Mailbox("127.0.0.1", store.port, "alur", PASSWORD, "INBOX", ADDRESS, tls=False)
        settings = Settings(
            smtp_url=box.url, mail_from="alur@contoh.example", base_url="https://lapor.example", secret_key="x" * 40,
            carriers=Carriers(mailbox=mailbox),
        )  # fmt: skip
        receiving = Receiving(session_factory, Doors(runtime, FileStore(tmp_path / "berkas"), settings.secret_key))
        reader = MailboxReader(
            session_factory, clock, mailbox, lambda raw, head: receiving.mail(raw, mailbox, beheaded=head)
        )
        reader.look()
        send = Dispatch(session_factory, clock, settings)
        yield Correspondent(session_factory, runtime, clock, found.complaint_id, store, box, reader, send)
    box.stop()


def test_a_reply_with_a_photo_lands_in_the_step_that_waits_once(siti: Correspondent) -> None:
    letter = siti.ask()
    siti.reply(letter, "Jalan Boejasin, depan SD.\nFotonya terlampir.", ("Siti Aminah.jpg", photo()))
    siti.look()
    siti.store.validity += 1  # the mailbox is made anew: everything is read again
    siti.look()
    assert siti.notes() == [("kelengkapan_data", siti.notes()[0][1])]
    text = siti.notes()[0][1]
    assert "Jalan Boejasin, depan SD.\nFotonya terlampir." in text
    assert "menulis" not in text
    assert "Aminah" not in text
    assert [task.element for task in siti.case().open_tasks] == ["Task_verifikasi_nasional"]
    with reading(siti.factory, TANAH_LAUT) as session:
        view = progress.view(session, instansi_id=TANAH_LAUT, complaint_id=siti.case_id, now=siti.clock.now())
    assert [(each.origin, each.name) for each in view.files] == [("pengadu", "Siti Aminah.jpg")]
    assert siti.rows() == [(DONE, "", "")]
    assert siti.said_back() == []
    assert not [each for each in siti.store.commands if each.startswith(("STORE", "UID STORE", "SELECT", "EXPUNGE"))]


def test_a_second_reply_to_the_same_letter_is_an_addition(siti: Correspondent) -> None:
    """The step that it asked about is answered; a later question is another one."""
    letter = siti.ask()
    siti.reply(letter, "Depan SD.")
    siti.ask()
    siti.reply(letter, "Satu lagi: dekat jembatan.")
    assert [kind for kind, _text in siti.notes()] == ["kelengkapan_data", "tambahan_pengadu"]


def test_a_reply_to_a_form_with_choices_is_an_addition_and_its_author_hears_it(siti: Correspondent) -> None:
    answered(siti)
    letter = siti.letters()[-1]
    siti.reply(letter, "Saya belum puas, lubangnya masih ada.")
    assert siti.notes() == [("tambahan_pengadu", "Saya belum puas, lubangnya masih ada.")]
    (back,) = siti.said_back()
    assert "keterangan tambahan" in back
    assert "https://lapor.example/tanah-laut/lacak" in back


def test_who_stops_hears_no_more_until_they_begin_again(siti: Correspondent) -> None:
    letter = siti.letters()[0]
    siti.reply(letter, "berhenti.")
    siti.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto")
    assert siti.letters() == []
    siti.reply(letter, "MULAI")
    assert siti.said_back()
    with everywhere(siti.factory) as session:
        assert session.scalars(select(MutedAddress)).all() == []
    assert siti.notes() == []


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"X_Autoreply": "yes"},
        {"sender": "MAILER-DAEMON@contoh.id"}, {"List_Id": "<x>"},
    ],
    ids=str,
)  # fmt: skip
def test_machines_are_not_heard(siti: Correspondent, heads: dict[str, str]) -> None:
    siti.reply(siti.ask(), "Saya sedang cuti.", **heads)
    assert (siti.notes(), siti.rows(), siti.said_back()) == ([], [], [])


def test_an_address_alone_proves_nothing_and_a_token_alone_neither(siti: Correspondent) -> None:
    letter = siti.ask()
    number = str(letter["Subject"])[-15:-1]
    for to in ("balas@contoh.example", f"balas+{'a' * 26}@contoh.example", "balas+../../x@contoh.example"):
        del letter["Reply-To"]
        letter["Reply-To"] = to
        siti.reply(letter, f"Pengaduan {number}: ini dari Siti.")
    assert siti.notes() == []
    assert [(state, why) for state, why, _text in siti.rows()] == [(HELD, "tanpa_kunci")] * 3
    assert siti.said_back() == []  # whoever is named as sender may never have written
    real = siti.store.mails[1]
    assert real  # what is held is in the mailbox, too


def test_who_was_forwarded_a_letter_does_not_speak_for_its_reader(siti: Correspondent) -> None:
    siti.reply(siti.ask(), "Saya tetangganya.", sender="tetangga@contoh.id")
    assert siti.notes() == []
    assert siti.rows() == [(HELD, "pengirim_lain", "Saya tetangganya.")]


def test_a_token_ends(siti: Correspondent) -> None:
    letter = siti.letters()[0]
    siti.clock.advance(REPLIES_FOR)
    siti.reply(letter, f"Masih ingat {str(letter['Subject'])[-15:-1]}?")
    assert siti.notes() == []
    assert [row[:2] for row in siti.rows()] == [(HELD, "tanpa_kunci")]


def test_what_protects_is_taken_out_before_anything_is_kept(
    siti: Correspondent, caplog: pytest.LogCaptureFixture
) -> None:
    letter = siti.ask()
    with unit_of_work(siti.factory, TANAH_LAUT) as session:
        session.get_one(Complaint, (TANAH_LAUT, siti.case_id)).nama_tersembunyi = True
    with caplog.at_level(logging.DEBUG):
        siti.reply(letter, f"Kode saya {SECRET}. Hubungi Siti Aminah di 0812-3456-7890.\n-- \nSiti Aminah")
    with everywhere(siti.factory) as session:
        text = session.scalars(select(ComplaintMessage.text).where(ComplaintMessage.sender == "pengadu")).one()
    assert "[kode rahasia dihapus]" in text
    assert not [each for each in (SECRET, "Siti", "0812") if each in text]
    assert SECRET not in caplog.text
    assert "Siti" not in caplog.text


def nested(depth: int) -> bytes:
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (each, each) for each in range(depth)
    )
    return b"From: siti@contoh.id\nTo: %s\nMessage-ID: <dalam@x>\n" + heads + b"\nhalo\n"


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"0" * 5_000_000)
    return packed.getvalue()


def test_odd_mails_harm_nothing_and_stand_in_the_list(siti: Correspondent) -> None:
    letter = siti.ask()
    to = str(letter["Reply-To"]).encode()
    for raw in (nested(2_000).replace(b"%s", to), nested(30).replace(b"%s", to), b"\x00\xff" * 500, b"", b"\n\n"):
        siti.bring(raw)
    assert {why for _state, why, _text in siti.rows()} <= {"terlalu_besar", "kosong", "tanpa_kunci"}
    assert "terlalu_besar" in {why for _state, why, _text in siti.rows()}
    siti.store.says = MOST_BYTES + 1
    siti.reply(letter, "Foto besar.")
    siti.store.says = None
    assert siti.rows()[-1][:2] == (HELD, "terlalu_besar")
    siti.reply(letter, "Depan SD.", ("arsip.zip", zipped()), ("foto.jpg", b"bukan foto"), ("../../foto.jpg", photo()))
    assert [kind for kind, _text in siti.notes()] == ["kelengkapan_data"]
    assert any("tidak semua lampiran" in each for each in siti.said_back())


def test_a_flood_is_bounded(siti: Correspondent) -> None:
    letter = siti.ask()
    for number in range(MOST_HELD + 40):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = OWN, str(letter["Reply-To"]), f"<{number}@x>"
        mail.set_content(f"Pesan {number}")
        siti.store.put(mail.as_bytes().replace(b"\n", b"\r\n"))
    for _turn in range(6):
        siti.look()
    held = [text for state, _why, text in siti.rows() if state == HELD]
    assert len(siti.rows()) == MOST_HELD + 40
    assert len(siti.notes()) == 30
    assert len(held) == MOST_HELD
    with everywhere(siti.factory) as session:
        back = session.scalars(select(OutboxMessage).where(OutboxMessage.subject == "Balasan Anda")).all()
    assert len(back) <= 3


def test_a_mailbox_that_is_away_is_looked_at_again(siti: Correspondent, session_factory: SessionFactory) -> None:
    letter = siti.ask()
    mailbox: Any = siti.reader._mailbox
    away = MailboxReader(session_factory, siti.clock, replace(mailbox, password="salah"), lambda *_: None)
    siti.clock.advance(LOOK_EVERY)
    with pytest.raises(MailboxAwayError) as error:
        away.look()
    assert "salah" not in str(error.value)
    siti.clock.advance(timedelta(minutes=1))
    siti.reply(letter, "Depan SD.")
    assert len(siti.notes()) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ya.\n\nOn Mon, 9 Mar 2026 Alur <a@b.id> wrote:\n> Tulis", "Ya."),
        ("Ya.\n--- Tulis jawaban Anda di atas garis ini ---\nKabupaten", "Ya."),
        ("Ya.\n\n-----Original Message-----\nFrom: a@b.id", "Ya."),
        ("> Kabupaten …\n> baris\nYa, di bawah.", "Ya, di bawah."),
        ("Ya.\n\nSent from my phone", "Ya."),
        ("Pada tahun 2024 sudah rusak.\nMenurut warga: begitu", "Pada tahun 2024 sudah rusak.\nMenurut warga: begitu"),
    ],
)
def test_only_what_somebody_wrote_is_kept(text: str, kept: str) -> None:
    assert own_words(text) == kept


@pytest.mark.parametrize("code", [SECRET, SECRET.replace("-", " "), SECRET.replace("-", "").lower()])
def test_a_code_is_hidden_however_it_is_typed(code: str) -> None:
    assert fit_to_keep(f"Kode: {code}.") == "Kode: [kode rahasia dihapus]."
    assert fit_to_keep("Nomor 0812 3456 7890 1234 dan TL-2026-7K4M2A") == "Nomor 0812 3456 7890 1234 dan TL-2026-7K4M2A"
