"""The gate is asked before a transaction that writes, never within one: nobody waits for it."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from complaints.demo.government import demo_governments
from complaints.founding import drafts, opening
from complaints.founding.draft_checks import FirstAdmin
from complaints.law.bundles import FOLDERS
from complaints.workshop import deploying
from complaints.workshop.simulation import play, read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, staged
from console import processes
from console.processes import deploy_for
from console.tools import Tools
from engine.actors import SISTEM
from engine.db import reading, unit_of_work
from engine.definition.versions import current_version
from engine.errors import ConflictError, DeployRefusedError
from engine.workshop import gate as gate_module
from tests.support.demo import empty_demo
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[3]
ASK = {"gate", "judge", "judge_all", "refuse_unreadable", "lint", "verdict", "verdict_now"}
"""Functions that end in the gate."""
WRITES = {"unit_of_work", "command", "begin"}


class Asked:
    """How often the gate was asked, and how often while this process had a transaction open that writes."""

    def __init__(self) -> None:
        self.open: set[int] = set()
        self.times, self.within = 0, 0

    def begin(self, connection: Any) -> None:
        if not connection.get_execution_options().get("read_only"):
            self.open.add(id(connection))

    def end(self, connection: Any) -> None:
        self.open.discard(id(connection))

    def judged(self, *asked: Any) -> Any:
        self.times += 1
        self.within += bool(self.open)
        return gate_module._judged(*asked)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    found = Asked()
    monkeypatch.setattr(gate_module, "_judged_once", found.judged)
    heard = (("begin", found.begin), ("commit", found.end), ("rollback", found.end))
    for name, hears in heard:
        event.listen(Engine, name, hears)
    yield found
    for name, hears in heard:
        event.remove(Engine, name, hears)


def test_deploying_by_the_command_line_asks_before(asked: Asked, tmp_path: Path) -> None:
    with empty_demo(tmp_path, "ngawi") as demo:
        given = argparse.Namespace(instansi="ngawi", paths=list(FOLDERS), note="")
        assert processes.run_deploy(given, lambda: demo.tools) == 0
    assert (asked.times > 0, asked.within) == (True, 0)


def test_beginning_a_government_asks_before(asked: Asked, tmp_path: Path) -> None:
    home = next(each for each in demo_governments() if each.id == "tanah-laut")
    with empty_demo(tmp_path, "ngawi") as demo:
        with unit_of_work(demo.tools.session_factory) as session:
            draft_id = drafts.begin(session, by=SISTEM.id, now=demo.tools.clock.now())
        admin = FirstAdmin("Ani", "admin", "", 1)
        opening.open_government(
            demo.tools.session_factory, demo.tools.runtime, draft_id=draft_id, government=home.government,
            admins=[admin], by=SISTEM,
        )  # fmt: skip
    assert (asked.times > 0, asked.within) == (True, 0)


def test_a_stage_asks_before(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "_grounds", type(play._grounds)())
    files = shipped()
    scenario = next(each for each in read_scenarios([SCENARIOS]) if each.process == "integrasi_sistem")
    with staged(scenario, files) as stage:
        assert run_scenario(scenario, stage).failures == []
    assert (asked.times > 0, asked.within) == (True, 0)


def test_no_function_that_asks_is_called_within_a_transaction() -> None:
    """Lexically, wherever one of them is called; the others take the answer (`judged`), not the question."""
    callers, within = set(), []
    for part in ("engine", "complaints", "console", "web"):
        for path in sorted((ROOT / part).rglob("*.py")):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(function, ast.FunctionDef):
                    continue
                for called in _asking(function):
                    callers.add(f"{path.relative_to(ROOT)}:{function.name}:{called}")
                within += [f"{path}:{function.name}" for block in _writing(function) if [*_asking(block)]]
    assert within == []
    assert sorted(callers) == [
        "complaints/founding/opening.py:open_government:judge_all",
        "complaints/law/bundles.py:lint:gate",
        "complaints/law/bundles.py:lint:refuse_unreadable",
        "complaints/law/bundles.py:refuse_unreadable:gate",
        "complaints/workshop/deploying.py:judge_all:judge",
        "complaints/workshop/deploying.py:judge_all:refuse_unreadable",
        "complaints/workshop/job_pieces.py:_verdict:verdict_now",
        "complaints/workshop/simulation/stage.py:_fill:judge",
        "complaints/workshop/verdicts.py:judged:verdict_now",
        "complaints/workshop/verdicts.py:verdict_now:verdict",
        "console/processes.py:deploy_for:judge_all",
        "console/processes.py:law_warnings_of:refuse_unreadable",
        "console/processes.py:run_lint:lint",
        "engine/workshop/deploy.py:judge:gate",
        "engine/workshop/verdicts.py:verdict:gate",
    ]


def _asking(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ASK:
                yield name


def _writing(tree: ast.AST) -> Iterator[ast.With]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With):
            opened = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
            if any((getattr(each.func, "id", "") or getattr(each.func, "attr", "")) in WRITES for each in opened):
                yield node


def test_what_was_deployed_while_the_gate_was_asked_is_not_replaced_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_demo(tmp_path, "ngawi") as demo:
        files, judge_all = shipped(), deploying.judge_all
        mine = {**files, "verifikasi_ngawi.bpmn": _renamed(files, "Periksa")}
        theirs = {**files, "verifikasi_ngawi.bpmn": _renamed(files, "Telaah")}

        def meanwhile(*given: Any) -> Any:
            judged = judge_all(*given)
            monkeypatch.setattr(processes, "judge_all", judge_all)
            deploy_for(demo.tools, "ngawi", theirs)
            return judged

        monkeypatch.setattr(processes, "judge_all", meanwhile)
        with pytest.raises(ConflictError, match="terapkan lagi"):
            deploy_for(demo.tools, "ngawi", mine)
        assert _runs(demo.tools) == theirs["verifikasi_ngawi.bpmn"]


def test_the_command_line_refuses_a_period_that_nobody_can_work_out(tmp_path: Path) -> None:
    """As the workshop does: no reason makes it lawful."""
    with empty_demo(tmp_path, "ngawi") as demo:
        files = shipped()
        due = "${jangka(tenggat_verifikasi_hari, tenggat_verifikasi_satuan, diterima_sekretariat)}"
        assert due in files["verifikasi_ngawi.bpmn"]
        files["verifikasi_ngawi.bpmn"] = files["verifikasi_ngawi.bpmn"].replace(due, "${hari_kerja(besar_berkas)}")
        with pytest.raises(DeployRefusedError, match="tidak dapat dihitung"):
            processes.law_warnings_of(demo.tools, "ngawi", files)


def test_what_was_deployed_by_command_is_told_again_until_it_is_accepted_with_a_version(tmp_path: Path) -> None:
    """A note lets the command go on; it is no acceptance of a draft that two people read."""
    with empty_demo(tmp_path, "ngawi") as demo:
        files = shipped()
        due = "${jangka(tenggat_verifikasi_hari, tenggat_verifikasi_satuan, diterima_sekretariat)}"
        files["verifikasi_ngawi.bpmn"] = files["verifikasi_ngawi.bpmn"].replace(due, "${hari_kerja(300)}")
        first = processes.law_warnings_of(demo.tools, "ngawi", files)
        assert [each.key.partition(":")[0] for each in first] != []
        deploy_for(demo.tools, "ngawi", files, note="Surat edaran 1")
        again = processes.law_warnings_of(demo.tools, "ngawi", files)
        assert [each.key for each in again] == [each.key for each in first if each.key.startswith(("tenggat", "sejak"))]
        with unit_of_work(demo.tools.session_factory, "ngawi") as session:
            running = current_version(session, "ngawi", "pengaduan_ngawi")
            running.accepted = [{"key": each.key, "reason": "Surat edaran 1"} for each in again]
        assert processes.law_warnings_of(demo.tools, "ngawi", files) == []


def _renamed(files: dict[str, str], name: str) -> str:
    return files["verifikasi_ngawi.bpmn"].replace("Verifikasi pengaduan", name)


def _runs(tools: Tools) -> str:
    from engine.definition.versions import current_bundle

    with reading(tools.session_factory, "ngawi") as session:
        return current_bundle(session, "ngawi", "pengaduan_ngawi").files["verifikasi_ngawi.bpmn"]
