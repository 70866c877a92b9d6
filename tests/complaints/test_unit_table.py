"""The yearly table of units has the columns of Lombok Tengah's document: what was archived is neither column nor total."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from complaints.models import Report
from complaints.workshop.simulation import Scenario, run_scenario
from complaints.workshop.simulation.play import stage_for
from complaints.workshop.simulation.scenario_file import ScenarioStep
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

INCOMPLETE = {"lengkap": "tidak", "data_diminta": "Lokasi jalan."}
ASKED = {"task": "Task_verifikasi_nasional", "as": "admin_nasional", "answers": INCOMPLETE}
STEPS = (ScenarioStep(1, "complete", ASKED, complaint=1), ScenarioStep(2, "wait", {"until": "2027-01-01T08:00+08:00"}))


def yearly_table() -> Mapping[str, Any]:
    """Two complaints of November 2026: one archived for want of data, one that nobody has looked at."""
    scenario = Scenario(
        file="",
        name="Statistik tahunan",
        process="pemantauan_lombok_tengah",
        start=datetime.fromisoformat("2026-11-30T09:00+08:00"),
        begin={"wait_for": "Start_akhir_tahun"},
        complaint={},
        complaints=({"kanal": "aplikasi", "jenis": "pengaduan"}, {"kanal": "aplikasi", "jenis": "pengaduan"}),
        steps=STEPS,
    )
    stage = stage_for(scenario, shipped())
    try:
        result = run_scenario(scenario, stage)
        assert result.passed, result.report()
        with seen_everywhere(stage.factory) as session:
            tables = session.scalars(select(Report.tables).where(Report.kind == "kinerja_unit")).one()
    finally:
        stage.close()
    return dict(tables[0])


def test_archived_complaints_are_outside_the_table() -> None:
    table = yearly_table()
    columns = [column["label"] for column in table["columns"]]
    assert columns[:6] == ["Unit kerja", "Belum terverifikasi", "Belum ditindaklanjuti", "Proses", "Selesai", "Total"]
    assert [(row["belum_terverifikasi"], row["selesai"], row["total"]) for row in table["rows"]] == [(1, 0, 1)]
    assert "Bukan kolom dan tidak termasuk total: Diarsipkan, Diteruskan (1 pengaduan)." in table["notes"]
