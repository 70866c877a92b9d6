"""For every deploy rule: bundles it refuses, and the element it must name. `SOUND` is a bundle that passes them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support import diagrams as d

Files = dict[str, str]

KINDS = ("hukuman", "izin")
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="Definitions_tabel" name="t" namespace="http://alur">
<decision id="tabel" name="Tabel"><decisionTable id="Table_tabel" hitPolicy="{policy}">
<input id="Input_1"><inputExpression id="Ie_1" typeRef="string"><text>{asks}</text></inputExpression></input>
<output id="Output_1" name="batas" typeRef="number"/>{rules}</decisionTable></decision></definitions>"""


def table(*rules: tuple[str, str], policy: str = "UNIQUE", asks: str = "jenis") -> str:
    """A decision table over one input: (unary test, output) per rule."""
    rows = "".join(
        f'<rule id="Rule_{number}"><inputEntry id="I_{number}"><text>{test.replace("<", "&lt;")}</text></inputEntry>'
        f'<outputEntry id="O_{number}"><text>{output}</text></outputEntry></rule>'
        for number, (test, output) in enumerate(rules, 1)
    )
    return TABLE.format(policy=policy, asks=asks, rules=rows)


TWICE = '<outputEntry id="O_lain"><text>7</text></outputEntry><outputEntry'
GOOD_TABLE = table(('"hukuman"', "5"), ('"izin"', "14"))
CHOICES = d.form("pilih", setuju="checkbox").replace(
    '"components": [',
    '"components": [{"type": "radio", "key": "jenis", "label": "Jenis", "id": "Field_jenis", "layout": {"row": "Row_jenis"},'
    ' "validate": {"required": true}, "values": [{"label": "Hukuman", "value": "hukuman"}, {"label": "Izin", "value": "izin"}]}, ',
)


def decide(node_id: str = "Task_putuskan", decision: str = "tabel") -> d.Node:
    return d.node("businessRuleTask", node_id, attributes=f'camunda:decisionRef="{decision}"')


def main_nodes() -> list[d.Node]:
    return [
        d.start(),
        d.user("Task_pilih", form="pilih", due="hari_kerja(3)"),
        d.boundary("Timer_terlambat", "Task_pilih", d.timer("timeDate", "hari_kerja(3)")),
        d.operation("Task_tandai"),
        d.end("End_ditandai"),
        decide(),
        d.xor("Gateway_setuju"),
        d.call("Call_anak", "anak"),
        d.user("Task_masing", role="penghubung", body=d.instances("semua", "satu"), unit="satu"),
        d.end("End_selesai"),
        d.receive("Task_tunggu"),
        d.end("End_dijawab"),
    ]


def main_flows() -> list[d.Flow]:
    return [
        *d.chain("Start_mulai", "Task_pilih", "Task_putuskan", "Gateway_setuju"),
        *d.chain("Timer_terlambat", "Task_tandai", "End_ditandai"),
        d.flow("Gateway_setuju", "Call_anak", "setuju = true and batas < 60"),
        *d.chain("Call_anak", "Task_masing", "End_selesai"),
        d.flow("Gateway_setuju", "Task_tunggu", "setuju != true or batas >= 60"),
        *d.chain("Task_tunggu", "End_dijawab"),
    ]


MAIN = d.process("induk", main_nodes(), main_flows())
CHILD = d.process("anak", [d.start(), d.user("Task_anak"), d.end()], d.chain("Start_mulai", "Task_anak", "End_selesai"))
SOUND: Files = {"induk.bpmn": MAIN, "anak.bpmn": CHILD, "pilih.form": CHOICES, "tabel.dmn": GOOD_TABLE}


@dataclass(frozen=True)
class Sample:
    """A bundle that `rule` refuses at `element` of `file`."""

    rule: str
    about: str
    element: str | None
    file: str = "induk.bpmn"
    files: Files = field(default_factory=dict)


def changed(rule: str, about: str, element: str | None, old: str, new: str, *, file: str = "induk.bpmn") -> Sample:
    """The sound bundle with one text replaced."""
    assert old in SOUND[file], f"{old} is not in {file}"
    return Sample(rule, about, element, file, {**SOUND, file: SOUND[file].replace(old, new)})


