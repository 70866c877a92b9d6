"""`count-figures`: what the auditor's figures are made from is thrown away and counted anew from the histories."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from sqlalchemy import select

from complaints.audit.mining import keeping
from complaints.models import Instansi
from complaints.upkeep.mining import Mining
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading, unit_of_work


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("count-figures", help=_("hitung ulang angka auditor dari riwayat"))
    parser.add_argument("instansi", nargs="?", help=_("tanpa ini: setiap pemerintah daerah"))
    parser.set_defaults(run=run_count)


def run_count(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Counts in turns as the worker does, which may run meanwhile. 1 without such a government."""
    given = tools()
    with reading(given.session_factory) as session:
        homes = session.scalars(select(Instansi.id).order_by(Instansi.id)).all()
    if args.instansi and args.instansi not in homes:
        print(_("Pemerintah daerah %(instansi)s tidak ada.", instansi=args.instansi), file=sys.stderr)
        return 1
    for home in [args.instansi] if args.instansi else homes:
        with unit_of_work(given.session_factory, home) as session:
            keeping.forget(session, instansi_id=home)
        mining = Mining(given.session_factory, given.runtime)
        turns = 0
        while mining.turn(home):
            turns += 1
        print(_("%(instansi)s: selesai dalam %(num)s giliran.", instansi=home, num=turns))
    return 0
