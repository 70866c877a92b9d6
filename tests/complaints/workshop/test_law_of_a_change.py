"""What the law says of a change to Tanah Laut's own drawing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from complaints.workshop.law_warnings import warnings
from engine.definition.bundle import Bundle, read_bundle
from engine.workshop.workshop import LawWarning
from tests.support.shipped import shipped_for

PROCESS = "pengaduan_tanah_laut"
FILES = shipped_for(PROCESS)
OLD = read_bundle(FILES)


def changed(file: str, edit: Callable[[str], str]) -> Bundle:
    after = edit(FILES[file])
    assert after != FILES[file], "the edit found nothing to change"
    return read_bundle({**FILES, file: after})


def said(new: Bundle, old: Bundle = OLD) -> list[LawWarning]:
    return list(warnings(PROCESS, old, new))


def test_no_change_no_warning() -> None:
    assert said(OLD) == []


def test_a_longer_deadline_is_named_with_its_article_and_quote() -> None:
    rule = re.compile(r'(id="Aturan_tahap_telaah_hari">\s*<text>)3(</text>)')
    new = changed("tenggat.dmn", lambda text: rule.sub(r"\g<1>5\2", text))
    (warning,) = said(new)
    assert warning.text == "tenggat telaah menjadi lebih panjang: 3 → 5 hari kerja"
    assert (warning.file, warning.element) == ("tenggat.dmn", "Aturan_tahap_telaah")
    assert "BAB VI" in warning.article
    assert warning.quote


def test_shortening_a_deadline_and_taking_that_back_is_no_warning() -> None:
    rule = re.compile(r'(id="Aturan_tahap_telaah_hari">\s*<text>)3(</text>)')
    shorter = changed("tenggat.dmn", lambda text: rule.sub(r"\g<1>2\2", text))
    assert said(shorter) == []
    assert said(OLD, old=shorter) == []


def test_a_period_is_followed_into_a_table_with_a_row_for_each_stage() -> None:
    """What runs may still have all periods in one rule."""
    one_rule = re.sub(
        r'<decisionTable id="Tabel_tenggat_tahap".*?</decisionTable>',
        '<decisionTable id="T"><output id="A" name="tenggat_telaah_hari"/><output id="B" name="tenggat_telaah_satuan"/>'
        '<rule id="Aturan_tahap_semua"><outputEntry id="C"><text>2</text></outputEntry>'
        '<outputEntry id="D"><text>"hari_kerja"</text></outputEntry></rule></decisionTable>',
        FILES["tenggat.dmn"],
        flags=re.DOTALL,
    )
    before = read_bundle({**FILES, "tenggat.dmn": one_rule})
    assert said(OLD, old=before) == []
    rule = re.compile(r'(id="Aturan_tahap_telaah_hari">\s*<text>)3(</text>)')
    (warning,) = said(changed("tenggat.dmn", lambda text: rule.sub(r"\g<1>5\2", text)), old=before)
    assert warning.text == "tenggat telaah menjadi lebih panjang: 2 → 5 hari kerja"


def test_a_timer_that_would_stop_the_complaint_is_named() -> None:
    new = changed(
        "tindak_lanjut.bpmn",
        lambda text: re.sub(r'(<bpmn:boundaryEvent id="Timer_penyelesaian"[^>]*) cancelActivity="false"', r"\1", text),
    )
    told = {warning.key.split(":")[0]: warning for warning in said(new)}
    assert told["henti"].element == "Timer_penyelesaian"
    assert set(told) == {"lewat", "henti"}
    assert "Penanganan berakhir" in told["lewat"].text


@pytest.mark.parametrize(("mark", "keys"), [("true", ["henti:Start_cabut"]), ("false", [])])
def test_an_event_that_would_end_all_wherever_the_complaint_stands_is_named(mark: str, keys: list[str]) -> None:
    """Drawn beside everything else; one that does not interrupt takes nothing away."""
    part = (
        '<bpmn:subProcess id="Sub_cabut" name="Cabut" triggeredByEvent="true">'
        f'<bpmn:startEvent id="Start_cabut" name="Dicabut" isInterrupting="{mark}"><bpmn:outgoing>Flow_cabut</bpmn:outgoing>'
        '<bpmn:messageEventDefinition/></bpmn:startEvent><bpmn:endEvent id="End_cabut" name="Dicabut"/>'
        '<bpmn:sequenceFlow id="Flow_cabut" sourceRef="Start_cabut" targetRef="End_cabut"/></bpmn:subProcess></bpmn:process>'
    )
    told = said(changed("tindak_lanjut.bpmn", lambda text: text.replace("</bpmn:process>", part)))
    assert [warning.key for warning in told] == keys
    assert all("menghentikan semua" in warning.text for warning in told)


def test_an_end_that_would_end_all_else_is_named() -> None:
    end = re.compile(r'(<bpmn:endEvent id="(\w+)"[^>]*>.*?)(</bpmn:endEvent>)', re.DOTALL)
    found = end.search(FILES["tindak_lanjut.bpmn"])
    assert found is not None
    part = r"\1<bpmn:terminateEventDefinition/>\3"
    told = said(changed("tindak_lanjut.bpmn", lambda text: end.sub(part, text, count=1)))
    assert [warning.key for warning in told] == [f"henti:{found[2]}"]


def test_work_of_many_that_would_end_before_all_have_done_it_is_named() -> None:
    early = re.compile(r"(<bpmn:multiInstanceLoopCharacteristics[^>]*?) ?/>", re.DOTALL)
    part = r"\1><bpmn:completionCondition>banyak_selesai = 1</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    told = said(changed("telaah_nasional.bpmn", lambda text: early.sub(part, text, count=1)))
    assert [warning.key.partition(":")[0] for warning in told] == ["selesai_awal"]
    assert "sebelum semua" in told[0].text
    assert "banyak_selesai = 1" in told[0].text


def test_a_call_that_gives_other_values_is_named() -> None:
    """A period inside would be counted from another moment, though nothing inside is written otherwise."""
    call = re.compile(r'(<bpmn:callActivity id="(\w+)"[^>]*>\s*<bpmn:extensionElements>)')
    found = call.search(FILES[f"{PROCESS}.bpmn"])
    assert found is not None
    part = r'\1<camunda:in source="dibaca_at" target="diterima_at" />'
    told = said(changed(f"{PROCESS}.bpmn", lambda text: call.sub(part, text, count=1)))
    assert [warning.key.rpartition(":")[0] for warning in told] == [f"nilai:{found[2]}"]
    assert "memberi atau menerima nilai lain: diterima_at = dibaca_at" in told[0].text


def test_a_message_that_the_complainant_would_no_longer_get_is_named() -> None:
    new = changed(
        "intervensi.bpmn", lambda text: text.replace('camunda:topic="kirim_pesan"', 'camunda:topic="catat_kategori"')
    )
    assert "pesan:kendala" in {warning.key for warning in said(new)}


def test_work_that_goes_to_another_role_is_named() -> None:
    new = changed(
        "penyelesaian.bpmn",
        lambda text: text.replace('candidateGroups="pejabat_berwenang"', 'candidateGroups="admin_upp"'),
    )
    assert any(warning.key.startswith("peran:") for warning in said(new))


@pytest.mark.parametrize("element", ["Task_laporkan_status"])
def test_a_norm_without_its_last_carrier_is_named(element: str) -> None:
    norms = OLD.diagrams["penyelesaian"].elements[element].properties["dasarHukum"]
    new = changed("penyelesaian.bpmn", lambda text: text.replace(f'value="{norms}"', 'value=""'))
    lost = {warning.key.removeprefix("norma:") for warning in said(new) if warning.key.startswith("norma:")}
    assert lost & {norm.strip() for norm in norms.split(",")}
