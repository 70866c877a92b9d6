"""`deadline`: when a period ends, and why, day by day."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from complaints.console.tools import Commands, Tools
from complaints.deadline_report import deadline_lines
from complaints.decrees import rank_of
from engine.db import reading
from engine.errors import DeadlineRefusedError


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "deadline", help="hitung tenggat dan jelaskan setiap harinya; tanggalnya di baris akhir"
    )
    parser.add_argument("start", metavar="START", help="hari (2026-03-13) atau saat dengan zona")
    parser.add_argument("count", metavar="N", help="jumlah hari")
    parser.add_argument("--unit", default="hari_kerja", help="hari_kerja (bawaan) atau hari")
    parser.add_argument("--scope", default="ID", help="ID (bawaan), provinsi (ID-AC), instansi, atau instansi/unit")
    parser.add_argument(
        "--no-cuti-bersama",
        action="store_true",
        help="cuti bersama tidak menghentikan hitungan",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints each day and the due date. The database is asked only for an instansi or a unit; 2 for odd input."""
    cuti_bersama = False if args.no_cuti_bersama else None
    try:
        if rank_of(args.scope) < 2:
            lines = deadline_lines(args.start, args.count, args.unit, args.scope, cuti_bersama)
        else:
            with reading(tools().session_factory) as session:
                lines = deadline_lines(args.start, args.count, args.unit, args.scope, cuti_bersama, session=session)
    except DeadlineRefusedError as refused:
        print(refused, file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0
