"""The complainant's path, read from diagrams: what is announced, what shows up only when reached, how it ends."""

from __future__ import annotations

import pytest

from complaints.articles import cite, cite_first, join
from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.tracking.public_path import PublicPath, public_path, reached_statuses
from engine.definition.bundle import Bundle, read_bundle
from tests.support.citizen import PROCESS


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(bundle_files(read_folders(FOLDERS), PROCESS))


@pytest.fixture(scope="module")
def website(bundle: Bundle) -> PublicPath:
    return public_path(bundle, process_id=PROCESS, start="Start_website")


def labels(path: PublicPath, *reached: str, phase: str, ended: bool = False) -> list[tuple[str, str]]:
    return [(step.label, step.state) for step in path.steps(reached=frozenset(reached), phase=phase, ended=ended)]


def test_what_nobody_can_avoid_is_announced_and_detours_are_not(website: PublicPath) -> None:
    assert {
        "telaah_nasional",
        "telaah_instansi",
        "disposisi",
        "ditindaklanjuti",
        "dijawab",
        "selesai",
    } <= website.announced
    assert not {"menunggu_kelengkapan", "ditangani_apip", "diarsipkan"} & website.announced


def test_a_complaint_entered_at_the_instansi_does_not_announce_the_national_tier(bundle: Bundle) -> None:
    path = public_path(bundle, process_id=PROCESS, start="Start_manual_instansi")
    assert "telaah_nasional" not in path.announced
    assert path.steps(reached=frozenset(), phase="telaah_instansi", ended=False)[1].state == "current"


def test_a_detour_shows_up_when_it_is_reached_and_stays(website: PublicPath) -> None:
    before = dict(labels(website, phase="telaah_nasional"))
    there = dict(labels(website, "telaah_nasional", phase="menunggu_kelengkapan"))
    after = dict(labels(website, "telaah_nasional", "menunggu_kelengkapan", phase="telaah_nasional"))
    assert "Menunggu Anda melengkapi data" not in before
    assert there["Menunggu Anda melengkapi data"] == "current"
    assert after["Menunggu Anda melengkapi data"] == "done"
    assert after["Diperiksa Admin Nasional"] == "current"


def test_what_was_closed_and_goes_on_is_not_shown_as_finished(website: PublicPath) -> None:
    again = dict(labels(website, "dijawab", "selesai", phase="ditindaklanjuti"))
    assert again["Selesai"] == "ahead"
    assert dict(labels(website, "dijawab", "selesai", phase="selesai", ended=True))["Selesai"] == "current"


@pytest.mark.parametrize(
    ("phase", "label"),
    [
        ("selesai", "Selesai"),
        ("diarsipkan", "Diarsipkan karena data tidak dilengkapi"),
        ("dijawab_langsung", "Dijawab langsung"),
        ("tidak_layak", "Ditutup - tidak layak"),
        ("diteruskan", "Diteruskan ke instansi lain"),
    ],
)
def test_an_end_closes_the_path_and_nothing_lies_ahead(website: PublicPath, phase: str, label: str) -> None:
    steps = website.steps(reached=frozenset({"telaah_nasional"}), phase=phase, ended=True)
    assert (steps[-1].label, steps[-1].state, steps[-1].finished) == (label, "current", phase == "selesai")
    assert all(step.state != "ahead" for step in steps)


def test_exactly_one_step_is_the_current_one(website: PublicPath) -> None:
    for phase in (None, "", "tidak-dikenal", *(stage.status for stage in website.stages)):
        steps = website.steps(reached=frozenset(), phase=phase, ended=False)
        assert [step.state for step in steps].count("current") == 1


def test_statuses_are_those_of_the_elements_passed(bundle: Bundle) -> None:
    passed = [
        ("telaah_nasional", "Task_verifikasi_nasional"),
        ("telaah_nasional", "Tidak_ada"),
        ("lain", "Start_website"),
    ]
    assert reached_statuses(bundle, passed) == {"telaah_nasional"}


def test_a_path_is_read_once_per_version(bundle: Bundle, website: PublicPath) -> None:
    assert public_path(bundle, process_id=PROCESS, start="Start_website") is website


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("TL-VI.B.1.a", "Lampiran BAB VI.B.1.a"),
        ("TL-VI.B.1.a-11", "Lampiran BAB VI.B.1.a angka 11"),
        ("TL-P1.20", "Pasal 1 angka 20"),
        ("BT-P27", "Pasal 27"),
        ("TL-gap.closure", ""),
        ("TL-III.tier-a", ""),
        ("", ""),
    ],
)
def test_sources_become_citations(source: str, words: str) -> None:
    assert cite(source) == words


def test_the_first_article_that_can_be_cited_is_taken() -> None:
    assert cite_first("TL-gap.closure,TL-IV.A.1.d") == "Lampiran BAB IV.A.1.d"


def test_citations_of_one_place_are_joined() -> None:
    assert join(["Lampiran BAB VI.C.1", "Lampiran BAB VI.C.2", "Pasal 4"]) == "Lampiran BAB VI.C.1, VI.C.2, Pasal 4"
    assert join([]) == ""
