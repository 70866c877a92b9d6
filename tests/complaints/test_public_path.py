"""The complainant's path, read from diagrams: what is announced, what shows up only when reached, how it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints.articles import cite, cite_first, join
from complaints.tracking.public_path import PublicPath, public_path, visits
from engine.definition.bundle import Bundle, read_bundle
from engine.record.events import TaskCompleted
from engine.record.path import Passed
from engine.running.queries import ToldRow
from tests.support.citizen import PROCESS
from tests.support.shipped import shipped_for


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(shipped_for(PROCESS))


@pytest.fixture(scope="module")
def website(bundle: Bundle) -> PublicPath:
    return public_path(bundle, process_id=PROCESS, start="Start_website")


def labels(path: PublicPath, *reached: str, phase: str, ended: bool = False) -> list[tuple[str, str]]:
    """`reached`: statuses in the order in which they were come to, the first in the first hour of a day."""
    return [(step.label, step.state) for step in path.steps(visits=been(*reached), phase=phase, ended=ended)]


def been(*reached: str) -> dict[str, tuple[datetime, ...]]:
    found: dict[str, tuple[datetime, ...]] = {}
    for hour, status in enumerate(reached):
        found[status] = (*found.pop(status, ()), at(hour))
    return found


def at(hour: int) -> datetime:
    return datetime(2026, 3, 9, hour, tzinfo=UTC)


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
    assert path.steps(visits={}, phase="telaah_instansi", ended=False)[1].state == "current"


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
    steps = website.steps(visits=been("telaah_nasional"), phase=phase, ended=True)
    assert (steps[-1].label, steps[-1].state, steps[-1].finished) == (label, "current", phase == "selesai")
    assert all(step.state != "ahead" for step in steps)


def test_exactly_one_step_is_the_current_one(website: PublicPath) -> None:
    for phase in (None, "", "tidak-dikenal", *(stage.status for stage in website.stages)):
        steps = website.steps(visits={}, phase=phase, ended=False)
        assert [step.state for step in steps].count("current") == 1


def test_the_path_is_in_the_order_of_the_case_with_what_came_before(website: PublicPath) -> None:
    reached = ("telaah_nasional", "menunggu_kelengkapan", "telaah_nasional", "telaah_instansi")
    steps = website.steps(visits=been(*reached), phase="telaah_instansi", ended=False, began=at(0))
    told = [(step.label, step.at and step.at.hour, [each.hour for each in step.before]) for step in steps[:4]]
    assert told == [
        ("Pengaduan diterima", 0, []),
        ("Menunggu Anda melengkapi data", 1, []),
        ("Diperiksa Admin Nasional", 2, [0]),
        ("Diperiksa Admin Instansi", 3, []),
    ]
    assert {step.state for step in steps[4:]} == {"ahead"}


def test_what_it_passes_once_more_lies_ahead_again(website: PublicPath) -> None:
    reached = ("telaah_nasional", "telaah_instansi", "disposisi", "telaah_nasional")
    told = labels(website, *reached, phase="telaah_nasional")
    assert told[:2] == [("Pengaduan diterima", "done"), ("Diperiksa Admin Nasional", "current")]
    assert ("Diperiksa Admin Instansi", "ahead") in told
    assert ("Diteruskan ke dinas yang berwenang", "ahead") in told
    ahead = website.steps(visits=been(*reached), phase="telaah_nasional", ended=False)[2]
    assert [each.hour for each in ahead.before] == [1]


def test_moments_are_those_of_the_rows(bundle: Bundle) -> None:
    def row(hour: int, phase: str, *elements: str) -> ToldRow:
        passed = tuple(Passed("telaah_nasional", element, ()) for element in elements)
        return ToldRow(at(hour), TaskCompleted(task="t", process="telaah_nasional", phase=phase), passed)

    told = [
        row(0, "telaah_nasional"),
        row(1, "menunggu_kelengkapan", "Task_verifikasi_nasional", "Tidak_ada"),
        row(2, "menunggu_kelengkapan"),
        row(3, "telaah_nasional"),
    ]
    assert visits(bundle, told) == {"menunggu_kelengkapan": (at(1),), "telaah_nasional": (at(0), at(3))}
    assert list(visits(bundle, told)) == ["menunggu_kelengkapan", "telaah_nasional"]


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
