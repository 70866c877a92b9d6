"""The executed path as it is stored: one list per stretch within a process, flows only where there was a choice.

`[[process, element, element, [element, flow, …], …], …]`; an element's single outgoing flow goes without saying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.definition.bundle import Bundle

Passed = tuple[str, str, list[str]]
"""(process id, element id, ids of the flows its token left on)."""


def compact(path: Iterable[Passed], bundle: Bundle) -> list[list[Any]]:
    """The stored form of a path."""
    stretches: list[list[Any]] = []
    for process_id, element_id, flows in path:
        if not stretches or stretches[-1][0] != process_id:
            stretches.append([process_id])
        said = flows != _only_flow(bundle, process_id, element_id)
        stretches[-1].append([element_id, *flows] if said else element_id)
    return stretches


def expand(stretches: Iterable[list[Any]], bundle: Bundle) -> Iterator[Passed]:
    """The path again, every flow named."""
    for process_id, *stops in stretches:
        for stop in stops:
            if isinstance(stop, list):
                yield process_id, stop[0], list(stop[1:])
            else:
                yield process_id, stop, _only_flow(bundle, process_id, stop)


def elements(stretches: Iterable[list[Any]]) -> Iterator[str]:
    """Only the ids of the elements of a stored path, in order."""
    for _process_id, *stops in stretches:
        yield from (stop[0] if isinstance(stop, list) else stop for stop in stops)


def _only_flow(bundle: Bundle, process_id: str, element_id: str) -> list[str]:
    diagram = bundle.diagrams.get(process_id)
    outgoing = diagram.outgoing(element_id) if diagram else []
    return [outgoing[0].id] if len(outgoing) == 1 else []
