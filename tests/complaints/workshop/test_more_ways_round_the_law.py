"""More ways to leave the law while every number stays as it was: past a step, before it, beside it, behind its back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.workshop.law_warnings import not_computable, warnings
from engine.definition.bundle import Bundle, read_bundle

ALL = read_folders(FOLDERS)
OF = {
    name: bundle_files(ALL, name)
    for name in (
        "pengaduan_tanah_laut", "pengaduan_ngawi", "pengaduan_belitung_timur", "pengaduan_subulussalam",
        "pengaduan_lombok_tengah", "pemantauan_tanah_laut", "wbs_belitung_timur",
    )
}  # fmt: skip
TL, NG, BT, SB, PM = (
    "pengaduan_tanah_laut", "pengaduan_ngawi", "pengaduan_belitung_timur", "pengaduan_subulussalam",
    "pemantauan_tanah_laut",
)  # fmt: skip
Edit = Callable[[str], str]
BASIS = '<bpmn:extensionElements><camunda:properties><camunda:property name="dasarHukum" value="TL-VI.B.1.a"/>' \
        "</camunda:properties></bpmn:extensionElements>"  # fmt: skip


def bypass(flow: str, beyond: str, *, condition: str = "true") -> Edit:
    """A decision on this flow: on as before, or at once to `beyond`."""

    def edit(text: str) -> str:
        found = re.search(rf'<bpmn:sequenceFlow id="{flow}"([^>]*?)targetRef="(\w+)"', text)
        assert found is not None, flow
        text = text.replace(found.group(), f'<bpmn:sequenceFlow id="{flow}"{found[1]}targetRef="Gateway_x"')
        more = (
            '<bpmn:exclusiveGateway id="Gateway_x" name="Perlu?" default="Flow_x"/>'
            f'<bpmn:sequenceFlow id="Flow_x" sourceRef="Gateway_x" targetRef="{found[2]}"/>'
            f'<bpmn:sequenceFlow id="Flow_y" sourceRef="Gateway_x" targetRef="{beyond}">'
            f"<bpmn:conditionExpression>${{{condition}}}</bpmn:conditionExpression></bpmn:sequenceFlow>"
        )
        return within(more)(text)

    return edit


def within(more: str) -> Edit:
    return lambda text: text.replace("</bpmn:process>", f"{more}</bpmn:process>")


def before(flow: str, node: str, element_id: str = "Baru_x") -> Edit:
    """An element on this flow."""

    def edit(text: str) -> str:
        found = re.search(rf'<bpmn:sequenceFlow id="{flow}"([^>]*?)targetRef="(\w+)"', text)
        assert found is not None, flow
        text = text.replace(found.group(), f'<bpmn:sequenceFlow id="{flow}"{found[1]}targetRef="{element_id}"')
        return within(f'{node}<bpmn:sequenceFlow id="Flow_x" sourceRef="{element_id}" targetRef="{found[2]}"/>')(text)

    return edit


def swap(old: str, new: str, count: int = -1) -> Edit:
    return lambda text: text.replace(old, new, count)


def sub(pattern: str, new: str) -> Edit:
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.DOTALL)


def noted(element: str, other: str, name: str) -> Edit:
    """The moment is noted at another element."""

    def edit(text: str) -> str:
        line = f'<camunda:property name="catatWaktu" value="{name}" />'
        assert line in text, line
        bare = text.replace(line, "", 1)
        return re.sub(rf'(<bpmn:\w+ id="{other}".*?<camunda:properties>)', rf"\1{line}", bare, count=1, flags=re.DOTALL)

    return edit


def field(key: str, **more: str) -> Edit:
    """A question of a form with something more."""

    def edit(text: str) -> str:
        found = re.search(rf'"key": "{key}",', text)
        assert found is not None, key
        added = ", ".join(f'"{name}": {value}' for name, value in more.items())
        return text.replace(found.group(), f"{found.group()} {added},", 1)

    return edit


TIMER = '<bpmn:intermediateCatchEvent id="Baru_x" name="Jeda"><bpmn:timerEventDefinition><bpmn:timeDuration>' \
        "${hari(300)}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"  # fmt: skip
WORK = '<bpmn:userTask id="Baru_x" name="Pikirkan dahulu" camunda:candidateGroups="admin_instansi"/>'
RULE = '<bpmn:businessRuleTask id="Baru_x" name="Golongkan" camunda:decisionRef="golongan_x"/>'
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="golongan_x" name="Golongan"><decisionTable id="t"><output id="o" name="berkadar_pengawasan" typeRef="string"/>
<output id="p" name="perlu_pemeriksaan_lapangan" typeRef="string"/><rule id="r"><outputEntry id="e"><text>"ya"</text>
</outputEntry><outputEntry id="f"><text>"ya"</text></outputEntry></rule></decisionTable></decision></definitions>"""

