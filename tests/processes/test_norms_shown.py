"""Norms that no scenario shows by itself: tiers, periods that hold for every unit, and what a plan may contain."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from complaints.law.bundles import bundle_files
from complaints.law.library import library
from complaints.workshop.simulation import Scenario, read_scenarios, record
from complaints.workshop.simulation.play import SCENARIOS, play
from complaints.workshop.simulation.scenario_file import ScenarioStep
from engine.definition.bundle import read_bundle
from engine.definition.forms.components.choices import FromList
from engine.definition.forms.components.containers import DynamicList
from engine.definition.properties import UNIT
from tests.support.shipped import shipped

FILES = shipped()
GOVERNMENTS = ("tanah_laut", "lombok_tengah")


@pytest.mark.parametrize("government", GOVERNMENTS)
def test_the_tier_of_a_unit_works_for_its_unit_alone(government: str) -> None:
    """BAB III (berjenjang) huruf c: the Pejabat Penghubung manages complaints at the tier of a unit."""
    bundle = read_bundle(bundle_files(FILES, f"pengaduan_{government}"))
    tasks = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
    of_the_unit = {task.id: task.properties.get(UNIT) for task in tasks if task.role == "pejabat_penghubung"}
    assert len(of_the_unit) >= 5
    assert all(of_the_unit.values())
    assert not any(task.properties.get(UNIT) for task in tasks if task.role in ("admin_instansi", "admin_nasional"))


@pytest.mark.parametrize("government", GOVERNMENTS)
def test_one_period_holds_for_every_unit(government: str) -> None:
    """BAB I huruf D angka 7 names an agreement on service levels that no text contains: BAB VI huruf C holds for all."""
    (scenario,) = read_scenarios([SCENARIOS / government / "pengaduan_01_permintaan_informasi_5_hari.yaml"])
    unit = next(each.given["unit"] for each in scenario.steps if "unit" in each.given)
    other = "dinas-kesehatan"
    assert unit != other
    here, there = play(scenario, FILES), play(_for(scenario, unit, other), FILES)
    assert here.passed, here.report()
    assert there.passed, there.report()
    assert record.record_of(there) == [line.replace(unit, other) for line in record.record_of(here)]


def _for(scenario: Scenario, unit: str, other: str) -> Scenario:
    return replace(scenario, steps=tuple(_instead(step, unit, other) for step in scenario.steps))


def _instead(step: ScenarioStep, unit: str, other: str) -> ScenarioStep:
    def turned(value: object) -> object:
        return (
            {key: turned(each) for key, each in value.items()}
            if isinstance(value, dict)
            else (other if value == unit else value)
        )

    return replace(step, given={key: turned(value) for key, value in step.given.items()})


def test_every_activity_of_the_seventh_table_can_be_planned() -> None:
    """Ngawi, Lampiran II Tabel 7: each programme is a group of the plan, and each activity one of its choices."""
    rows = read_bundle(FILES).forms["susun_rencana_ngawi"].fields["kegiatan_rencana"]
    assert isinstance(rows, DynamicList)
    choices = {part.key: {o.value: o.label for o in part.fixed} for part in rows.fields if isinstance(part, FromList)}
    activities, groups = choices["kegiatan"], " ".join(choices["kelompok_program"].values())
    register = library().register("ngawi")
    assert register is not None
    norms = [norm for norm in register.norms if re.match(r"NG-T7\.[IV]+\.\d", norm.id)]
    assert len(norms) > 40
    for norm in norms:
        number = norm.id.removeprefix("NG-T7.")
        label = activities.get(number.lower().replace(".", "_"))
        if label is None:
            assert any(str(value).startswith(f"{number.lower().replace('.', '_')}_") for value in activities), norm.id
        else:
            assert label.split()[0] == number, norm.id
            assert label.split()[1].lower() in norm.quote.lower(), norm.id
        assert f"KP {number.partition('.')[0]} " in groups
