"""BPMN files for the drawing's tests, built from short lines instead of long XML."""

from __future__ import annotations

from html import escape

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'targetNamespace="http://contoh.go.id/bpmn"'
)
SIZES = {"Event": (36, 36), "Gateway": (50, 50), "": (100, 80)}
TIMER = "<bpmn:timerEventDefinition/>"
MESSAGE = "<bpmn:messageEventDefinition/>"
PARALLEL = "<bpmn:multiInstanceLoopCharacteristics/>"
SEQUENTIAL = '<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>'


class Builder:
    """Collects elements and their drawing; `xml()` gives the file."""

    def __init__(self, process_id: str = "contoh", name: str = "Contoh") -> None:
        self.process_id, self.name = process_id, name
        self.body: list[str] = []
        self.drawn: list[str] = []
        self.boxes: dict[str, tuple[float, float, float, float]] = {}
        self.lanes: list[str] = []
        self.pools: list[str] = []
        self.messages: list[str] = []

    def shape(
        self, id: str, x: float, y: float, width: float, height: float, attributes: str = "", label: str = ""
    ) -> None:
        self.boxes[id] = (x, y, width, height)
        self.drawn.append(
            f'<bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}" {attributes}>'
            f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>{label}</bpmndi:BPMNShape>'
        )

    def node(
        self,
        kind: str,
        id: str,
        name: str,
        x: float,
        y: float,
        *,
        inner: str = "",
        attributes: str = "",
        properties: dict[str, str] | None = None,
        label: tuple[float, float, float, float] | None = None,
        size: tuple[float, float] | None = None,
    ) -> None:
        """A flow node by the middle of its left edge."""
        wide, high = size or next(value for ending, value in SIZES.items() if kind.endswith(ending))
        entries = "".join(f'<camunda:property name="{k}" value="{escape(v)}"/>' for k, v in (properties or {}).items())
        extra = f"<bpmn:extensionElements><camunda:properties>{entries}</camunda:properties></bpmn:extensionElements>"
        self.body.append(
            f'<bpmn:{kind} id="{id}" name="{escape(name)}" {attributes}>{extra if entries else ""}{inner}</bpmn:{kind}>'
        )
        shown = 'isExpanded="true"' if kind == "subProcess" and size else ""
        self.shape(id, x, y - high / 2, wide, high, shown, _label(label))

    def flow(
        self,
        id: str,
        source: str,
        target: str,
        name: str = "",
        *,
        via: list[tuple[float, float]] | None = None,
        condition: str = "",
        sides: str = "ew",
        label: tuple[float, float, float, float] | None = None,
    ) -> None:
        """A flow between two sides (n, e, s, w) of two nodes, by way of some points."""
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
        self.body.append(
            f'<bpmn:sequenceFlow id="{id}" name="{escape(name)}" sourceRef="{source}" targetRef="{target}">'
            f"{inner if condition else ''}</bpmn:sequenceFlow>"
        )
        self.edge(id, [self.side(source, sides[0]), *(via or []), self.side(target, sides[1])], label)

    def edge(
        self, id: str, points: list[tuple[float, float]], label: tuple[float, float, float, float] | None = None
    ) -> None:
        course = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        self.drawn.append(f'<bpmndi:BPMNEdge id="{id}_di" bpmnElement="{id}">{course}{_label(label)}</bpmndi:BPMNEdge>')

    def side(self, id: str, side: str) -> tuple[float, float]:
        x, y, wide, high = self.boxes[id]
        return {
            "n": (x + wide / 2, y),
            "s": (x + wide / 2, y + high),
            "e": (x + wide, y + high / 2),
            "w": (x, y + high / 2),
        }[side]

    def pool(self, id: str, name: str, box: tuple[float, float, float, float], *, black_box: bool = False) -> None:
        process = "" if black_box else f'processRef="{self.process_id}"'
        self.pools.append(f'<bpmn:participant id="{id}" name="{escape(name)}" {process}/>')
        self.shape(id, *box, 'isHorizontal="true"')

    def lane(self, id: str, name: str, box: tuple[float, float, float, float], members: list[str]) -> None:
        inner = "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
        self.lanes.append(f'<bpmn:lane id="{id}" name="{escape(name)}">{inner}</bpmn:lane>')
        self.shape(id, *box, 'isHorizontal="true"')

    def message(self, id: str, source: str, target: str, points: list[tuple[float, float]], name: str = "") -> None:
        self.messages.append(
            f'<bpmn:messageFlow id="{id}" name="{escape(name)}" sourceRef="{source}" targetRef="{target}"/>'
        )
        self.edge(id, points)

    def xml(self) -> str:
        collaboration = (
            f'<bpmn:collaboration id="Kolaborasi">{"".join(self.pools + self.messages)}</bpmn:collaboration>'
        )
        lanes = f'<bpmn:laneSet id="Lane_set">{"".join(self.lanes)}</bpmn:laneSet>' if self.lanes else ""
        plane = "Kolaborasi" if self.pools else self.process_id
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {NAMESPACES} id="Definisi">'
            f"{collaboration if self.pools else ''}"
            f'<bpmn:process id="{self.process_id}" name="{escape(self.name)}" isExecutable="true">'
            f"{lanes}{''.join(self.body)}"
            f'</bpmn:process><bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Bidang" bpmnElement="{plane}">'
            f"{''.join(self.drawn)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
        )