WAYS: dict[str, tuple[str, str, Edit, str]] = {
    "a decision before a step in a called process": (
        TL, "telaah_nasional.bpmn",
        lambda t: bypass(re.search(r'id="(Flow_\w+)"[^>]*targetRef="Task_verifikasi_nasional"', t)[1], "End_nasional_diteruskan")(t),  # type: ignore[index]
        "lewat",
    ),
    "a message owed is passed by": (TL, "kelengkapan_data.bpmn", bypass("Flow_tenggat_kelengkapan_ke_minta_kelengkapan", "Task_tunggu_kelengkapan"), "lewat"),
    "the last message before an end is passed by": (TL, "kelengkapan_data.bpmn", bypass("Flow_kelengkapan_ke_beritahu_diarsipkan", "Task_tunggu_susulan"), "lewat"),
    "a reminder gone of which another is left": (TL, "kelengkapan_data.bpmn", swap('targetRef="Task_ingat_kelengkapan"', 'targetRef="End_ingat_kelengkapan"'), "lewat"),
    "another start that skips the review": (
        TL, f"{TL}.bpmn",
        within('<bpmn:startEvent id="Start_x" name="Jalur cepat"/><bpmn:sequenceFlow id="Flow_x" sourceRef="Start_x" targetRef="End_selesai"/>'),
        "lewat",
    ),
    "a message that begins a case behind the door": (
        NG, f"{NG}.bpmn",
        within('<bpmn:startEvent id="Start_x" name="Masuk"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>'
               '<bpmn:endEvent id="End_x" name="Selesai"/><bpmn:sequenceFlow id="Flow_x" sourceRef="Start_x" targetRef="End_x"/>'),
        "lewat",
    ),
    "a call of an empty process": (
        TL, f"{TL}.bpmn", swap('calledElement="tindak_lanjut"', 'calledElement="tunggu_reaksi"'), "lewat",
    ),
    "an event that leads away from a step": (
        TL, "tindak_lanjut.bpmn",
        within('<bpmn:boundaryEvent id="Event_x" name="Dihentikan" attachedToRef="Call_penyelesaian"><bpmn:messageEventDefinition messageRef="M"/>'
               '</bpmn:boundaryEvent><bpmn:sequenceFlow id="Flow_x" sourceRef="Event_x" targetRef="End_jawaban_siap"/>'),
        "lewat",
    ),
    "an error that ends the work before its answer": (
        TL, "tindak_lanjut.bpmn",
        within('<bpmn:boundaryEvent id="Event_x" name="Gagal" attachedToRef="Call_penyelesaian"><bpmn:errorEventDefinition/>'
               '</bpmn:boundaryEvent><bpmn:sequenceFlow id="Flow_x" sourceRef="Event_x" targetRef="End_jawaban_siap"/>'),
        "lewat",
    ),
    "a late mark that nobody gets": (TL, "tindak_lanjut.bpmn", swap('targetRef="Task_tandai_terlambat_penyelesaian"', 'targetRef="End_terlambat_penyelesaian"'), "lewat"),
    "a step under another id": (TL, "kelengkapan_data.bpmn", swap("Task_tunggu_kelengkapan", "Task_lain"), "id"),
    "an end that is gone": (TL, "tindak_lanjut.bpmn", swap("End_bukan_kewenangan_skpd", "End_lain"), "id"),
    "an end that is another one": (TL, "tindak_lanjut.bpmn", sub(r'id="End_bukan_kewenangan_skpd" name="[^"]*"', 'id="End_lain" name="Beres"'), "lewat"),
    "a gateway that is another one": (TL, "tindak_lanjut_apip.bpmn", sub(r'id="Gateway_mulai_apip" name="[^"]*"', 'id="Gateway_lain" name="Lain"'), "lewat"),
    "work that nobody does": (TL, "telaah_nasional.bpmn", lambda t: re.sub(r'<bpmn:userTask (id="Task_verifikasi_nasional".*?)</bpmn:userTask>', r"<bpmn:manualTask \1</bpmn:manualTask>", t, flags=re.DOTALL), "bagian"),
    "a wait that nothing ends any more": (TL, "kelengkapan_data.bpmn", sub(r'(<bpmn:boundaryEvent id="Timer_kelengkapan"[^>]*?)>', r'\1 cancelActivity="false">'), "bagian"),
    "a timer on something shorter": (TL, "tindak_lanjut.bpmn", sub(r'(<bpmn:boundaryEvent id="Timer_penyelesaian"[^>]*attachedToRef=")Call_penyelesaian', r"\1Call_intervensi"), "bagian"),
    "fewer who are told of lateness": (TL, "tindak_lanjut.bpmn", swap("admin_instansi,anggota_tim,penanggung_jawab,pejabat_penghubung", "admin_instansi"), "bagian"),
    "a message of another kind": (TL, "kelengkapan_data.bpmn", swap('name="param.jenis" value="minta_kelengkapan"', 'name="param.jenis" value="pengingat"'), "bagian"),
    "a channel that is closed": (TL, f"{TL}.bpmn", swap('name="kanal" value="sms"', 'name="kanal" value="lainnya"'), "bagian"),
    "counted from when it was written down": (
        TL, f"{TL}.bpmn", sub(r'(id="Start_website".*?<camunda:properties>)', r'\1<camunda:property name="hitungSejak" value="masuk"/>'), "bagian",
    ),
    "a lane of other people": (TL, f"{TL}.bpmn", sub(r'(<bpmn:lane id="\w+" name=")[^"]*"', r'\1Siapa saja"'), "bagian"),
    "each month becomes each year": (PM, f"{PM}.bpmn", sub(r"R/2026-01-01T08:00:00\+08:00/P1M", "R/2026-01-01T08:00:00+08:00/P1Y"), "bagian"),
    "a compulsory answer in hiding": (NG, "verifikasi_ngawi.form", lambda t: _first_required(t, '"conditional": {"hide": "=true"},'), "isian"),
    "a compulsory answer that is locked": (NG, "verifikasi_ngawi.form", lambda t: _first_required(t, '"disabled": true,'), "isian"),
    "a moment that is noted later": (TL, "tindak_lanjut.bpmn", noted("Start_tindak_lanjut", "Task_tenggat_penyelesaian", "diterima_penghubung"), "pemberi"),
    "a form that asks the number of days": (
        TL, "disposisi.form",
        swap('"components": [', '"components": [{"type": "number", "key": "tenggat_hari", "label": "Hari", "id": "Field_x"},', 1), "pemberi",
    ),
    "a table that chooses the class": (TL, "tindak_lanjut.bpmn", before("Flow_hitung_tenggat_ke_tenggat_penyelesaian", RULE), "pemberi"),
    "a table that is not asked any more": (
        TL, "tindak_lanjut.bpmn", swap('camunda:decisionRef="tenggat_penyelesaian"', 'camunda:decisionRef="tenggat_tahap"'), "pemberi",
    ),
    "a wait before a step": (TL, "kelengkapan_data.bpmn", before("Flow_tenggat_kelengkapan_ke_minta_kelengkapan", TIMER), "tunda"),
    "work before a step that counts from its own beginning": (
        TL, f"{TL}.bpmn", lambda t: before(re.search(r'id="(Flow_\w+)"[^>]*targetRef="Task_tanggapi_pengawasan"', t)[1], WORK)(t), "tunda",  # type: ignore[index]
    ),
    "a rule above all others": (
        TL, "tenggat.dmn",
lambda t: t.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"').replace('<rule id="Aturan_permintaan_informasi">', _long_rule(t) + '<rule id="Aturan_permintaan_informasi">'), "tenggat",
    ),
    "a number of instances that is none": (
        TL, "telaah_nasional.bpmn",
        sub(r"<bpmn:multiInstanceLoopCharacteristics[^>]*?/>", "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>0</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"),
        "selesai_awal",
    ),
    "a list of nobody": (TL, "telaah_nasional.bpmn", sub(r'camunda:collection="[^"]*"', 'camunda:collection="[]"'), "bagian"),
    "done when nobody has done it": (
        TL, "telaah_nasional.bpmn",
        sub(r"(<bpmn:multiInstanceLoopCharacteristics[^>]*?) ?/>", r"\1><bpmn:completionCondition>banyak_selesai &gt;= 0</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"),
        "selesai_awal",
    ),
    "an end that ends all else": (NG, f"{NG}.bpmn", sub(r'(<bpmn:endEvent id="\w+"[^>]*>.*?)(</bpmn:endEvent>)', r"\1<bpmn:terminateEventDefinition/>\2"), "henti"),
    "an error instead of an end": (TL, "penyelesaian.bpmn", sub(r'(<bpmn:endEvent id="\w+"[^>]*>.*?)(</bpmn:endEvent>)', r"\1<bpmn:errorEventDefinition/>\2"), "henti"),
    "a question that carries a norm and that nobody asks any more": (
        NG, "verifikasi_ngawi.form", swap('"key": "butuh_bantuan"', '"key": "lain_sama_sekali"'), "isian",
    ),
    "a class that nobody can choose any more": (
        TL, "verifikasi_nasional.form", sub(r'("key": "kategori".*?"values": \[)\s*\{[^{}]*\},', r"\1"), "isian",
    ),
    "a table that sends elsewhere": (
        BT, "tenggat_belitung_timur.dmn", sub(r'(<decision id="lajur_pertama_belitung_timur".*?<outputEntry[^>]*>\s*<text>)"\w+"', r'\1"lain"'), "tabel",
    ),
    "a report that counts as settled what nobody examined": (
        PM, "status_laporan.dmn", sub(r'(id="Aturan_status_masuk_tuntas">\s*<text>)false', r"\1true"), "tabel",
    ),
    "one after the other what was done at once": (
        TL, "telaah_nasional.bpmn", sub(r"<bpmn:multiInstanceLoopCharacteristics ", '<bpmn:multiInstanceLoopCharacteristics isSequential="true" '), "bagian",
    ),
    "another message is awaited": (TL, "kelengkapan_data.bpmn", sub(r'(<bpmn:message id="\w+" name=")', r"\1lain_"), "bagian"),
    "a way of a decision drawn anew, past what it led through": (TL, "telaah_nasional.bpmn", lambda t: _drawn_anew(t), "lewat"),
    "values of its own for a call": (
        TL, f"{TL}.bpmn",
        sub(r'(<bpmn:callActivity id="Call_tindak_lanjut"[^>]*>\s*<bpmn:extensionElements>)', r'\1<camunda:in sourceExpression="${300}" target="tenggat_hari"/>'),
        "nilai",
    ),
}  # fmt: skip


