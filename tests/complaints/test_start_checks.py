"""What the gate says of start forms: columns that do not exist, and conditions on what nobody is ever asked."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from complaints.intake.start_checks import start_findings
from engine.definition.bundle import read_bundle
from tests.support.shipped import shipped_for

PROCESS = "pengaduan_tanah_laut"
FORM = "pengaduan_masuk.form"
TASK_FORM = "respon_awal.form"
QUESTION = {
    "type": "radio",
    "key": "darurat",
    "label": "Apakah ada bahaya bagi orang?",
    "values": [{"label": "Ya", "value": "ya"}, {"label": "Tidak", "value": "tidak"}],
}


@cache
def files() -> dict[str, str]:
    return shipped_for(PROCESS)


def found(
    question: dict[str, Any] | None = None,
    *,
    read: str = "",
    replaced: tuple[str, str] = ("", ""),
    task_question: dict[str, Any] | None = None,
) -> list[str]:
    """Findings with one more question on the form or on that of a task, and a flow that reads a variable."""
    form = json.loads(files()[FORM].replace(*replaced) if replaced[0] else files()[FORM])
    if question:
        form["components"].append(question)
    diagram = files()[f"{PROCESS}.bpmn"]
    if read:
        diagram = diagram.replace(">${", f'>${{{read} = "ya" and ', 1)
        assert diagram != files()[f"{PROCESS}.bpmn"]
    task = json.loads(files()[TASK_FORM])
    if task_question:
        task["components"].append(task_question)
    changed = {FORM: json.dumps(form), TASK_FORM: json.dumps(task), f"{PROCESS}.bpmn": diagram}
    bundle = read_bundle({**files(), **changed})
    return [f"{each.element or ''}: {each.message}" for each in start_findings(bundle, PROCESS)]


def test_the_forms_of_the_program_are_sound() -> None:
    assert found() == []


def test_a_new_question_may_decide_the_way() -> None:
    assert found(QUESTION, read="darurat") == []


def test_a_question_that_no_way_in_asks_decides_nothing() -> None:
    never = {**QUESTION, "conditional": {"hide": '=kanal != "faks"'}}
    assert found(never) == []
    assert found(never, read="darurat") == [": nilai 'darurat' dibaca, tetapi tidak satu pintu masuk pun menanyakannya"]
    officers = {**QUESTION, "conditional": {"hide": '=tingkat = ""'}}
    assert found(officers, read="darurat") == []


def test_a_protection_that_is_not_asked_for_decides_nothing() -> None:
    unasked = ('"pengaduan.rahasia"', '"pelapor"')
    assert found(read="rahasia") == []
    assert found(read="rahasia", replaced=unasked) == [
        ": nilai 'rahasia' dibaca, tetapi tidak satu formulir awal menanyakannya"
    ]


def test_a_column_that_does_not_exist_is_named() -> None:
    (told,) = found({**QUESTION, "properties": {"kolom": "pengaduan.warna"}})
    assert told.startswith("darurat: kolom 'pengaduan.warna' tidak ada; yang ada: ")


@pytest.mark.parametrize(
    ("column", "question"),
    [
        ("pengaduan.anonim", {"values": [{"label": "Ya", "value": "anonim"}]}),
        ("pengaduan.anonim", {"readonly": True}),
        ("pengaduan.anonim", {"type": "checklist"}),
        ("pengaduan.rahasia", {"type": "textfield", "values": None}),
        ("pengaduan.anonim", {"type": "expression", "expression": "=true", "values": None}),
        ("pengaduan.tanggal_kejadian", {}),
        ("pelapor.nama", {"type": "filepicker", "values": None}),
    ],
    ids=["no yes", "fixed", "several", "text", "computed", "no day", "file"],
)
def test_a_question_that_cannot_fill_its_column_is_refused(column: str, question: dict[str, Any]) -> None:
    part = {**QUESTION, "properties": {"kolom": column}, **question}
    told = found({name: value for name, value in part.items() if value is not None})
    assert [each.partition(":")[0] for each in told] == ["darurat"]


def test_a_column_inside_a_list_is_refused() -> None:
    row = {"type": "textfield", "key": "nama_lain", "label": "Nama", "properties": {"kolom": "pelapor.nama"}}
    (told,) = found({"type": "dynamiclist", "path": "keluarga", "label": "Keluarga", "components": [row]})
    assert told.startswith("keluarga.nama_lain: kolom tidak berlaku di dalam daftar")


def test_a_column_that_does_not_exist_is_named_in_the_form_of_a_task_too() -> None:
    assert found(task_question={**QUESTION, "properties": {"kolom": "pelapor.nama"}}) == []
    (told,) = found(task_question={**QUESTION, "properties": {"kolom": "pelapor.namaa"}})
    assert told.startswith("darurat: kolom 'pelapor.namaa' tidak ada; yang ada: ")


def test_the_form_of_a_task_says_what_it_changes_in_the_treatment() -> None:
    units = {"type": "select", "key": "pelaksana", "label": "Unit", "valuesKey": "daftar_skpd"}
    for column, question in (("jenis", QUESTION), ("anonim", QUESTION), ("unit", units)):
        assert found(task_question={**question, "properties": {"kolom": f"pengaduan.{column}"}}) == []


@pytest.mark.parametrize(
    ("column", "question"),
    [
        ("pengaduan.uraian", {"type": "textfield", "values": None}),
        ("pengaduan.unit", {"type": "textfield", "values": None}),
        ("pengaduan.jenis", {"values": [{"label": "Panjang", "value": "p" * 31}]}),
        ("pengaduan.rahasia", {"values": [{"label": "Ya", "value": "benar"}]}),
    ],
    ids=["no treatment", "text", "too long", "no yes"],
)
def test_a_question_of_a_task_that_cannot_change_its_column_is_refused(column: str, question: dict[str, Any]) -> None:
    part = {**QUESTION, "properties": {"kolom": column}, **question}
    told = found(task_question={name: value for name, value in part.items() if value is not None})
    assert [each.partition(":")[0] for each in told] == ["darurat"]


def test_a_row_of_a_list_changes_nothing_in_the_treatment() -> None:
    row = {**QUESTION, "properties": {"kolom": "pengaduan.jenis"}}
    (told,) = found(task_question={"type": "dynamiclist", "path": "lain", "label": "Lain", "components": [row]})
    assert told.startswith("lain.darurat: kolom 'pengaduan.jenis' tidak ada; yang ada: pelapor, ")


def test_a_report_without_a_text_is_none() -> None:
    assert any("pengaduan.uraian" in each for each in found(replaced=('"pengaduan.uraian"', '"pengaduan.lokasi"')))
