"""A bundle: all diagrams, decisions and forms of one process version, read together."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from engine.catalogue import spoken
from engine.definition.bundle_names import names_read
from engine.definition.decisions import Decision, read_decisions
from engine.definition.diagram import Diagram, Element, read_diagram
from engine.definition.forms import Form, parse_form

LONGEST_REMEMBERED = 250_000
"""Characters of a file; of the five regulations none has half of it."""
Read = TypeVar("Read")


@dataclass(frozen=True)
class Bundle:
    """`files` maps a plain file name (`izin.bpmn`, `tenggat.dmn`, `verifikasi.form`) to its text."""

    files: Mapping[str, str]
    diagrams: Mapping[str, Diagram] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)

    @property
    def worked_out(self) -> dict[Hashable, Any]:
        """What others worked out from the bundle alone, as `Form.worked_out`."""
        return self._worked_out.setdefault(spoken(), {})

    @cached_property
    def _worked_out(self) -> dict[str, dict[Hashable, Any]]:
        return {}

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over names and texts."""
        return hashlib.sha256(self._canonical()).hexdigest()

    def _canonical(self) -> bytes:
        return json.dumps(dict(sorted(self.files.items())), ensure_ascii=False).encode("utf-8", "surrogatepass")

    def pack(self) -> bytes:
        """The stored form of the bundle."""
        return self._packed

    @cached_property
    def _packed(self) -> bytes:
        return zlib.compress(self._canonical(), 6)

    def diagram_with(self, element_id: str) -> Diagram | None:
        """The diagram that draws this element (ids are unique within a bundle)."""
        return next((diagram for diagram in self.diagrams.values() if element_id in diagram.elements), None)

    def element(self, process_id: str, element_id: str) -> Element | None:
        """An element of a process, None when either is not in the bundle."""
        diagram = self.diagrams.get(process_id)
        return diagram.elements.get(element_id) if diagram else None

    @cached_property
    def names_read(self) -> frozenset[str]:
        """Variables that some expression or decision of the bundle reads: only these enter the running case."""
        return names_read(self.diagrams.values(), self.decisions.values())

    @cached_property
    def choices_read(self) -> frozenset[str]:
        """Those of them that no form of the bundle asks as words or files of people."""
        return self.names_read - {key for form in self.forms.values() for key in form.personal_keys}

    def reachable(self, process_id: str) -> list[Diagram]:
        """The diagrams of a process and of everything it calls, the process first."""
        found: dict[str, Diagram] = {}
        waiting = [process_id]
        while waiting:
            diagram = self.diagrams.get(waiting.pop(0))
            if diagram is None or diagram.process_id in found:
                continue
            found[diagram.process_id] = diagram
            waiting += [element.called for element in diagram.elements.values() if element.called]
        return list(found.values())


def read_bundle(files: Mapping[str, str]) -> Bundle:
    """Parse every file. Raises UnsafeXmlError, DecisionError or a form refusal for the first that cannot be read."""
    diagrams: dict[str, Diagram] = {}
    decisions: dict[str, Decision] = {}
    forms: dict[str, Form] = {}
    for name, text in sorted(files.items()):
        if name.endswith(".bpmn"):
            diagram = _diagram(name, text)
            diagrams[diagram.process_id] = diagram
        elif name.endswith(".dmn"):
            decisions.update(_decisions(name, text))
        elif name.endswith(".form"):
            form = _form(name.removesuffix(".form"), text)
            forms[form.name] = form
    return Bundle(dict(files), diagrams, decisions, forms)


def _remembered(read: Callable[[str, str], Read], count: int) -> Callable[[str, str], Read]:
    """The same file is read again and again: alone, with the others, and in each bundle. What is read never changes;
    what is found wrong with it is said in the language of who asks."""

    @lru_cache(maxsize=count)
    def kept(name: str, text: str, _language: str) -> Read:
        return read(name, text)

    def found(name: str, text: str) -> Read:
        return kept(name, text, spoken()) if len(text) <= LONGEST_REMEMBERED else read(name, text)

    return found


_diagram = _remembered(read_diagram, 256)
_decisions = _remembered(lambda name, text: read_decisions(text, file=name), 256)
_form = _remembered(lambda name, text: parse_form(text, name=name), 512)


def unpack(packed: bytes) -> Bundle:
    """Read a stored bundle."""
    files: dict[str, str] = json.loads(zlib.decompress(packed))
    return read_bundle(files)
