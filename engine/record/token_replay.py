"""Token replay: the moves of a run played in its net. What a move does not find is missing; what is left lies.

Fitness as in Rozinat and van der Aalst, Conformance checking of processes based on monitoring real behavior (2008):
½(1 − missing ÷ consumed) + ½(1 − remaining ÷ produced). 1 is a run exactly as drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.definition.net import ALIVE, BEGIN, Transition


@dataclass
class TokenReplay:
    """One run in one net; the net may change under it, when a case goes over to another version."""

    marking: Counter[str] = field(default_factory=lambda: Counter({BEGIN: 1}))
    produced: int = 1
    consumed: int = 0
    missing: int = 0

    def can(self, transition: Transition) -> bool:
        """Whether every place holds what the transition takes."""
        return all(self.marking[place] >= count for place, count in Counter(transition.takes).items())

    def fire(self, transition: Transition) -> tuple[str, ...]:
        """Move the tokens. Gives the places in which one was missing: it is put there, and counted."""
        lacking = []
        for place in transition.takes:
            if self.marking[place]:
                self.marking[place] -= 1
            else:
                lacking.append(place)
        for place in transition.gives:
            self.marking[place] += 1
        self.consumed += len(transition.takes)
        self.produced += len(transition.gives)
        self.missing += len(lacking)
        return tuple(lacking)

    def foreign(self) -> None:
        """A move that the net does not know: as one that found nothing and left nothing."""
        self.consumed += 1
        self.missing += 1

    @property
    def remaining(self) -> dict[str, int]:
        """Place → tokens that lie there, the one in `ALIVE` apart that every ended run leaves."""
        return {place: count for place, count in self.marking.items() if count and place != ALIVE}

    @property
    def fitness(self) -> float:
        """Of a run that has ended."""
        lacking = self.missing + (0 if self.marking[ALIVE] else 1)
        lying = sum(self.remaining.values()) + max(self.marking[ALIVE] - 1, 0)
        return 0.5 * (1 - lacking / (self.consumed + 1)) + 0.5 * (1 - lying / self.produced)
