"""What `make diagrams` writes: pictures that are renewed and taken away, and how many scenarios pass each element."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from complaints.law.deployed import Process
from complaints.law.steps import drawing, steps
from complaints.workshop.passages import as_text, count, read_summary
from complaints.workshop.simulation import Scenario, ScenarioResult
from console import diagrams
from engine.definition.bundle import read_bundle
from engine.definition.drawing import Words
from tests.support.diagrams import chain, end, start, user
from tests.support.diagrams import process as diagram_of

MONDAY_MORNING = datetime.fromisoformat("2026-03-09T09:00+08:00")
WRITE, LOOK = Namespace(periksa=False), Namespace(periksa=True)


def test_pictures_are_written_renewed_and_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diagrams.run(LOOK, tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    assert diagrams.run(WRITE, tmp_path) == 0
    assert (tmp_path / "pengaduan_tanah_laut.svg").read_text(encoding="utf-8").startswith("<svg ")
    (tmp_path / "pengaduan_tanah_laut.svg").write_text("lama", encoding="utf-8")
    (tmp_path / "sudah_dihapus.svg").write_text("lama", encoding="utf-8")
    capsys.readouterr()
    assert diagrams.run(LOOK, tmp_path) == 1
    assert "usang: pengaduan_tanah_laut.svg\nusang: sudah_dihapus.svg\n" in capsys.readouterr().out
    assert diagrams.run(WRITE, tmp_path) == 0
    assert diagrams.run(LOOK, tmp_path) == 0


def result(process: str, *passed: str) -> ScenarioResult:
    scenario = Scenario("a.yaml", "a", process, MONDAY_MORNING, complaint={}, steps=())
    return ScenarioResult(scenario, path=Counter((process, each) for each in passed))


def test_scenarios_are_counted_once_however_often_they_come_by(tmp_path: Path) -> None:
    found = count([result("p", "Task_a", "Task_a", "Task_b"), result("p", "Task_a"), result("q", "Task_a")])
    assert found == {"p": {("p", "Task_a"): 2, ("p", "Task_b"): 1}, "q": {("q", "Task_a"): 1}}
    path = tmp_path / "cakupan.csv"
    assert read_summary(path) == {}
    path.write_text(as_text(found, {}), encoding="utf-8")
    assert read_summary(path) == found
    assert as_text(found, {}) == as_text(dict(reversed(found.items())), {})


@pytest.fixture
def process() -> Process:
    nodes = [start(), user("Task_periksa", due="${jangka(3, satuan, diterima)}"), end()]
    text = diagram_of("uji", nodes, chain("Start_mulai", "Task_periksa", "End_selesai"))
    return Process("uji", 1, MONDAY_MORNING, "0" * 64, read_bundle({"uji.bpmn": text}))


def test_steps_come_in_the_order_of_the_work(process: Process) -> None:
    found = steps(process, process.diagrams[0], {("uji", "Task_periksa"): 4})
    assert [step.element.id for step in found] == ["Start_mulai", "Task_periksa", "End_selesai"]
    assert [step.passed for step in found] == [0, 4, 0]
    assert found[1].deadline == "${jangka(3, satuan, diterima)}"
    assert found[1].tables == ()


def test_a_drawing_leads_to_the_rows_or_stands_alone(process: Process) -> None:
    linked = drawing(process, process.diagrams[0], title="Uji", words=Words()) or ""
    alone = drawing(process, process.diagrams[0], title="Uji", words=Words(), linked=False) or ""
    assert 'href="#elemen-Task_periksa"' in linked
    assert "href" not in alone
