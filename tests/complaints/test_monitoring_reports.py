"""The reports that the monitoring of Subulussalam and Belitung Timur leaves behind, as their scenarios play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from complaints.casework import history
from complaints.casework.visibility import Withheld
from complaints.law.library import library
from complaints.models import Report
from complaints.people.roles import work_scopes
from complaints.reports.activities.publication import own_document
from complaints.reports.activities.views import activity
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.stage import Stage
from engine.actors import Actor
from engine.errors import NotFoundError
from tests.support.everywhere import everywhere
from tests.support.shipped import shipped

Played = Callable[[str], list[Report]]


@pytest.fixture
def played() -> Iterator[Played]:
    """The reports after a scenario, oldest first."""
    stages: list[Stage] = []

    def play(name: str) -> list[Report]:
        (scenario,) = read_scenarios([SCENARIOS / f"{name}.yaml"])
        stage = stage_for(scenario, shipped())
        stages.append(stage)
        assert run_scenario(scenario, stage).passed
        with everywhere(stage.factory) as session:
            found = list(session.scalars(select(Report).order_by(Report.made_at, Report.id)))
            session.expunge_all()
            return found

    yield play
    for stage in stages:
        stage.close()


def kept(reports: list[Report], kind: str, *, unit: str = "") -> Report:
    """The newest report of a kind."""
    return [report for report in reports if (report.kind, report.unit) == (kind, unit)][-1]


def test_the_quality_standard_stands_beside_indicator_and_target(played: Played) -> None:
    agreed = kept(played("subulussalam/pemantauan_04_indikator_tahunan"), "target").tables[-1]
    assert agreed["title"] == "Target yang ditetapkan"
    (row,) = agreed["rows"]
    assert (row["indikator"], row["baseline"], row["target"]) == ("Selesai tepat waktu", 80, 90)
    assert row["baku_mutu"] == "Tanggapan menyebut kelengkapan materi"
    assert {"key": "baku_mutu", "label": "Baku mutu", "unit": ""} in agreed["columns"]


def test_the_report_to_the_mayor_has_six_columns_and_the_number_of_its_letter(played: Played) -> None:
    report = kept(played("subulussalam/pemantauan_01_bulan_lancar"), "kasus")
    labels = [column["label"] for column in report.tables[0]["columns"]]
    assert labels == [
        "Materi", "Kategori", "Waktu penerimaan", "Status penyelesaian", "Hasil penanganan", "Tanggapan pengadu"
    ]  # fmt: skip
    assert (report.period_from.isoformat(), report.period_to.isoformat()) == ("2026-07-01", "2026-07-31")
    assert dict(report.texts)["Nomor surat pengantar"] == "480/12/2026"


@pytest.mark.parametrize(
    ("scenario", "kind", "norm", "said"),
    [
        ("ngawi/pemantauan_06_enam_status", "status", "NG-T2.pct2", "68,75 %"),
        ("lombok_tengah/pemantauan_22_statistik_tahunan", "kinerja_unit", "LT-VII.STAT.total", "19"),
    ],
)
def test_report_and_register_say_where_the_published_table_is_wrong(
    played: Played, scenario: str, kind: str, norm: str, said: str
) -> None:
    note = next(
        note for note in kept(played(scenario), kind).tables[0]["notes"] if note.startswith(("Naskah", "Tabel"))
    )
    assert said in note
    register = library().of_norm(norm)
    assert register is not None
    assert said in next(each.explanation for each in register.norms if each.id == norm)


def test_what_monitoring_and_meeting_decided_stands_in_their_reports(played: Played) -> None:
    reports = played("subulussalam/pemantauan_01_bulan_lancar")
    assert "Dinas PUPR" in dict(kept(reports, "statistik").texts)["Arahan rapat"]
    assert dict(kept(reports, "target").texts)["Hasil pemantauan"] == "Capaian dibandingkan dengan target."
    assert "Rekomendasi" in dict(kept(reports, "evaluasi").texts)


def test_who_is_late_stands_in_the_report_that_starts_the_coordination(played: Played) -> None:
    (row,) = kept(played("subulussalam/pemantauan_08_rekap_menunjukkan_terlambat"), "terlambat").tables[0]["rows"]
    assert row["unit_kerja"] == "Dinas Perhubungan"


def test_who_did_not_report_stays_listed(played: Played) -> None:
    reports = [
        report
        for report in played("belitung_timur/pemantauan_02_lanjut_tanpa_yang_kurang")
        if report.kind == "belum_melapor"
    ]
    missing = [[row["unit_kerja"] for row in report.tables[0]["rows"]] for report in reports]
    assert missing == [["BUMD Perusahaan Umum Daerah Air Minum"]] * 4


def test_each_unit_and_the_team_say_what_they_use_the_results_for(played: Played) -> None:
    reports = played("belitung_timur/pemantauan_01_semua_melapor")
    rows = {row["unit_kerja"]: row for row in kept(reports, "pemanfaatan").tables[0]["rows"]}
    assert rows["Dinas Kesehatan"]["skp"] == "Ya"
    assert rows["Pemerintah Kabupaten Belitung Timur"]["kebijakan_daerah"] == "Ya"
    assert len(rows) == 4
    assert dict(kept(reports, "evaluasi", unit="perumdam").texts)["Permasalahan"] == "Antrean panjang."
    assert {"Penyebab pengaduan", "Permasalahan", "Ringkasan kompilasi"} <= set(dict(kept(reports, "evaluasi").texts))
    assert kept(reports, "belum_melapor").tables[0]["rows"] == []


def test_who_works_in_one_unit_reads_neither_report_nor_answers_of_another() -> None:
    (scenario,) = read_scenarios([SCENARIOS / "belitung_timur/pemantauan_01_semua_melapor.yaml"])
    stage = stage_for(scenario, shipped())
    assert run_scenario(scenario, stage).passed
    head, team = (Actor("1", "A", frozenset({held})) for held in (("kepala_pd", "perumdam"), ("anggota_tim", "")))
    units = ("dinas-kesehatan", "disdukcapil", "perumdam")
    with everywhere(stage.factory) as session:
        known = {"session": session, "instansi_id": stage.instansi_id}
        seen = {}
        for actor in (head, team):
            of = {"actor": actor, "scopes": work_scopes(actor, units=units)}
            found = activity(**known, **of, case_id=stage.the_case)
            seen[actor.memberships] = {report.unit for report in found.reports}
            told = history(**known, case_id=stage.the_case, access=found.access)
            assert {row.unit for row in told if not isinstance(row.answers, Withheld)} == seen[actor.memberships]
            for report in session.scalars(select(Report)):
                if report.unit in seen[actor.memberships]:
                    assert own_document(**known, **of, report_id=report.id, now=stage.clock.now()).tables
                else:
                    with pytest.raises(NotFoundError):
                        own_document(**known, **of, report_id=report.id, now=stage.clock.now())
    assert seen == {head.memberships: {"", "perumdam"}, team.memberships: {"", *units}}
    stage.close()