def drawn(rule: str, about: str, element: str, nodes: list[d.Node], flows: list[d.Flow]) -> Sample:
    """One small process of its own."""
    return Sample(rule, about, element, files={"induk.bpmn": d.process("induk", nodes, flows)})


def line(rule: str, about: str, node: d.Node, *others: d.Node, element: str = "") -> Sample:
    """start → node → end."""
    nodes = [d.start(), node, d.end(), *others]
    return drawn(rule, about, element or node.id, nodes, d.chain("Start_mulai", node.id, "End_selesai"))


def samples() -> Iterator[Sample]:
    yield from _ids()
    yield from _kinds()
    yield from _structure()
    yield from _read_by_others()
    yield from _people()
    yield from _time()
    yield from _values()


def _ids() -> Iterator[Sample]:
    yield changed("ids", "id of a modeler", "Activity_0a1b2c3", "Task_tandai", "Activity_0a1b2c3")
    yield changed("ids", "file called otherwise", "lain", 'process id="anak"', 'process id="lain"', file="anak.bpmn")
    yield changed("ids", "one id twice", "Task_tandai", 'id="Definitions_induk"', 'id="Task_tandai"')
    second = '<bpmn:process id="kedua" name="Kedua"><bpmn:task id="Task_b"/></bpmn:process><bpmndi:BPMNDiagram'
    both = second.replace('name="Kedua"', 'name="Kedua" isExecutable="true"')
    yield changed("ids", "two processes that run", None, "<bpmndi:BPMNDiagram", both)
    unsaid = {**SOUND, "induk.bpmn": MAIN.replace(' isExecutable="true"', "").replace("<bpmndi:BPMNDiagram", second)}
    yield Sample("ids", "two processes of which none says that it runs", None, files=unsaid)
    for reserved in ("Start", "End", "Root"):
        yield changed("reserved_ids", f"id {reserved}", reserved, "Task_tandai", reserved)
    for suffix in (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]"):
        reserved = f"Task_tandai{suffix}"
        yield changed("reserved_ids", f"id …{suffix}", reserved, "Task_tandai", reserved)
    yield changed("properties", "a mistyped key", "Task_tandai", 'name="sumber"', 'name="sumbre"')
    yield changed("properties", "a namespace alone", "Task_tandai", 'name="sumber"', 'name="param."')
    yield changed("names", "element without a name", "Task_tandai", 'name="Tandai"', 'name=" "')
    yield changed("names", "process without a name", "induk", 'name="induk"', 'name=""')
    nameless = 'name="setuju = true and batas &lt; 60"'
    yield changed("names", "answer without a name", "Flow_gateway_setuju_call_anak", nameless, 'name=""')


def _kinds() -> Iterator[Sample]:
    code = "<bpmn:script>import os</bpmn:script>"
    yield line(
        "executable_kinds", "a script", d.node("scriptTask", "Task_kode", code, attributes='scriptFormat="python"')
    )
    for kind in ("task", "manualTask"):
        somebody = d.node(kind, "Task_apa", attributes='camunda:candidateGroups="admin"')
        yield line("executable_kinds", f"a {kind} that somebody should do", somebody)
        late = [d.start(), d.node(kind, "Task_apa"), d.end(), d.end("End_lewat"),
                d.boundary("Timer_lewat", "Task_apa", d.timer("timeDate", "hari_kerja(3)"))]  # fmt: skip
        flows = [*d.chain("Start_mulai", "Task_apa", "End_selesai"), *d.chain("Timer_lewat", "End_lewat")]
        yield drawn("boundary_timers", f"a timer at a {kind}", "Timer_lewat", late, flows)
        round_ = [d.start(), d.xor("Gateway_masuk"), d.node(kind, "Task_apa"), d.xor("Gateway_lagi"), d.end()]
        flows = [*d.chain("Start_mulai", "Gateway_masuk", "Task_apa", "Gateway_lagi"),
                 d.flow("Gateway_lagi", "Gateway_masuk", "banyak > 1"), d.flow("Gateway_lagi", "End_selesai", "banyak <= 1")]  # fmt: skip
        yield drawn("soundness", f"a loop through a {kind} alone", "Gateway_lagi", round_, flows)
    yield line("executable_kinds", "an unknown kind", d.node("magicTask", "Task_ajaib"))
    for event in ("cancel", "escalation", "compensate"):
        body = f"<bpmn:{event}EventDefinition/>"
        nodes = [d.start(), d.node("endEvent", "End_keras", body)]
        yield drawn("executable_kinds", f"{event} end", "End_keras", nodes, d.chain("Start_mulai", "End_keras"))
    nodes = [d.start("Start_pesan", d.message()), d.start("Start_lagi", d.message()), d.end()]
    flows = [*d.chain("Start_pesan", "End_selesai"), *d.chain("Start_lagi", "End_selesai")]
    yield drawn("messages", "two starts by one message", "Start_lagi", nodes, flows)
    link = d.node("intermediateThrowEvent", "Event_lompat", '<bpmn:linkEventDefinition name="x"/>')
    yield line("executable_kinds", "a link", link)
    listener = "<bpmn:extensionElements><camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"groovy\">x</camunda:script></camunda:executionListener></bpmn:extensionElements>"  # fmt: skip
    yield line("executable_kinds", "a script in a listener", d.user("Task_diam", body=listener))


