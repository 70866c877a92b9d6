"""`deadline`: when a period ends, and why, day by day."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from complaints.decrees.report import deadline_lines
from complaints.models import DecreeDay
from complaints.settings import Settings
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading
from engine.errors import DeadlineRefusedError


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "deadline", help=_("hitung tenggat dan jelaskan setiap harinya; tanggalnya di baris akhir")
    )
    parser.add_argument("start", metavar="START", help=_("hari (2026-03-13) atau saat dengan zona"))
    parser.add_argument("count", metavar="N", help=_("jumlah hari"))
    parser.add_argument("--unit", default="hari_kerja", help=_("hari_kerja (bawaan) atau hari"))
    parser.add_argument("--scope", default="ID", help=_("ID (bawaan), provinsi (ID-AC), atau instansi"))
    parser.add_argument(
        "--no-cuti-bersama",
        action="store_true",
        help=_("cuti bersama tidak menghentikan hitungan"),
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints each day and the due date; 2 for odd input, 1 when the database cannot be read.

    The decrees of the database count where there is one; before the first start those that come with the program.
    """
    cuti_bersama = False if args.no_cuti_bersama else None
    asked = partial(deadline_lines, args.start, args.count, args.unit, args.scope, cuti_bersama)
    try:
        lines = _from_database(asked, tools) if _has_database(os.environ) else asked()
    except DeadlineRefusedError as refused:
        print(refused, file=sys.stderr)
        return 2
    except SQLAlchemyError as error:
        print(_("Basis data tidak dapat dibaca: %(value)s", value=str(error).splitlines()[0]), file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _has_database(environ: Mapping[str, str]) -> bool:
    """Known without opening anything: a calculation must not leave a data folder behind."""
    folder = Path(environ.get("ALUR_DATA_DIR", "").strip() or Settings.data_dir)
    return bool(environ.get("ALUR_DATABASE_URL", "").strip()) or (folder / "alur.sqlite").exists()


def _from_database(asked: Callable[..., list[str]], tools: Callable[[], Tools]) -> list[str]:
    with reading(tools().session_factory) as session:
        prepared = inspect(session.connection()).has_table(DecreeDay.__tablename__)
        return asked(session=session) if prepared else asked()
