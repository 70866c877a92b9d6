"""`worker`: fires timers and sends what waits. Any number may run side by side on PostgreSQL."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from complaints import logs
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.running.worker import Worker


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("worker", help=_("jalankan pekerja: tenggat, jadwal, surat keluar"))
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Works until SIGTERM or Ctrl-C, and then finishes what it has begun."""
    chosen = tools()
    logs.configure(chosen.clock)
    worker = Worker(chosen.session_factory, chosen.runtime, chosen.sender, chores=chosen.chores, endings=chosen.endings)
    worker.stop.set_by_signals()
    worker.run()
    return 0
