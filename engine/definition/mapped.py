"""What goes into a call and comes out of it, value by value: `camunda:in` and `camunda:out` of a call activity.

A call that names values keeps all others to itself, in both directions. One that names none, or all, shares the values
of the case with whatever it calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.definition.unread import BPMN, CAMUNDA


@dataclass(frozen=True)
class MappedValue:
    """One value: what is read, and the name that it gets on the other side."""

    source: str
    """An expression; a plain name is one."""
    target: str
    complete: bool = True
    """Whether exactly one source, and a target, is written."""


def mapped(node: etree._Element, way: str) -> tuple[MappedValue, ...]:
    """Those that go `in`, or come `out`, in the order of the file."""
    return tuple(_mapped(node, way))


def shares_all(node: etree._Element) -> bool:
    """Whether a call says that all values go in, or come out."""
    return any(part.get("variables") is not None for way in ("in", "out") for part in _parts(node, way))


def _mapped(node: etree._Element, way: str) -> Iterator[MappedValue]:
    for part in _parts(node, way):
        written = [part.get(each) for each in ("source", "sourceExpression")]
        target = (part.get("target") or "").strip()
        if part.get("variables") is None and part.get("businessKey") is None:
            sources = [each.strip() for each in written if each]
            yield MappedValue("".join(sources[:1]), target, len(sources) == 1 and bool(target))


def _parts(node: etree._Element, way: str) -> list[etree._Element]:
    return node.findall(f"{BPMN}extensionElements/{CAMUNDA}{way}")
