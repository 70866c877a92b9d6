"""Questions that the texts leave open: what was chosen, on which ground, and where a process owner changes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from complaints.law.carriers import Known
from complaints.law.check import KINDS
from complaints.law.registers import ALL_QUESTIONS, CARRIERS, QUESTIONS, Register, RegisterError
from complaints.people.governments import FIELDS, OPTIONAL
from engine.catalogue import N_, _
from engine.errors import Finding

SETTING = "pengaturan"
"""A key in the file of a government, e.g. `complaints/demo/tanah_laut.yaml`."""
PLACES = (*CARRIERS, SETTING)
SOURCES = frozenset({"teks", "implied", "sibling", "default"})


@dataclass(frozen=True)
class ChangePlace:
    """Where the choice is changed. `kind` is one of PLACES."""

    kind: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Question:
    """An open question with the choice made."""

    number: int
    text: str
    regulations: tuple[str, ...]
    choice: str
    source: str
    """Ground of the choice: teks, implied, sibling, default."""
    norms: tuple[str, ...]
    places: tuple[ChangePlace, ...]


def read_questions(folder: Path) -> list[Question]:
    """All questions by number. Raises RegisterError."""
    paths = [folder / QUESTIONS, *sorted(path for path in folder.glob(ALL_QUESTIONS) if path.name != QUESTIONS)]
    found = [question for path in paths for question in _read(path)]
    return sorted(found, key=lambda question: question.number)


def _read(path: Path) -> list[Question]:
    try:
        return [_question(row) for row in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["keputusan"]]
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def findings(questions: Iterable[Question], registers: Iterable[Register], known: Known) -> list[Finding]:
    """Regulations, norms and places that do not exist, and questions that say nowhere how to change the choice."""
    registers = list(registers)
    return [finding for question in questions for finding in _of(question, registers, known)]


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        number=int(row["nomor"]),
        text=str(row["pertanyaan"]),
        regulations=tuple(row["peraturan"]),
        choice=str(row["pilihan"]),
        source=str(row["sifat"]),
        norms=tuple(row.get("norma") or ()),
        places=tuple(_place(place) for place in row["ubah"]),
    )


def _place(given: Mapping[str, Any]) -> ChangePlace:
    note = str(given.get("catatan", ""))
    [(kind, name)] = [(key, value) for key, value in given.items() if key != "catatan"]
    return ChangePlace(str(kind), str(name), note)


def _of(question: Question, registers: list[Register], known: Known) -> Iterator[Finding]:
    about = str(question.number)
    codes = {register.code for register in registers}
    norms = {norm.id for register in registers for norm in register.norms}
    for code in sorted(set(question.regulations) - codes):
        yield Finding(QUESTIONS, about, "unknown", _("peraturan %(code)s tidak ada", code=code))
    for norm_id in sorted(set(question.norms) - norms):
        yield Finding(QUESTIONS, about, "unknown", _("norma %(norm_id)s tidak ada", norm_id=norm_id))
    if question.source not in SOURCES:
        yield Finding(QUESTIONS, about, "source", _("sifat %(source)r tidak dikenal", source=question.source))
    if not question.places:
        yield Finding(QUESTIONS, about, "where", _("tidak disebut di mana pilihan ini diubah"))
    for place in question.places:
        if place.kind not in PLACES:
            yield Finding(QUESTIONS, about, "key", _("kunci %(kind)r tidak dikenal", kind=place.kind))
        elif not _exists(place, known):
            kind = _(KINDS.get(place.kind, N_("pengaturan pemerintah daerah")))
            yield Finding(QUESTIONS, about, "vanished", _("%(kind)s %(name)s tidak ada", kind=kind, name=place.name))


def _exists(place: ChangePlace, known: Known) -> bool:
    if place.kind == SETTING:
        return place.name in (*FIELDS, *OPTIONAL)
    return known.has(place.kind, place.name)
