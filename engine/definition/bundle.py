"""A bundle: all diagrams, decisions and forms of one process version, read together."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from engine.definition.bundle_names import names_read
from engine.definition.decisions import Decision, read_decisions
from engine.definition.diagram import Element, Sheet, read_sheet
from engine.definition.forms import Form, parse_form


@dataclass(frozen=True)
class Bundle:
    """`files` maps a plain file name (`pengaduan.bpmn`, `tenggat.dmn`, `verifikasi.form`) to its text."""

    files: Mapping[str, str]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over names and texts."""
        return hashlib.sha256(self._canonical()).hexdigest()

    def _canonical(self) -> bytes:
        return json.dumps(dict(sorted(self.files.items())), ensure_ascii=False).encode("utf-8", "surrogatepass")

    def pack(self) -> bytes:
        """The stored form of the bundle."""
        return zlib.compress(self._canonical(), 6)

    def sheet_with(self, element_id: str) -> Sheet | None:
        """The sheet that draws this element (ids are unique within a bundle)."""
        return next((sheet for sheet in self.sheets.values() if element_id in sheet.elements), None)

    def element(self, process_id: str, element_id: str) -> Element | None:
        sheet = self.sheets.get(process_id)
        return sheet.elements.get(element_id) if sheet else None

    @cached_property
    def names_read(self) -> frozenset[str]:
        """Variables that some expression or decision of the bundle reads: only these enter the running case."""
        return names_read(self.sheets.values(), self.decisions.values())

    def reachable(self, process_id: str) -> list[Sheet]:
        """The sheets of a process and of everything it calls, the process first."""
        found: dict[str, Sheet] = {}
        waiting = [process_id]
        while waiting:
            sheet = self.sheets.get(waiting.pop(0))
            if sheet is None or sheet.process_id in found:
                continue
            found[sheet.process_id] = sheet
            waiting += [element.called for element in sheet.elements.values() if element.called]
        return list(found.values())


def read_bundle(files: Mapping[str, str]) -> Bundle:
    """Parse every file. Raises UnsafeXmlError, DecisionError or a form refusal for the first that cannot be read."""
    sheets, decisions, forms = {}, {}, {}
    for name, text in sorted(files.items()):
        if name.endswith(".bpmn"):
            sheet = _sheet(name, text)
            sheets[sheet.process_id] = sheet
        elif name.endswith(".dmn"):
            decisions.update(read_decisions(text, file=name))
        elif name.endswith(".form"):
            form = _form(name.removesuffix(".form"), text)
            forms[form.name] = form
    return Bundle(dict(files), sheets, decisions, forms)


# The same file is read again and again: alone, with the others, and in each bundle. What is read never changes.
_sheet = lru_cache(maxsize=256)(read_sheet)


@lru_cache(maxsize=512)
def _form(name: str, text: str) -> Form:
    return parse_form(text, name=name)


def unpack(packed: bytes) -> Bundle:
    """Read a stored bundle."""
    files: dict[str, str] = json.loads(zlib.decompress(packed))
    return read_bundle(files)
