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
from engine.record.log.exporting import Line, case_lines

LINES = "riwayat.jsonl"


def write_case_zip(session: Session, file: Path | IO[bytes], *, instansi_id: str, case_id: UUID) -> None:
    """Write it, line by line. That somebody takes it along, the caller notes."""
    lines = case_lines(session, instansi_id=instansi_id, case_id=case_id, opened=partial(opened_files, session))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(LINES, "w") as written:
        for line in lines:
            written.write(spelt(line).encode())


def spelt(line: Line) -> str:
    """A line of the file."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