def _drawn_anew(text: str) -> str:
    """The decision whether a complaint is complete, with its ways, under other names and ids: one of them goes past."""
    text = re.sub(
        r'"(Gateway_layak_nasional)"|>(Gateway_layak_nasional)<', lambda found: found[0].replace("layak", "baru"), text
    )
    for flow in re.findall(r'<bpmn:sequenceFlow id="(\w+)"[^>]*sourceRef="Gateway_baru_nasional"', text):
        text = re.sub(rf"\b{flow}\b", f"{flow}_baru", text)
    text = re.sub(r'(id="Gateway_baru_nasional" name=")[^"]*', r"\1Pantas?", text)
    return text.replace('targetRef="Task_beritahu_tidak_layak_nasional"', 'targetRef="End_nasional_tidak_layak"')


def _first_required(text: str, more: str) -> str:
    found = re.search(r'"validate": \{\s*"required": true', text)
    assert found is not None
    return text[: found.start()] + more + text[found.start() :]


def _long_rule(text: str) -> str:
    """A rule of the table of settlements for every case, with three hundred days."""
    found = re.search(r'<rule id="Aturan_permintaan_informasi">.*?</rule>', text, re.DOTALL)
    assert found is not None
    rule = re.sub(r"(<inputEntry[^>]*>\s*<text>).*?(</text>)", r"\1\2", found.group(), flags=re.DOTALL)
    rule = re.sub(r"<description>.*?</description>", "", rule, flags=re.DOTALL)
    return rule.replace("Aturan_permintaan_informasi", "Aturan_semua").replace("<text>5</text>", "<text>300</text>")


