"""Reads a regular expression in JavaScript's notation into a small tree."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LENGTH = 200
MAX_REPEAT = 200
MAX_DEPTH = 10
MAX_SIZE = 1000

Ranges = tuple[tuple[int, int], ...]
DIGIT: Ranges = ((48, 57),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE: Ranges = ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
                 (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))  # fmt: skip
LINE_END: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
CLASSES = {
    "d": (DIGIT, False),
    "D": (DIGIT, True),
    "w": (WORD, False),
    "W": (WORD, True),
    "s": (SPACE, False),
    "S": (SPACE, True),
}
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
LAST = 0x10FFFF


class PatternError(ValueError):
    """The pattern cannot be compiled, or could not be matched in bounded time."""


@dataclass(frozen=True)
class Chars:
    """One character out of these ranges, both ends included."""

    ranges: Ranges
    size: int = 1


@dataclass(frozen=True)
class Edge:
    """The beginning (`^`) or the end (`$`) of the text."""

    at_end: bool
    size: int = 1


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Tree, ...]
    size: int


@dataclass(frozen=True)
class Choice:
    branches: tuple[Tree, ...]
    size: int


@dataclass(frozen=True)
class Repeat:
    part: Tree
    least: int
    most: int | None
    size: int


Tree = Chars | Edge | Sequence | Choice | Repeat


def read_pattern(text: str) -> Tree:
    """The tree of a pattern. Raises PatternError."""
    if len(text) > MAX_LENGTH:
        raise PatternError(f"pola lebih panjang dari {MAX_LENGTH} karakter")
    reader = _Reader(text)
    tree = reader.choice(0)
    if reader.rest():
        raise PatternError("kurung tutup tanpa pasangan")
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def rest(self) -> str:
        return self.text[self.at :]

    def take(self, start: str) -> bool:
        if not self.text.startswith(start, self.at):
            return False
        self.at += len(start)
        return True

    def next(self) -> str:
        if self.at >= len(self.text):
            raise PatternError("pola belum selesai")
        self.at += 1
        return self.text[self.at - 1]

    def choice(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise PatternError("terlalu banyak kurung bersarang")
        branches = [self.sequence(depth)]
        while self.take("|"):
            branches.append(self.sequence(depth))
        return (
            branches[0] if len(branches) == 1 else Choice(tuple(branches), _bounded(sum(b.size + 1 for b in branches)))
        )

    def sequence(self, depth: int) -> Tree:
        parts: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeat(self.atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts), _bounded(sum(part.size for part in parts)))

    def atom(self, depth: int) -> Tree:
        char = self.next()
        if char == "^":
            return Edge(at_end=False)
        if char == "$":
            return Edge(at_end=True)
        if char == "(":
            return self.group(depth)
        if char == "[":
            return Chars(self.char_class())
        if char == ".":
            return Chars(inverse(LINE_END))
        if char == "\\":
            return Chars(self.escape())
        if char in "*+?{":
            raise PatternError(f"`{char}` tanpa sesuatu di depannya")
        return Chars(((ord(char), ord(char)),))

    def group(self, depth: int) -> Tree:
        if self.take("?") and not self.take(":"):
            raise PatternError("kelompok khusus (?…) tidak didukung")
        inner = self.choice(depth + 1)
        if not self.take(")"):
            raise PatternError("kurung tutup tidak ada")
        return inner

    def repeat(self, part: Tree) -> Tree:
        least, most = self.bounds()
        if (least, most) == (1, 1):
            return part
        if isinstance(part, Edge):
            raise PatternError("`^` dan `$` tidak dapat diulang")
        self.take("?")  # lazy or not makes no difference to whether there is a match
        if self.at < len(self.text) and self.text[self.at] in "*+?":
            raise PatternError("dua tanda ulang berturut-turut")
        copies = max(least, most or 0, 1)
        return Repeat(part, least, most, _bounded((part.size + 1) * copies))

    def bounds(self) -> tuple[int, int | None]:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        if not self.take("{"):
            return 1, 1
        inside, closed, _ = self.rest().partition("}")
        low, comma, high = inside.partition(",")
        if not closed or not _is_count(low) or (high and not _is_count(high)):
            raise PatternError("pengulangan {…} tidak terbaca")
        self.at += len(inside) + 1
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
            raise PatternError(f"pengulangan {{…}} paling banyak {MAX_REPEAT} dan urut dari kecil")
        return least, most

    def escape(self) -> Ranges:
        char = self.next()
        if char in CLASSES:
            ranges, negated = CLASSES[char]
            return inverse(ranges) if negated else ranges
        char = CONTROLS.get(char, char)
        if char.isalnum():
            raise PatternError(f"`\\{char}` tidak didukung")
        return ((ord(char), ord(char)),)

    def char_class(self) -> Ranges:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self.class_part()
            if (
                len(low) == 1
                and low[0][0] == low[0][1]
                and self.text[self.at : self.at + 1] == "-"
                and self.rest()[1:2] != "]"
            ):
                self.at += 1
                high = self.class_part()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise PatternError("rentang di dalam […] tidak terbaca")
                low = ((low[0][0], high[0][0]),)
            ranges += low
        return inverse(tuple(ranges)) if negated else tuple(ranges)

    def class_part(self) -> Ranges:
        char = self.next()
        return self.escape() if char == "\\" else ((ord(char), ord(char)),)


def inverse(ranges: Ranges) -> Ranges:
    """All characters outside these ranges."""
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, LAST)) if start <= LAST else tuple(found)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _bounded(size: int) -> int:
    if size > MAX_SIZE:
        raise PatternError("pola terlalu besar")
    return size
