"""The registers and the open questions as the pages show them: read once, and again when a file was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from complaints.law.bundles import FOLDERS
from complaints.law.limits import LegalLimit
from complaints.law.questions import Question, read_questions
from complaints.law.registers import PROOFS, Norm, Register, read_meanings, read_registers

FOLDER = FOLDERS[0] / "dasar_hukum"


@dataclass(frozen=True)
class Library:
    """All regulations with their norms, and all open questions."""

    registers: tuple[Register, ...]
    questions: tuple[Question, ...]
    edition: str
    """Changes when a file changes."""
    meanings: Mapping[str, str]
    """What each test proves, in a sentence."""

    def register(self, slug: str) -> Register | None:
        return next((each for each in self.registers if each.slug == slug), None)

    def of_norm(self, norm_id: str) -> Register | None:
        """The regulation to which an id belongs."""
        return next((each for each in self.registers if norm_id.startswith(f"{each.code}-")), None)

    @cached_property
    def limits(self) -> Mapping[str, tuple[LegalLimit, ...]]:
        """All that the regulations allow, by the step where it is held (`process#element`)."""
        found: dict[str, tuple[LegalLimit, ...]] = {}
        for limit in (limit for each in self.registers for norm in each.norms for limit in norm.limits):
            found[limit.place] = (*found.get(limit.place, ()), limit)
        return found

    def questions_of(self, code: str) -> list[Question]:
        """The open questions of one regulation."""
        return [each for each in self.questions if code in each.regulations]


def library() -> Library:
    """What the files say now. Raises RegisterError."""
    return _read(max(path.stat().st_mtime_ns for path in [FOLDER, *FOLDER.iterdir()]))


@lru_cache(maxsize=1)
def _read(changed: int) -> Library:
    return Library(
        tuple(read_registers(FOLDER)), tuple(read_questions(FOLDER)), f"{changed:x}", read_meanings(FOLDER / PROOFS)
    )


def chapters(register: Register) -> dict[str, list[Norm]]:
    """The norms by the part of the text they stand in, articles first, then chapters in the order of the text."""
    found: dict[str, list[Norm]] = {}
    for norm in register.norms:
        found.setdefault(norm.chapter, []).append(norm)
    order = {name: number for number, name in enumerate(found)}
    return dict(sorted(found.items(), key=lambda part: (*_rank(part[0]), order[part[0]])))


def _rank(chapter: str) -> tuple[int, int]:
    if chapter.startswith("Pasal "):
        return 0, int(chapter.removeprefix("Pasal ").partition("-")[0])
    return (2, 0) if chapter == "Lain-lain" else (1, 0)


def slug(chapter: str) -> str:
    """A chapter as addresses have it: `bab-vi`."""
    return chapter.lower().replace(" ", "-")
