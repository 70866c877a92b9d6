"""Matches a pattern by following all alternatives at once; states met before are remembered with their successors."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.definition.forms.patterns.read import Chars, Choice, Edge, Ranges, Repeat, Sequence, Tree

MAX_REMEMBERED = 500
BEGIN, END = "^", "$"


@dataclass
class Program:
    """States as (ranges, next state) and free moves; state 0 is the start."""

    reads: dict[int, tuple[Ranges, int]] = field(default_factory=dict)
    free: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """state -> (next state, condition: none, beginning or end of the text)."""
    count: int = 1

    def state(self) -> int:
        self.count += 1
        return self.count - 1

    def move(self, start: int, end: int, condition: str = "") -> None:
        self.free.setdefault(start, []).append((end, condition))

    def add(self, tree: Tree, start: int) -> int:
        """Append a tree behind a state; returns the state behind it."""
        if isinstance(tree, Sequence):
            for part in tree.parts:
                start = self.add(part, start)
            return start
        if isinstance(tree, Repeat):
            return self.add_repeat(tree, start)
        end = self.state()
        if isinstance(tree, Chars):
            entry = self.state()  # a state of its own: one state reads one set of characters
            self.move(start, entry)
            self.reads[entry] = (tree.ranges, end)
        elif isinstance(tree, Edge):
            self.move(start, end, END if tree.at_end else BEGIN)
        elif isinstance(tree, Choice):
            for branch in tree.branches:
                self.move(self.add(branch, start), end)
        return end

    def add_repeat(self, tree: Repeat, start: int) -> int:
        for _ in range(tree.least):
            start = self.add(tree.part, start)
        end = self.state()
        if tree.most is None:
            loop = self.state()
            self.move(start, loop)
            self.move(self.add(tree.part, loop), loop)
            self.move(loop, end)
            return end
        for _ in range(tree.most - tree.least):
            self.move(start, end)
            start = self.add(tree.part, start)
        self.move(start, end)
        return end


class Pattern:
    """A compiled pattern. `search` takes time proportional to the length of the text times the size of the pattern."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self._program = Program()
        self._goal = self._program.add(tree, 0)
        self._known: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._first = self._closure({0}, BEGIN)
        self._restart = self._closure({0}, "")

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    def search(self, text: str) -> bool:
        """Whether the pattern occurs anywhere in the text (JavaScript's `RegExp.test`, without flags)."""
        states = self._first
        for char in text:
            if self._goal in states:
                return True
            states = self._step(states, char)
        return self._goal in states or self._goal in self._closure(set(states), END + (BEGIN if not text else ""))

    def _step(self, states: frozenset[int], char: str) -> frozenset[int]:
        known = self._known.get((states, char))
        if known is not None:
            return known
        code = ord(char)
        reads = self._program.reads
        reached = {
            reads[state][1]
            for state in states
            if state in reads and any(low <= code <= high for low, high in reads[state][0])
        }
        result = self._closure(reached, "") | self._restart
        if len(self._known) < MAX_REMEMBERED:
            self._known[(states, char)] = result
        return result

    def _closure(self, states: set[int], conditions: str) -> frozenset[int]:
        """All states reachable without reading; conditional moves only where the condition is among those given."""
        waiting, found = list(states), set(states)
        while waiting:
            for target, condition in self._program.free.get(waiting.pop(), ()):
                if target not in found and (not condition or condition in conditions):
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)
