"""A process can be started, and every path leads to an end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Processes without a start, dead ends, and elements that are never reached."""
    for diagram in bundle.diagrams.values():
        starts = diagram.start_events()
        if not starts:
            yield Finding(diagram.file, diagram.process_id, "starts_and_ends", _("proses ini tidak punya awal"))
        if diagram.process_id != around.process_id and len(starts) > 1:
            message = _("proses yang dipanggil hanya boleh punya satu awal")
            yield Finding(diagram.file, diagram.process_id, "starts_and_ends", message)
        for element in diagram.elements.values():
            if diagram.process_id != around.process_id and element in starts and element.event:
                message = _("proses yang dipanggil hanya mulai saat dipanggil")
                yield Finding(diagram.file, element.id, "starts_and_ends", message)
            message = _problem(diagram, element)
            if message:
                yield Finding(diagram.file, element.id, "starts_and_ends", message)


def _problem(diagram: Diagram, element: Element) -> str:
    incoming = diagram.incoming(element.id)
    if element.kind in ("startEvent", "boundaryEvent") or element.triggered_by_event:
        if incoming:
            return _("tidak boleh ada alur yang masuk ke sini")
    elif not incoming:
        return _("tidak ada alur yang sampai ke sini")
    if element.kind == "endEvent":
        return _("akhir tidak boleh berlanjut") if diagram.outgoing(element.id) else ""
    if not diagram.outgoing(element.id) and not element.triggered_by_event:
        return _("jalan ini buntu: sambungkan ke akhir")
    return _inside(diagram, element) if element.kind == "subProcess" else ""


def _inside(diagram: Diagram, element: Element) -> str:
    inner = [each for each in diagram.inside(element.id) if each.kind == "startEvent"]
    if len(inner) != 1:
        return _("sub-proses harus punya tepat satu awal")
    if not element.triggered_by_event:
        return _("sub-proses mulai saat dicapai; pakai awal biasa di dalamnya") if inner[0].event else ""
    if not inner[0].event:
        return _("sub-proses peristiwa mulai dengan pesan atau waktu; pilih salah satu pada awalnya")
    if diagram.outgoing(element.id) or diagram.attached(element.id) or element.loop:
        return _("sub-proses peristiwa berdiri sendiri: tanpa alur keluar, peristiwa tempelan, atau tanda ulang")
    return ""
