"""Changes to a start form and the diagram behind it, as a process owner makes them in the workshop."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from engine.models import ProcessVersion
from tests.support.accounts import token_in
from tests.support.demo import Demo
from tests.support.everywhere import everywhere
from tests.support.jobs import play_jobs
from tests.support.owner import Desk

QUESTION = {
    "type": "radio",
    "id": "Field_bahaya",
    "key": "bahaya",
    "label": "Apakah ada bahaya bagi orang?",
    "validate": {"required": True},
    "values": [{"label": "Ada, sekarang juga", "value": "ya"}, {"label": "Tidak ada", "value": "tidak"}],
}
FOLLOWED = {
    "type": "textfield",
    "id": "Field_penolong",
    "key": "penolong",
    "label": "Siapa yang sudah menolong?",
    "validate": {"required": True},
    "conditional": {"hide": '=bahaya != "ya"'},
}
CHOICE = {"label": "Keluarga", "value": "keluarga"}
TITLE = "Judul laporan Anda"
END = "End_bahaya_uji"


def changed_form(text: str) -> str:
    """A required question with a follow-up under a condition, other words, one more choice, one question less."""
    form = json.loads(text)
    for group in form["components"]:
        parts = group["components"]
        for part in parts:
            if part.get("key") == "judul":
                part["label"] = TITLE
            if part.get("key") == "jenis_pengadu":
                part["values"].append(CHOICE)
        group["components"] = [part for part in parts if part.get("key") != "lokasi"]
        if any(part.get("key") == "jenis" for part in parts):
            group["components"].append(QUESTION)
        if any(part.get("key") == "kecamatan" for part in parts):
            group["components"].append(FOLLOWED)
    return json.dumps(form)


def with_branch(diagram: str) -> str:
    """Behind the website's start: whoever answers that people are in danger goes another way, to an end of its own."""
    flow = re.search(r'<bpmn:sequenceFlow id="(\w+)" sourceRef="(Start_website\w*)" targetRef="(\w+)" />', diagram)
    assert flow is not None
    start = re.search(rf'<bpmn:startEvent id="{flow[2]}".*?</bpmn:startEvent>', diagram, re.DOTALL)
    assert start is not None
    norm = re.search(r'name="dasarHukum" value="([^",]*)', start[0])
    assert norm is not None
    own = (
        "<bpmn:extensionElements><camunda:properties>"
        f'<camunda:property name="dasarHukum" value="{norm[1]}" /><camunda:property name="sumber" value="default" />'
        '<camunda:property name="labelPublik" value="Diteruskan segera" />'
        "</camunda:properties></bpmn:extensionElements>"
    )
    nodes = f"""
    <bpmn:exclusiveGateway id="Gateway_bahaya_uji" name="Ada bahaya?" default="Flow_tanpa_bahaya_uji">{own}
      <bpmn:incoming>{flow[1]}</bpmn:incoming><bpmn:outgoing>Flow_tanpa_bahaya_uji</bpmn:outgoing>
      <bpmn:outgoing>Flow_bahaya_uji</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:endEvent id="{END}" name="Diteruskan segera">{own}<bpmn:incoming>Flow_bahaya_uji</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="{flow[1]}" sourceRef="{flow[2]}" targetRef="Gateway_bahaya_uji" />
    <bpmn:sequenceFlow id="Flow_tanpa_bahaya_uji" name="Tidak" sourceRef="Gateway_bahaya_uji" targetRef="{flow[3]}" />
    <bpmn:sequenceFlow id="Flow_bahaya_uji" name="Ya" sourceRef="Gateway_bahaya_uji" targetRef="{END}">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${{bahaya = "ya"}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>"""
    edge = '<di:waypoint x="40" y="40" /><di:waypoint x="90" y="40" />'
    drawn = f"""
      <bpmndi:BPMNShape id="Gateway_bahaya_uji_di" bpmnElement="Gateway_bahaya_uji" isMarkerVisible="true">
        <dc:Bounds x="20" y="20" width="50" height="50" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="{END}_di" bpmnElement="{END}"><dc:Bounds x="120" y="27" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_tanpa_bahaya_uji_di" bpmnElement="Flow_tanpa_bahaya_uji">{edge}</bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_bahaya_uji_di" bpmnElement="Flow_bahaya_uji">{edge}</bpmndi:BPMNEdge>"""
    lane = f"<bpmn:flowNodeRef>{flow[2]}</bpmn:flowNodeRef>"
    more = "".join(f"<bpmn:flowNodeRef>{each}</bpmn:flowNodeRef>" for each in ("Gateway_bahaya_uji", END))
    entering = f"<bpmn:incoming>{flow[1]}</bpmn:incoming>"
    changed = diagram.replace(entering, "<bpmn:incoming>Flow_tanpa_bahaya_uji</bpmn:incoming>")
    changed = changed.replace(flow[0], nodes).replace(lane, lane + more)
    return changed.replace("</bpmndi:BPMNPlane>", f"{drawn}\n    </bpmndi:BPMNPlane>", 1)


@dataclass
class Workshop:
    """An owner and a colleague of one government, who change its process for complaints."""

    demo: Demo
    owner: Desk
    colleague: Desk
    process_id: str

    def deploy(self, changes: dict[str, Any]) -> None:
        """From a draft to a version through the pages: each file is rewritten by its function."""
        path = self.owner.draft(self.process_id, "Pertanyaan tentang bahaya")
        self.colleague.process_id = self.process_id
        for name, change in changes.items():
            self._save(path, name, change)
        self.owner.post(f"{path}/jalankan/scenarios")
        play_jobs(self.demo.tools.session_factory, self.demo.tools.runtime)
        for key in re.findall(r'name="kunci" value="([^"]+)"', unescape(self.owner.get(f"{path}/pemeriksaan").text)):
            self.owner.post(f"{path}/terima", kunci=key, alasan="Memang begitu maksudnya.")
        self.owner.decide(path, "ajukan", catatan="Bahaya ditangani segera.")
        self.colleague.decide(path, "setujui", catatan="Baik")
        assert self.versions() == 2, self.owner.get(f"{path}/pemeriksaan").text

    def versions(self) -> int:
        with everywhere(self.demo.tools.session_factory) as session:
            return session.query(ProcessVersion).filter_by(process_id=self.process_id).count()

    def _save(self, path: str, name: str, change: Any) -> None:
        text = self.owner.get(f"{path}/isi/{name}").get_json()["text"]
        token = token_in(self.owner.get(f"/pemilik/proses/{self.process_id}").text)
        answer = self.owner.client.post(
            f"{path}/simpan/{name}", json={"text": change(text), "seen": 0}, headers={"X-CSRFToken": token}
        )
        assert answer.status_code == 200, answer.text
