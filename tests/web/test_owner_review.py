"""From a draft to a version through the pages: two people, a moment, a version that came between, no neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from complaints.law.bundles import FOLDERS, read_folders
from complaints.workshop.job_turns import ITEM_SECONDS, JobTurns
from console.tools import Tools
from engine.clock import FixedClock
from engine.definition.bundle import read_bundle
from engine.errors import Finding
from engine.models import ProcessVersion
from engine.running.worker import Worker
from tests.support.accounts import token_in
from tests.support.demo import empty_demo
from tests.support.desk import words
from tests.support.everywhere import everywhere
from tests.support.jobs import play_jobs
from tests.support.owner import Desk
from web.phrases import owner as owner_words

PROCESS = "rencana_aksi_ngawi"
WIB = ZoneInfo("Asia/Jakarta")


@dataclass
class Two:
    """An owner and the colleague who reviews."""

    owner: Desk
    colleague: Desk

    def changed(self, label: str, title: str = "Kalimat yang lebih jelas") -> str:
        """A draft in which one form asks something with other words, with its scenarios played."""
        path = self.owner.draft(PROCESS, title)
        self.save(path, label)
        self.play(path)
        return path

    def save(self, path: str, label: str, *, seen: int = 0) -> None:
        name = sorted(set(re.findall(r"/berkas/([a-z_]+\.form)", self.owner.get(path).text)))[0]
        text = self.owner.get(f"{path}/isi/{name}").get_json()["text"]
        new = re.sub(r'"label": "[^"]*"', f'"label": "{label}"', text, count=1)
        token = token_in(self.owner.get(f"/pemilik/proses/{PROCESS}").text)
        body = {"text": new, "seen": seen}
        answer = self.owner.client.post(f"{path}/simpan/{name}", json=body, headers={"X-CSRFToken": token})
        assert answer.status_code == 200, answer.text

    def play(self, path: str) -> None:
        """Every scenario, and what came of it accepted."""
        tools = self.owner.demo.tools
        self.owner.post(f"{path}/jalankan/scenarios")
        play_jobs(tools.session_factory, tools.runtime)
        for key in re.findall(r'name="kunci" value="([^"]+)"', unescape(self.owner.get(f"{path}/pemeriksaan").text)):
            self.owner.post(f"{path}/terima", kunci=key, alasan="Hanya kalimatnya yang berubah.")

    def newest(self) -> int:
        with everywhere(self.owner.demo.tools.session_factory) as session:
            return session.query(ProcessVersion).filter_by(process_id=PROCESS).count()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with empty_demo(tmp_path_factory.mktemp("ngawi"), "ngawi") as demo:
        desks = Desk(demo, "proses.ngawi"), Desk(demo, "proses2.ngawi")
        for desk in desks:
            desk.process_id = PROCESS
        yield Two(*desks)


def said(desk: Desk, path: str) -> str:
    return words(desk.get(path).text)


def test_who_wrote_it_cannot_approve_it(two: Two) -> None:
    path, before = two.changed("Judul rencana (satu)"), two.newest()
    two.owner.decide(path, "ajukan", catatan="Lebih jelas")
    two.owner.decide(path, "setujui", catatan="Setuju dengan diri sendiri")
    assert two.newest() == before
    assert "harus rekan pemilik proses lain" in said(two.owner, path)
    two.colleague.decide(path, "setujui", catatan="Baik")
    assert two.newest() == before + 1
    page = said(two.owner, f"/pemilik/proses/{PROCESS}")
    assert "disetujui Ratna Kusumawardani" in page


def test_an_old_tab_neither_proposes_nor_approves_what_it_did_not_show(two: Two) -> None:
    path, before = two.changed("Judul rencana (tab lama)"), two.newest()
    old = two.owner.read(path)
    two.save(path, "Judul rencana (tab baru)", seen=1)
    answer = two.owner.post(f"{path}/ajukan", catatan="Lebih jelas", dibaca=old)
    assert "berubah sejak halaman Anda dibuka" in words(answer.text)
    two.play(path)
    two.owner.decide(path, "ajukan", catatan="Lebih jelas")
    old = two.colleague.read(path)
    two.owner.post(f"{path}/kembalikan", catatan="Sunting lagi")
    two.owner.decide(path, "ajukan", catatan="Lebih jelas, sungguh")
    for seen in ("", old):
        answer = two.colleague.post(f"{path}/setujui", catatan="Baik <b>sekali</b>", dibaca=seen)
        assert (answer.status_code, two.newest()) == (422, before)
        assert "berubah sejak halaman Anda dibuka" in words(answer.text)
        assert "Baik &lt;b&gt;sekali&lt;/b&gt;</textarea>" in answer.text
    two.colleague.decide(path, "setujui", catatan="Baik")
    assert two.newest() == before + 1


def test_what_changed_while_it_was_read_is_examined_again_and_the_note_stays(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before = two.changed("Judul rencana (aturan lain)"), two.newest()
    two.owner.decide(path, "ajukan", catatan="Lebih jelas")
    with monkeypatch.context() as later:
        later.setattr("complaints.workshop.basis._shipped", lambda *_: "program lain")
        answer = two.colleague.decide(path, "setujui", catatan="Sudah saya baca")
    assert (answer.status_code, two.newest()) == (422, before)
    assert "aturan pemeriksaan berubah; periksa lagi" in words(answer.text)
    assert "Sudah saya baca</textarea>" in answer.text
    two.colleague.decide(path, "setujui", catatan="Sudah saya baca")
    assert two.newest() == before + 1


def test_who_approves_reads_differences_reasons_scenarios_and_impact(two: Two) -> None:
    path = two.changed("Judul rencana (dibaca)")
    two.owner.decide(path, "ajukan", catatan="Lebih jelas")
    page = said(two.colleague, path)
    assert "Judul rencana (dibaca)" in page
    assert "berjalan seperti tertulis" in page
    assert "Tidak ada kasus yang berjalan di versi lain." in page
    two.owner.post(f"{path}/tarik")


def test_given_back_with_a_word_it_is_open_again(two: Two) -> None:
    path = two.changed("Judul rencana (kembali)")
    two.owner.decide(path, "ajukan", catatan="Lebih jelas")
    two.colleague.post(f"{path}/kembalikan", catatan="Sebut juga tahunnya.")
    page = said(two.owner, path)
    assert "Sebut juga tahunnya." in page
    assert "Ajukan untuk diperiksa rekan" in page
    two.owner.post(f"{path}/tarik")
    assert "ditarik" in said(two.owner, path).lower()


def test_without_a_note_or_with_an_odd_moment_nothing_is_proposed(two: Two) -> None:
    path = two.changed("Judul rencana (tanpa catatan)")
    yesterday = two.owner.demo.tools.clock.now().astimezone(WIB) - timedelta(days=1)
    for fields, why in (
        ({"catatan": ""}, "Tulis catatan"),
        ({"catatan": "Ya", "waktu": "besok"}, "tidak dapat dibaca"),
        ({"catatan": "Ya", "waktu": f"{yesterday:%Y-%m-%dT%H:%M}"}, "sudah lewat"),
    ):
        answer = two.owner.decide(path, "ajukan", **fields)
        assert (answer.status_code, why in words(answer.text)) == (422, True), fields
        assert "Ajukan untuk diperiksa rekan" in said(two.owner, path), fields


def test_what_was_not_checked_is_not_proposed_and_what_was_typed_stays(two: Two) -> None:
    path = two.owner.draft(PROCESS, "Belum diperiksa")
    two.save(path, "Judul rencana (belum diperiksa)")
    typed = {"catatan": "Kalimat <b>baru</b>", "ikut": "safe", "waktu": "2027-01-04T08:00"}
    answer = two.owner.decide(path, "ajukan", **typed)
    assert answer.status_code == 422
    assert "1 hal harus diselesaikan sebelum konsep diajukan; lihat Pemeriksaan." in words(answer.text)
    assert "Kalimat &lt;b&gt;baru&lt;/b&gt;</textarea>" in answer.text
    assert re.search(r'value="safe"[^>]* checked', answer.text)
    assert 'value="2027-01-04T08:00"' in answer.text
    two.play(path)
    assert two.owner.decide(path, "ajukan", **typed).status_code == 303
    two.owner.post(f"{path}/tarik")


def test_approved_for_a_moment_the_worker_deploys_it_then(two: Two) -> None:
    tools = two.owner.demo.tools
    assert isinstance(tools.clock, FixedClock)
    path, before = two.changed("Judul rencana (nanti)"), two.newest()
    moment = tools.clock.now() + timedelta(hours=6)
    two.owner.decide(path, "ajukan", catatan="Mulai nanti", waktu=f"{moment.astimezone(WIB):%Y-%m-%dT%H:%M}")
    two.colleague.decide(path, "setujui", catatan="Baik")
    _work(tools)
    assert two.newest() == before
    assert "menunggu waktunya" in said(two.owner, path)
    tools.clock.set(moment + timedelta(minutes=1))
    _work(tools)
    assert two.newest() == before + 1
    two.owner.log_in()
    two.colleague.log_in()


def test_a_version_that_came_between_must_be_taken_in_first(two: Two) -> None:
    late = two.changed("Judul rencana (lama)", "Yang terlambat")
    quick = two.changed("Judul rencana (cepat)", "Yang cepat")
    two.owner.decide(quick, "ajukan", catatan="Lebih dahulu")
    two.colleague.decide(quick, "setujui", catatan="Baik")
    before = two.newest()
    assert "Versi lain sudah diterapkan" in said(two.owner, late)
    answer = two.owner.decide(late, "ajukan", catatan="Terlambat")
    assert "perbarui konsep dahulu" in words(answer.text)
    two.colleague.decide(late, "setujui", catatan="Baik")
    assert two.newest() == before
    two.owner.post(f"{late}/perbarui")
    assert "Versi lain sudah diterapkan" in said(two.owner, late), "both changed the form: a person chooses"
    two.owner.post(f"{late}/perbarui", milik="saya")
    assert "Versi lain sudah diterapkan" not in said(two.owner, late)


def test_a_draft_of_a_neighbour_does_not_exist(two: Two, tmp_path_factory: pytest.TempPathFactory) -> None:
    with empty_demo(tmp_path_factory.mktemp("tl"), "tanah-laut") as other:
        foreign = Desk(other, "proses").draft("pengaduan_tanah_laut")
    for step in ("", "/perbedaan", "/pemeriksaan", "/dampak", "/kasus-lalu", "/skenario", "/coba"):
        assert two.owner.get(foreign + step).status_code == 404
    for step in ("setujui", "ajukan", "tarik", "coba/mulai", "pindah"):
        assert two.owner.post(f"{foreign}/{step}").status_code == 404, step


def _work(tools: Tools) -> None:
    """Until nothing is left, what is asked at the bench included."""
    worker = Worker(tools.session_factory, tools.runtime, tools.sender, chores=tools.chores)
    (turns,) = [each for each in tools.chores if isinstance(each, JobTurns)]
    while worker.turn() or turns.busy:
        turns(wait=ITEM_SECONDS)


def test_a_finding_names_a_flow_by_what_it_joins_and_a_question_by_its_words() -> None:
    bundle = read_bundle(read_folders(FOLDERS))
    flow = Finding("tindak_lanjut.bpmn", "Flow_hasil_penyelesaian_ke_hitung_tenggat", "x", "y")
    assert owner_words.place(flow, bundle) == "Tindak lanjut: alur dari “Kategori diubah?” ke “Hitung tenggat” (Ya)"
    question = Finding("verifikasi_instansi.form", "jenis", "x", "y")
    assert owner_words.place(question, bundle).endswith(": Jenis laporan")
