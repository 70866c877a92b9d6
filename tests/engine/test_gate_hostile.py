"""Files from a stranger: refused with file and reason, in bounded time, while what runs keeps running."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from engine.definition.bundle import LONGEST_REMEMBERED, read_bundle
from engine.definition.safe_xml import UnsafeXmlError, parse_xml
from engine.errors import DeployRefusedError, Finding
from engine.models import ProcessVersion
from engine.workshop.gate import MOST_REMEMBERED, gate
from tests.engine.gate_samples import CHOICES, MAIN, SOUND, Files
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab

BOUND_SECONDS = 2.0

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{LAUGHS}]><bpmn:definitions {d.NAMESPACES}>&l9;</bpmn:definitions>'
XXE = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><bpmn:definitions {d.NAMESPACES}>&f;</bpmn:definitions>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd"><x/>'
LOCAL = '<?xml version="1.0"?><!doctype x><x/>'
HIDDEN = '<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE x [+ADwAIQ-ENTITY f +ACI-boom+ACI-+AD4]+AD4-<x>&f;</x>'
TREE = "<a>" * 300_000
HOSTILE = {
    "a DOCTYPE": MAIN.replace("?>", "?><!DOCTYPE definitions>", 1),
    "a DOCTYPE in small letters": LOCAL,
    "a bomb of entities": BOMB,
    "an external entity": XXE,
    "a DTD from the network": REMOTE,
    "a DOCTYPE in another encoding": HIDDEN,
    "five megabytes": MAIN.replace("<bpmn:process", f"<!--{'x' * 5_000_000}--><bpmn:process", 1),
    "not XML": "Kepada Yth. Bupati",
    "an empty file": "",
    "only blanks": " \n\t",
    "half a file": MAIN[: len(MAIN) // 2],
    "binary rubbish": bytes(range(256)).decode("latin-1"),
    "a lone surrogate": MAIN.replace('name="induk"', 'name="\ud800"'),
    "a null byte": MAIN.replace('name="induk"', 'name="a\x00b"'),
    "XML of another kind": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "BPMN without a process": f"<bpmn:definitions {d.NAMESPACES}/>",
    "a process without an id": MAIN.replace('process id="induk"', "process"),
    "a tree of endless depth": TREE,
    "another namespace": MAIN.replace("http://www.omg.org/spec/BPMN/20100524/MODEL", "http://example.org/x"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_diagram_is_refused_by_name_and_quickly(text: str) -> None:
    began = time.perf_counter()
    found = findings({**SOUND, "induk.bpmn": text})
    assert time.perf_counter() - began < BOUND_SECONDS
    assert found
    assert {finding.file for finding in found} == {"induk.bpmn"}
    assert all(finding.message and len(finding.message) < 600 for finding in found)


@pytest.mark.parametrize(
    "name", ["../induk.bpmn", "induk.exe", "INDUK.BPMN", "a b.bpmn", "induk.bpmn.sh", "", "/etc/x.form", "ä.dmn"]
)
def test_an_odd_file_name_is_refused(name: str) -> None:
    assert [(f.file, f.rule) for f in findings({**SOUND, name: MAIN})] == [(name, "unreadable")]


def test_neither_files_nor_the_network_are_asked(tmp_path: object) -> None:
    for text in (XXE, REMOTE, BOMB, HIDDEN, LOCAL):
        with pytest.raises(UnsafeXmlError) as refused:
            parse_xml(text)
        assert "root:" not in str(refused.value)


def test_a_refused_deploy_leaves_the_running_version_and_its_cases_alone(lab: Lab) -> None:
    files = {name.partition(".")[0]: text for name, text in SOUND.items()}
    lab.deploy("induk", **files)
    case_id = lab.start("induk", semua=["dinas-a"])
    before = lab.case(case_id)
    attempts = {
        "Task_kode": d.node("scriptTask", "Task_kode", "<bpmn:script>1</bpmn:script>"),
        "Task_siapa": d.user("Task_siapa", role="raja"),
        "Task_isi": d.user("Task_isi", form="hilang"),
        "Event_jam": d.catch("Event_jam", d.timer("timeDate", "2026-03-12")),
        "End": d.Node("End", d.user("Task_x").xml.replace("Task_x", "End")),
    }
    for element, node in attempts.items():
        text = d.process("induk", [d.start(), node, d.end()], d.chain("Start_mulai", element, "End_selesai"))
        with pytest.raises(DeployRefusedError) as refused:
            lab.deploy("induk", induk=text)
        assert ("induk.bpmn", element) in {(f.file, f.element) for f in refused.value.findings}
        assert f"induk.bpmn#{element}: " in str(refused.value)
    with pytest.raises(DeployRefusedError):
        lab.deploy("induk", induk=BOMB)
    with everywhere(lab.factory) as session:
        assert session.scalar(select(func.count()).select_from(ProcessVersion)) == 1
    assert lab.case(case_id) == before
    lab.complete(case_id, "Task_pilih", jenis="izin", setuju=False)
    assert lab.case(case_id).version_number == 1
    assert lab.start("induk") != case_id


def gated(files: dict[str, str]) -> list[Finding]:
    _, found = gate(files, process_id="induk", roles=frozenset({"admin"}), operations={"catat": lambda _context: None})
    assert all(isinstance(finding, Finding) and finding.message for finding in found)
    return found


scraps = st.sampled_from(
    ["<", ">", '"', "/", "id=", "bpmn:", "Task_tandai", "setuju", "camunda:", "&lt;", "&x;", "\x00", "isExecutable",
     "Flow_", "End", "hari_kerja(", "true", "]]>", "<!--", "<![CDATA[", "xmlns=", "sourceRef", "é", "\ud800", " "]
)  # fmt: skip


@given(st.data())
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_bundle_gives_findings_and_never_another_error(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    text = SOUND[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 1, 3, 20, 200]))
        text = text[:at] + data.draw(st.one_of(scraps, st.text(max_size=5))) + text[at + cut :]
    gated({**SOUND, name: text})


@given(st.data())
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_swapped_attributes_give_findings_and_never_another_error(data: st.DataObject) -> None:
    """Still XML, but with the values of its attributes exchanged, emptied or doubled."""
    import re

    name = data.draw(st.sampled_from(["anak.bpmn", "induk.bpmn", "tabel.dmn"]))
    found = list(re.finditer(r'="([^"]*)"', SOUND[name]))
    text = SOUND[name]
    for _ in range(data.draw(st.integers(1, 3))):
        one, other = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))
        new = data.draw(st.sampled_from([other[1], "", "Start", one[1] * 2]))
        text = text.replace(one[0], f'="{new}"', 1)
    gated({**SOUND, name: text})


@given(st.dictionaries(st.sampled_from([*SOUND, "x.bpmn", "x.form", "x.dmn"]), st.text(max_size=200), max_size=4))
@settings(max_examples=150)
def test_any_texts_at_all_give_findings(files: dict[str, str]) -> None:
    assert gated(files)


def same_bundle(files: Files) -> bool:
    """Whether the gate still knows what it has read and judged."""
    roles = frozenset({"admin", "penghubung"})
    first, second = (gate(files, process_id="induk", roles=roles, operations={})[0] for _each in range(2))
    assert first is not None
    return first is second


def test_what_was_judged_is_remembered_unless_it_is_many_megabytes() -> None:
    """Texts and all: dozens of drafts of any size would fill the memory of each process."""
    assert same_bundle(SOUND)
    number, spaces = MOST_REMEMBERED // LONGEST_REMEMBERED, " " * LONGEST_REMEMBERED
    assert not same_bundle({**SOUND, **{f"lain_{each}.form": f"{CHOICES}{spaces}" for each in range(number)}})


@pytest.mark.parametrize(("spaces", "kept"), [(1, True), (LONGEST_REMEMBERED, False)])
def test_a_file_that_was_read_is_remembered_unless_it_is_long(spaces: int, kept: bool) -> None:
    files = {name: f"{text}{' ' * spaces}" for name, text in SOUND.items()}
    first, second = read_bundle(files), read_bundle(files)
    assert (first.diagrams["induk"] is second.diagrams["induk"]) is kept
    assert (first.forms["pilih"] is second.forms["pilih"]) is kept
    assert (first.decisions["tabel"] is second.decisions["tabel"]) is kept
