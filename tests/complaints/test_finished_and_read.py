"""Who holds number and code reads the reply, and that it is finished, whatever goes on inside the government."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from complaints.models import Complaint
from complaints.tracking import progress
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from tests.support.everywhere import seen_everywhere
from tests.support.shipped import shipped


@pytest.mark.parametrize(
    ("scenario", "replies"),
    [
        ("pengaduan_13_sekretariat_tanpa_identitas", ["Jadwal pengambilan kami kirimkan."]),
        (
            "pengaduan_15_tanpa_identitas",
            ["Bantuan dapat diambil mulai Senin.", "Dinas Sosial menyampaikan: bantuan dapat diambil mulai Senin."],
        ),
    ],
)
def test_a_reporter_without_clear_identity_reads_the_reply(scenario: str, replies: list[str]) -> None:
    seen = tracked(f"ngawi/{scenario}")
    assert seen.ended
    assert sorted(note.text for note in seen.notes if note.sender == "instansi") == replies


@pytest.mark.parametrize(
    ("scenario", "until"),
    [
        ("tanah_laut/pengaduan_43_apip_selesai_setelah_jawaban", -2),
        ("subulussalam/pengaduan_03_pengaduan_14_hari", None),
    ],
)
def test_who_is_content_reads_that_it_is_finished(scenario: str, until: int | None) -> None:
    """In Tanah Laut the inspectorate still examines what happened; that is no part of the reporter's way."""
    seen = tracked(scenario, until)
    assert seen.ended
    assert seen.steps[-1].finished
    assert seen.expectations == []
    assert seen.awaited == []


def test_the_reporter_reads_to_whom_it_was_handed_over() -> None:
    assert tracked("ngawi/pengaduan_39_instansi_luar", -2).handed_to == {"pln": "PT PLN (Persero)"}
    assert tracked("ngawi/pengaduan_15_tanpa_identitas").handed_to == {}


def test_who_is_asked_reads_what_the_answer_answers() -> None:
    """A reminder or the summary for everybody, though newer, does not push it away."""
    seen = tracked("tanah_laut/pengaduan_50_diarsipkan_lalu_dilanjutkan", 6)
    assert seen.awaited
    assert seen.notes[0].kind == "pengingat"
    summary = progress.Note(seen.notes[0].at, "publikasi", "instansi", "Jalan diperbaiki.")
    asked = replace(seen, notes=[summary, *seen.notes]).last_from_office
    assert asked is not None
    assert asked.kind == "minta_kelengkapan"


def tracked(name: str, until: int | None = None) -> progress.TrackingView:
    """What the author of the scenario's complaint sees after its steps, or before the last ones."""
    (told,) = read_scenarios([SCENARIOS / f"{name}.yaml"])
    stage = stage_for(told, shipped())
    assert run_scenario(replace(told, steps=told.steps[:until]), stage).passed
    with seen_everywhere(stage.factory) as session:
        complaint = session.scalars(select(Complaint)).one()
        seen = progress.view(
            session, instansi_id=complaint.instansi_id, complaint_id=complaint.id, now=stage.runtime.clock.now()
        )
    stage.close()
    return seen
