"""The process owner's scenarios, and that together they pass through everything drawn."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.workshop.passages import SUMMARY, as_text, count, examples
from complaints.workshop.simulation import Scenario, ScenarioError, ScenarioResult, read_scenarios, record, stage
from complaints.workshop.simulation.coverage import uncovered
from complaints.workshop.simulation.play import SCENARIOS, play
from complaints.workshop.simulation.scenario_file import ScenarioStep
from engine.definition.bundle import read_bundle

FILES = read_folders(FOLDERS)
ALL = list(read_scenarios([SCENARIOS]))
PLAYED: dict[str, ScenarioResult] = {}


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario) -> None:
    result = played(scenario)
    assert result.passed, result.report()


def played(scenario: Scenario) -> ScenarioResult:
    """Each scenario is played once."""
    if scenario.name not in PLAYED:
        PLAYED[scenario.name] = play(scenario, FILES)
    return PLAYED[scenario.name]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_what_happens_besides_is_what_its_record_says(scenario: Scenario) -> None:
    """`make diagrams` writes the records; what differs there is a change of the law's course that a person reads."""
    kept = record.kept(scenario)
    assert kept is not None, f"{record.place(scenario)}: app.py simulate --catat"
    assert record.difference(played(scenario), kept) == ""


def test_no_record_is_without_its_scenario() -> None:
    known = {record.place(scenario) for scenario in ALL}
    assert [path for path in SCENARIOS.glob(f"*/{record.FOLDER}/*") if path not in known] == []


def test_what_a_record_does_not_know_is_found() -> None:
    kept = record.record_of(played(ALL[0]))
    assert "tugas" in "".join(kept)
    without = [line for line in kept if not line.startswith("  batas ")]
    assert "jejak berbeda" in record.difference(played(ALL[0]), without)
    assert "jejak berbeda" in record.difference(played(ALL[0]), kept[:-1])
    assert "jejak berhenti" in record.difference(played(ALL[0]), [*kept, "  tugas Task_lain"])


def test_together_they_pass_through_every_element_and_flow() -> None:
    visited: Counter[tuple[str, str]] = Counter()
    for scenario in ALL:
        visited.update(played(scenario).path)
    missing = [
        f"{file}#{element}"
        for process_id in sorted({scenario.process for scenario in ALL})
        for file, element in uncovered(read_bundle(bundle_files(FILES, process_id)), visited)
    ]
    assert missing == []


def test_the_summary_beside_them_is_that_of_today() -> None:
    """`make diagrams` renews it; the public pages show its numbers on the diagrams."""
    assert SUMMARY.read_text(encoding="utf-8") == as_text(count(map(played, ALL)), examples(map(played, ALL)))


@pytest.mark.parametrize(
    "wrong", [{"status": "selesai"}, {"due": "2026-03-26", "task": "Task_verifikasi_nasional"}, {"ended": True}]
)
def test_a_wrong_expectation_is_found(wrong: dict[str, object]) -> None:
    scenario = replace(ALL[0], steps=(ScenarioStep(1, "expect", wrong),))
    result = play(scenario, FILES)
    assert not result.passed
    assert "langkah 1" in result.report()


def test_what_went_another_way_is_told_by_names_and_dates_as_people_write_them() -> None:
    first = next(scenario for scenario in ALL if scenario.file.endswith("ngawi/pengaduan_01_informasi_5_hari.yaml"))
    for wrong, told in (
        ({"task": "Task_verifikasi_ng", "due": "2020-03-26"}, "diharapkan 26 Maret 2020"),
        ({"task": "Task_tanggapi_ng"}, "ditemukan “Verifikasi"),
        ({"ended": True}, "masih berjalan dengan tugas “Verifikasi"),
    ):
        (failure,) = play(replace(first, steps=(ScenarioStep(1, "expect", wrong),)), FILES).failures
        assert told in failure
        assert not re.search(r"\[|'|None|Task_", failure), failure


def test_a_notice_that_was_not_to_be_sent_is_found() -> None:
    answered = next(scenario for scenario in ALL if scenario.file.endswith("ngawi/pengaduan_01_informasi_5_hari.yaml"))
    steps = [step for step in answered.steps if step.verb != "expect"]
    until = next(number for number, step in enumerate(steps) if step.given["task"] == "Task_tanggapi_ng")
    unwanted = ScenarioStep(len(steps), "expect", {"not_notice_to": ["pengadu"]})
    result = play(replace(answered, steps=(*steps[: until + 1], unwanted)), FILES)
    assert "tidak diharapkan pemberitahuan kepada “pengadu”" in result.report()


def test_a_scenario_names_only_units_of_its_government() -> None:
    with pytest.raises(ScenarioError, match="dinas-antah"):
        play(replace(ALL[0], units=("dinas-antah",)), FILES)


def test_a_clock_that_rings_without_end_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MOST_STOPS", 1)
    waiting = next(each for each in ALL if "wait" in [step.verb for step in each.steps])
    result = play(replace(waiting, steps=(ScenarioStep(1, "wait", {"for": "300 hari"}),)), FILES)
    assert "lebih dari 1 batas waktu berbunyi" in result.report()
