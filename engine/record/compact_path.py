"""The executed path as it is stored: one list per stretch within a process, flows only where there was a choice.

`[[process, element, element, [element, flow, …], …], …]`; an element's single outgoing flow goes without saying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
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
    """The path again, every flow named. Reads the earlier form, too: one list for each element, its flows behind it."""
    stretches = list(stretches)
    if _is_early(stretches, bundle):
        yield from ((process_id, element, flows) for process_id, element, *flows in stretches)
        return
    for process_id, *stops in stretches:
        for stop in stops:
            if isinstance(stop, list):
                yield process_id, stop[0], list(stop[1:])
            else:
                yield process_id, stop, _only_flow(bundle, process_id, stop)


def _is_early(stretches: list[list[Any]], bundle: Bundle) -> bool:
    """Whether this is the form before stretches: two neighbours of one process would be one stretch, and ids of flows
    stood where elements stand.
    """
    if any(one[0] == other[0] for one, other in pairwise(stretches)):
        return True
    diagrams = bundle.diagrams
    return any(
        len(stretch) > 2 and isinstance(stretch[2], str) and stretch[2] in diagrams[stretch[0]].flows
        for stretch in stretches
        if stretch[0] in diagrams
    )


def elements(stretches: Iterable[list[Any]]) -> Iterator[str]:
    """Only the ids of the elements of a stored path, in order."""
    for _process_id, *stops in stretches:
        yield from (stop[0] if isinstance(stop, list) else stop for stop in stops)


def _only_flow(bundle: Bundle, process_id: str, element_id: str) -> list[str]:
    diagram = bundle.diagrams.get(process_id)
    outgoing = diagram.outgoing(element_id) if diagram else []
    return [outgoing[0].id] if len(outgoing) == 1 else []
