"""Diagrams that no person would draw, but some tool exports."""

from __future__ import annotations


def large_diagram(elements: int) -> str:
    """A chain of tasks and flows, `elements` of them together, as one process with its drawing."""
    count = elements // 2
    model, drawn = [], []
    for number in range(count):
        flows = f"<bpmn:incoming>F{number}</bpmn:incoming><bpmn:outgoing>F{number + 1}</bpmn:outgoing>"
        model.append(f'<bpmn:userTask id="T{number}" name="Langkah {number}">{flows}</bpmn:userTask>')
        model.append(f'<bpmn:sequenceFlow id="F{number + 1}" sourceRef="T{number}" targetRef="T{number + 1}" />')
        x, y = 100 + 150 * (number % 50), 100 + 120 * (number // 50)
        drawn.append(
            f'<bpmndi:BPMNShape id="T{number}_di" bpmnElement="T{number}">'
            f'<dc:Bounds x="{x}" y="{y}" width="100" height="80" /></bpmndi:BPMNShape>'
            f'<bpmndi:BPMNEdge id="F{number + 1}_di" bpmnElement="F{number + 1}">'
            f'<di:waypoint x="{x + 100}" y="{y + 40}" /><di:waypoint x="{x + 150}" y="{y + 40}" /></bpmndi:BPMNEdge>'
        )
    model.append(f'<bpmn:endEvent id="T{count}" name="Selesai"><bpmn:incoming>F{count}</bpmn:incoming></bpmn:endEvent>')
    drawn.append(
        f'<bpmndi:BPMNShape id="T{count}_di" bpmnElement="T{count}">'
        '<dc:Bounds x="20" y="20" width="36" height="36" /></bpmndi:BPMNShape>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="D" targetNamespace="urn:uji">'
        f'<bpmn:process id="besar" name="Besar" isExecutable="true">{"".join(model)}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="G"><bpmndi:BPMNPlane id="P" bpmnElement="besar">{"".join(drawn)}</bpmndi:BPMNPlane>'
        "</bpmndi:BPMNDiagram></bpmn:definitions>"
    )
