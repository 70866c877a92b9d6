"""What is deployed comes back as files: unharmed, with the articles of neighbours that share a diagram."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaints.demo.government import demo_governments
from complaints.intake.lodging import START_VARIABLES
from complaints.law.bundles import FOLDERS, KINDS, PROCESS_ROLE_NAMES, read_folders
from complaints.law.own_law import narrowed, widened
from complaints.workshop import shipped_files
from complaints.workshop.shipped_scenarios import in_folders
from console import export as command
from console.processes import deploy_for
from console.tools import Tools
from engine.actors import SISTEM
from engine.db import reading, unit_of_work
from engine.definition.versions import current_version
from engine.models import ProcessVersion
from engine.workshop import version_scenarios
from engine.workshop.scenarios import pack
from tests.support.demo import empty_demo
from tests.support.deploying import deploy
from tests.support.everywhere import everywhere
from tests.support.shipped import shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source in FOLDERS:
        shutil.copytree(source, tmp_path / "git" / source.name, ignore=shutil.ignore_patterns("scenarios"))
    return tmp_path / "git"


def exported(tools: Tools, instansi_id: str, folder: Path) -> int:
    return command.run(argparse.Namespace(instansi=instansi_id, folder=folder), lambda: tools)


@pytest.fixture(params=[each.id for each in demo_governments()])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Tools]]:
    with empty_demo(tmp_path, request.param) as demo:
        yield request.param, demo.tools


def test_an_untouched_government_comes_back_byte_for_byte(home: tuple[str, Tools], folder: Path) -> None:
    instansi_id, tools = home
    assert exported(tools, instansi_id, folder) == 0
    for source in FOLDERS:
        for path in source.rglob("*"):
            if path.suffix in KINDS:
                copied = folder / source.name / path.relative_to(source)
                assert copied.read_bytes() == path.read_bytes(), path.name
    again = deploy_for(tools, instansi_id, read_folders([folder / "processes", folder / "forms"]))
    assert {each.number for each in again} == {1}


def test_an_empty_folder_gets_what_runs_and_deploying_it_makes_no_version(
    home: tuple[str, Tools], tmp_path: Path
) -> None:
    instansi_id, tools = home
    fresh = tmp_path / "baru"
    assert exported(tools, instansi_id, fresh) == 0
    again = deploy_for(tools, instansi_id, read_folders([fresh / "processes", fresh / "forms"]))
    assert {each.number for each in again} == {1}


def test_scenarios_go_back_to_the_files_that_they_came_from(tmp_path: Path, folder: Path) -> None:
    """One of several in a file changes only its part; what an owner recorded is new. Deployed again, nothing is new."""
    changed, told = "pengaduan_30_batas_berjalan_sejak_diterima_2.yaml", "Arsip, langsung!"
    recorded = "rekaman_pengaduan_belitung_timur_arsip.yaml"
    source = FOLDERS[0] / "scenarios"
    shutil.copytree(source, folder / "processes" / "scenarios", ignore=shutil.ignore_patterns("jejak"))
    with empty_demo(tmp_path, "belitung-timur") as demo:
        scope = {"instansi_id": "belitung-timur", "process_id": "pengaduan_belitung_timur"}
        with unit_of_work(demo.tools.session_factory, "belitung-timur") as session:
            version = current_version(session, **scope)
            texts = version_scenarios(session, "belitung-timur", version.id)
            texts[changed] = texts[changed].replace("steps:", "# Diperiksa.\nsteps:")
            texts[recorded] = f"scenario: {told}\nprocess: pengaduan_belitung_timur\n"
            version.scenarios = pack(texts)
        assert exported(demo.tools, "belitung-timur", folder) == 0
        written = {
            path.name: path.read_text(encoding="utf-8")
            for path in (folder / "processes" / "scenarios").rglob("*.yaml")
            if not (beside := source / path.relative_to(folder / "processes" / "scenarios")).is_file()
            or beside.read_text(encoding="utf-8") != path.read_text(encoding="utf-8")
        }
        again = deploy_for(demo.tools, "belitung-timur", shipped(), scenarios=in_folders([folder / "processes"]))
    whole = (source / "belitung_timur" / "pengaduan_30_batas_berjalan_sejak_diterima.yaml").read_text(encoding="utf-8")
    first, between, second = whole.partition("---\n")
    assert written == {
        "pengaduan_30_batas_berjalan_sejak_diterima.yaml": first
        + between
        + second.replace("steps:", "# Diperiksa.\nsteps:"),
        recorded: texts[recorded],
    }
    assert {each.number for each in again} == {1}


def test_a_version_comes_with_the_scenarios_of_its_folder_and_keeps_what_owners_recorded(tmp_path: Path) -> None:
    scope = {"instansi_id": "ngawi", "process_id": "pengaduan_ngawi"}
    recorded = {"rekaman_pengaduan_ngawi_arsip.yaml": "scenario: Arsip\nprocess: pengaduan_ngawi\n"}
    with empty_demo(tmp_path, "ngawi") as demo:
        with unit_of_work(demo.tools.session_factory, "ngawi") as session:
            version = current_version(session, **scope)
            told = version_scenarios(session, "ngawi", version.id)
            assert len(told) == len([*(FOLDERS[0] / "scenarios" / "ngawi").glob("pengaduan_*.yaml")])
            version.scenarios = pack({**told, **recorded})
        one = {"pengaduan_ngawi": dict(list(told.items())[:1])}
        for given in (one, {}, {}):  # a folder without scenarios leaves them as they are
            deploy_for(demo.tools, "ngawi", shipped(), scenarios=given)
        with reading(demo.tools.session_factory, "ngawi") as session:
            version = current_version(session, **scope)
            assert version.number == 2
            assert version_scenarios(session, "ngawi", version.id) == {**one["pengaduan_ngawi"], **recorded}


SHARED = (
    '<bpmn:task id="A"><p name="dasarHukum" value="TL-1,LT-1"/></bpmn:task>'
    '<bpmn:task id="B"><p name="dasarHukum" value="TL-2,LT-2"/></bpmn:task>'
)


def test_a_change_of_one_government_keeps_the_articles_of_the_other() -> None:
    own = narrowed(SHARED, "TL")
    changed = own.replace("TL-2", "TL-9") + '<bpmn:task id="C"><p name="dasarHukum" value="TL-3"/></bpmn:task>'
    assert widened(own, SHARED, "TL") == SHARED
    back = widened(changed, SHARED, "TL")
    assert 'id="A"><p name="dasarHukum" value="TL-1,LT-1"' in back
    assert 'id="B"><p name="dasarHukum" value="TL-9,LT-2"' in back
    assert 'id="C"><p name="dasarHukum" value="TL-3"' in back
    assert narrowed(back, "TL") == changed


def test_the_demo_deploys_only_what_has_no_version(tmp_path: Path) -> None:
    with empty_demo(tmp_path, "ngawi") as demo:
        files = shipped()
        files["pengaduan_ngawi.bpmn"] = files["pengaduan_ngawi.bpmn"].replace(
            "</bpmn:definitions>", " </bpmn:definitions>"
        )
        assert deploy_for(demo.tools, "ngawi", files, only_first=True) == []
        with everywhere(demo.tools.session_factory) as session:
            assert session.query(ProcessVersion).filter_by(process_id="pengaduan_ngawi").count() == 1
        changed = [each.process_id for each in deploy_for(demo.tools, "ngawi", files) if each.number > 1]
    assert changed == ["pengaduan_ngawi"]


def test_changed_files_are_offered_and_known_ones_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty_demo(tmp_path, "ngawi") as demo, reading(demo.tools.session_factory, "ngawi") as session:
        scope = {"instansi_id": "ngawi", "process_id": "pengaduan_ngawi"}
        assert shipped_files.offered(session, **scope) is None
        for name, text, offered in (
            ("ngawi/verifikasi.bpmn", None, True),
            ("ngawi/verifikasi.bpmn", "<rusak", False),
        ):
            folder = tmp_path / str(offered)
            shutil.copytree(FOLDERS[0], folder / "processes")
            kept = (folder / "processes" / name).read_text(encoding="utf-8")
            changed = text or kept.replace("Verifikasi pengaduan", "Periksa")
            (folder / "processes" / name).write_text(changed, encoding="utf-8")
            monkeypatch.setattr("complaints.workshop.shipped_files.FOLDERS", (folder / "processes", FOLDERS[1]))
            assert (shipped_files.offered(session, **scope) is not None) is offered


def test_scenarios_that_alone_are_new_are_offered_beside_what_owners_made_of_the_diagrams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = {"instansi_id": "ngawi", "process_id": "pengaduan_ngawi"}
    folder = tmp_path / "processes"
    shutil.copytree(FOLDERS[0], folder)
    scenario = folder / "scenarios" / "ngawi" / "pengaduan_61_tambahan_pengadu.yaml"
    with empty_demo(tmp_path / "demo", "ngawi") as demo:
        files = shipped()
        changed = files["verifikasi_ngawi.bpmn"].replace("Verifikasi pengaduan", "Periksa")
        deploy_for(demo.tools, "ngawi", {**files, "verifikasi_ngawi.bpmn": changed})
        scenario.write_text(scenario.read_text(encoding="utf-8") + "# lain\n", encoding="utf-8")
        monkeypatch.setattr("complaints.workshop.shipped_files.FOLDERS", (folder, FOLDERS[1]))
        with unit_of_work(demo.tools.session_factory, "ngawi") as session:
            found = shipped_files.offered(session, **scope)
            assert found is not None
            assert found.only_scenarios
            assert found.files["verifikasi_ngawi.bpmn"] == changed
            assert found.files[scenario.name].endswith("# lain\n")
            scenarios = {name: text for name, text in found.files.items() if name.endswith(".yaml")}
            process = {name: text for name, text in found.files.items() if name not in scenarios}
            deploy(
                session, demo.tools.runtime, **scope, files=process, roles=PROCESS_ROLE_NAMES, by=SISTEM,
                given=START_VARIABLES, scenarios=scenarios,
            )  # fmt: skip
            assert shipped_files.offered(session, **scope) is None


def test_a_release_that_only_takes_scenarios_away_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What owners recorded stays; taken as offered it is known."""
    scope = {"instansi_id": "ngawi", "process_id": "pengaduan_ngawi"}
    folder, recorded = tmp_path / "processes", "rekaman_pengaduan_ngawi_arsip.yaml"
    shutil.copytree(FOLDERS[0], folder)
    gone = folder / "scenarios" / "ngawi" / "pengaduan_61_tambahan_pengadu.yaml"
    with empty_demo(tmp_path / "demo", "ngawi") as demo, unit_of_work(demo.tools.session_factory, "ngawi") as session:
        version = current_version(session, **scope)
        kept = version_scenarios(session, "ngawi", version.id) | {recorded: "scenario: x\nprocess: pengaduan_ngawi\n"}
        version.scenarios = pack(kept)
        assert shipped_files.offered(session, **scope) is None
        gone.unlink()
        monkeypatch.setattr("complaints.workshop.shipped_files.FOLDERS", (folder, FOLDERS[1]))
        found = shipped_files.offered(session, **scope)
        assert found is not None
        assert found.only_scenarios
        assert {name for name in kept if name not in found.files} == {gone.name}
        version.scenarios = pack({name: text for name, text in found.files.items() if name.endswith(".yaml")})
        assert shipped_files.offered(session, **scope) is None
