"""A whole report of a whistleblower as its people live it in their browsers, full of words that a thief looks for."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaints.people import recovery
from complaints.people.roles import Role
from engine.db import SessionFactory, unit_of_work
from tests.complaints.test_attachments import photo
from tests.support.accounts import Account, log_in, token_in
from tests.support.desk import words
from tests.support.government import TANAH_LAUT
from tests.support.restricted import TYPED
from tests.web.citizen import CODE, Citizen

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

SUBSTANCE = ("Kenari", "sangkarnya", "merpatibiru", "Namawati", "9999 1234")
QUESTION, ANSWER, NOTE = "Sebutkan bulan-tekukur itu", "Pada bulan-jalakputih", "catatan-kutilang"
RESULT, FEEDBACK, HANDED = "temuan-cucakrawa", "Terbukti-perkutut", "titipan-murai"
FILE = "kuitansi-kepodang.jpg"
PROOF, JPEG = "bukti-gelatik", b"\xff\xd8"
WORDS = (*SUBSTANCE, PROOF, QUESTION, ANSWER, NOTE, RESULT, FEEDBACK, HANDED, "kepodang")


def begin(factory: SessionFactory, runtime: Runtime) -> str:
    with unit_of_work(factory, TANAH_LAUT) as session:
        key = recovery.begin(session, instansi_id=TANAH_LAUT, now=runtime.clock.now())
    assert key is not None
    return key


def photo_bytes() -> bytes:
    return photo() + b"Kenari di dalam berkas"


@dataclass
class Desk:
    """An officer's browser."""

    client: FlaskClient
    id: uuid.UUID

    def task(self) -> str:
        found = re.search(r"/petugas/tugas/([0-9a-f-]{36})", self.client.get("/petugas/tugas").text)
        assert found is not None
        return f"/petugas/tugas/{found[1]}"

    def pictures(self) -> list[bytes]:
        """The files that the page of the task shows."""
        links = re.findall(r'href="(/petugas/berkas/[^"]+/lampiran/[0-9a-f-]{36})"', self.client.get(self.task()).text)
        return [self.client.get(each).data for each in links]

    def post(self, path: str, **data: Any) -> str:
        page = self.client.get(self.task()).text
        token = re.search(r'name="token" value="([^"]+)"', page)
        given = {"csrf_token": token_in(page), "token": token[1] if token else "", **data}
        answer = self.client.post(self.task() + path, data=given, follow_redirects=True)
        assert answer.status_code == 200, words(answer.text)
        return answer.text

    def read(self) -> str:
        return words(self.client.get(self.task()).text)


@dataclass
class Story:
    """A whole report, told by its people through their browsers."""

    app: Flask
    account: Callable[..., Account]
    number: str = ""
    secret: str = ""

    def __post_init__(self) -> None:
        self.person = Citizen(self.app, way="/wbs/lapor")

    def officer(self, name: str, role: Role, account: Account | None = None) -> Desk:
        client, known = self.app.test_client(), account or self.account(name, (role, ""))
        log_in(client, known)
        return Desk(client, known.id)

    def people(self) -> tuple[Desk, Desk, Desk]:
        return (
            self.officer("wbs", Role.PETUGAS_WBS),
            self.officer("rekan", Role.PETUGAS_WBS),
            self.officer("apip", Role.APIP),
        )

    def report(self) -> None:
        self.person.fill_up_to("berkas", **TYPED)
        sent = self.person.submit({"berkas": [(io.BytesIO(photo_bytes()), FILE)]})
        assert sent.status_code == 302, words(sent.text)
        assert self.person.submit().headers["Location"].endswith("/terima")
        self.number, self.secret = CODE.findall(self.person.get(self.person.at).text)

    def track(self) -> str:
        data = {"nomor": self.number, "kode": self.secret}
        assert self.person.post("/lacak", data).status_code == 302
        return self.person.get("/lacak/pengaduan").text

    def answer(self) -> None:
        page = self.track()
        assert QUESTION in page
        step = re.search(r'name="langkah" value="([^"]+)"', page)
        assert step is not None
        data = {"csrf_token": token_in(page), "langkah": step[1], "kelengkapan": ANSWER}
        assert self.person.client.post("/tanah-laut/lacak/pengaduan", data=data).status_code == 302

    def lived(self, first: Desk, wbs: Desk, apip: Desk) -> None:
        """From the report to its result; `first` hands it to `wbs` on the way."""
        self.report()
        first.post("/ambil")
        read = first.read()
        for word in (TYPED["uraian"], TYPED["pihak_terlibat"], TYPED["lokasi"], TYPED["nama"], FILE):
            assert word in read
        first.post("/simpan", hasil_telaah_wbs="keterangan", data_diminta=NOTE)
        first.post("/alihkan", rekan=str(wbs.id), catatan=HANDED)
        assert NOTE in wbs.client.get(wbs.task()).text
        assert HANDED in words(wbs.client.get("/petugas/tugas").text + wbs.client.get(wbs.task()).text)
        wbs.post("", hasil_telaah_wbs="keterangan", data_diminta=QUESTION)
        self.answer()
        assert ANSWER in wbs.read()
        wbs.post("", hasil_telaah_wbs="periksa")
        assert TYPED["uraian"] in apip.read()
        assert "Namawati" not in apip.read()
        proof = [(io.BytesIO(photo() + PROOF.encode()), f"{PROOF}.jpg")]
        assert [picture[:2] for picture in apip.pictures()] == [JPEG]
        apip.post("", hasil_pemeriksaan_wbs="terbukti", hasil_apip=RESULT, bukti_apip=proof)
        assert [picture[:2] for picture in wbs.pictures()] == [JPEG, JPEG]
        wbs.post("", umpan_balik=FEEDBACK)
        page = self.track()
        assert FEEDBACK in page
        (own,) = re.findall(r'href="/tanah-laut(/lacak/berkas/[^"]+)"', page)
        assert FILE in page
        assert self.person.get(own).data.startswith(JPEG)
