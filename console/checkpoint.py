"""`checkpoint`: takes what was written into the log over all histories and prints the newest checkpoint."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from complaints.upkeep.history_log import append_batch, log_name
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading
from engine.record.log import appending


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "checkpoint", help=_("catat semua baris riwayat dalam log segel; cetak titik periksanya untuk disimpan di luar")
    )
    parser.set_defaults(run=run_checkpoint)


def run_checkpoint(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints the checkpoint as it is published. 1 when there is nothing to sign yet."""
    chosen = tools()
    name = log_name(chosen.settings.base_url)
    while append_batch(chosen.session_factory, name=name, key=chosen.head_key, at=chosen.clock.now()):
        pass
    with reading(chosen.session_factory) as session:
        last = appending.newest(session)
        note = last.note if last is not None else ""
    if not note:
        print(_("Belum ada riwayat untuk disegel."), file=sys.stderr)
        return 1
    print(note, end="")
    return 0
