"""One change of one file of a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from engine.catalogue import N_

Part = Literal["elemen", "keputusan", "formulir"]
"""What was changed: an element of a diagram, a rule of a table, a question of a form."""


class Breakage(StrEnum):
    """How it was changed."""

    DROPPED = "ditiadakan"
    SOONER = "sehari_lebih_cepat"
    LATER = "sehari_lebih_lambat"
    OTHER_DAYS = "satuan_hari_ditukar"
    NO_DUE = "tanpa_tenggat"
    INTERRUPTING = "sifat_menyela_ditukar"
    OTHER_ROLE = "peran_diganti"
    NO_UNIT = "tanpa_unit"
    NO_RECEIVER = "penerima_dikurangi"
    SWAPPED = "jawaban_ditukar"
    LESS = "satu_kurang"
    MORE = "satu_lebih"
    ONCE = "tanpa_perulangan"
    OPTIONAL = "isian_tidak_wajib"


WORDS: Mapping[Breakage, str] = {
    Breakage.DROPPED: N_("ditiadakan"),
    Breakage.SOONER: N_("sehari lebih cepat"),
    Breakage.LATER: N_("sehari lebih lambat"),
    Breakage.OTHER_DAYS: N_("hari kalender ditukar hari kerja"),
    Breakage.NO_DUE: N_("tanpa tenggat"),
    Breakage.INTERRUPTING: N_("menyela ditukar tidak menyela"),
    Breakage.OTHER_ROLE: N_("diberikan kepada peran lain"),
    Breakage.NO_UNIT: N_("tidak lagi kepada satu unit"),
    Breakage.NO_RECEIVER: N_("satu penerima dihapus"),
    Breakage.SWAPPED: N_("jawaban ditukar"),
    Breakage.LESS: N_("angka dikurangi satu"),
    Breakage.MORE: N_("angka ditambah satu"),
    Breakage.ONCE: N_("dikerjakan sekali saja"),
    Breakage.OPTIONAL: N_("boleh dikosongkan"),
}


@dataclass(frozen=True)
class Mutant:
    """`place`: `process#element`, `decision#rule` or `form#key`; `detail`: which of the changes of its kind there."""

    kind: Breakage
    part: Part
    place: str
    detail: str
    file: str
    text: str
    """The file as it is after the change."""
    basis: tuple[str, ...] = ()
    """The norms that the changed element names."""

    @property
    def name(self) -> tuple[str, str, str]:
        """What tells it apart from all others of its bundle."""
        return self.place, self.kind.value, self.detail

    def files(self, files: Mapping[str, str]) -> dict[str, str]:
        """A bundle with this change."""
        return {**files, self.file: self.text}