def drawn(process: str, file: str, edit: Edit) -> Bundle:
    files = OF[process]
    after = edit(files[file])
    assert after != files[file], "the edit found nothing to change"
    more = {"golongan_x.dmn": TABLE} if "golongan_x" in after else {}
    return read_bundle({**files, file: after, **more})


@pytest.mark.parametrize("way", WAYS)
def test_it_is_named_with_an_article(way: str) -> None:
    process, file, edit, kind = WAYS[way]
    new = drawn(process, file, edit)
    told = list(warnings(process, read_bundle(OF[process]), new))
    assert kind in {each.key.split(":")[0] for each in told}, [(each.key, each.text) for each in told]
    keys = [each.key for each in told]
    assert len(keys) == len(set(keys))
    assert any(each.article for each in told)


@pytest.mark.parametrize("way", WAYS)
def test_taking_it_back_is_no_warning(way: str) -> None:
    """What goes back to the law's own drawing departs from nothing."""
    process, file, edit, _kind = WAYS[way]
    told = warnings(process, drawn(process, file, edit), read_bundle(OF[process]))
    assert [(each.key, each.text) for each in told if not each.element.endswith("_x")] == []


@pytest.mark.parametrize("process", OF)
def test_the_drawings_depart_from_nothing(process: str) -> None:
    same = read_bundle(OF[process])
    assert list(warnings(process, same, same)) == []
    assert list(not_computable(process, same, same)) == []
