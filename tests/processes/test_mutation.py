"""Changes on purpose: who notices them, and how long a result holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from complaints.workshop.mutation import results
from complaints.workshop.mutation.baseline import Baseline, played
from complaints.workshop.mutation.plan import plan
from complaints.workshop.mutation.results import Outcome
from complaints.workshop.mutation.trial import Noticed, Seen, try_out
from complaints.workshop.simulation import read_scenarios, record
from complaints.workshop.simulation.play import SCENARIOS, play
from engine.workshop.mutation import Breakage
from tests.support.shipped import shipped

FILES = shipped()
ROW = Outcome("izin", "elemen", "izin#Task_telaah", Breakage.DROPPED, "", Seen.EXPECTATION, "izin/satu.yaml", "abc")


def test_an_expectation_a_record_and_nobody_are_told_apart(tmp_path: Path) -> None:
    text = (SCENARIOS / "ngawi/pengaduan_01_informasi_5_hari.yaml").read_text(encoding="utf-8")
    (tmp_path / "satu.yaml").write_text(text, encoding="utf-8")
    scenarios = list(read_scenarios([tmp_path]))
    record.write([play(each, FILES) for each in scenarios])
    places = ("verifikasi_ngawi#Task_verifikasi_ng", "verifikasi_ngawi#Timer_verifikasi_ng")
    of = plan("pengaduan_ngawi", scenarios, FILES, at=places)
    changes = {(mutant.place, mutant.kind): mutant for mutant in of.mutants}
    role, timer = changes[places[0], Breakage.OTHER_ROLE], changes[places[1], Breakage.LATER]
    seen = [try_out(mutant, of.unbroken, scenarios, FILES) for mutant in (role, timer)]
    assert [(each.seen, each.by) for each in seen] == [(Seen.EXPECTATION, "satu.yaml"), (Seen.RECORD, "satu.yaml")]
    assert "Timer_verifikasi_ng" in seen[1].how
    record.place(scenarios[0]).unlink()
    assert try_out(timer, of.unbroken, scenarios, FILES) == Noticed(Seen.NOBODY, "", "1 skenario")


def test_what_comes_by_is_known_and_the_quickest_is_tried_first(tmp_path: Path) -> None:
    scenarios = list(read_scenarios([SCENARIOS / "ngawi/pengaduan_01_informasi_5_hari.yaml"]))
    unbroken = Baseline([replace(played(scenarios[0], FILES), faults="", seconds=seconds) for seconds in (2.0, 1.0)])
    of = plan(
        "pengaduan_ngawi",
        scenarios,
        FILES,
        at=("verifikasi_ngawi#hasil_verifikasi", "verifikasi_ngawi#nomor_sebelumnya"),
    )
    asked, hidden = sorted(of.mutants, key=lambda each: each.place)
    assert [each.seconds for each in unbroken.passing(asked)] == [1.0, 2.0]
    assert unbroken.passing(hidden) == []
    assert "tenggat_penyelesaian_ngawi#Aturan_ng_informasi" in unbroken.played[0].places
    assert "verifikasi_ngawi#Timer_verifikasi_ng" in unbroken.played[0].places
    (tmp_path / "lain.yaml").write_text(Path(scenarios[0].file).read_text(encoding="utf-8"), encoding="utf-8")
    assert played(next(read_scenarios([tmp_path])), FILES).faults == "tanpa jejak"


def test_a_result_is_kept_until_something_of_it_changes() -> None:
    name = "ngawi/pengaduan_01_informasi_5_hari.yaml"
    scenarios = list(read_scenarios([SCENARIOS / name]))
    of = plan("pengaduan_ngawi", scenarios, FILES, at=("verifikasi_ngawi#Timer_verifikasi_ng",))
    rows = {row.name: row for row in (of.row(each, Noticed(Seen.RECORD, name)) for each in of.mutants)}
    assert of.fitting(rows) == list(rows.values())
    other = {**FILES, "tenggat_ngawi.dmn": FILES["tenggat_ngawi.dmn"].replace("<text>3</text>", "<text>4</text>", 1)}
    assert plan("pengaduan_ngawi", scenarios, other, at=("verifikasi_ngawi#Timer_verifikasi_ng",)).fitting(rows) == []


def test_results_are_stored_and_counted(tmp_path: Path) -> None:
    lost = Outcome(
        "izin", "elemen", "izin#Task_telaah", Breakage.OTHER_ROLE, "pembina", Seen.NOBODY, "2 skenario", "def"
    )
    results.write([lost, ROW], tmp_path / "mutasi.csv")
    assert results.read(tmp_path / "mutasi.csv") == [ROW, lost]
    counted = results.count([ROW, lost])
    assert (counted.tried, counted.noticed, counted.percent) == (2, 1, 50.0)
    assert results.read(tmp_path / "belum.csv") == []
