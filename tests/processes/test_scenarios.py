"""The process owner's scenarios, and that together they pass through everything drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from complaints.demo.government import all_governments
from complaints.law.bundles import bundle_files
from complaints.tracking import progress
from complaints.tracking.progress import TrackingView
from complaints.workshop.passages import SUMMARY, as_text, count, examples
from complaints.workshop.simulation import Scenario, ScenarioError, ScenarioResult, read_scenarios, record, stage
from complaints.workshop.simulation.coverage import uncovered
from complaints.workshop.simulation.play import SCENARIOS, home_of, play, staged
from complaints.workshop.simulation.run import run_scenario
from complaints.workshop.simulation.scenario_file import EXPECTATIONS, ScenarioStep
from complaints.workshop.simulation.words import NamesInScenario, step_words
from engine.definition.bundle import read_bundle
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

FILES = shipped()
ALL = list(read_scenarios([SCENARIOS]))
EXAMPLE = "pengaduan_contoh"
"""Its invented text leaves to the page what the others draw."""
PLAYED: dict[str, ScenarioResult] = {}
SEEN: set[tuple[object, ...]] = set()
UNANSWERED: dict[str, list[str]] = {}


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario) -> None:
    result = played(scenario)
    assert result.passed, result.report()


def played(scenario: Scenario) -> ScenarioResult:
    """Each scenario is played once."""
    if scenario.name not in PLAYED:
        with staged(scenario, FILES) as now:
            look = Looks(now, UNANSWERED.setdefault(scenario.name, []))
            PLAYED[scenario.name] = run_scenario(scenario, now, after=look)
    return PLAYED[scenario.name]


@dataclass(frozen=True)
class Looks:
    """Looks at the page of whoever reported, once for each state in which a case waits."""

    stage: stage.Stage
    missing: list[str]

    def __call__(self, step: ScenarioStep) -> None:
        if self.stage.process_id in self.stage.activities or self.stage.case_id is None:
            return
        case = self.stage.case()
        state = (
            case.process_id,
            case.phase,
            tuple(sorted({task.element for task in case.open_tasks} | {each[2] for each in case.waiting_messages})),
        )
        if step.verb != "expect" and state not in SEEN:
            SEEN.add(state)
            with seen_everywhere(self.stage.factory) as session:
                view = progress.view(
                    session, instansi_id=self.stage.instansi_id, complaint_id=case.id, now=self.stage.clock.now()
                )
            dated = any(task.due_at for task in case.open_tasks)
            found = unanswered(view, dated=dated, example=case.process_id == EXAMPLE)
            self.missing.extend(f"{step.number} {state}: {each}" for each in found)


def unanswered(view: TrackingView, *, dated: bool, example: bool) -> list[str]:
    """What the page does not say of where a complaint stands, and how it came there."""
    missing = [] if [each.state for each in view.steps].count("current") == 1 else ["one current step"]
    missing += [f"date of {each.label}" for each in view.steps if each.state != "ahead" and each.at is None]
    if view.ended:
        (end,) = [each for each in view.changes if each.what == "berakhir"]
        missing += [] if end.about or end.new else ["why it ended"]
        good = view.steps[-1].finished or view.awaited or view.restricted or example
        return missing + ([] if good or view.then else ["what may still be done"])
    now = view.situation
    assert now is not None
    answers = {
        "what happened": now.happened and now.since,
        "who has it": now.holders or view.awaited or view.restricted,
        "what comes": now.comes,
        "by when": now.due or not dated or view.restricted,
        "what may be done": view.offers or example,
        "what silence does": example or all(each.consequence for each in view.awaited),
    }
    return missing + [name for name, answer in answers.items() if not answer]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_whoever_reported_reads_where_it_stands(scenario: Scenario) -> None:
    played(scenario)
    assert UNANSWERED[scenario.name] == []


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
        ({"role": "kepala_daerah"}, "peran: diharapkan “Bupati/Wali Kota”, ditemukan “Sekretariat”"),
        ({"task": "Task_verifikasi_ng", "unit": "dinas-sosial"}, "“Verifikasi pengaduan”, Dinas Sosial, ditemukan"),
        ({"notice_to": ["kepala_daerah", "pln"]}, "“Bupati/Wali Kota”, “PT PLN (Persero)”"),
        (
            {"variables": {"kategori_sla": "permohonan_informasi"}},
            "diharapkan “Permohonan informasi”, ditemukan tidak ada",
        ),
        ({"event": "Task_yang_hilang"}, "“Yang hilang (tidak ada dalam diagram)”"),
        ({"overdue": True}, "terlambat: diharapkan ya, ditemukan tidak ada"),
        ({"status": "selesai"}, "tahap: diharapkan “Selesai”, ditemukan “Belum diverifikasi”"),
    ):
        (failure,) = play(replace(first, steps=(ScenarioStep(1, "expect", wrong),)), FILES).failures
        assert told in failure
        assert not re.search(r"\[|'|None|[a-z]_[a-z]", failure), failure


def test_nobody_reads_an_id_in_the_steps_of_a_scenario() -> None:
    homes = {each.id: each for each in all_governments()}
    bundles = {process: read_bundle(bundle_files(FILES, process)) for process in {each.process for each in ALL}}
    for scenario in ALL:
        home = homes[home_of(scenario).id]
        names = NamesInScenario(bundles[scenario.process], {**home.values["authorities"], **home.units})
        for step in scenario.steps:
            told = step_words(step.verb, step.given, names)
            assert not re.search(r"\b[A-Z][a-z]+_|\b[a-z]+_[a-z]|[{\[']", told), told


def test_what_is_found_holds_when_it_is_expected() -> None:
    """Of everything that can be expected: something else is found, and the scenario that expects it goes as written."""
    wrong: dict[str, object] = {
        "role": "kepala_daerah", "due": "2020-03-26", "status": "selesai", "ended": True, "notice": "ditutup",
        "notice_to": ["pengadu", "kepala_daerah"], "not_notice_to": ["pengadu", "apip"], "overdue": True,
        "event": "End_selesai_ng", "variables": {"kategori_sla": "normatif"}, "not_task": "Task_sampaikan_tanggapan_ng",
    }  # fmt: skip
    assert {*wrong, "task", "unit"} == set(EXPECTATIONS)
    elsewhere = {"task": "Task_tanggapi_ng", "unit": "dinas-sosial", **wrong}
    for expected in (wrong, elsewhere, {"event": "End_selesai_ng"}):
        (departed,) = play(answered(expected), FILES, beyond=True).departures
        assert len(departed.told) == len(expected) - (
            3 if "task" in expected else 0
        )  # said of the task in one sentence
        assert play(answered(departed.anew), FILES).failures == [], departed.anew
    (departed,) = play(answered({"ended": "End_selesai_ng"}), FILES, beyond=True).departures
    assert departed.anew == {"ended": False, "task": "Task_sampaikan_tanggapan_ng"}


def answered(expected: Mapping[str, object]) -> Scenario:
    """An answered question of a citizen, and what is expected then."""
    first = next(scenario for scenario in ALL if scenario.file.endswith("ngawi/pengaduan_01_informasi_5_hari.yaml"))
    steps = [step for step in first.steps if step.verb != "expect"]
    until = next(number for number, step in enumerate(steps) if step.given["task"] == "Task_tanggapi_ng")
    return replace(first, steps=(*steps[: until + 1], ScenarioStep(len(steps), "expect", expected)))


def test_a_notice_that_was_not_to_be_sent_is_found() -> None:
    result = play(answered({"not_notice_to": ["pengadu"]}), FILES)
    assert "tidak diharapkan diberi tahu, tetapi ada: “pengadu”" in result.report()


def test_a_scenario_names_only_units_of_its_government() -> None:
    with pytest.raises(ScenarioError, match="dinas-antah"):
        play(replace(ALL[0], units=("dinas-antah",)), FILES)


def test_a_clock_that_rings_without_end_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MOST_STOPS", 1)
    waiting = next(each for each in ALL if "wait" in [step.verb for step in each.steps])
    result = play(replace(waiting, steps=(ScenarioStep(1, "wait", {"for": "300 hari"}),)), FILES)
    assert "lebih dari 1 batas waktu berbunyi" in result.report()
