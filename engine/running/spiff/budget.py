"""How far one command, message or moment may make a case run. What is drawn without a wait ends in a sentence."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from engine.catalogue import _
from engine.definition.diagram import Element
from engine.errors import UnboundedRunError

MOST_STEPS = 500
"""Steps of one run. The longest of the five regulations has 29."""
MOST_ROUNDS = 50
"""How often a run may pass the same step, instances apart: the library's cost grows with their third power."""
MOST_WAITING = 1_000
"""Steps of a case that may wait at a time, for a person, a message or a moment."""


class Budget:
    """Of one run of one case."""

    def __init__(self) -> None:
        self._steps = 0
        self._rounds: Counter[tuple[UUID | None, str]] = Counter()

    def step(self, task: Any, element: Element | None) -> None:
        """The library is about to complete a step. Raises UnboundedRunError."""
        step = getattr(task.workflow, "parent_task_id", None), task.task_spec.name
        self._rounds[step] += 1
        self._steps += 1
        at = element.name or element.id if element is not None else task.workflow.spec.name
        if element is not None and not element.loop and self._rounds[step] > MOST_ROUNDS:
            sentence = _("lebih dari %(most)s kali melewati “%(at)s” tanpa menunggu", most=MOST_ROUNDS, at=at)
            raise UnboundedRunError(sentence)
        if self._steps > MOST_STEPS:
            raise UnboundedRunError(
                _("lebih dari %(most)s langkah tanpa menunggu, yang terakhir di “%(at)s”", most=MOST_STEPS, at=at)
            )

    def waiting(self, steps: int) -> None:
        """So many steps wait now. Raises UnboundedRunError."""
        if steps > MOST_WAITING:
            raise UnboundedRunError(_("lebih dari %(most)s langkah menunggu sekaligus", most=MOST_WAITING))
