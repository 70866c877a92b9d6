"""`history-export` and `case-export`: histories as files that a stranger verifies without this program."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from complaints.models import Complaint
from complaints.tracking.case_zip import spelt, write_case_zip
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import Session, reading_at_once
from engine.government import crossing
from engine.models import Case
from engine.record.log.exporting import all_lines


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
            print(spelt(line), end="")
    return 0


def run_case_export(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Writes the ZIP. 1 when there is no such case."""
    with reading_at_once(tools().session_factory, args.instansi) as session:
        case_id = _case_id(session, args.instansi, args.case)
        if case_id is None:
            print(_("Tidak ada kasus %(case)s pada %(home)s.", case=args.case, home=args.instansi), file=sys.stderr)
            return 1
        write_case_zip(session, args.zip, instansi_id=args.instansi, case_id=case_id)
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
