"""`migrate`: bring the tables to this version, and the decrees that come with it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from complaints.console.tools import Commands, Tools
from complaints.decrees import seed_decrees
from engine import migrations
from engine.db import unit_of_work


def add(commands: Commands) -> None:
    parser = commands.add_parser("migrate", help="siapkan atau perbarui tabel dan muat keputusan hari libur")
    parser.add_argument(
        "--draft", metavar="PESAN", help="tulis rancangan migrasi dari perbedaan model (untuk pengembang)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Safe to run at every start: does nothing when there is nothing to do."""
    if args.draft:
        migrations.draft(tools().engine, tools().metadata, args.draft)
        return 0
    changed, days = prepare(tools())
    print("Tabel diperbarui." if changed else "Tabel sudah terbaru.", f"{days} hari keputusan baru dimuat.")
    return 0


def prepare(tools: Tools) -> tuple[bool, int]:
    """(Whether tables changed, how many decree days were added)."""
    changed = migrations.upgrade(tools.engine, tools.metadata)
    with unit_of_work(tools.session_factory) as session:
        return changed, seed_decrees(session, at=tools.clock.now())
