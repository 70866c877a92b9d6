"""`erase`: texts and files of complaints that ended long ago go; without `--yes` it only says how many."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from complaints.files.file_store import FileStore
from complaints.models import Instansi
from complaints.people import retention
from complaints.upkeep.erasing import erase_some
from complaints.upkeep.sealing import scrub
from console.tools import Commands, Tools
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import reading, unit_of_work


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("erase", help=_("hapus isi pengaduan yang habis masa simpannya"))
    parser.add_argument("instansi")
    parser.add_argument("--whistleblowing", action="store_true", help=_("laporan whistleblower, bukan yang lain"))
    parser.add_argument("--yes", action="store_true", help=_("hapus sekarang; tanpa ini hanya dihitung"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Says how many are due, and erases them when told to. 1 without a period, or without such a government."""
    given, home = tools(), args.instansi
    with reading(given.session_factory, home) as session:
        known = session.get(Instansi, home) is not None
        period = retention.period_of(session, instansi_id=home) if known else None
        if period is None:
            print(_("Tidak ada pemerintah daerah itu, atau masa simpannya belum ditetapkan."), file=sys.stderr)
            return 1
        before = retention.cutoff(session, instansi_id=home, years=period.years, now=given.clock.now())
        count = retention.due_count(session, instansi_id=home, before=before, restricted=args.whistleblowing)
    print(_("%(num)s pengaduan habis masa simpannya (%(rule)s).", num=count, rule=period.rule))
    if args.yes and count:
        with unit_of_work(given.session_factory, home) as session:
            retention.order_erasure(
                session, given.runtime, instansi_id=home, before=before, rule=period.rule, by=SISTEM,
                restricted=args.whistleblowing,
            )  # fmt: skip
        _erase(given, home)
    return 0


def _erase(given: Tools, home: str) -> None:
    """Does every order of the government to its end, and rewrites the tables: deleted words leave their file too."""
    store, done = FileStore(given.settings.data_dir / "berkas"), 0
    with reading(given.session_factory, home) as session:
        orders = retention.orders(session, instansi_id=home)
    for order in orders:
        while (erased := erase_some(given.session_factory, given.runtime, store, order)) is not None:
            done += erased
    scrub(given.engine)
    print(_("%(num)s dihapus. Cadangan lama masih memuatnya.", num=done))
