"""The monthly list for an intervention: units with complaints past their deadline, and units already warned of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from complaints.models import Report
from complaints.workshop.simulation import Scenario, read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.scenario_file import ScenarioStep
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

WEBSITE = {"kanal": "website", "jenis": "pengaduan"}
UNTIL_RECEIVED = next(read_scenarios([SCENARIOS / "tanah_laut/pengaduan_20_peringatan_dan_batas_5_hari.yaml"])).steps[
    :3
]
"""Verified twice and handed to the unit, all on 13 March 2026."""


def received(complaint: int, *, normative: str) -> list[ScenarioStep]:
    """The complaint reaches its unit: five working days when it is normative, else fourteen."""
    return [replace(step, complaint=complaint, given=_with(step.given, normative)) for step in UNTIL_RECEIVED]


def _with(given: Mapping[str, Any], normative: str) -> Mapping[str, Any]:
    if "bersifat_normatif" not in given["answers"]:
        return given
    return {**given, "answers": {**given["answers"], "bersifat_normatif": normative}}


@pytest.fixture(scope="module")
def table() -> Mapping[str, Any]:
    """As of 1 April: one complaint late since 27 March, one warned on 30 March and due on 10 April, one not verified."""
    scenario = Scenario(
        file="",
        name="Daftar terlambat",
        process="pemantauan_tanah_laut",
        start=datetime.fromisoformat("2026-03-13T09:00+08:00"),
        complaint={},
        complaints=(WEBSITE, WEBSITE, WEBSITE),
        steps=(
            *received(1, normative="ya"),
            *received(2, normative="tidak"),
            ScenarioStep(9, "wait", {"until": datetime.fromisoformat("2026-04-01T08:00+08:00")}),
        ),
    )
    stage = stage_for(scenario, shipped())
    try:
        result = run_scenario(scenario, stage)
        assert result.passed, result.report()
        with seen_everywhere(stage.factory) as session:
            tables = session.scalars(select(Report.tables).where(Report.kind == "terlambat")).one()
    finally:
        stage.close()
    return dict(tables[0])


def test_a_unit_is_listed_with_what_is_late_and_what_was_warned_of(table: Mapping[str, Any]) -> None:
    assert [(row["unit_kerja"], row["jumlah"], row["diperingatkan"]) for row in table["rows"]] == [
        ("Dinas Pekerjaan Umum dan Penataan Ruang", 1, 1)
    ]


def test_the_longest_delay_is_counted_in_days(table: Mapping[str, Any]) -> None:
    assert [row["terlama"] for row in table["rows"]] == [4.3]