def _read_by_others() -> Iterator[Sample]:
    """What the modeler, other engines or the library would make something of."""
    inside = (
        "<bpmn:ioSpecification><bpmn:dataInput id='Masuk'/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>"
    )
    yield line("unread_parts", "data that the library would wait for", d.user("Task_a", body=inside))
    arrow = (
        "<bpmn:dataOutputAssociation id='Panah'><bpmn:targetRef>Data_x</bpmn:targetRef></bpmn:dataOutputAssociation>"
    )
    yield line("unread_parts", "an arrow to data", d.user("Task_a", body=arrow))
    for attribute in ('camunda:assignee="ani"', 'camunda:candidateUsers="ani"', 'camunda:asyncBefore="true"'):
        node = d.Node(
            "Task_a", d.user("Task_a").xml.replace("camunda:candidateGroups", f"{attribute} camunda:candidateGroups")
        )
        yield line("unread_parts", attribute, node)
    for name in ("Task a", "Task_überprüfen", "1_Task", f"Task_{'a' * 100}"):
        node = d.Node(name, d.user("Task_x").xml.replace("Task_x", name))
        yield line("ids", f"an id that the editor loses: {name[:20]}", node, element=name[:100])
    for title in ("a" * 201, "Periksa\u202e"):
        node = d.Node("Task_a", d.user("Task_a").xml.replace('name="A"', f'name="{title}"'))
        yield line("names", f"a name that nobody can read: {title[:9]}", node)
    for about, old, new in (
        ("one waypoint", '<di:waypoint x="9" y="9"/>', ""),
        ("a place that is no number", '<dc:Bounds x="', '<dc:Bounds x="NaN" lama="'),
    ):
        broken = MAIN.replace(old, new)
        assert broken != MAIN, about
        yield Sample("drawing", about, "Flow_start_mulai_task_pilih" if "waypoint" in about else "Start_mulai",
                     files={**SOUND, "induk.bpmn": broken})  # fmt: skip


