"""One difference between two bundles, and how the members of two collections are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """`part` and `kind` together are a key of the words shown to the owner."""

    part: str
    """`process`, `element`, `flow`, `form`, `field`, `decision` or `rule`."""
    kind: str
    """`added`, `removed`, `changed` or `drawn` (only its place in the drawing)."""
    container: str
    """The process, form or decision that it belongs to."""
    id: str
    name: str
    attribute: str = ""
    old: str = ""
    new: str = ""


def members(
    part: str,
    container: str,
    old: Mapping[str, T],
    new: Mapping[str, T],
    *,
    name: Callable[[T], str],
    inside: Callable[[T, T], Iterable[Change]],
) -> Iterator[Change]:
    """What was added and removed, and what differs inside of those that are in both, in the new order."""
    for key in [*new, *(key for key in old if key not in new)]:
        if key not in old:
            yield Change(part, "added", container, key, name(new[key]))
        elif key not in new:
            yield Change(part, "removed", container, key, name(old[key]))
        else:
            yield from inside(old[key], new[key])


def attributes(
    part: str, container: str, key: str, name: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    """One change per attribute whose text differs; a missing one counts as empty."""
    for attribute in sorted(set(old) | set(new)):
        before, after = old.get(attribute, ""), new.get(attribute, "")
        if before != after:
            yield Change(part, "changed", container, key, name, attribute, before, after)
