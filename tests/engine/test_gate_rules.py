"""The gate: every rule lets sound diagrams pass, and names file, element and reason of those it refuses."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine.definition import rules
from engine.definition.rules import RULES
from engine.errors import Finding
from engine.workshop.gate import gate
from tests.conftest import MONDAY_MORNING
from tests.engine.construct_samples import construct_samples
from tests.engine.gate_samples import SOUND, Files, Sample, samples, table
from tests.house.files import ROOT
from tests.support import diagrams as d

ALL = [*samples(), *construct_samples()]
NAMES = sorted(rule.__module__.rpartition(".")[2] for rule in RULES)


def findings(files: Files, process_id: str = "induk") -> list[Finding]:
    _, found = gate(
        files,
        process_id=process_id,
        roles=frozenset({"admin", "penghubung"}),
        operations={"catat": lambda _context: None},
        given=frozenset({"semua", "banyak", "satuan"}),
    )
    return found


def test_the_sound_bundle_passes_every_rule() -> None:
    assert findings(SOUND) == []


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: f"{sample.rule}: {sample.about}")
def test_what_is_wrong_is_named(sample: Sample) -> None:
    found = findings(sample.files)
    places = {(finding.file, finding.element, finding.rule) for finding in found}
    assert (sample.file, sample.element, sample.rule) in places, [str(finding) for finding in found]
    assert all(re.search(r"[a-z]{3}", finding.message) for finding in found)


def test_every_rule_has_a_diagram_that_it_refuses() -> None:
    assert sorted({sample.rule for sample in ALL}) == NAMES


def test_every_rule_is_one_file_and_is_asked() -> None:
    folder = Path(str(rules.__file__)).parent
    assert sorted(path.stem for path in folder.glob("[a-z]*.py")) == NAMES


def test_every_finding_of_a_bundle_is_told_at_once() -> None:
    files = {**SOUND, "induk.bpmn": SOUND["induk.bpmn"].replace('"admin"', '"raja"').replace("Task_tandai", "End")}
    assert {"roles", "reserved_ids"} <= {finding.rule for finding in findings(files)}


def test_a_process_that_is_not_in_the_bundle() -> None:
    assert [finding.rule for finding in findings(SOUND, "lain")] == ["process_missing"]
    assert [finding.rule for finding in findings({})] == ["process_missing"]


def test_two_files_may_not_hold_the_same_process_or_the_same_table() -> None:
    twice = {**SOUND, "aaa.bpmn": SOUND["anak.bpmn"], "lain.dmn": SOUND["tabel.dmn"]}
    found = findings(twice)
    assert {(finding.file, finding.rule) for finding in found} >= {("aaa.bpmn", "ids"), ("tabel.dmn", "ids")}


def test_a_subprocess_may_not_be_called_like_another_or_like_a_process() -> None:
    def with_inner(process_id: str, inner: str) -> str:
        part = d.subprocess(inner, [d.start("Start_d"), d.end("End_d")], d.chain("Start_d", "End_d"))
        others = [d.call("Call_b", "b")] if process_id == "a" else []
        ids = ["Start_mulai", inner, *[node.id for node in others], "End_selesai"]
        return d.process(process_id, [d.start(), part, *others, d.end()], d.chain(*ids))

    for first, second in (("Sub_x", "Sub_x"), ("Sub_y", "a_b")):
        files = {"a.bpmn": with_inner("a", first), "b.bpmn": with_inner("b", second)}
        if second == "a_b":
            files["a_b.bpmn"] = d.process("a_b", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
        assert ("ids", second) in {(finding.rule, finding.element) for finding in findings(files, "a")}


@pytest.mark.parametrize("cell", ['< "a"', "[5..1]", '"belum', "1.2.3", "x", "< ", "[1..]", 'not("a"'])
def test_a_cell_that_cannot_be_read_names_its_table_and_rule(cell: str) -> None:
    found = findings({**SOUND, "tabel.dmn": table((cell, "5"), ("-", "6"), policy="FIRST")})
    assert [(finding.file, finding.rule) for finding in found] == [("tabel.dmn", "unreadable")]
    assert "Rule_1" in found[0].message


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "unique"])
def test_other_hit_policies_are_refused(policy: str) -> None:
    found = findings({**SOUND, "tabel.dmn": table(("-", "5"), policy=policy)})
    assert "hit policy" in found[0].message


def test_the_rules_are_explained_to_the_process_owner_each_in_one_line() -> None:
    """`docs/aturan-lint.md` and the rules name each other: none is unexplained, none explained that does not exist."""
    page = (ROOT / "docs" / "aturan-lint.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z_-]+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    others = {"unreadable", "process_missing", "not_executable"} | _rules_of_the_domain()
    named = [name for name in explained if not name.startswith("form-")]
    assert named[: len(RULES)] == _in_order()
    assert sorted(named[len(RULES) :]) == sorted(others)
    forms = {name for path in (ROOT / "engine" / "definition" / "forms").rglob("*.py") for name in _form_rules(path)}
    assert {name for name in explained if name.startswith("form-")} == forms


def _rules_of_the_domain() -> set[str]:
    """Names in findings that know a government, its people and its way in."""
    folders = (
        "complaints/workshop/*.py",
        "complaints/intake/*.py",
        "complaints/people/*.py",
        "complaints/law/bundles.py",
    )
    parsed = [ast.parse(path.read_text(encoding="utf-8")) for folder in folders for path in ROOT.glob(folder)]
    calls = [node for tree in parsed for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 4]
    named = [call.args[2] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Finding"]
    found = {each.value for each in named if isinstance(each, ast.Constant)}
    return found - {"process_missing", *_in_order()}


def _in_order() -> list[str]:
    return [rule.__module__.rpartition(".")[2] for rule in RULES]


def _form_rules(path: Path) -> list[str]:
    return re.findall(r'"(form-[a-z-]+)"', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-09T08:59:00+08:00", "sudah lewat"),
        ("now()", "sudah lewat"),
        ('date and time("2020-01-01T00:00:00+08:00")', "sudah lewat"),
        ("2036-03-20T00:00:00+08:00", "lebih dari sepuluh tahun"),
        ('"besok"', "tidak dapat dibaca"),
    ],
)
def test_a_moment_that_is_over_or_too_far_off_is_named(text: str, said: str) -> None:
    timed = d.process(
        "induk",
        [d.start(), d.catch("Event_jam", d.timer("timeDate", text)), d.end()],
        d.chain("Start_mulai", "Event_jam", "End_selesai"),
    )
    asked = {"process_id": "induk", "roles": frozenset({"admin"}), "operations": {}}
    _, found = gate({"induk.bpmn": timed}, **asked, now=MONDAY_MORNING)
    assert [(each.element, each.rule) for each in found] == [("Event_jam", "timers")]
    assert said in found[0].message
