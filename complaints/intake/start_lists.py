"""Lists that the questions of a start form choose from or suggest: places of the government, files sent so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from complaints.intake.start_form import StartForm
from complaints.models import Instansi
from complaints.people import wilayah
from engine.definition.forms import Option, Options

KECAMATAN, DESA = "daftar_kecamatan", "daftar_desa"
LISTS = (KECAMATAN, DESA)
"""Names that a start form may use."""


def lists(
    session: Session, asked: StartForm, answers: Mapping[str, Any], *, instansi_id: str, files: Sequence[Option] = ()
) -> Options:
    """What a start form may refer to, after the answers so far. `files`: those of the draft."""
    row = session.get(Instansi, instansi_id)
    return lists_in(row.wilayah if row else {}, asked, answers, files=files)


def lists_in(
    places: Mapping[str, Sequence[str]], asked: StartForm, answers: Mapping[str, Any], *, files: Sequence[Option] = ()
) -> Options:
    """The same out of the places of the government: its kecamatan with the desa of each."""
    chosen = str(answers.get(asked.key_of("pengaduan.kecamatan")) or "")
    return {
        KECAMATAN: _named(sorted(places)),
        DESA: _named(wilayah.desa_of(places, chosen)),
        **dict.fromkeys(asked.form.file_keys(), files),
    }


def _named(names: Sequence[str]) -> list[Option]:
    return [Option(name, name) for name in names]