def _structure() -> Iterator[Sample]:
    shape = 'bpmnElement="Task_tandai"'
    yield changed("references", "a shape of nothing", "Task_tandai_di", shape, 'bpmnElement="Task_lenyap"')
    yield changed(
        "drawing", "an element without a shape", "Task_tandai", 'bpmnElement="Task_tandai"', 'bpmnElement="x"'
    )
    edge = "Flow_timer_terlambat_task_tandai"
    yield changed("drawing", "a flow without an edge", edge, f'bpmnElement="{edge}"', 'bpmnElement="x"')
    lost = [d.start(), d.end(), d.user("Task_hilang"), d.end("End_hilang")]
    flows = [*d.chain("Start_mulai", "End_selesai"), *d.chain("Task_hilang", "End_hilang")]
    yield drawn("starts_and_ends", "nothing leads here", "Task_hilang", lost, flows)
    dead = [d.start(), d.user("Task_buntu")]
    yield drawn("starts_and_ends", "a dead end", "Task_buntu", dead, d.chain("Start_mulai", "Task_buntu"))
    yield drawn("starts_and_ends", "no start", "induk", [d.user("Task_a"), d.end()], d.chain("Task_a", "End_selesai"))
    two = d.process("anak", [d.start(), d.start("Start_lain"), d.end()], [*d.chain("Start_mulai", "End_selesai"), *d.chain("Start_lain", "End_selesai")])  # fmt: skip
    yield Sample(
        "starts_and_ends", "a called process with two starts", "anak", "anak.bpmn", {**SOUND, "anak.bpmn": two}
    )
    timed = d.process("anak", [d.start("Start_jam", d.timer("timeCycle", "R/P1D")), d.end()], d.chain("Start_jam", "End_selesai"))  # fmt: skip
    yield Sample("starts_and_ends", "a called process started by the clock", "Start_jam", "anak.bpmn", {**SOUND, "anak.bpmn": timed})  # fmt: skip
    nodes = [d.start(), d.parallel("Gateway_temu"), d.user("Task_a"), d.xor("Gateway_lagi"), d.end()]
    flows = [*d.chain("Start_mulai", "Gateway_temu", "Task_a", "Gateway_lagi"), d.flow("Gateway_lagi", "Gateway_temu", "setuju"),
             d.flow("Gateway_lagi", "End_selesai", "setuju = false")]  # fmt: skip
    yield drawn("soundness", "a join that waits for what comes after it", "Gateway_temu", nodes, flows)
    nodes = [d.start(), d.user("Task_a"), d.end(), d.end("End_b")]
    flows = [*d.chain("Start_mulai", "Task_a", "End_selesai"), *d.chain("Task_a", "End_b")]
    yield drawn("gateways", "a split without a gateway", "Task_a", nodes, flows)
    nodes = [d.start(), d.start("Start_b"), d.user("Task_a"), d.end()]
    flows = [*d.chain("Start_mulai", "Task_a", "End_selesai"), *d.chain("Start_b", "Task_a")]
    yield drawn("gateways", "a merge without a gateway", "Task_a", nodes, flows)
    bare = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">setuju = true and batas &lt; 60</bpmn:conditionExpression>'
    yield changed("gateways", "an answer without a condition", "Gateway_setuju", bare, "")
    nodes = [d.start(), d.node("eventBasedGateway", "Gateway_tunggu"), d.user("Task_a"), d.end()]
    flows = d.chain("Start_mulai", "Gateway_tunggu", "Task_a", "End_selesai")
    yield drawn("gateways", "an event gateway before a task", "Gateway_tunggu", nodes, flows)
    nodes = [d.start(), d.user("Task_a"), d.end()]
    flows = [d.flow("Start_mulai", "Task_a", "true"), *d.chain("Task_a", "End_selesai")]
    yield drawn("gateways", "a condition where nothing is asked", "Flow_start_mulai_task_a", nodes, flows)
    flow = "Flow_task_masing_end_selesai"
    twin = f'<bpmn:sequenceFlow id="Flow_kembar" name="a" sourceRef="Task_masing" targetRef="End_selesai"/><bpmn:sequenceFlow id="{flow}"'
    yield changed("parallel_flows", "two flows between the same two", flow, f'<bpmn:sequenceFlow id="{flow}"', twin)


def _people() -> Iterator[Sample]:
    yield line("roles", "a task of nobody", d.node("userTask", "Task_siapa"))
    yield line("roles", "an unknown role", d.user("Task_siapa", role="raja"))
    yield line("roles", "two roles", d.user("Task_siapa", role="admin,penghubung"))
    yield line("forms", "a form that is missing", d.user("Task_isi", form="hilang"))
    yield line("operations", "an unknown operation", d.operation("Task_op", topic="hapus_semua"))
    yield line("operations", "a service task that does nothing", d.node("serviceTask", "Task_op"))
    yield line("operations", "a send task that sends nothing", d.node("sendTask", "Task_kirim"))
    yield line(
        "operations", "a throw event that tells nobody", d.node("intermediateThrowEvent", "Event_kirim", d.message())
    )
    yield line("operations", "a decision that is missing", decide(decision="lain"))
    yield line("messages", "a task that waits for nothing", d.node("receiveTask", "Task_tunggu"))
    yield line("messages", "a message nobody named", d.catch("Event_tunggu", d.message("Pesan_lain")))


