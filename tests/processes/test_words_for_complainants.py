"""What a complainant reads of a waiting step or a deadline are words meant for complainants, not names of tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints.law.bundles import bundle_files
from complaints.properties import SENDER
from complaints.tracking.expectations import expectations
from complaints.workshop.simulation import read_scenarios
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.run import run_scenario
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.expressions import unwrap
from engine.definition.properties import PHASE
from tests.support.shipped import shipped

FILES = shipped()
PROCESSES = (
    "pengaduan_tanah_laut",
    "pengaduan_lombok_tengah",
    "pengaduan_subulussalam",
    "pengaduan_belitung_timur",
    "pengaduan_ngawi",
    "wbs_belitung_timur",
)
OF_THE_NATIONAL_TIER = {"pengawasan_nasional"}
"""Forms of messages that no complainant sends."""


def bundle(process: str) -> Bundle:
    return read_bundle(bundle_files(FILES, process))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_message_awaited_from_a_complainant_can_be_answered(process: str) -> None:
    """The tracking page offers the form of a waiting step that has words for the complainant (NG-P11(2) and others)."""
    found = bundle(process)
    elements = [each for diagram in found.reachable(process) for each in diagram.elements.values()]
    asked = [each for each in elements if each.properties.get("formulir", "") not in {"", *OF_THE_NATIONAL_TIER}]
    waiting = [each for each in asked if SENDER not in each.properties]
    assert waiting
    assert [each.id for each in waiting if not each.properties.get("labelPublik")] == []
    assert [each.id for each in waiting if each.form not in found.forms] == []


@pytest.mark.parametrize("process", PROCESSES)
def test_every_deadline_has_words_for_complainants(process: str) -> None:
    """The page tells what is due until when: by the words of the timer, else of the step that it guards."""
    found = bundle(process)
    elements = [each for diagram in found.reachable(process) for each in diagram.elements.values()]
    due = {unwrap(each.due) for each in elements if each.due}
    told = [each for each in elements if each.attached_to and each.timer and unwrap(each.timer) in due]
    guarded = [found.element(each.process_id, each.attached_to) for each in told]
    spoken = [
        bool({"labelPublik"} & {*timer.properties, *(step.properties if step else ())})
        for timer, step in zip(told, guarded, strict=True)
    ]
    assert told
    assert [timer.id for timer, words in zip(told, spoken, strict=True) if not words] == []


def test_a_deadline_cites_the_article_of_its_own_period() -> None:
    """Fourteen working days are letter b of BT-P24(1), though the timer stands for five and sixty as well."""
    (scenario,) = read_scenarios([SCENARIOS / "belitung_timur/pengaduan_10_batas_14_hari.yaml"])
    stage = stage_for(scenario, FILES)
    try:
        assert run_scenario(replace(scenario, steps=scenario.steps[:3]), stage).passed
        (told,) = expectations(stage.case(), bundle(scenario.process), now=stage.clock.now())
    finally:
        stage.close()
    assert (told.label, told.count, told.unit) == ("Jawaban atas laporan Anda", 14, "hari_kerja")
    assert told.article == "Pasal 24 ayat (1) huruf b"


@pytest.mark.parametrize(
    ("diagram", "count", "article"),
    [
        ("subulussalam/pengaduan_01_permintaan_informasi_5_hari", 5, "Lampiran BAB II.D.3.c"),
        ("subulussalam/pengaduan_03_pengaduan_14_hari", 14, "Pasal 9 ayat (3)"),
    ],
)
def test_subulussalam_tells_until_when_an_agency_replies(diagram: str, count: int, article: str) -> None:
    """The reply is due by the earlier of two dates; the complainant reads it like any other deadline."""
    (scenario,) = read_scenarios([SCENARIOS / f"{diagram}.yaml"])
    stage = stage_for(scenario, FILES)
    until = next(n for n, step in enumerate(scenario.steps) if step.given.get("task") == "Task_tanggapan_sb")
    try:
        assert run_scenario(replace(scenario, steps=scenario.steps[:until]), stage).passed
        told = expectations(stage.case(), bundle(scenario.process), now=stage.clock.now())
    finally:
        stage.close()
    assert ("Tanggapan atas laporan Anda", count, article) in [(each.label, each.count, each.article) for each in told]


@pytest.mark.parametrize(
    ("scenario", "examined"),
    [("pengaduan_01_permintaan_informasi_5_hari", False), ("pengaduan_03_pengaduan_14_hari", True)],
)
def test_nobody_reads_of_examiners_where_none_are_appointed(scenario: str, *, examined: bool) -> None:
    (told,) = read_scenarios([SCENARIOS / f"subulussalam/{scenario}.yaml"])
    stage = stage_for(told, FILES)
    try:
        passed = run_scenario(told, stage).path
    finally:
        stage.close()
    elements = [bundle(told.process).element(*place) for place in passed]
    assert ("diperiksa" in {each.properties.get(PHASE) for each in elements if each}) is examined


@pytest.mark.parametrize(
    ("scenario", "promised"),
    [
        ("belitung_timur/pengaduan_10", ("Jawaban atas laporan Anda", 14, "hari_kerja")),
        ("subulussalam/pengaduan_03", ("Penyelesaian laporan Anda", 14, "hari")),
    ],
)
def test_the_whole_period_is_seen_from_receipt(scenario: str, promised: tuple[str, int, str]) -> None:
    """Pasal 24 ayat (1) BT; BAB II.D SB: it runs before anybody has classified the report."""
    folder, begins = scenario.split("/")
    (told,) = read_scenarios(sorted((SCENARIOS / folder).glob(f"{begins}_*.yaml")))
    stage = stage_for(told, FILES)
    try:
        assert run_scenario(replace(told, steps=()), stage).passed
        found = expectations(stage.case(), bundle(told.process), now=stage.clock.now())
    finally:
        stage.close()
    assert promised in [(each.label, each.count, each.unit) for each in found]
