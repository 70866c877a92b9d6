"""`history-export` and `case-export`: histories as files that a stranger verifies without this program."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import select

from complaints.models import Complaint
from complaints.tracking.evidence import opened_files
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import Session, reading_at_once
from engine.government import crossing
from engine.models import Case
from engine.record.log.exporting import Line, all_lines, case_lines

LINES = "riwayat.jsonl"
"""Of the ZIP of a case."""


def add(commands: Commands) -> None:
    """Teaches the parser."""
    whole = commands.add_parser(
        "history-export", help=_("cetak semua riwayat tanpa teks orang, untuk diperiksa pihak lain")
    )
    whole.set_defaults(run=run_export)
    case = commands.add_parser("case-export", help=_("tulis ZIP satu kasus dengan bukti setiap barisnya dalam log"))
    case.add_argument("instansi")
    case.add_argument("case", metavar="NOMOR", help=_("nomor pengaduan, atau id kasus"))
    case.add_argument("zip", type=Path, help=_("berkas ZIP yang ditulis"))
    case.set_defaults(run=run_case_export)


def run_export(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints a line of JSON for each row, checkpoint and head."""
    with (
        reading_at_once(tools().session_factory) as session,
        crossing(session, why="the operator looks after every history"),
    ):
        for line in all_lines(session):
            print(_spelt(line), end="")
    return 0


def run_case_export(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Writes the ZIP. 1 when there is no such case."""
    with reading_at_once(tools().session_factory, args.instansi) as session:
        case_id = _case_id(session, args.instansi, args.case)
        if case_id is None:
            print(_("Tidak ada kasus %(case)s pada %(home)s.", case=args.case, home=args.instansi), file=sys.stderr)
            return 1
        lines = case_lines(session, instansi_id=args.instansi, case_id=case_id, opened=partial(opened_files, session))
        with zipfile.ZipFile(args.zip, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(LINES, "w") as file:
            for line in lines:
                file.write(_spelt(line).encode())
    print(_("Ditulis: %(path)s", path=args.zip))
    return 0


def _case_id(session: Session, instansi_id: str, named: str) -> uuid.UUID | None:
    number = select(Complaint.id).where(Complaint.instansi_id == instansi_id, Complaint.number == named)
    found = session.scalar(number)
    if found is not None:
        return found
    try:
        return session.scalar(select(Case.id).where(Case.instansi_id == instansi_id, Case.id == uuid.UUID(named)))
    except ValueError:
        return None


def _spelt(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