def _time() -> Iterator[Sample]:
    wrong = {
        "not a duration": ("timeDuration", "P3X"),
        "a duration of nothing": ("timeDuration", "P"),
        "a duration beyond all calendars": ("timeDuration", "P99999Y"),
        "a bare date": ("timeDate", "2026-03-12"),
        "a moment without zone": ("timeDate", "2026-03-12T16:00:00"),
        "a day that does not exist": ("timeDate", "2026-02-31T16:00:00+08:00"),
        "code": ("timeDate", "__import__('os').system('true')"),
        "an unknown function": ("timeDate", "besok(3)"),
        "a cycle that is none": ("timeCycle", "P1D"),
        "a cycle without end and without pause": ("timeCycle", "R/P0D"),
        "a cycle of seconds": ("timeCycle", "R/PT1S"),
        "no wait at all": ("timeDuration", "PT0S"),
        "more than ten years": ("timeDuration", "P11Y"),
        "a rhythm of more than ten years": ("timeCycle", "R/P11Y"),
        "a rhythm in the middle of a process": ("timeCycle", "R/2026-01-01T08:00:00+08:00/P1M"),
        "nothing": ("timeDate", ""),
    }
    for about, (kind, text) in wrong.items():
        yield line("timers", about, d.catch("Event_jam", d.timer(kind, text)))
    for about, text in {
        "a rhythm without zone": "R/2026-01-01T08:00:00/P1M",
        "a rhythm from no day": "R/2026-02-30T08:00:00+08:00/P1M",
        "a rhythm of seconds": "R/2026-01-01T08:00:00+08:00/PT5S",
        "a rhythm without duration": "R/2026-01-01T08:00:00+08:00/bulanan",
        "a rhythm beyond all calendars": "R/2026-01-01T08:00:00+08:00/P9999Y",
    }.items():
        nodes = [d.start("Start_jam", d.timer("timeCycle", text)), d.end()]
        yield drawn("timers", about, "Start_jam", nodes, d.chain("Start_jam", "End_selesai"))
    yield line("timers", "no text at all", d.catch("Event_jam", "<bpmn:timerEventDefinition/>"))
    interrupts = {
        "a cycle": d.timer("timeCycle", "R/P1D"), "a reminder": d.timer("timeDate", "sebelum(1, hari_kerja(3))")
    }  # fmt: skip
    for about, timer in interrupts.items():
        stop = d.boundary("Timer_ulang", "Task_a", timer, interrupting=True)
        nodes = [d.start(), d.user("Task_a"), stop, d.end(), d.end("End_b")]
        flows = [*d.chain("Start_mulai", "Task_a", "End_selesai"), *d.chain("Timer_ulang", "End_b")]
        yield drawn("boundary_timers", f"{about} that interrupts", "Timer_ulang", nodes, flows)
    loose = 'attachedToRef="Task_lain"'
    yield changed("boundary_timers", "attached to nothing", "Timer_terlambat", 'attachedToRef="Task_pilih"', loose)


