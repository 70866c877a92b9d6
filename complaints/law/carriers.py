"""Everything that exists and could carry a norm out, against which the register is held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from complaints.people.roles import ROLES
from complaints.properties import BEGINNERS
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element, Flow
from engine.definition.properties import LEGAL_BASIS

CITED = re.compile(r"(?<![\w.-])[A-Z]{2}-[A-Za-z][\w.-]*(?:\(\d+\)(?:-\d+|\w?))*")
"""An id of a norm within a sentence, e.g. `TL-VI.B.1.a-11`, `BT-P13(2)a`, `NG-P6(3)-14`."""


@dataclass(frozen=True)
class Known:
    """Names of everything that exists, by kind of carrier; and which norms each part of a diagram or table cites."""

    names: Mapping[str, frozenset[str]]
    elements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`process#element` -> the ids of its `dasarHukum`."""
    flows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`decision#rule` -> the ids that its annotation names."""
    models: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`decision#rule` -> norms of a sister regulation that it follows (`mengikuti …`) without carrying them out."""
    root: Path = field(default_factory=Path)
    """Where tests are looked for: `uji` names a file below it and a test in the file."""

    def has(self, kind: str, name: str) -> bool:
        """Whether a carrier exists, or a proof (`bukti`: a test, or the file of a scenario)."""
        if kind == "bukti" and "::" not in name:
            return (self.root / "processes" / "scenarios" / name).is_file()
        return _test_exists(self.root, name) if kind in ("uji", "bukti") else name in self.names[kind]


def known(
    bundle: Bundle,
    *,
    operations: Iterable[str],
    reports: Iterable[str],
    pages: Iterable[str],
    commands: Iterable[str],
    root: Path,
) -> Known:
    """What a bundle of all files, and the program around it, offer."""
    diagrams = bundle.diagrams.values()
    elements = {f"{s.process_id}#{e.id}": cited_by(e) for s in diagrams for e in s.elements.values()}
    rules = {f"{d}#{rule.id}": _named(rule.annotation) for d, table in bundle.decisions.items() for rule in table.rules}
    return Known(
        names={
            "elemen": frozenset(elements),
            "formulir": frozenset(f"{name}#{key}" for name, form in bundle.forms.items() for key in form.fields),
            "keputusan": frozenset(rules),
            "operasi": frozenset(operations),
            "laporan": frozenset(reports),
            "halaman": frozenset(pages),
            "perintah": frozenset(commands),
            "peran": frozenset(map(str, ROLES)) & _roles(diagrams),
        },
        elements=elements,
        flows={f"{s.process_id}#{f.id}": cited_by(f) for s in diagrams for f in s.flows.values()},
        rules=rules,
        models={f"{d}#{r.id}": _followed(r.annotation) for d, table in bundle.decisions.items() for r in table.rules},
        root=root,
    )


def _roles(diagrams: Iterable[Diagram]) -> frozenset[str]:
    """Roles that some diagram gives work or news to: a role without either carries nothing out."""
    elements = [element for diagram in diagrams for element in diagram.elements.values()]
    named = [
        text for e in elements for text in (e.role, e.properties.get(BEGINNERS, ""), e.parameters.get("peran", ""))
    ]
    return frozenset(part.strip() for text in named for part in text.split(","))


def cited_by(drawn: Element | Flow) -> frozenset[str]:
    """The ids in the `dasarHukum` of an element or a flow."""
    parts = (part.strip() for part in drawn.properties.get(LEGAL_BASIS, "").split(","))
    return frozenset(part for part in parts if part)


def citing(diagrams: Iterable[Diagram]) -> Iterator[tuple[str, Diagram, Element]]:
    """(norm, diagram, element) of everything that these diagrams draw."""
    for diagram in diagrams:
        for element in diagram.elements.values():
            for norm in sorted(cited_by(element)):
                yield norm, diagram, element


def _named(annotation: str) -> frozenset[str]:
    return frozenset(cited.rstrip(".-") for cited in CITED.findall(annotation))


def _followed(annotation: str) -> frozenset[str]:
    return frozenset(id_ for part in annotation.split("mengikuti ")[1:] for id_ in CITED.findall(part)[:1])


def _test_exists(root: Path, name: str) -> bool:
    file, _, test = name.partition("::")
    path = root / file
    return bool(test) and path.is_file() and f"def {test}(" in path.read_text(encoding="utf-8")
