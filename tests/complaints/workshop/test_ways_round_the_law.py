"""Every way to lengthen a period past the check that somebody thought of, and that it is named."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from complaints.workshop.law_accepted import settled
from complaints.workshop.law_warnings import not_computable, warnings
from engine.definition.bundle import Bundle, read_bundle
from tests.complaints.workshop.test_law_of_a_change import FILES, OLD, PROCESS, changed, said

ROW = re.compile(r'(id="Aturan_tahap_telaah_hari">\s*<text>)3(</text>)')
PERIOD = "${jangka(tenggat_telaah_hari, tenggat_telaah_satuan"
TIMER = "${jangka(tenggat_hari, tenggat_satuan, diterima_penghubung)}"
VERIFY = "telaah_nasional.bpmn"


def ends(new: str) -> Callable[[str], str]:
    """The due date of the review counts otherwise."""
    return lambda text: re.sub(re.escape(PERIOD) + r"[^}]*\}", new, text)


def without_norms(text: str) -> str:
    rule = re.search(r'<rule id="Aturan_tahap_telaah">.*?</rule>', text, re.DOTALL)
    assert rule is not None
    bare = re.sub(
        r"<annotationEntry.*?</annotationEntry>|<description>.*?</description>", "", rule.group(), flags=re.DOTALL
    )
    return text.replace(rule.group(), ROW.sub(r"\g<1>300\2", bare))


WAYS: dict[str, tuple[str, Callable[[str], str]]] = {
    "a fixed number": (VERIFY, ends("${hari_kerja(300)}")),
    "no due date": (VERIFY, lambda text: re.sub(r' camunda:dueDate="[^"]*tenggat_telaah_hari[^"]*"', "", text)),
    "ten times as long": (VERIFY, ends("${jangka(tenggat_telaah_hari * 10, tenggat_telaah_satuan)}")),
    "a row with another id": ("tenggat.dmn", lambda t: ROW.sub(r"\g<1>300\2", t).replace("Aturan_tahap_telaah", "Aturan_x")),
    "a row without its norms": ("tenggat.dmn", without_norms),
    "a timer with a number": ("tindak_lanjut.bpmn", lambda text: text.replace(TIMER, "${hari_kerja(300)}")),
    "counted from a later moment": (
        "tindak_lanjut.bpmn",
        lambda text: text.replace("diterima_penghubung)}", "selesai_dikerjakan)}"),
    ),
    "without its legal basis": (
        VERIFY,
        lambda text: re.sub(r'(name="dasarHukum" value=")[^"]*', r"\g<1>", ends("${hari_kerja(300)}")(text)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_longer_period_is_named(way: str) -> None:
    file, edit = WAYS[way]
    keys = {warning.key.split(":")[0] for warning in said(changed(file, edit))}
    assert keys & {"tenggat", "hilang", "sejak"}, keys


def test_a_task_with_another_id_does_not_lose_its_period() -> None:
    new = changed(
        VERIFY, lambda text: text.replace("Task_verifikasi_nasional", "Task_baru").replace(PERIOD, "${hari(300")
    )
    told = {warning.key.split(":")[0]: warning for warning in said(new)}
    assert set(told) == {"id", "tenggat"}
    assert told["id"].element == "Task_baru"
    assert "Task_baru" in [warning.element for warning in said(new) if warning.key.startswith("tenggat:")]
    assert "memakai id lain: semula Task_verifikasi_nasional, kini Task_baru" in told["id"].text


UNKNOWN = (
    "${hari_kerja(lama_diminta)}",
    "${tanggal_diminta}",
    "P300D",
    '${if kategori = "lain" then hari(300) else hari_kerja(3)}',
    "${if now() &gt; date and time(&quot;2026-06-01T00:00:00Z&quot;) then hari(300) else hari_kerja(3)}",
    '${if diterima_nasional &gt; "2026-06-01" then hari(300) else hari_kerja(3, diterima_nasional)}',
    "${hari_kerja(if jenis in (&quot;x&quot;, &quot;y&quot;) then 300 else 3)}",
    "${jangka(1, &quot;bulan&quot;)}",
)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_nobody_can_work_out_stops_the_draft(text: str) -> None:
    new = changed(VERIFY, ends(text.replace('"', "&quot;")))
    assert [(found.file, found.rule) for found in not_computable(PROCESS, OLD, new)][:1] == [(VERIFY, "law_periods")]
    assert list(not_computable(PROCESS, OLD, OLD)) == []


def test_what_was_accepted_once_is_not_asked_again() -> None:
    longer = changed(VERIFY, ends("${hari_kerja(300)}"))
    asked = said(longer)
    assert asked != []
    assert said(longer, old=longer) != [], "a period that runs and that nobody accepted is asked"
    accepted = settled([[{"key": each.key} for each in asked]])
    assert list(warnings(PROCESS, longer, longer, settled=accepted)) == []
    back = list(warnings(PROCESS, longer, OLD))
    assert [warning.key for warning in back if warning.key.startswith(("tenggat", "hilang"))] == []


def test_a_basis_that_no_register_has_is_named() -> None:
    new = changed(VERIFY, lambda text: re.sub(r'(name="dasarHukum" value=")[^"]*', r"\g<1>TL-XX.9.z", text, count=1))
    assert any(warning.key.startswith("tak_dikenal:") for warning in said(new))


def test_an_answer_that_need_no_longer_be_given_is_named() -> None:
    file = next(name for name, text in FILES.items() if name.startswith("telaah") and '"required": true' in text)
    new = changed(file, lambda text: text.replace('"required": true', '"required": false'))
    assert any(warning.key.startswith("isian:") for warning in said(new))


def test_the_five_drawings_depart_from_nothing() -> None:
    assert isinstance(read_bundle(FILES), Bundle)
    assert said(OLD) == []


DECIDE = re.compile(r"<bpmn:conditionExpression[^>]*>(\$\{[^<]*\})</bpmn:conditionExpression>")


def first_condition(file: str) -> str:
    found = DECIDE.search(FILES[file])
    assert found is not None
    return found[1]


CONDITIONS: dict[str, Callable[[str], str]] = {
    "the opposite": lambda text: DECIDE.sub(
        "<bpmn:conditionExpression>${not(true)}</bpmn:conditionExpression>", text, count=1
    ),
    "always": lambda text: DECIDE.sub("<bpmn:conditionExpression>${true}</bpmn:conditionExpression>", text, count=1),
    "more allowed": lambda text: text.replace(first_condition(VERIFY), first_condition(VERIFY)[:-1] + " or true}", 1),
    "none any more": lambda text: DECIDE.sub("", text, count=1),
}


@pytest.mark.parametrize("way", CONDITIONS)
def test_a_decision_that_chooses_otherwise_is_named(way: str) -> None:
    found = said(changed(VERIFY, CONDITIONS[way]))
    assert [each for each in found if each.key.startswith("syarat:")], [each.key for each in found]
    assert all(each.article for each in found)


def test_a_decision_under_another_id_or_of_another_kind_is_named() -> None:
    flow = next(each for each in OLD.diagrams["telaah_nasional"].flows.values() if each.condition)
    gateway = flow.source
    name = OLD.diagrams["telaah_nasional"].elements[gateway].name
    other = said(changed(VERIFY, lambda text: text.replace(gateway, f"{gateway}_lain")))
    assert [each.key.split(":")[0] for each in other] == ["id"]
    other = said(changed(VERIFY, lambda text: text.replace(gateway, f"{gateway}_lain").replace(name, "Lain?")))
    assert "keputusan" in {each.key.split(":")[0] for each in other}


def test_the_same_condition_written_otherwise_is_no_warning() -> None:
    same = first_condition(VERIFY)
    assert said(changed(VERIFY, lambda text: text.replace(same, f"${{ ({same[2:-1]}) }}", 1))) == []


def test_a_condition_that_goes_back_to_the_law_is_no_warning() -> None:
    other = changed(VERIFY, CONDITIONS["always"])
    assert [each.key for each in said(OLD, old=other) if each.key.startswith("syarat:")] == []
