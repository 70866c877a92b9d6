"""Files lie where a civil servant looks for them: main diagrams on top, parts with the government that uses them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from complaints.demo.government import all_governments
from complaints.law.bundles import (
    FOLDERS,
    KINDS,
    SHARED,
    bundle_files,
    folder_of,
    laid_over,
    name_of,
    paths_by_name,
    place_of,
    read_folders,
)
from complaints.workshop.simulation import read_scenarios
from console import process_list
from console.simulate import SCENARIOS
from engine.errors import DeployRefusedError

PATHS = paths_by_name(FOLDERS)
GOVERNMENTS = {folder_of(each.id): each.id for each in all_governments()}
RUN_BY = {
    process_id: {folder_of(each.id) for each in all_governments() if process_id in each.processes}
    for home in all_governments()
    for process_id in home.processes
}
OWN = {path.parent.name for path in FOLDERS[0].glob("*/pemerintah.yaml")}
"""Governments that keep everything in one folder, their main diagrams too."""


@cache
def users() -> dict[str, set[str]]:
    """Version's name of a file -> governments whose processes reach it."""
    files = read_folders(FOLDERS)
    found: dict[str, set[str]] = defaultdict(set)
    for process_id, homes in RUN_BY.items():
        for name in bundle_files(files, process_id):
            found[name] |= homes
    return found


def expected(name: str) -> str:
    """The folder in which a file belongs; "" for the top."""
    process_id = name.removesuffix(".bpmn")
    if process_id in RUN_BY:
        return next(iter(RUN_BY[process_id] & OWN), "")
    (home, *more) = sorted(users()[name])
    return SHARED if more else home


@pytest.mark.parametrize("name", PATHS)
def test_a_file_lies_with_the_government_that_uses_it(name: str) -> None:
    path = PATHS[name]
    top = FOLDERS[1 if name.endswith(".form") else 0]
    assert path.parent == top / expected(name)


@pytest.mark.parametrize("name", [name for name in PATHS if PATHS[name].parent.name in GOVERNMENTS])
def test_within_its_folder_a_file_goes_without_the_government(name: str) -> None:
    home = PATHS[name].parent.name
    assert not re.search(rf"_({home}|bt|lt|ng|sb|tl)$", PATHS[name].stem)
    assert place_of(name, GOVERNMENTS[home]) == f"{home}/{PATHS[name].name}"


@pytest.mark.parametrize("name", [name for name in PATHS if PATHS[name].parent.name == SHARED])
def test_what_is_shared_names_no_government(name: str) -> None:
    assert [home for home in GOVERNMENTS if home in name] == []


def test_a_folder_is_a_government_or_shared() -> None:
    found = {path.name for top in (*FOLDERS, SCENARIOS) for path in top.iterdir() if path.is_dir()}
    assert found - {"dasar_hukum", "kalender", "scenarios"} <= {*GOVERNMENTS, SHARED}
    assert [path for path in SCENARIOS.rglob("*") if path.suffix in KINDS] == []


@pytest.mark.parametrize(
    "path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.relative_to(SCENARIOS).as_posix()
)
def test_a_scenario_lies_with_its_government_and_names_its_process(path: Path) -> None:
    for scenario in read_scenarios([path]):
        homes = RUN_BY[scenario.process]
        assert path.parent == SCENARIOS / (SHARED if len(homes) > 1 else min(homes))
        noun = scenario.process.removesuffix(f"_{path.parent.name}")
        assert re.match(r"[a-z]+(_[a-z]+)*_\d\d_", path.stem)
        assert noun.startswith(path.stem.partition("_")[0])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for place in ("bersama/tenggat_ngawi.dmn", "ngawi/tenggat.dmn"):
        path = tmp_path / "processes" / place
        path.parent.mkdir(parents=True)
        path.write_text("<definitions/>", encoding="utf-8")
        assert name_of(path) == "tenggat_ngawi.dmn"
    with pytest.raises(DeployRefusedError, match="dua berkas bernama sama"):
        read_folders([tmp_path / "processes"])


def test_a_version_keeps_its_own_table_when_the_file_is_called_otherwise_today() -> None:
    text = read_folders(FOLDERS)["tenggat.dmn"]
    laid = laid_over({"tenggat.dmn": text, "lain.form": "{}"}, {"jadwal.dmn": text.replace("3", "4")})
    assert sorted(laid) == ["jadwal.dmn", "lain.form"]


def test_the_list_of_diagrams_is_that_of_today() -> None:
    """`make diagrams` renews it."""
    page = process_list.page()
    assert process_list.PAGE.read_text(encoding="utf-8") == page
    listed = [each for each in PATHS if each.endswith((".bpmn", ".dmn"))]
    assert [each for each in listed if f"({PATHS[each].relative_to(FOLDERS[0]).as_posix()})" not in page] == []


@pytest.mark.parametrize(
    "path", [path for path in PATHS.values() if path.suffix == ".bpmn"], ids=lambda path: path.stem
)
def test_notes_stand_after_what_flows_as_the_editor_writes_them(path: Path) -> None:
    """Otherwise the first change in the editor moves half of the file."""
    note = re.compile(r"\}(textAnnotation|association|group)$")
    for scope in etree.parse(path).iter("{*}process", "{*}subProcess"):
        notes = [bool(note.search(child.tag)) for child in scope if isinstance(child.tag, str)]
        assert notes == sorted(notes), scope.get("id")
