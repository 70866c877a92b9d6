"""Past cases played again: on their own version exactly as they went, on another one with what would differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from complaints.models import Complaint
from complaints.workshop.past_cases import Compared, candidates, compare
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.stage import Stage
from complaints.workshop.start_values import start_values
from engine.db import reading
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.versions import bundle_of
from engine.models import Case, Event
from engine.workshop.replay import record, replay
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped

FILES = shipped()
CHOSEN = (
    *(f"tanah_laut/pengaduan_{number}_*" for number in ("01", "04", "10", "15")),
    *(f"{home}/pengaduan_0[12]*" for home in ("belitung_timur", "subulussalam", "ngawi")),
    "lombok_tengah/pengaduan_01*",
)
PATHS = sorted(path for pattern in CHOSEN for path in SCENARIOS.glob(f"{pattern}.yaml"))


def played(path: Path) -> Iterator[Stage]:
    (scenario,) = read_scenarios([path])
    stage = stage_for(scenario, FILES)
    assert run_scenario(scenario, stage).passed
    yield stage
    stage.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A complaint of Tanah Laut that was answered and closed."""
    yield from played(SCENARIOS / "tanah_laut/pengaduan_01_permintaan_informasi_5_hari.yaml")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_case_played_again_on_its_own_version_goes_the_way_it_went(path: Path) -> None:
    for stage in played(path):
        with seen_everywhere(stage.factory) as session:
            case = session.get_one(Case, (stage.instansi_id, stage.the_case))
            rows = session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.number)).all()
            again = replay(
                bundle_of(session, stage.instansi_id, case.version_id),
                case.process_id,
                record(rows),
                calendar=stage.runtime.calendar_for(session, stage.instansi_id),
                given=start_values(session.get_one(Complaint, (stage.instansi_id, case.id))),
                until=stage.clock.now(),
            )
            ended = case.end_element or ""
        went = [(step.process, step.element) for event in stage.timeline() for step in event.path]
        assert (again.places, again.end_element, again.unused, again.error) == (went, ended, [], "")


def compared(stage: Stage, **edits: tuple[str, str]) -> Compared:
    """The case of the stage on its own files with some of them edited (pattern, replacement)."""
    with reading(stage.factory, stage.instansi_id) as session:
        case = session.get_one(Case, (stage.instansi_id, stage.the_case))
        files = dict(bundle_of(session, stage.instansi_id, case.version_id).files)
        for name, (pattern, replacement) in edits.items():
            file = next(each for each in files if each.startswith(f"{name}."))
            files[file], count = re.subn(pattern, replacement, files[file], flags=re.DOTALL)
            assert count
        (result,) = compare(
            session,
            instansi_id=stage.instansi_id,
            case_ids=candidates(
                session,
                instansi_id=stage.instansi_id,
                process_id=case.process_id,
                since=case.started_at,
                limit=10,
            ),
            bundle=read_bundle(files),
            calendar=stage.runtime.calendar_for(session, stage.instansi_id),
            now=stage.clock.now(),
        )
    return result


def test_a_version_without_a_change_changes_nothing(stage: Stage) -> None:
    found = compared(stage)
    assert (found.verdict, found.newly_late, found.added, found.left_out, found.waits) == ("same", (), (), (), ())


def test_a_shorter_wait_for_data_would_have_put_a_complaint_into_the_archive() -> None:
    rule = r'(id="Aturan_tahap_kelengkapan_hari">\s*<text>)10(</text>)'
    for stage in played(SCENARIOS / "tanah_laut/pengaduan_09_tidak_lengkap_lalu_dilengkapi.yaml"):
        found = compared(stage, tenggat=(rule, r"\g<1>1\2"))
        assert found.verdict == "other_way"
        assert {("kelengkapan_data", "Timer_kelengkapan"), ("kelengkapan_data", "Task_beritahu_diarsipkan")} <= set(
            found.added
        )


def test_a_longer_deadline_shows_who_would_not_have_been_late() -> None:
    rule = r'(tenggat_hari">\s*<text>)(5|14|60)(</text>)'
    for stage in played(SCENARIOS / "tanah_laut/pengaduan_18_apip_terlambat.yaml"):
        assert compared(stage, tenggat=(rule, r"\g<1>90\3")).no_longer_late == (
            ("tindak_lanjut_apip", "Timer_apip"),
            ("tindak_lanjut_apip", "Timer_peringatan_apip"),
        )


def test_a_task_whose_form_nobody_ever_answered_is_where_the_case_gets_stuck(stage: Stage) -> None:
    renamed = (r"\bTask_respon_awal\b", "Task_respon_lain")
    found = compared(stage, penyelesaian=renamed)
    assert found.verdict == "stuck"
    assert found.waits == (("penyelesaian", "Task_respon_lain"),)


def test_a_broken_diagram_is_told_and_stops_nobody(stage: Stage) -> None:
    found = compared(stage, penyelesaian=(r'camunda:dueDate="[^"]*"', 'camunda:dueDate="hari_kerja(kanal)"'))
    assert (found.verdict, bool(found.error)) == ("broken", True)


def test_the_empty_bundle_is_no_reason_to_fall_over(stage: Stage) -> None:
    with reading(stage.factory, stage.instansi_id) as session:
        case = session.get_one(Case, (stage.instansi_id, stage.the_case))
        arguments = {"instansi_id": stage.instansi_id, "case_ids": [case.id], "now": stage.clock.now()}
        calendar = stage.runtime.calendar_for(session, stage.instansi_id)
        (found,) = compare(session, bundle=Bundle({}), calendar=calendar, **arguments)
    assert found.verdict == "broken"
