"""How far one command, message or moment may make a case run. What is drawn without a wait ends in a sentence."""

from __future__ import annotations

from collections import Counter
from time import thread_time
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
MOST_DEEP = 20
"""Called processes and sub-processes within each other. The five regulations have three."""
MOST_SECONDS = 10.0
"""Of the processor, for all steps of a run. The longest of the five regulations takes a hundredth of a second."""
MOST_BYTES = 1_000_000
"""Of a saved state. A case of the five regulations has 2,000."""


class Budget:
    """Of one run of one case."""

    def __init__(self) -> None:
        self._steps = 0
        self._rounds: Counter[tuple[UUID | None, str]] = Counter()
        self._began = thread_time()

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
        if getattr(task.workflow, "depth", 0) > MOST_DEEP:
            raise UnboundedRunError(
                _("proses yang saling memanggil lebih dari %(most)s tingkat, sampai “%(at)s”", most=MOST_DEEP, at=at)
            )
        if thread_time() - self._began > MOST_SECONDS:
            raise UnboundedRunError(
                _("lebih dari %(most)d detik tanpa menunggu, yang terakhir di “%(at)s”", most=MOST_SECONDS, at=at)
            )

    def waiting(self, steps: int) -> None:
        """So many steps wait now. Raises UnboundedRunError."""
        if steps > MOST_WAITING:
            raise UnboundedRunError(_("lebih dari %(most)s langkah menunggu sekaligus", most=MOST_WAITING))

    def state(self, saved: bytes) -> bytes:
        """What is about to be stored, as it is. Raises UnboundedRunError when it is too large."""
        if len(saved) > MOST_BYTES:
            raise UnboundedRunError(_("keadaan kasus lebih besar dari %(most)s byte", most=MOST_BYTES))
        return saved
