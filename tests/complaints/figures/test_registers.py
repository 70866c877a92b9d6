"""Reports whose rows people answered, read after the scenarios in which they answered them."""

from __future__ import annotations

from sqlalchemy import select

from complaints.models import Report
from complaints.reports.figures import Table
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

FILES = shipped()


def reports(scenario: str, kind: str) -> list[list[Table]]:
    """The tables of every report of this kind in a scenario, in the order in which they were made."""
    played = next(iter(read_scenarios([SCENARIOS / f"{scenario}.yaml"])))
    stage = stage_for(played, FILES)
    try:
        result = run_scenario(played, stage)
        assert result.passed, result.report()
        with seen_everywhere(stage.factory) as session:
            found = session.scalars(select(Report.tables).where(Report.kind == kind).order_by(Report.made_at))
            return [[Table.read(stored) for stored in tables] for tables in found]
    finally:
        stage.close()


def test_the_24_questions_are_grouped_as_tabel_4_says() -> None:
    means, questions = reports("ngawi/rencana_aksi_01_disahkan", "asesmen_ngawi")[0]
    sizes = {row["kategori"]: row["pertanyaan"] for row in means.rows}
    assert sizes == {
        "Kebijakan dan kelembagaan": 6,
        "Sumber Daya Manusia": 7,
        "Data dan aplikasi": 4,
        "Partisipasi Pemangku Kepentingan": 3,
        "Koordinasi, Monitoring dan Evaluasi": 4,
    }
    assert len(questions.rows) == 24
    first = [int(str(row["nilai"])) for row in questions.rows if row["kategori"] == "Kebijakan dan kelembagaan"]
    assert means.rows[0]["rata_rata"] == round(sum(first) / len(first), 2)


def test_an_action_plan_is_read_from_the_task_that_is_just_completed() -> None:
    plan, priorities = reports("ngawi/rencana_aksi_01_disahkan", "rencana_aksi")[0]
    assert plan.title == "Program dan kegiatan"
    assert [row["no"] for row in plan.rows] == [1, 2]
    assert plan.rows[0]["kelompok_program"] == "KP I Penguatan Kelembagaan", "choices in words, not as stored"
    assert [column.label for column in priorities.columns] == ["Uraian", "Prioritas", "Alasan"]
    assert sorted(str(row["prioritas"]) for row in priorities.rows) == [f"Prioritas {n}" for n in range(1, 6)]


def test_the_register_of_lombok_tengah_has_its_five_rows() -> None:
    table = reports("lombok_tengah/pemantauan_25_rencana_aksi_belum_tercapai", "rencana_aksi")[0][0]
    assert [str(row["uraian"])[:2] for row in table.rows] == ["1.", "2.", "3.", "4.", "5."]
    assert [row["realisasi"] for row in table.rows] == [100, 80, 100, 100, 100]


def test_integration_names_unit_system_and_status() -> None:
    table = reports("bersama/integrasi_02_sistem_diperbaiki_lalu_terintegrasi", "integrasi")[0][0]
    assert table.rows == [{"skpd": "Dinas Kesehatan", "sistem": "Lapor Dinas", "status": "Terintegrasi"}]


def test_who_has_not_reported_and_what_results_are_used_for() -> None:
    missing = reports("belitung_timur/pemantauan_02_lanjut_tanpa_yang_kurang", "belum_melapor")[-1][0]
    assert [row["jenis"] for row in missing.rows] == ["BUMD"]
    used = reports("belitung_timur/pemantauan_02_lanjut_tanpa_yang_kurang", "pemanfaatan")[0][0]
    assert {row["unit_kerja"] for row in used.rows} == {"Dinas Kesehatan", "Pemerintah Kabupaten Belitung Timur"}
    assert used.rows[0]["skp"] == "Ya"
    assert used.rows[0]["kebijakan_daerah"] is None


def test_targets_that_people_set_stand_beside_what_was_measured() -> None:
    measured, agreed = reports("lombok_tengah/pemantauan_06_target_diperbaiki", "target")[-1]
    assert [row["target"] for row in agreed.rows] == [90, 95]
    assert "Persentase tepat waktu" in {row["indikator"] for row in measured.rows}
