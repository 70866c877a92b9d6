"""A period changes: its scenarios are expected anew in the workshop, approved by a colleague, and green in the version."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from uuid import UUID

import pytest

from complaints.workshop import jobs
from engine.actors import SISTEM
from engine.db import unit_of_work
from engine.definition.versions import current_version
from engine.models import ProcessDraft
from engine.workshop import open_draft, version_scenarios
from engine.workshop.scenarios import pack
from tests.support.accounts import token_in
from tests.support.demo import empty_demo
from tests.support.desk import words
from tests.support.jobs import play_jobs
from tests.support.owner import Desk

PROCESS, HOME = "pengaduan_ngawi", "ngawi"
FIVE_DAYS = "pengaduan_01_informasi_5_hari.yaml"
AT_EID = "pengaduan_04_batas_5_hari_idul_fitri.yaml"
WAITING = "pengaduan_08_tidak_dilengkapi.yaml"
REASON = "Keputusan Bupati 12/2026 memberi tujuh hari."


@dataclass
class Two:
    """An owner and the colleague who reviews."""

    owner: Desk
    colleague: Desk

    def draft(self, title: str) -> str:
        return self.owner.draft(PROCESS, title)

    def save(self, path: str, name: str, old: str, new: str) -> None:
        text = self.owner.get(f"{path}/isi/{name}").get_json()["text"]
        assert old in text
        token = token_in(self.owner.get(f"/pemilik/proses/{PROCESS}").text)
        body = {"text": text.replace(old, new, 1), "seen": 0}
        answer = self.owner.client.post(f"{path}/simpan/{name}", json=body, headers={"X-CSRFToken": token})
        assert answer.status_code == 200, answer.text

    def play(self, path: str = "") -> None:
        """What is ordered, or every scenario of a draft."""
        if path:
            self.owner.post(f"{path}/jalankan/scenarios")
        tools = self.owner.demo.tools
        play_jobs(tools.session_factory, tools.runtime)

    def suite_of_the_version(self) -> list[dict[str, object]]:
        """What comes of the scenarios of the newest version when nothing is changed."""
        tools = self.owner.demo.tools
        with unit_of_work(tools.session_factory, HOME) as session:
            scope = {"instansi_id": HOME, "process_id": PROCESS}
            draft = open_draft(session, tools.runtime, **scope, title="Semua", by=SISTEM)
            job = jobs.start(session, tools.runtime, instansi_id=HOME, draft_id=draft.id, kind="scenarios", by=SISTEM)
            job_id = job.id
        self.play()
        with unit_of_work(tools.session_factory, HOME) as session:
            return list(session.get_one(type(job), (HOME, job_id)).results)

    def texts_of_the_version(self) -> dict[str, str]:
        with unit_of_work(self.owner.demo.tools.session_factory, HOME) as session:
            version = current_version(session, HOME, PROCESS)
            return version_scenarios(session, HOME, version.id)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with empty_demo(tmp_path_factory.mktemp("ngawi"), HOME) as demo:
        with unit_of_work(demo.tools.session_factory, HOME) as session:
            version = current_version(session, HOME, PROCESS)
            every = version_scenarios(session, HOME, version.id)
            version.scenarios = pack({name: every[name] for name in (FIVE_DAYS, AT_EID, WAITING)})
        desks = Desk(demo, "proses.ngawi"), Desk(demo, "proses2.ngawi")
        for desk in desks:
            desk.process_id = PROCESS
        yield Two(*desks)


def said(desk: Desk, path: str) -> str:
    return words(desk.get(path).text)


def accepted(two: Two, path: str) -> list[str]:
    """Reasons that the draft keeps."""
    with unit_of_work(two.owner.demo.tools.session_factory, HOME) as session:
        return [each["reason"] for each in session.get_one(ProcessDraft, (HOME, UUID(path[-36:]))).accepted]


def offered(page: str) -> list[str]:
    return re.findall(r'name="harapan"[^>]*value="([^"]+)"', page)


def test_a_period_moves_from_five_to_seven_days_and_the_suite_is_green_again(two: Two) -> None:
    path = two.draft("Tujuh hari bagi informasi")
    five = 'Aturan_ng_informasi_tenggat_hari">\n          <text>5<'
    two.save(path, "tenggat_ngawi.dmn", five, five.replace("5<", "7<"))
    two.play(path)

    page = two.owner.get(f"{path}/skenario").text
    assert {each.partition("#")[0] for each in offered(page)} == {FIVE_DAYS, AT_EID}
    told = words(page)
    assert "tenggat: 11 Juli 2026 → tenggat: 13 Juli 2026" in told
    assert "terlambat: “Tangani pengaduan”" in told
    assert not re.search(r"Task_|Timer_|None|pejabat_penghubung|dinas-sosial", told)
    assert "nilai: Tenggat hari: “5” → " in told, "what stays is not told"

    refused = two.owner.post(f"{path}/skenario/harapan", harapan=offered(page), alasan="ya")
    assert refused.status_code == 422
    assert re.search(r'role="alert">[^<]*alasan', refused.text)
    assert re.search(r"<textarea[^>]*name=\"alasan\"[^>]*>ya</textarea>", refused.text), "what was typed stays"
    assert offered(refused.text) == offered(page)
    two.owner.post(f"{path}/skenario/harapan", harapan=offered(page), alasan=REASON)
    two.play()
    page = two.owner.get(f"{path}/skenario").text
    assert offered(page) == []
    assert "Berjalan lain 0" in words(page)

    for key in re.findall(r'name="kunci" value="([^"]+)"', unescape(two.owner.get(f"{path}/pemeriksaan").text)):
        two.owner.post(f"{path}/terima", kunci=key, alasan=REASON)
    two.owner.decide(path, "ajukan", catatan="Tujuh hari")
    review = said(two.colleague, path)
    assert "Skenario yang berubah: Permohonan informasi lewat situs, 5 hari kalender (Ngawi)" in review
    assert f": {REASON}" in review
    assert "tenggat: 11 Juli 2026" in review
    assert "tenggat: 13 Juli 2026" in review
    two.colleague.decide(path, "setujui", catatan="Baik")

    assert [each["name"] for each in two.suite_of_the_version() if not each["passed"]] == []
    packed = two.owner.get(f"/pemilik/proses/{PROCESS}/versi/2/berkas.zip").data
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert b"due: 2026-07-13" in archive.read(f"processes/scenarios/ngawi/{FIVE_DAYS}")
    assert "due: 2026-07-13" in two.texts_of_the_version()[FIVE_DAYS]
    assert said(two.owner, f"/pemilik/proses/{PROCESS}/versi/2").count(REASON) >= 2


def test_who_expects_anew_is_an_author(two: Two) -> None:
    path = two.draft("Menunggu lebih lama")
    address = f"{path}/skenario/{WAITING}"
    number = next(iter(re.findall(r'id="tunggu-(\d+)"[^>]*inputmode', two.colleague.get(address).text)))
    for typed in ("0", "banyak", "99999"):
        answer = two.colleague.post(f"{address}/langkah", **{f"tunggu-{number}": typed}, alasan=REASON)
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.text
    missing = two.colleague.post(f"{address}/langkah", **{f"tunggu-{number}": "9"})
    assert missing.status_code == 422
    assert "tulis alasan" in words(missing.text).lower()
    assert two.colleague.post(f"{address}/langkah", **{f"tunggu-{number}": "9"}, alasan=REASON).status_code == 303
    changed = said(two.owner, address)
    assert "Berubah terhadap versi" in changed
    assert "Menunggu 9 hari" in changed
    two.play()
    two.owner.decide(path, "ajukan", catatan="Sembilan hari")
    assert "Anda ikut menyusun" in said(two.colleague, path)


def test_a_text_that_is_no_scenario_is_kept_on_the_page(two: Two) -> None:
    path = two.draft("Ditulis ulang")
    address = f"{path}/skenario/{FIVE_DAYS}"
    text = two.owner.get(f"{address}/unduh").text
    for wrong, why in (
        ("scenario: [", "tidak dapat dibaca"),
        (text.replace("expect:", "harap:", 1), "kata kerja"),
        (text.replace("process: pengaduan_ngawi", "process: pengaduan_tanah_laut"), "milik proses lain"),
        (f"{text}---\n{text}", "satu skenario"),
        (text + "#" * 60_000, "terlalu panjang"),
        ("[" * 49_900, "paling dalam 40 tingkat"),
    ):
        answer = two.owner.post(f"{address}/tulis", isi=wrong, alasan=REASON)
        assert answer.status_code == 422, why
        assert why in words(answer.text)
    draft, file = address.partition("/skenario/")[::2]
    token = token_in(two.owner.get(address).text)
    given = {"json": {"text": "scenario: x", "seen": 0}, "headers": {"X-CSRFToken": token}}
    saved = two.owner.client.post(f"{draft}/simpan/{file}", **given)
    assert saved.status_code == 404, "not past the check, and not without a reason"
    assert two.owner.post(f"{draft}/keluarkan/{file}").status_code == 404
    renamed = text.replace("Permohonan informasi", "Tanya")
    assert two.owner.post(f"{address}/tulis", isi=renamed.replace("\n", "\r\n"), alasan=REASON).status_code == 303
    assert two.owner.get(f"{address}/unduh").text == renamed
    stale = two.owner.post(f"{address}/tulis", isi=text, alasan=REASON, dibaca="0")
    assert stale.status_code == 422
    assert "simpanan Anda tidak menimpanya" in words(stale.text)
    assert two.owner.get(f"{address}/unduh").text == renamed
    assert two.owner.post(f"{address}/hapus").status_code == 422
    assert two.owner.post(f"{address}/hapus", alasan=REASON).status_code == 303
    assert "Dihapus dalam konsep ini: Permohonan informasi" in said(two.owner, f"{path}/skenario")
    assert two.owner.get(address).status_code == 404
    assert two.owner.post(f"{address}/kembalikan").status_code == 303
    assert "Dihapus dalam konsep ini" not in said(two.owner, f"{path}/skenario")
    assert two.owner.post(f"{path}/skenario/antah.yaml/kembalikan").status_code == 404
    assert two.owner.get(f"{address}/unduh").text == text
    assert accepted(two, path) == []
    other = f"{path}/skenario/{AT_EID}"
    two.owner.post(f"{other}/nama", nama="Lain")
    assert "scenario: Lain" in two.owner.get(f"{other}/unduh").text
    assert two.owner.post(f"{other}/kembalikan").status_code == 303
    assert "diubah" not in said(two.owner, other)


def test_only_what_was_played_with_this_content_is_taken(two: Two) -> None:
    path = two.draft("Basi")
    refused = two.owner.post(f"{path}/skenario/harapan", harapan=[f"{FIVE_DAYS}#3"], alasan=REASON)
    assert "berubah sejak skenario dijalankan" in words(refused.text)
