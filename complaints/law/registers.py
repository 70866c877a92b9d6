"""Reads `processes/dasar_hukum/`: one register per regulation, and the lists of all norms against which each is held.

`norma.csv` (of a regulation that came later: a list of its own beside it) was drawn up from the text alone, before
anything was drawn: a norm that a register leaves out is found by it. A register says for each norm what carries it
out, or why people do so outside the application.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from complaints.law.limits import LegalLimit, limits_in

LIST = "norma.csv"
QUESTIONS = "keputusan_terbuka.yaml"
ALL_QUESTIONS = "keputusan_*.yaml"
"""That file, and those of regulations that came later."""
PROOFS = "bukti.yaml"
CARRIERS = ("elemen", "formulir", "keputusan", "operasi", "laporan", "halaman", "perintah", "peran", "uji")
"""What can carry a norm out: element of a diagram, field of a form, rule of a table, operation, kind of report, page,
command of `app.py`, role, and a test that proves a rule of the program."""
LIMITS = "batas"
_PLAIN = ("id", "pasal", "kutipan", "naskah", "program", "organisasional", "proses_lain", "bukti", LIMITS)
_PLACE = re.compile(
    r"Pasal (?P<pasal>\d+)|(?:Lampiran (?P<of>[IVX]+) )?BAB (?P<bab>[IVX]+)"
    r"|Lampiran (?P<annex>[IVX]+)(?: (?:(?P<part>\d+)\.|(?P<table>Tabel)))?"
)


class RegisterError(Exception):
    """A file of the register cannot be read; the text names it."""


@dataclass(frozen=True)
class Listed:
    """A norm as the list of all norms has it."""

    id: str
    article: str
    nature: str
    """kewajiban, kewenangan, larangan, hak, asas, pengertian, sasaran, data, kekosongan."""


@dataclass(frozen=True)
class Norm:
    """A norm with what carries it out."""

    id: str
    article: str
    quote: str
    nature: str = ""
    carriers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    explanation: str = ""
    """How the program carries it out, in words."""
    organisational: str = ""
    """Why people carry it out, outside the application."""
    pending: str = ""
    """A process that is not drawn yet."""
    silent: bool = False
    """The text is silent or contradicts itself here."""
    proofs: tuple[str, ...] = ()
    """Tests and scenarios that show it, beside those that follow from its carriers."""
    unknown_keys: tuple[str, ...] = ()
    limits: tuple[LegalLimit, ...] = ()
    """How long what it asks for may take, where the text gives a number."""

    @property
    def state(self) -> str:
        """`carried` (something carries it out), `organisational` (people do, with a reason) or `open`."""
        if self.pending:
            return "open"
        if self.carriers:
            return "carried"
        return "organisational" if self.organisational else "open"

    @property
    def chapter(self) -> str:
        """The part of the text in which it stands: `BAB VI`, `Pasal 10-19`, `Lampiran II BAB IV`, `Lain-lain`."""
        found = _PLACE.search(self.article)
        if found is None:
            return "Lain-lain"
        if found["pasal"]:
            tens = int(found["pasal"]) // 10 * 10
            return f"Pasal {max(tens, 1)}-{tens + 9}"
        if found["annex"]:
            part = f" angka {found['part']}" if found["part"] else " tabel" if found["table"] else ""
            return f"Lampiran {found['annex']}{part}"
        return f"Lampiran {found['of']} BAB {found['bab']}" if found["of"] else f"BAB {found['bab']}"


@dataclass(frozen=True)
class Register:
    """All norms of one regulation, in the order of its text."""

    slug: str
    """As addresses have it: `tanah-laut`."""
    file: str
    code: str
    """`TL`: every id begins with it."""
    name: str
    norms: tuple[Norm, ...]
    listed: tuple[Listed, ...] = ()
    example: bool = False
    """No real regulation: counted apart, and shown to the public only where a government runs it."""

    def count(self, state: str) -> int:
        """How many norms are in this state."""
        return sum(norm.state == state for norm in self.norms)

    @property
    def carried(self) -> int:
        """Norms that the program carries out."""
        return self.count("carried")

    @property
    def organisational(self) -> int:
        """Norms that people carry out."""
        return self.count("organisational")

    @property
    def open(self) -> int:
        """Norms that nobody carries out."""
        return self.count("open")

    def norm(self, norm_id: str) -> Norm | None:
        return next((norm for norm in self.norms if norm.id == norm_id), None)


def read_registers(folder: Path) -> list[Register]:
    """Every register of the folder by file name. Raises RegisterError."""
    lists = [folder / LIST, *sorted(path for path in folder.glob("*.csv") if path.name != LIST)]
    listed = [each for path in lists for each in read_list(path)]
    questions = set(folder.glob(ALL_QUESTIONS))
    paths = [path for path in sorted(folder.glob("*.yaml")) if path not in questions and path.name != PROOFS]
    shown = read_proofs(folder / PROOFS)
    return [_register(path, listed, shown) for path in paths]


def read_proofs(path: Path) -> dict[str, tuple[str, ...]]:
    """What shows some norms, by id or by the id above them; nothing where there is no file. Raises RegisterError."""
    if not path.is_file():
        return {}
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")).get("norma") or {}
        return {str(norm): tuple(map(str, names)) for norm, names in given.items()}
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def read_meanings(path: Path) -> dict[str, str]:
    """What a test proves, in a sentence for people, by its name. Raises RegisterError."""
    if not path.is_file():
        return {}
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")).get("dibuktikan") or {}
        return {str(test): str(told) for test, told in given.items()}
    except (yaml.YAMLError, AttributeError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def read_list(path: Path) -> list[Listed]:
    """One list of norms. Raises RegisterError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [Listed(row["id"], row["pasal"], row["sifat"]) for row in csv.DictReader(file)]
    except (OSError, KeyError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def _register(path: Path, listed: list[Listed], shown: Mapping[str, tuple[str, ...]]) -> Register:
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        head, rows = given["peraturan"], given["norma"]
        own = tuple(each for each in listed if each.id.startswith(f"{head['id']}-"))
        natures = {each.id: each.nature for each in own}
        norms = tuple(_norm(row, natures, shown) for row in rows)
        return Register(
            slug=path.stem.replace("_", "-"),
            file=path.name,
            code=head["id"],
            name=head["nama"],
            norms=norms,
            listed=own,
            example=head.get("contoh") in ("ya", True),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def _norm(row: Mapping[str, Any], natures: Mapping[str, str], shown: Mapping[str, tuple[str, ...]]) -> Norm:
    above = (names for norm, names in shown.items() if f"{row['id']}.".startswith(f"{norm}."))
    return Norm(
        id=row["id"],
        article=str(row.get("pasal") or ""),
        quote=str(row.get("kutipan") or ""),
        nature=natures.get(row["id"], ""),
        carriers={kind: tuple(map(str, row[kind])) for kind in CARRIERS if row.get(kind)},
        explanation=str(row.get("program") or ""),
        organisational=str(row.get("organisasional") or ""),
        pending=str(row.get("proses_lain") or ""),
        proofs=(*map(str, row.get("bukti") or ()), *(name for names in above for name in names)),
        silent=row.get("naskah") == "diam",
        unknown_keys=tuple(sorted(set(row) - set(CARRIERS) - set(_PLAIN))),
        limits=tuple(limits_in(row["id"], row.get(LIMITS))),
    )
