"""What the reports of Ngawi say after its scenarios: the tables of the regulation, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from complaints.models import Report
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

FILES = shipped()


def tables(scenario_file: str, kind: str) -> list[dict[str, Any]]:
    """The newest report of a kind at the end of a scenario."""
    (scenario,) = read_scenarios([SCENARIOS / scenario_file])
    stage = stage_for(scenario, FILES)
    try:
        result = run_scenario(scenario, stage)
        assert result.passed, result.report()
        with seen_everywhere(stage.factory) as session:
            made = session.scalars(select(Report).where(Report.kind == kind).order_by(Report.made_at.desc()))
            return [dict(table) for table in next(iter(made)).tables]
    finally:
        stage.close()


def test_six_statuses_add_up_to_what_was_received() -> None:
    """NG-T2: the answered complaint that waits for a reaction is still in process; two shares as in the annex."""
    counts, shares, balance = tables("ngawi/pemantauan_06_enam_status.yaml", "status")
    received, *statuses = [row["jumlah"] for row in counts["rows"]]
    assert {row["uraian"]: row["jumlah"] for row in counts["rows"][1:]} == {
        "Belum diverifikasi": 1,
        "Menunggu kelengkapan": 1,
        "Diproses": 2,
        "Diselesaikan": 1,
        "Diarsipkan": 1,
        "Tidak dapat diselesaikan": 1,
    }
    assert received == sum(statuses) == 7
    assert [(row["bagian"], row["dari"], row["persen"]) for row in shares["rows"]] == [(1, 5, 20.0), (1, 7, 14.29)]
    (moved,) = balance["rows"]
    assert moved["saldo_awal"] + moved["masuk"] - moved["diselesaikan"] == moved["saldo_akhir"]
    assert moved["masuk"] == received


def test_every_question_belongs_to_one_of_five_groups() -> None:
    """NG-T4: 6, 7, 4, 3 and 4 questions; no question twice."""
    groups, questions = tables("ngawi/rencana_aksi_01_disahkan.yaml", "asesmen_ngawi")
    assert [row["pertanyaan"] for row in groups["rows"]] == [6, 7, 4, 3, 4]
    numbers = sorted(int(row["pertanyaan"].split(".")[0]) for row in questions["rows"])
    assert numbers == list(range(1, 25))


@pytest.mark.parametrize("kind", ["kinerja_unit", "target", "terlambat"])
def test_the_yearly_evaluation_makes_its_reports(kind: str) -> None:
    assert tables("ngawi/pemantauan_04_monev_punishment.yaml", kind)[0]["rows"]
