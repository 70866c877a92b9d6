"""What is written of scenarios that were played: a summary that names one for each element, and a record of each."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest

from complaints.workshop import passages
from complaints.workshop.simulation import read_scenarios, record
from complaints.workshop.simulation.play import SCENARIOS, play
from console import simulate
from console.tools import Tools
from tests.support.shipped import shipped


def no_tools() -> Tools:
    raise AssertionError("scenarios need no database")


STORY = SCENARIOS / "contoh" / "pengaduan_01_biasa_disetujui.yaml"


def test_playing_all_scenarios_names_one_for_each_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = copy(STORY, tmp_path)
    summary = tmp_path / "cakupan.csv"
    monkeypatch.setattr(simulate, "SCENARIOS", tmp_path)
    monkeypatch.setattr(simulate, "SUMMARY", summary)
    asked = Namespace(paths=[tmp_path], cakupan=False, catat=True)
    assert simulate.run(asked, no_tools) == 0
    found = passages.read_examples(summary)["pengaduan_contoh"]
    assert set(found) == set(passages.read_summary(summary)["pengaduan_contoh"])
    assert set(found.values()) == {Path(scenario).name}


def test_a_story_that_fails_takes_no_record_away(tmp_path: Path) -> None:
    (scenario,) = read_scenarios([Path(copy(STORY, tmp_path))])
    went = play(scenario, shipped())
    record.write([went])
    before = record.place(scenario).read_text(encoding="utf-8")
    record.write([went, replace(went, failures=["lain"])])
    record.write([replace(went, failures=["lain"])])
    assert record.place(scenario).read_text(encoding="utf-8") == before
