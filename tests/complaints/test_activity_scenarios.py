"""Scenarios of processes without a complaint: begun by an officer, by the clock, beside complaints."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints.demo.government import demo_government
from complaints.workshop.simulation import ScenarioError, ScenarioResult, read_scenarios
from console.simulate import play_all
from tests.support import activities as toy
from tests.support.shipped import shipped

FILES = shipped() | toy.files()


@pytest.fixture(autouse=True)
def monitored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tanah Laut runs the process of the tests."""
    values = demo_government("tanah-laut").government.values
    monkeypatch.setitem(values, "activities", [*values["activities"], toy.PROCESS])


def played(folder: Path, text: str) -> list[ScenarioResult]:
    path = folder / "uji.yaml"
    path.write_text(text, encoding="utf-8")
    return play_all(list(read_scenarios([path])), FILES)


def test_an_officer_begins_it(tmp_path: Path) -> None:
    (result,) = played(
        tmp_path,
        """
scenario: petugas
process: pemantauan_uji
start: 2026-04-01T09:00+08:00
begin: {start: Start_petugas, as: admin_instansi}
steps:
  - expect: {ended: End_nihil, notice: nihil, event: [Task_buka, Task_rekap]}
""",
    )
    assert result.passed, result.report()
    assert result.path[toy.PROCESS, "Start_petugas"] == 1


def test_the_clock_begins_it_and_complaints_that_are_there_count(tmp_path: Path) -> None:
    """Begun on 31 March for February, when there was none; on 30 April for March, when there was one."""
    before, after = played(
        tmp_path,
        """
scenario: belum ada
process: pemantauan_uji
start: 2026-03-02T09:00+08:00
complaints: [{kanal: website, jenis: pengaduan}, {kanal: website, jenis: aspirasi}]
begin: {wait_for: Start_bulanan}
steps:
  - expect: {ended: End_nihil}
  - expect: {complaint: 1, task: Task_verifikasi_nasional, overdue: true}
  - expect: {complaint: 2, ended: false}
---
scenario: satu
process: pemantauan_uji
start: 2026-03-31T10:00+08:00
complaints: [{kanal: website, jenis: pengaduan}]
begin: {wait_for: Start_bulanan}
steps:
  - expect: {task: Task_evaluasi, role: anggota_tim, variables: {terbaru_jumlah_masuk: 1}}
  - complete: {task: Task_evaluasi, as: anggota_tim, answers: {penyebab: a, perbaikan: b}}
  - expect: {task: Task_tanggapi, unit: dinas-kesehatan}
""",
    )
    assert before.passed, before.report()
    assert after.passed, after.report()


def test_without_a_beginning_the_first_one_that_comes_is_meant(tmp_path: Path) -> None:
    (result,) = played(
        tmp_path,
        """
scenario: tunggu
process: pemantauan_uji
start: 2026-04-01T09:00+08:00
steps:
  - wait: 60 hari
  - expect: {ended: End_nihil, status: null}
""",
    )
    assert result.passed, result.report()


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        ("{start: Start_petugas, as: anggota_tim}", "bukan untuk dimulai oleh peran"),
        ("{start: Start_lain, as: admin_instansi}", "tidak punya awal"),
        ("{wait_for: Start_petugas}", "menunggu waktunya"),
    ],
)
def test_what_cannot_begin_is_told(tmp_path: Path, begin: str, said: str) -> None:
    text = f"scenario: salah\nprocess: {toy.PROCESS}\nstart: 2026-04-01T09:00+08:00\nbegin: {begin}\nsteps: []\n"
    (result,) = played(tmp_path, text)
    assert not result.passed
    assert said in result.report()


@pytest.mark.parametrize("begin", ["{as: admin_instansi}", "{start: A, wait_for: B}", "{mulai: A}"])
def test_a_beginning_that_cannot_be_read_is_refused(tmp_path: Path, begin: str) -> None:
    with pytest.raises(ScenarioError):
        played(tmp_path, f"scenario: x\nprocess: p\nstart: 2026-04-01T09:00+08:00\nbegin: {begin}\nsteps: []\n")


@pytest.mark.parametrize("place", ["process: proses_lain", f"process: {toy.PROCESS}\ninstansi: ngawi"])
def test_a_process_that_nobody_runs_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ScenarioError):
        played(tmp_path, f"scenario: x\n{place}\nstart: 2026-04-01T09:00+08:00\nsteps: []\n")
