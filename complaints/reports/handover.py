"""A complaint as a package for another body: what was reported, its way, its files, and the hash of each (SB-L.II.D.7).

The user task that prepares a hand-over says so in the diagram (`unduhan=penyerahan`); `serahkan_berkas` notes that it
was done. Before the first and without the second there is no package.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints.casework.file_copies import FileCopy
from complaints.properties import DOWNLOAD
from complaints.reports.exports import FORMATS, Document
from engine.definition.bundle import Bundle
from engine.running.queries import TaskView

HANDING_OVER = "penyerahan"
PAPER_FORM = "formulir"
"""What a user task may offer besides: the complaint as a form on paper (SB-L.II.A.2)."""
OPERATION = "serahkan_berkas"
SUMS = "SHA256SUMS.txt"
_UNSAFE = re.compile(r"[^\w.-]+")


def possible(bundle: Bundle) -> bool:
    """Whether this version hands complaints over at all."""
    return any(
        element.topic == OPERATION for diagram in bundle.diagrams.values() for element in diagram.elements.values()
    )


def being_prepared(bundle: Bundle, tasks: Iterable[TaskView]) -> bool:
    """Whether one of these open tasks prepares a hand-over."""
    return offered(bundle, tasks, HANDING_OVER)


def offered(bundle: Bundle, tasks: Iterable[TaskView], what: str) -> bool:
    """Whether the diagram offers this download at one of these tasks."""
    elements = (bundle.element(task.process_id, task.element) for task in tasks)
    return any(element is not None and element.properties.get(DOWNLOAD) == what for element in elements)


def handed_over(bundle: Bundle, passed: Iterable[tuple[str, str]]) -> bool:
    """Whether a case that passed these (process, element) went to another body."""
    elements = (bundle.element(process_id, element) for process_id, element in passed)
    return any(element is not None and element.topic == OPERATION for element in elements)


def packed(document: Document, attached: Iterable[FileCopy], more: Mapping[str, bytes] | None = None) -> bytes:
    """The ZIP: the complaint as PDF, its files, and the hash of everything in the form that `sha256sum -c` reads.
    `more`: what else goes along, by name."""
    content = {"pengaduan.pdf": FORMATS["pdf"](document), **(more or {})}
    for number, file in enumerate(attached, start=1):
        content[f"berkas/{number:02}_{_UNSAFE.sub('_', file.name).strip('._') or 'berkas'}"] = file.content
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in content.items())
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (content | {SUMS: sums.encode()}).items():
            archive.writestr(_entry(name, document.made_at, document.time_zone), data)
    return written.getvalue()


def _entry(name: str, at: datetime, zone: str) -> zipfile.ZipInfo:
    local = at.astimezone(ZoneInfo(zone))
    entry = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