def _values() -> Iterator[Sample]:
    place = "Flow_gateway_setuju_call_anak"
    for about, code in {
        "an attribute": "setuju.__class__",
        "a call": "open('x')",
        "half a sentence": "setuju =",
        "a text in the place of a condition": 'setuju = true or "ya"',
        "a number in the place of a condition": "jumlah(semua)",
        "words and numbers in one order": "batas &lt; &quot;60&quot; and 1 &lt; &quot;60&quot;",
        "a not that means another with a blank": "not (setuju)",
    }.items():
        yield changed("expressions", about, place, ">setuju = true and batas &lt; 60<", f">{code}<")
    for about, code in {
        "days that are a text": "hari_kerja('3')",
        "more days than ten years have": "hari_kerja(99999)",
        "less than no days": "hari_kerja(-1)",
        "half a day": "hari(1.5)",
        "a unit that does not exist": "jangka(3, 'minggu')",
        "a unit that is a number": "jangka(3, 5)",
        "days and unit the wrong way round": "jangka('hari', 3)",
        "counted from a text that is no moment": "hari(3, 'kemarin')",
        "counted from a number": "hari(3, 20260309)",
        "counted from a condition": "hari(3, 1 = 2)",
        "before a number": "sebelum(2, 5)",
        "before, in a unit that does not exist": "sebelum(2, hari(5), 'jam')",
        "the floor of a text": "hari(floor('3'))",
    }.items():
        yield changed("expressions", about, "Task_pilih", 'dueDate="hari_kerja(3)"', f'dueDate="{code}"')
    for about, code in {
        "a tick compared with a text": "setuju = &quot;ya&quot;",
        "a tick compared with a number": "setuju != 1",
        "a choice that nobody offers": "jenis = &quot;hukumam&quot;",
        "one of choices that nobody offers": "jenis in [&quot;izin&quot;, &quot;lain&quot;]",
        "a choice compared with a number": "jenis = 3",
        "a number out of a table compared with a text": "batas &lt; &quot;60&quot;",
        "a number that the table never gives": "batas = 60",
    }.items():
        yield changed("value_kinds", about, place, ">setuju = true and batas &lt; 60<", f">{code} and batas &lt; 60<")
    for about, output in {"a period out of a table that is none": "-3", "a text out of a table": '"lama"'}.items():
        files = {**SOUND, "tabel.dmn": table(('"hukuman"', output), ('"izin"', "14"))}
        files["anak.bpmn"] = CHILD.replace(
            'candidateGroups="admin"', 'candidateGroups="admin" camunda:dueDate="hari(batas)"'
        )
        yield Sample("value_kinds", about, "Task_anak", "anak.bpmn", files)
    yield changed("expressions", "a due date", "Task_pilih", 'dueDate="hari_kerja(3)"', 'dueDate="hari_kerja()"')
    yield changed("expressions", "a due date that is none", "Task_pilih", 'dueDate="hari_kerja(3)"', 'dueDate="1 = 2"')
    yield changed("variables", "a name nobody sets", place, ">setuju = true and batas", ">setuyu == true and batas")
    yield changed("variables", "a table that asks the unknown", "tabel", ">jenis<", ">warna<", file="tabel.dmn")
    yield changed(
        "read_before",
        "read before anybody answered",
        "Task_pilih",
        'dueDate="hari_kerja(3)"',
        'dueDate="hari_kerja(batas)"',
    )
    overlap = table(('"hukuman"', "5"), ('"izin"', "14"), ("-", "60"))
    gap = table(('"hukuman"', "5"), ('not("izin")', "60"), policy="FIRST")
    for about, text in {"two rules at once": overlap, "no rule": gap, "nothing at all": table()}.items():
        yield Sample("decision_tables", about, "tabel", "tabel.dmn", {**SOUND, "tabel.dmn": text})
    needs = '<informationRequirement id="Perlu"><requiredDecision href="#lain"/></informationRequirement><decisionTable'
    for about, text in {
        "a table that needs another": GOOD_TABLE.replace("<decisionTable", needs, 1),
        "two tables of one id": re.sub("(<decision .*</decision>)", r"\1\1", GOOD_TABLE, flags=re.DOTALL),
        "two outputs of one name": re.sub("(<output .*?/>)", r"\1\1", GOOD_TABLE).replace("<outputEntry", TWICE),
    }.items():
        yield Sample("decision_tables", about, "tabel", "tabel.dmn", {**SOUND, "tabel.dmn": text})
    for about, old, new in (
        ("a choice that the table does not know", '"values": [', '"values": [{"label": "Lain", "value": "lain"}, '),
        ("an answer that may be left open", '"required": true', '"required": false'),
    ):
        files = {**SOUND, "pilih.form": CHOICES.replace(old, new)}
        yield Sample("decision_tables", about, "tabel", "tabel.dmn", files)
    yield line("calls", "a process that is missing", d.call("Call_x", "tidak_ada"))
    yield line("calls", "a process that calls itself", d.call("Call_x", "induk"))
    twice = '<bpmn:extensionElements><camunda:in source="setuju" target="a"/><camunda:in source="setuju" target="a"/></bpmn:extensionElements>'
    yield line("call_values", "a name that is given twice", d.call("Call_x", "anak", twice))
    half = d.instances("semua", "satu").replace('camunda:elementVariable="satu"', "")
    yield line("instances", "instances without an item", d.user("Task_banyak", body=half))
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'
    yield line("instances", "a loop marker instead of a drawn loop", d.user("Task_banyak", body=loop))
    yield changed("legal_basis", "no article", "Task_tandai", *_without_article())
    yield changed(
        "legal_basis", "a source of no kind", "Task_tandai", *_without_article('name="sumber" value="katanya"')
    )


def _without_article(source: str = 'name="sumber" value="default"') -> tuple[str, str]:
    node = d.operation("Task_tandai").xml
    article = '<camunda:property name="dasarHukum" value="TL-VI.B.1.a"/>'
    if "katanya" in source:
        return node, node.replace('name="sumber" value="default"', source)
    return node, node.replace(article, "")