def _label(box: tuple[float, float, float, float] | None) -> str:
    if not box:
        return ""
    x, y, width, height = box
    return f'<bpmndi:BPMNLabel><dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNLabel>'


def two_lanes() -> str:
    """A small complaint process: two lanes, the complainant as black box, a loop, a boundary timer, messages."""
    b = Builder("contoh_pengaduan", "Contoh pengaduan")
    b.pool("Pool_pengadu", "Pengadu", (160, 80, 1120, 60), black_box=True)
    b.pool("Pool_instansi", "Pemerintah Kabupaten Contoh", (160, 180, 1120, 420))
    members = [
        "Start_masuk",
        "Task_verifikasi",
        "Gateway_lengkap",
        "Task_minta",
        "Task_tunggu",
        "Timer_habis",
        "End_arsip",
    ]
    b.lane("Lane_instansi", "Admin Instansi", (190, 180, 1090, 240), members)
    b.lane("Lane_penghubung", "Pejabat Penghubung", (190, 420, 1090, 180), ["Task_tindak", "Task_jawab", "End_selesai"])
    b.node(
        "startEvent", "Start_masuk", "Pengaduan masuk", 240, 260, inner=MESSAGE, properties={"labelPublik": "Diterima"}
    )
    b.node(
        "userTask",
        "Task_verifikasi",
        "Telaah dan verifikasi pengaduan",
        330,
        260,
        properties={"labelPublik": "Diperiksa"},
    )
    b.node(
        "exclusiveGateway",
        "Gateway_lengkap",
        "Lengkap?",
        490,
        260,
        attributes='default="Flow_lengkap"',
        label=(491, 211, 48, 14),
    )
    b.node("sendTask", "Task_minta", "Minta kelengkapan data", 620, 350)
    b.node("receiveTask", "Task_tunggu", "Tunggu kelengkapan", 790, 350, properties={"labelPublik": "Menunggu data"})
    b.node(
        "boundaryEvent", "Timer_habis", "10 hari kerja lewat", 860, 390,
        inner=TIMER, attributes='attachedToRef="Task_tunggu"', label=(900, 395, 70, 27),
    )  # fmt: skip
    b.node("endEvent", "End_arsip", "Diarsipkan", 1100, 390, label=(1092, 415, 52, 14))
    b.node(
        "callActivity", "Task_tindak", "Tindak lanjut", 620, 510, attributes='calledElement="tindak_lanjut"',
        properties={"labelPublik": "Ditindaklanjuti"},
    )  # fmt: skip
    b.node("userTask", "Task_jawab", "Sampaikan jawaban tindak lanjut kepada pengadu", 800, 510)
    b.node("endEvent", "End_selesai", "Selesai", 1000, 510, inner=MESSAGE, properties={"labelPublik": "Selesai"})
    b.flow("Flow_masuk", "Start_masuk", "Task_verifikasi")
    b.flow("Flow_periksa", "Task_verifikasi", "Gateway_lengkap")
    b.flow(
        "Flow_lengkap", "Gateway_lengkap", "Task_tindak", "Ya", via=[(515, 510)], sides="sw", label=(521, 450, 13, 14)
    )
    b.flow(
        "Flow_kurang", "Gateway_lengkap", "Task_minta", "Tidak", via=[(580, 260), (580, 350)], condition="not lengkap"
    )
    b.flow("Flow_diminta", "Task_minta", "Task_tunggu")
    b.flow("Flow_kembali", "Task_tunggu", "Task_verifikasi", "Data lengkap", via=[(840, 200), (380, 200)], sides="nn")
    b.flow("Flow_habis", "Timer_habis", "End_arsip", via=[(878, 440), (1060, 440), (1060, 390)], sides="sw")
    b.flow("Flow_tindak", "Task_tindak", "Task_jawab")
    b.flow("Flow_selesai", "Task_jawab", "End_selesai")
    b.message("Pesan_masuk", "Pool_pengadu", "Start_masuk", [(258, 140), (258, 242)])
    b.message("Pesan_minta", "Task_minta", "Pool_pengadu", [(670, 310), (670, 140)], "Permintaan data")
    b.message("Pesan_data", "Pool_pengadu", "Task_tunggu", [(870, 140), (870, 310)], "Kelengkapan")
    return b.xml()


