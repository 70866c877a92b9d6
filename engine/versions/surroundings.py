"""What a deploy rule may compare the bundle with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    process_id: str
    roles: frozenset[str]
    operations: frozenset[str]
    given: frozenset[str]
    """Variables that a case has from its start."""
