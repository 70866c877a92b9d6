"""The summary of all scenarios names, for each element and flow, one scenario that passes it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from shutil import copy

import pytest

from complaints.workshop import passages
from complaints.workshop.simulation.play import SCENARIOS
from console import simulate
from console.tools import Tools


def no_tools() -> Tools:
    raise AssertionError("scenarios need no database")


def test_playing_all_scenarios_names_one_for_each_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = copy(SCENARIOS / "contoh" / "pengaduan_01_biasa_disetujui.yaml", tmp_path)
    summary = tmp_path / "cakupan.csv"
    monkeypatch.setattr(simulate, "SCENARIOS", tmp_path)
    monkeypatch.setattr(simulate, "SUMMARY", summary)
    asked = Namespace(paths=[tmp_path], cakupan=False, catat=True)
    assert simulate.run(asked, no_tools) == 0
    found = passages.read_examples(summary)["pengaduan_contoh"]
    assert set(found) == set(passages.read_summary(summary)["pengaduan_contoh"])
    assert set(found.values()) == {Path(scenario).name}
