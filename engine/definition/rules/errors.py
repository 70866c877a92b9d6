"""An error is caught where it may arrive, and what would catch one may be reached by it.

It leaves its process or sub-process and goes from there to whatever called it, as far as something catches it.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

HOSTS = ("subProcess", "callActivity")


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Errors without a code, errors that nothing catches, and boundary events at which none arrives."""
    arriving: set[tuple[str, str]] = set()
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind == "endEvent" and element.event == "error":
                message = _thrown(bundle, around, element, arriving)
                if message:
                    yield Finding(diagram.file, element.id, "errors", message)
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind == "boundaryEvent" and element.event == "error":
                message = _catching(diagram, element, arriving)
                if message:
                    yield Finding(diagram.file, element.id, "errors", message)


def catcher(diagram: Diagram, host: str, code: str) -> Element | None:
    """The boundary event of an activity that catches an error: one that names it before one that catches any."""
    caught = [each for each in diagram.attached(host) if each.event == "error" and each.error in (code, "")]
    return max(caught, key=lambda each: each.error == code, default=None)


def _thrown(bundle: Bundle, around: Surroundings, end: Element, arriving: set[tuple[str, str]]) -> str:
    if not end.error:
        return _("pilih galat bernama, agar diketahui siapa yang menangkapnya")
    waiting, seen = [(end.process_id, end.scope)], set()
    while waiting:
        process_id, scope = waiting.pop()
        if (process_id, scope) in seen:
            continue
        seen.add((process_id, scope))
        hosts = _hosts(bundle, process_id, scope)
        if scope == around.process_id or not hosts:
            return _("galat ini tidak ditangkap siapa pun; tempelkan peristiwa galat pada bagian yang memuat akhir ini")
        for host in hosts:
            found = catcher(bundle.diagrams[host.process_id], host.id, end.error)
            if found is None:
                waiting.append((host.process_id, host.scope))
            else:
                arriving.add((found.process_id, found.id))
    return ""


def _hosts(bundle: Bundle, process_id: str, scope: str) -> list[Element]:
    """The sub-process that a scope is, or the activities that call it."""
    if scope != process_id:
        return [bundle.diagrams[process_id].elements[scope]]
    elements = (each for diagram in bundle.diagrams.values() for each in diagram.elements.values())
    return [each for each in elements if each.called == process_id]


def _catching(diagram: Diagram, event: Element, arriving: set[tuple[str, str]]) -> str:
    host = diagram.elements.get(event.attached_to)
    if host is not None and host.kind not in HOSTS:
        return _("galat hanya datang dari subproses atau proses yang dipanggil; tempelkan di sana")
    if not event.interrupting:
        return _("galat selalu menyela; pakai garis utuh")
    if (event.process_id, event.id) not in arriving:
        return _("tidak ada galat yang sampai ke sini")
    return ""
