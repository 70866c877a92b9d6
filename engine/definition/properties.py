"""The keys of `camunda:property` that the engine reads from an element or flow of a diagram. The domain has its own."""

from __future__ import annotations

from typing import NamedTuple


class Property(NamedTuple):
    """One key, and in the words of a process owner: where it stands, what it means, what may be written."""

    key: str
    on: str
    meaning: str
    values: str


LEGAL_BASIS = "dasarHukum"
SOURCE = "sumber"
PHASE = "status"
UNIT = "unit"
SECOND_PERSON = "orangLain"
NOTED_MOMENT = "catatWaktu"
FORM = "formulir"
PARAMETER = "param."
"""Namespace: parameters of an operation, which the operation itself explains."""
REMARK = "catatan."
"""Namespace: remarks of whoever drew the diagram, for readers of the file. Nothing reads them."""

SOURCES = ("teks", "implied", "sibling", "default")
"""How surely the regulation says so: written, following from it, taken from a sister regulation, or a choice."""

ENGINE_PROPERTIES = (
    Property(LEGAL_BASIS, "setiap elemen; alur dari gerbang", "norma yang dilaksanakan", "id norma, dipisah koma"),
    Property(
        SOURCE,
        "setiap elemen; alur dari gerbang",
        "seberapa pasti peraturan berkata demikian",
        "`teks` tertulis; `implied` tersirat; `sibling` menurut peraturan daerah lain; `default` pilihan bawaan",
    ),
    Property(PHASE, "setiap elemen", "tahap kasus sejak elemen ini dilalui", "satu kata tanpa spasi"),
    Property(UNIT, "tugas orang", "unit yang mengerjakan tugas", "ungkapan"),
    Property(
        SECOND_PERSON,
        "tugas orang",
        "dikerjakan orang lain daripada yang pernah menyelesaikan tugas itu, misalnya persetujuan atas jawaban",
        "id tugas orang dalam diagram yang sama, dipisah koma",
    ),
    Property(NOTED_MOMENT, "setiap elemen", "mencatat saat kasus tiba di sini", "nama variabel penerimanya"),
    Property(FORM, "penantian pesan", "formulir bagi pesan yang ditunggu", "nama formulir"),
    Property(f"{PARAMETER}…", "langkah otomatis", "parameter operasi yang dipanggil", "menurut operasinya"),
    Property(f"{REMARK}…", "setiap elemen; alur", "catatan bagi pembaca diagram; tidak dibaca mesin", "bebas"),
)
NAMESPACES = (PARAMETER, REMARK)
ENGINE_KEYS = frozenset(each.key for each in ENGINE_PROPERTIES)


def is_known(key: str, domain: frozenset[str]) -> bool:
    """Whether the engine or the domain reads this key, or it stands in a namespace that is free."""
    return key in ENGINE_KEYS or key in domain or (key.startswith(NAMESPACES) and key not in NAMESPACES)


def listed(value: str) -> tuple[str, ...]:
    """The members of a value that is a list with commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())
