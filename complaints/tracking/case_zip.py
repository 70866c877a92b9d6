"""The ZIP of a case that a stranger verifies without this program: docs/format-ekspor.md."""

from __future__ import annotations

import json
import zipfile
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.tracking.evidence import opened_files
from engine.record.log.exporting import Line, Opened, case_lines

LINES, TOLD = "riwayat.jsonl", "BACA.txt"


def write_case_zip(
    session: Session,
    file: Path | IO[bytes],
    *,
    instansi_id: str,
    case_id: UUID,
    closed: frozenset[int] | None = None,
    told: str = "",
) -> None:
    """Write it, line by line. That somebody takes it along, the caller notes.

    `closed`: numbers of rows of which the hash alone goes along; then no file is named either. None: all lies open.
    `told`: what a text file beside the history says.
    """
    opened: Opened = partial(opened_files, session) if closed is None else (lambda _row: {})
    shut = closed or frozenset[int]()
    lines = case_lines(session, instansi_id=instansi_id, case_id=case_id, opened=opened, closed=shut)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(LINES, "w") as written:
            for line in lines:
                written.write(spelt(line).encode())
        if told:
            archive.writestr(zipfile.ZipInfo(TOLD), told.encode(), zipfile.ZIP_DEFLATED)


def spelt(line: Line) -> str:
    """A line of the file."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