def gallery() -> str:
    """One of every shape."""
    b = Builder("galeri", "Galeri")
    kinds = [
        "task",
        "userTask",
        "manualTask",
        "sendTask",
        "receiveTask",
        "serviceTask",
        "businessRuleTask",
        "callActivity",
    ]
    for n, kind in enumerate(kinds):
        b.node(kind, f"Task_{n}", f"Tugas {kind}", 60 + 130 * n, 100)
    for n, inner in enumerate((PARALLEL, SEQUENTIAL, "<bpmn:standardLoopCharacteristics/>")):
        b.node(
            "userTask",
            f"Task_ulang_{n}",
            "Kirim tembusan kepada setiap instansi terkait",
            60 + 130 * n,
            220,
            inner=inner,
        )
    b.node("subProcess", "Sub_tutup", "Bagian tertutup", 450, 220)
    b.node(
        "task", "Task_panjang", "Pertanggungjawaban penyelesaian pengaduan lintas perangkat daerah kabupaten", 580, 220
    )
    b.node("subProcess", "Sub_buka", "Bagian terbuka", 60, 380, size=(360, 160))
    b.node(
        "subProcess",
        "Sub_peristiwa",
        "Bagian peristiwa",
        450,
        380,
        size=(300, 160),
        attributes='triggeredByEvent="true"',
    )
    b.node("startEvent", "Event_dalam", "Mulai", 90, 380)
    for n, kind in enumerate(["exclusive", "parallel", "inclusive", "eventBased", "complex"]):
        b.node(f"{kind}Gateway", f"Gateway_{kind}", f"{kind}?", 60 + 110 * n, 510)
    triggers = [
        "",
        "message",
        "timer",
        "signal",
        "error",
        "escalation",
        "conditional",
        "link",
        "compensate",
        "terminate",
    ]
    rows = [("startEvent", 620), ("intermediateCatchEvent", 700), ("intermediateThrowEvent", 780), ("endEvent", 860)]
    for kind, y in rows:
        for n, trigger in enumerate(triggers):
            inner = f"<bpmn:{trigger}EventDefinition/>" if trigger else ""
            b.node(kind, f"Event_{kind}_{n}", trigger or "polos", 60 + 110 * n, y, inner=inner)
    b.node(
        "boundaryEvent",
        "Timer_batas",
        "Tenggat",
        110,
        142,
        inner=TIMER,
        attributes='attachedToRef="Task_0" cancelActivity="false"',
    )
    b.body.append(
        '<bpmn:textAnnotation id="Catatan"><bpmn:text>Pasal 9 ayat (2): wajib dicatat</bpmn:text></bpmn:textAnnotation>'
    )
    b.shape("Catatan", 800, 300, 140, 50)
    b.flow("Flow_bersyarat", "Task_1", "Task_2", condition="lengkap")
    return b.xml()
