"""Ids carry meaning, are unique, and the file is called like its process."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

READABLE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
"""Ids that the editor can read, too: with others it loses the element when it saves."""
MODELER_ID = re.compile(r"_(?=[0-9a-z]*\d)[0-9a-z]{7}$")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Ids made by a modeler, ids used twice, and files that are not called like their process."""
    seen = {diagram.process_id: diagram.file for diagram in bundle.diagrams.values()}
    for diagram in bundle.diagrams.values():
        if diagram.file != f"{diagram.process_id}.bpmn":
            yield Finding(
                diagram.file,
                diagram.process_id,
                "ids",
                _("berkas ini harus bernama %(process_id)s.bpmn", process_id=diagram.process_id),
            )
        if diagram.process_count > 1:
            text = _("hanya satu proses dalam berkas boleh dijalankan; kolam lain ditandai tidak dapat dijalankan")
            yield Finding(diagram.file, None, "ids", text)
        for duplicate in diagram.duplicate_ids:
            yield Finding(diagram.file, duplicate, "ids", _("id ini dipakai lebih dari satu kali"))
        yield from _unreadable(diagram)
        for element_id, element in diagram.elements.items():
            if element.kind == "subProcess":
                if element_id in seen:
                    yield Finding(
                        diagram.file, element_id, "ids", _("id ini sudah dipakai di %(value)s", value=seen[element_id])
                    )
                seen[element_id] = diagram.file


def _unreadable(diagram: Diagram) -> Iterator[Finding]:
    for element_id in (*diagram.elements, *diagram.flows):
        if not READABLE_ID.fullmatch(element_id):
            message = _("id hanya boleh memuat huruf a–z, angka, dan garis bawah, paling panjang 100 huruf")
            yield Finding(diagram.file, element_id[:100], "ids", message)
        elif MODELER_ID.search(element_id):
            message = _("id buatan modeler; beri id yang bermakna, misalnya Task_verifikasi_berkas")
            yield Finding(diagram.file, element_id, "ids", message)
