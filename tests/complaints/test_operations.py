"""What a diagram may call: who is told what, in the transaction of the command, and what never leaves with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.law.bundles import ROOT, read_folders
from complaints.models import Attachment, Complaint, ComplaintCopy, ComplaintMessage, Instansi, Reporter
from complaints.notices.mail import SmtpSender
from complaints.notices.notice import ACTIVITY_SUBJECTS, FALLBACK, STANDARD_TEXTS, SUBJECTS
from complaints.operations import OPERATIONS
from complaints.reports.activities.operations import ACTIVITY_OPERATIONS
from engine.actors import SISTEM
from engine.db import SessionFactory
from engine.definition.bundle import read_bundle
from engine.definition.diagram import Element, read_diagram
from engine.definition.operations import OperationContext
from engine.models import OutboxMessage
from engine.running.outbox import Parcel
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, TETANGGA, Government

WHOLE = ""
ROLES = ("admin_instansi", "pejabat_penghubung", "penanggung_jawab")


@dataclass
class Bench:
    """One complaint of Tanah Laut, one of the neighbour with the same id, people on both sides."""

    session: Session
    complaint: Complaint
    rows: Rows
    notices: list[dict[str, Any]] = field(default_factory=list)

    def call(
        self,
        topic: str,
        *,
        answers: Mapping[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
        **params: str,
    ) -> Mapping[str, Any] | None:
        properties = {f"param.{name}": value for name, value in params.items()}
        element = Element(
            "Task_uji", "serviceTask", "Uji", "p", "p", attributes={"topic": topic}, properties=properties
        )
        context = OperationContext(
            self.session, TANAH_LAUT, self.complaint.id, element, variables or {}, answers or {}, SISTEM, NOW
        )
        given = OPERATIONS[topic](context)
        self.session.flush()
        self.notices += context.notices
        return given

    def mails(self) -> dict[str, str]:
        """Recipient -> subject; no two mails to one person."""
        found = list(self.session.scalars(select(OutboxMessage).order_by(OutboxMessage.recipient)))
        assert len({row.recipient for row in found}) == len(found)
        assert {row.instansi_id for row in found} <= {TANAH_LAUT}
        return {row.recipient: row.subject for row in found}

    def messages(self) -> list[ComplaintMessage]:
        query = select(ComplaintMessage).where(ComplaintMessage.kind != "diterima")
        return list(self.session.scalars(query))


@pytest.fixture
def bench(session_factory: SessionFactory, instansi: Government) -> Iterator[Bench]:
    with everywhere(session_factory) as session:
        ours = Rows(session, TANAH_LAUT).version()
        theirs = Rows(session, TETANGGA).version()
        complaint = ours.complaint()
        theirs.complaint(id=complaint.id)
        for rows, place in ((ours, "tl"), (theirs, "tetangga")):
            rows.person("Ani", ("admin_instansi", WHOLE), email=f"admin@{place}.example")
            rows.person("Budi", ("pejabat_penghubung", "dinas-kesehatan"), email=f"sehat@{place}.example")
            rows.person("Cici", ("pejabat_penghubung", "dinas-pekerjaan-umum"), email=f"umum@{place}.example")
            rows.person("Dedi", ("admin_instansi", WHOLE), email=f"pergi@{place}.example", active=False)
            rows.person("Eka", ("admin_instansi", WHOLE), email="")
            rows.person("Fani", ("admin_instansi", WHOLE), ("penanggung_jawab", WHOLE), email=f"dua@{place}.example")
        session.flush()
        yield Bench(session, complaint, ours)


def test_a_message_to_the_complainant_carries_the_officers_words(bench: Bench) -> None:
    bench.call("kirim_pesan", jenis="jawaban", isi="jawaban", answers={"jawaban": " Jalan sudah diperbaiki. "})
    (message,) = bench.messages()
    assert (message.kind, message.sender, message.text) == ("jawaban", "instansi", "Jalan sudah diperbaiki.")
    assert (message.instansi_id, message.complaint_id, message.at) == (TANAH_LAUT, bench.complaint.id, NOW)
    assert bench.notices == [{"to": "pengadu", "kind": "jawaban"}]


def test_a_diagram_may_carry_the_words_itself(bench: Bench) -> None:
    bench.call("kirim_pesan", jenis="pengingat", teks="Sampaikan tanggapan Anda.")
    bench.call("kirim_pesan", jenis="jawaban", isi="jawaban", teks="Bawaan.", answers={"jawaban": "Sudah diperbaiki."})
    assert {message.text for message in bench.messages()} == {"Sampaikan tanggapan Anda.", "Sudah diperbaiki."}


@pytest.mark.parametrize("answers", [{}, {"isi": ""}, {"isi": "  "}, {"isi": 5}, {"isi": None}], ids=repr)
def test_without_words_a_standard_text_is_sent(bench: Bench, answers: dict[str, Any]) -> None:
    bench.call("kirim_pesan", jenis="diarsipkan", isi="isi", answers=answers)
    bench.call("kirim_pesan", jenis="kabar_lain")
    assert [message.text for message in bench.messages()] in (
        [STANDARD_TEXTS["diarsipkan"], FALLBACK],
        [FALLBACK, STANDARD_TEXTS["diarsipkan"]],
    )


def test_the_words_of_the_government_stand_where_nobody_else_says_any(bench: Bench) -> None:
    home = bench.session.get_one(Instansi, TANAH_LAUT)
    home.texts = {
        "pesan.tidak_layak": "{nomor}: tanyakan kepada {pemerintah}.",
        "surat.pengadu": "Buka {tautan}, {telepon}.",
    }
    bench.call("kirim_pesan", jenis="tidak_layak")
    bench.call("kirim_pesan", jenis="tidak_layak", teks="Kata diagram.")
    assert {message.text for message in bench.messages()} == {
        f"{bench.complaint.number}: tanyakan kepada {home.name}.",
        "Kata diagram.",
    }
    row = bench.session.scalars(select(OutboxMessage)).first()
    assert row is not None
    parcel = Parcel(TANAH_LAUT, row.id, row.channel, row.recipient, row.subject, row.body, NOW)
    letter = SmtpSender("smtp://localhost", "alur@contoh.id", "https://alur.contoh.id").render(parcel).get_content()
    assert "Buka https://alur.contoh.id/tanah-laut/lacak, –." in letter
    assert "Demi keamanan Anda" in letter
    assert "Untuk membacanya" not in letter


def test_a_letter_in_both_languages_keeps_what_protects_in_both(bench: Bench) -> None:
    bench.session.get_one(Instansi, TANAH_LAUT).texts = {"surat.pengadu.en": "News about {nomor}: {tautan}"}
    bench.call("kirim_pesan", jenis="tidak_layak")
    (row,) = bench.session.scalars(select(OutboxMessage))
    parcel = Parcel(TANAH_LAUT, row.id, row.channel, row.recipient, row.subject, row.body, NOW)
    letter = SmtpSender("smtp://localhost", "alur@contoh.id", "https://alur.contoh.id").render(parcel).get_content()
    indonesian, english = letter.split("In English:")
    assert "Untuk membacanya" in indonesian
    assert "Demi keamanan Anda" in indonesian
    assert f"News about {bench.complaint.number}: https://alur.contoh.id/tanah-laut/lacak" in english
    assert "we never ask for your secret code" in english


def test_mail_to_the_complainant_says_what_kind_of_news_there_is_and_nothing_of_it(bench: Bench) -> None:
    bench.call("kirim_pesan", jenis="jawaban", isi="jawaban", answers={"jawaban": "KENARI jawaban", "lain": "KENARI"})
    ((recipient, subject),) = bench.mails().items()
    assert recipient.startswith("EMAIL-tanah-laut")
    assert subject == f"Kabupaten Tanah Laut: pengaduan Anda dijawab ({bench.complaint.number})"
    (row,) = bench.session.scalars(select(OutboxMessage))
    assert row.body == {
        "template": "pengadu", "number": bench.complaint.number, "government": "Kabupaten Tanah Laut", "occasion": "dijawab",
    }  # fmt: skip
    assert (row.case_id, row.available_at, row.sent_at) == (bench.complaint.id, NOW, None)


@pytest.mark.parametrize("anonymous", [True, False])
def test_who_left_no_address_gets_no_mail_but_still_the_message(bench: Bench, anonymous: bool) -> None:
    reporter = bench.session.get_one(Reporter, (TANAH_LAUT, bench.complaint.id))
    if anonymous:
        bench.session.delete(reporter)
    else:
        reporter.email = ""
    bench.call("kirim_pesan", jenis="respon_awal")
    assert bench.mails() == {}
    assert len(bench.messages()) == 1


def test_only_the_files_that_go_along_become_visible(bench: Bench) -> None:
    def add(instansi_id: str) -> str:
        row = Attachment(
            instansi_id=instansi_id, complaint_id=bench.complaint.id, name="berkas.pdf", media_type="application/pdf",
            size=1, sha256="0" * 64, sealed_path="x", origin="petugas", added_at=NOW,
        )  # fmt: skip
        bench.session.add(row)
        bench.session.flush()
        return str(row.id)

    along, internal, elsewhere = add(TANAH_LAUT), add(TANAH_LAUT), add(TETANGGA)
    bench.call("kirim_pesan", jenis="jawaban", answers={"lampiran": [along, elsewhere, 5]})
    query = select(Attachment.id).where(Attachment.public).execution_options(populate_existing=True)
    assert {str(found) for found in bench.session.scalars(query)} == {along}
    bench.call("kirim_pesan", jenis="jawaban", lampiran="berkas", answers={"berkas": [internal]})
    assert {str(found) for found in bench.session.scalars(query)} == {along, internal}


def test_officers_are_told_by_role(bench: Bench) -> None:
    bench.call("beritahu_petugas", peran="admin_instansi, penanggung_jawab", pesan="hasil_apip")
    subject = SUBJECTS["hasil_apip"].format(number=bench.complaint.number)
    assert bench.mails() == {"admin@tl.example": subject, "dua@tl.example": subject}
    assert bench.notices == [{"to": ["admin_instansi", "penanggung_jawab"], "kind": "hasil_apip"}]


def test_officers_of_another_unit_are_not_told(bench: Bench) -> None:
    arguments = {"peran": "pejabat_penghubung", "unit": "skpd", "pesan": "pengaduan_diteruskan"}
    bench.call("beritahu_petugas", variables={"skpd": "dinas-kesehatan"}, **arguments)
    assert list(bench.mails()) == ["sehat@tl.example"]
    assert bench.notices[0]["unit"] == "dinas-kesehatan"


@pytest.mark.parametrize("value", ["", None, 5, "dinas-yang-tidak-ada"], ids=repr)
def test_a_unit_that_is_not_known_reaches_no_other(bench: Bench, value: Any) -> None:
    arguments = {"peran": "pejabat_penghubung", "unit": "skpd", "pesan": "pengaduan_diteruskan"}
    bench.call("beritahu_petugas", variables={"skpd": value}, **arguments)
    assert bench.mails() == {}


def test_nobody_is_told_where_no_role_is_named(bench: Bench) -> None:
    bench.call("beritahu_petugas", peran=" , ", pesan="hasil_apip")
    assert bench.mails() == {}


def test_a_copy_goes_to_its_recipient_and_is_recorded(bench: Bench) -> None:
    bench.call("kirim_tembusan", variables={"penerima": "dinas-pekerjaan-umum"})
    assert bench.mails() == {"umum@tl.example": f"Tembusan pengaduan {bench.complaint.number}"}
    (row,) = bench.session.scalars(select(OutboxMessage))
    assert row.body["template"] == "petugas_tembusan"
    bench.call("kirim_tembusan", variables={"penerima": "dinas-pekerjaan-umum"})
    (copy,) = bench.session.scalars(select(ComplaintCopy))
    assert (copy.instansi_id, copy.complaint_id, copy.at) == (TANAH_LAUT, bench.complaint.id, NOW)
    assert (copy.recipient, copy.role, copy.unit) == ("dinas-pekerjaan-umum", "pejabat_penghubung", copy.recipient)
    assert bench.notices == 2 * [{"to": "dinas-pekerjaan-umum", "kind": "tembusan"}]


def test_a_copy_for_a_body_outside_stands_with_who_takes_it_there(bench: Bench) -> None:
    bench.call("kirim_tembusan", variables={"penerima": "kementerian"}, penyerah="penanggung_jawab")
    assert list(bench.mails()) == ["dua@tl.example"]
    assert "serahkan berkasnya" in next(iter(bench.mails().values()))
    (copy,) = bench.session.scalars(select(ComplaintCopy))
    assert (copy.recipient, copy.role, copy.unit) == ("kementerian", "penanggung_jawab", "")
    assert bench.notices == [{"to": "kementerian", "kind": "tembusan"}]


def test_the_category_becomes_the_complaints_own(bench: Bench) -> None:
    bench.call("catat_kategori", variables={"kategori_sla": "pengawasan_lapangan"})
    for instansi_id, expected in ((TANAH_LAUT, "pengawasan_lapangan"), (TETANGGA, None)):
        query = select(Complaint.kategori_sla).where(Complaint.instansi_id == instansi_id)
        assert list(bench.session.scalars(query)) == [expected]
    bench.call("catat_kategori", variables={})
    assert bench.session.scalar(select(Complaint.kategori_sla).where(Complaint.instansi_id == TANAH_LAUT)) is None


def test_a_deadline_that_has_passed_is_told_with_its_name(bench: Bench) -> None:
    bench.call("tandai_terlambat", peran="admin_instansi", tenggat="telaah_instansi")
    assert bench.notices == [{"to": ["admin_instansi"], "kind": "terlambat", "tenggat": "telaah_instansi"}]
    assert set(bench.mails().values()) == {f"Tenggat terlewati: pengaduan {bench.complaint.number}"}
    assert bench.messages() == []


def test_no_operation_lets_identity_or_substance_out(bench: Bench) -> None:
    """Whatever is called with whatever answers: outbox and history carry neither words nor names."""
    secrets = {key: f"KENARI {key}" for key in ("jawaban", "nama", "uraian", "isi", "skpd")}
    variables = {"kategori_sla": "x", "penerima": "dinas-kesehatan", "skpd": "dinas-kesehatan"}
    calls: list[tuple[str, dict[str, str]]] = [
        ("kirim_pesan", {"jenis": "jawaban", "isi": "jawaban"}),
        ("beritahu_petugas", {"peran": ",".join(ROLES), "pesan": "hasil_apip"}),
        ("kirim_tembusan", {}),
        ("catat_kategori", {}),
        ("tandai_terlambat", {"peran": ",".join(ROLES), "tenggat": "penyelesaian"}),
        ("publikasikan_hasil", {"isi": "jawaban", "tindakan": "isi"}),
        ("serahkan_berkas", {"penerima": "Ombudsman RI"}),
    ]
    assert {topic for topic, _ in calls} == set(OPERATIONS) - set(ACTIVITY_OPERATIONS)
    for topic, params in calls:
        bench.call(topic, answers=secrets, variables=variables, **params)
    mark = f"{TANAH_LAUT}-00001"
    rows = bench.session.scalars(select(OutboxMessage))
    out = json.dumps([bench.notices, [[row.subject, row.body] for row in rows]])
    assert "KENARI" not in out
    for canary in ("JUDUL", "URAIAN", "NAMA", "NIK", "TELEPON", "ALAMAT", "LOKASI", "EMAIL"):
        assert f"{canary}-{mark}" not in out


def elements() -> list[Element]:
    diagrams = [
        read_diagram(path.name, path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "processes").rglob("*.bpmn"))
    ]
    return [element for diagram in diagrams for element in diagram.elements.values() if element.topic]


def test_the_diagrams_call_what_there_is_with_what_it_needs() -> None:
    needed = {
        "kirim_pesan": {"jenis"},
        "beritahu_petugas": {"pesan"},
        "tandai_terlambat": {"peran", "tenggat"},
        "publikasikan_hasil": {"isi"},
    }
    known = {
        "jenis",
        "isi",
        "teks",
        "lampiran",
        "surat",
        "penantian",
        "peran",
        "unit",
        "pesan",
        "tenggat",
        "tindakan",
        "penerima",
        "penerima_dari",
    }
    known |= {"penyerah", "tugas"}
    called = {element.topic for element in elements()}
    drawn = read_bundle(read_folders([ROOT / "processes"]))
    mains = {element.process_id for element in elements() if element.topic == "buka_kegiatan"}
    activities = {diagram.process_id for main in mains for diagram in drawn.reachable(main)}
    assert set(OPERATIONS) - set(ACTIVITY_OPERATIONS) <= called <= set(OPERATIONS)
    for element in elements():
        given = set(element.parameters)
        if element.topic in ACTIVITY_OPERATIONS:
            assert ACTIVITY_OPERATIONS[element.topic].problem(element) == "", element.id
            continue
        assert needed.get(element.topic, set()) <= given <= known, element.id
        assert re.fullmatch(r"[a-z_]*", element.parameters.get("jenis", "")), element.id
        if element.topic == "beritahu_petugas":
            assert given & {"peran", "tugas"}, element.id
            subjects = ACTIVITY_SUBJECTS if element.process_id in activities else SUBJECTS
            assert element.parameters["pesan"] in subjects, element.id
